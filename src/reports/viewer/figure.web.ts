import { type Move, next, type Reachable } from "../../view/reach.ts";
import type { Text } from "../../view/text.ts";
import type { Shown } from "./choices.ts";
import { button, element } from "./elements.web.ts";
import { chipThings, drawPicture, type Picture, thingAt } from "./picture.web.ts";
import type { Readout } from "./readout.web.ts";

export interface FigureContext {
  readonly text: Text;
  readonly readout: Readout;
  /** A value was picked, by click or Enter. */
  readonly onPick: (key: string) => void;
  /** A key that the figure itself has no use for. */
  readonly onKey: (event: KeyboardEvent) => void;
}

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "home",
  End: "end",
};

/** A picture whose values can be pointed at, walked through and kept in view. */
export class FigureView {
  readonly #box: HTMLElement;
  readonly #context: FigureContext;
  readonly #cursor = element("div", { class: "cursor", "aria-hidden": "true", hidden: "" });
  readonly #pin = element("div", { class: "pin", "aria-hidden": "true", hidden: "" });
  readonly #kept = element("p", { class: "kept", hidden: "" });
  /** Null: the picture is text that stays as it is. */
  #shown: Shown | null = null;
  #picture: Picture = { things: [], width: 0 };
  #current: string | null = null;
  #pinned: string | null = null;

  constructor(box: HTMLElement, name: string, context: FigureContext) {
    this.#box = box;
    this.#context = context;
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", `${name}. ${context.text("viewer.hint")}`);
    box.after(this.#kept);
    box.addEventListener("pointermove", (event) => this.#point(event));
    box.addEventListener("pointerleave", () => this.#rest());
    box.addEventListener("click", (event) => this.#click(event));
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("focus", () => this.#enter());
    box.addEventListener("blur", () => this.#leave());
  }

  /** Width of the scene in the box. */
  get width(): number {
    return this.#picture.width;
  }

  /** Draws a view, or takes the box's own text as the picture. */
  draw(shown: Shown | null): void {
    this.#shown = shown;
    this.redraw();
  }

  /** Draws again. @param room - Width to draw for; default: as wide as the box is now. */
  redraw(room?: number): void {
    const { text } = this.#context;
    this.#picture =
      this.#shown === null
        ? { things: chipThings(this.#box), width: this.#box.clientWidth }
        : drawPicture(this.#box, this.#shown, text, room);
    this.#box.append(this.#cursor, this.#pin);
    this.#box.classList.toggle("fits", this.#box.scrollWidth <= this.#box.clientWidth);
    this.#place(this.#cursor, this.#current);
    this.#cursor.hidden ||= document.activeElement !== this.#box;
    this.#showPin();
  }

  #find(key: string | null): Reachable | undefined {
    return this.#picture.things.find((thing) => thing.key === key);
  }

  #point(event: PointerEvent): void {
    const thing = this.#under(event);
    if (thing === undefined) return this.#rest();
    this.#place(this.#cursor, thing.key);
    this.#tell(thing);
  }

  #rest(): void {
    const focused = document.activeElement === this.#box && this.#box.matches(":focus-visible");
    this.#place(this.#cursor, focused ? this.#current : null);
    this.#context.readout.hide();
  }

  #click(event: MouseEvent): void {
    if (getSelection()?.isCollapsed === false) return;
    const thing = this.#under(event);
    if (thing === undefined) return;
    this.#current = thing.key;
    this.#pick(thing);
  }

  #under({ clientX, clientY }: MouseEvent): Reachable | undefined {
    const box = this.#box.getBoundingClientRect();
    const { scrollLeft, scrollTop } = this.#box;
    return thingAt(this.#picture, clientX - box.left + scrollLeft, clientY - box.top + scrollTop);
  }

  #enter(): void {
    if (!this.#box.matches(":focus-visible")) return;
    this.#go(this.#find(this.#current) ?? this.#find(this.#pinned) ?? this.#picture.things[0]);
  }

  #leave(): void {
    this.#cursor.hidden = true;
    this.#context.readout.hide();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move !== undefined) this.#go(next(this.#picture.things, this.#current, move));
    else if (event.key === "Enter" || event.key === " ") {
      const thing = this.#find(this.#current);
      if (thing !== undefined) this.#pick(thing);
    } else if (event.key === "Escape" && this.#pinned !== null) this.#unpin();
    else return this.#context.onKey(event);
    event.preventDefault();
  }

  #go(thing: Reachable | undefined): void {
    if (thing === undefined) return;
    this.#current = thing.key;
    this.#place(this.#cursor, thing.key);
    this.#cursor.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#tell(thing);
    this.#context.readout.say(thing.label);
  }

  #tell({ label, x, y, width, height }: Reachable): void {
    const { left, top } = this.#box.getBoundingClientRect();
    const { scrollLeft, scrollTop } = this.#box;
    const place = new DOMRect(left + x - scrollLeft, top + y - scrollTop, width, height);
    this.#context.readout.show(label, place);
  }

  #pick(thing: Reachable): void {
    if (this.#pinned === thing.key) return this.#unpin();
    this.#pinned = thing.key;
    this.#showPin();
    this.#context.readout.say(this.#context.text("viewer.pinned", { label: thing.label }));
    this.#context.onPick(thing.key);
  }

  #unpin(): void {
    this.#pinned = null;
    this.#showPin();
    this.#context.readout.say(this.#context.text("viewer.unpinned"));
  }

  #showPin(): void {
    const thing = this.#find(this.#pinned);
    if (thing === undefined) this.#pinned = null;
    this.#place(this.#pin, this.#pinned);
    this.#kept.hidden = thing === undefined;
    if (thing === undefined) return;
    const letGo = button("×", () => this.#unpin(), {
      "aria-label": this.#context.text("viewer.unpin"),
    });
    this.#kept.replaceChildren(thing.label, letGo);
  }

  #place(frame: HTMLElement, key: string | null): void {
    const thing = this.#find(key);
    frame.hidden = thing === undefined;
    if (thing === undefined) return;
    const { x, y, width, height, angle } = frameBox(thing);
    Object.assign(frame.style, {
      left: `${x}px`,
      top: `${y}px`,
      width: `${width}px`,
      height: `${height}px`,
      transform: angle === 0 ? "none" : `rotate(${angle}rad)`,
    });
  }
}

/** A box around a thing that can be seen; around a line it is turned as the line is. */
function frameBox(thing: Reachable): Omit<Reachable, "key" | "label"> & { readonly angle: number } {
  const { slope, width, height } = thing;
  if (slope === undefined) {
    const room = Math.max(0, 10 - Math.min(width, height)) / 2 + 1;
    const [x, y] = [thing.x - room, thing.y - room];
    return { x, y, width: width + 2 * room, height: height + 2 * room, angle: 0 };
  }
  const length = Math.hypot(width, height);
  const thickness = 12;
  return {
    x: thing.x + (width - length) / 2,
    y: thing.y + (height - thickness) / 2,
    width: length,
    height: thickness,
    angle: Math.atan2(slope === "down" ? height : -height, width),
  };
}
