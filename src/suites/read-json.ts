import { lineAndColumn, type PlacedJson, readPlacedJson } from "../formats/json-places.ts";
import type { Entry, Localised, SuiteDefinition, SuiteTemplate, SuiteVariant } from "./define.ts";
import type { SuiteMessageId, SuiteParams } from "./messages.ts";
import { type Mistake, nameOfFile, refuseMistakes } from "./mistakes.ts";
import { slotsIn, strayBraces } from "./template.ts";

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

const SUITE_FIELDS = ["name", "title", "about", "expected", "templates", "slots", "variants"];
const VARIANT_FIELDS = ["name", "models", "templates", "slots"];
const TEMPLATE_FIELDS = ["clean", "corrupted", "answers", "after", "of"];

/** A suite in JSON. */
export function readJsonSuite(text: string, file: string): SuiteDefinition {
  const read = readPlacedJson(text);
  if ("fault" in read) {
    const params = { expected: `suite.file.${read.fault}` };
    const place = lineAndColumn(text, read.offset);
    refuseMistakes(file, [{ ...place, id: "suite.file.json", params }]);
  }
  const check = new Check(text, read as PlacedJson);
  const value = (read as PlacedJson).value as Fields;
  check.suite(value);
  refuseMistakes(file, check.mistakes);
  return definitionOf(value, nameOfFile(file));
}

/** A letter against a letter: `to` and `Mary` without the space between. */
export function joinsPrompt(prompt: string, answer: string): boolean {
  return /[\p{L}}]$/u.test(prompt) && /^[\p{L}{]/u.test(answer);
}

function definitionOf(value: Fields, fallback: string): SuiteDefinition {
  const name = typeof value.name === "string" ? value.name : fallback;
  const said = (field: string, otherwise: string): Localised => {
    const given = value[field] as string | Partial<Localised> | undefined;
    if (typeof given === "string") return { en: given, zh: given };
    return { en: given?.en ?? otherwise, zh: given?.zh ?? given?.en ?? otherwise };
  };
  const title = said("title", name);
  const variants = (value.variants ?? [value]) as readonly Partial<SuiteVariant>[];
  return {
    name,
    title,
    about: said("about", title.en),
    expected: said("expected", title.en),
    variants: variants.map((variant, i) => ({
      name: value.variants === undefined ? "file" : (variant.name ?? `variant-${i + 1}`),
      ...(variant.models !== undefined && { models: variant.models }),
      templates: variant.templates as readonly SuiteTemplate[],
      slots: variant.slots ?? {},
    })),
  };
}

class Check {
  readonly mistakes: Mistake[] = [];
  readonly #text: string;
  readonly #json: PlacedJson;

  constructor(text: string, json: PlacedJson) {
    this.#text = text;
    this.#json = json;
  }

  suite(value: unknown): void {
    const fields = this.#fields(value, [], SUITE_FIELDS);
    if (fields === null) return;
    for (const field of ["title", "about", "expected"]) {
      const said = fields[field];
      const isPlain = said === undefined || typeof said === "string";
      if (!isPlain && !isEntry(said)) this.#kind([field], "entry");
    }
    if (fields.name !== undefined && typeof fields.name !== "string") this.#kind(["name"], "text");
    if (fields.variants === undefined) this.#variant(fields, []);
    else this.#list(fields.variants, ["variants"], (one, path) => this.#named(one, path));
  }

  #named(value: unknown, path: Path): void {
    const fields = this.#fields(value, path, VARIANT_FIELDS);
    if (fields !== null) this.#variant(fields, path);
  }

  #variant(fields: Fields, path: Path): void {
    const slots = this.#slots(fields.slots, [...path, "slots"]);
    if (fields.templates === undefined) {
      this.#add(path, "suite.file.missing", { field: "templates" });
      return;
    }
    this.#list(fields.templates, [...path, "templates"], (one, at) =>
      this.#template(one, at, slots),
    );
  }

  /** The slots that are as they should be, with their entries. */
  #slots(value: unknown, path: Path): ReadonlyMap<string, readonly Entry[]> {
    const found = new Map<string, readonly Entry[]>();
    if (value === undefined) return found;
    if (!isObject(value)) {
      this.#kind(path, "object");
      return found;
    }
    const sharers = new Map<string, string[]>();
    for (const [slot, own] of Object.entries(value)) {
      const at = [...path, slot];
      const list = typeof own === "string" ? value[own] : own;
      if (typeof own === "string" && !Array.isArray(list)) {
        this.#add(at, "suite.file.slot", { slot: own, known: Object.keys(value).join(", ") });
        continue;
      }
      const entries = this.#entries(list, typeof own === "string" ? null : at);
      found.set(slot, entries);
      const source = typeof own === "string" ? own : slot;
      sharers.set(source, [...(sharers.get(source) ?? []), slot]);
    }
    for (const [slot, all] of sharers) {
      const list = value[slot];
      const count = Array.isArray(list) ? list.length : 0;
      if (all.length > count && count > 0) {
        this.#add([...path, slot], "suite.file.few", { slots: all.join(", "), count });
      }
    }
    return found;
  }

  /** @param path - Null where the list is checked elsewhere. */
  #entries(value: unknown, path: Path | null): readonly Entry[] {
    if (!Array.isArray(value) || value.length === 0) {
      if (path !== null) this.#kind(path, "list");
      return [];
    }
    const odd = value.flatMap((entry: unknown, i) => (isEntry(entry) ? [] : [i]));
    if (path !== null) for (const i of odd) this.#kind([...path, i], "entry");
    return value.filter(isEntry);
  }

  #template(value: unknown, path: Path, slots: ReadonlyMap<string, readonly Entry[]>): void {
    const fields = this.#fields(value, path, TEMPLATE_FIELDS);
    if (fields === null) return;
    const { of, answers } = fields;
    if (of !== undefined && of !== "token" && of !== "class") this.#kind([...path, "of"], "of");
    for (const field of ["clean", "corrupted", "after"]) {
      this.#templateText(fields[field], [...path, field], slots, field === "after");
    }
    if (fields.clean === fields.corrupted && typeof fields.clean === "string") {
      this.#add([...path, "corrupted"], "suite.file.same");
    }
    if (answers === undefined) {
      this.#add(path, "suite.file.missing", { field: "answers" });
      return;
    }
    const at = [...path, "answers"];
    if (!Array.isArray(answers) || answers.length < 2) this.#add(at, "suite.file.answers");
    else {
      for (const [i, answer] of answers.entries()) {
        this.#answer(answer, [...at, i], slots, of === "class" ? null : fields.clean);
      }
    }
  }

  #answer(
    answer: unknown,
    path: Path,
    slots: ReadonlyMap<string, readonly Entry[]>,
    prompt: unknown,
  ): void {
    this.#templateText(answer, path, slots, false);
    if (typeof answer !== "string" || typeof prompt !== "string") return;
    if (joinsPrompt(prompt, answer)) this.#add(path, "suite.file.space", { answer });
  }

  #templateText(
    value: unknown,
    path: Path,
    slots: ReadonlyMap<string, readonly Entry[]>,
    isOptional: boolean,
  ): void {
    if (value === undefined) {
      if (!isOptional)
        this.#add(path.slice(0, -1), "suite.file.missing", { field: String(path.at(-1)) });
      return;
    }
    if (typeof value !== "string") return this.#kind(path, "text");
    // A quote stands before the text, and an escape is longer in the file: close enough to find it.
    for (const at of strayBraces(value)) this.#add(path, "suite.file.brace", {}, at + 1);
    for (const { slot, field, at } of slotsIn(value)) {
      const entries = slots.get(slot);
      if (entries === undefined) {
        const known = [...slots.keys()].join(", ");
        this.#add(path, "suite.file.slot", { slot, known }, at + 1);
      } else this.#reference(path, { slot, field, at }, entries);
    }
  }

  #reference(
    path: Path,
    { slot, field, at }: { slot: string; field: string | null; at: number },
    entries: readonly Entry[],
  ): void {
    const rich = entries.find((entry) => typeof entry !== "string");
    if (field === null && rich !== undefined) {
      const known = Object.keys(rich).join(", ");
      this.#add(path, "suite.file.plain", { slot, known }, at + 1);
    }
    if (field === null) return;
    const lacks = entries.some((entry) => typeof entry === "string" || !(field in entry));
    if (lacks) this.#add(path, "suite.file.field", { slot, field }, at + 1);
  }

  #fields(value: unknown, path: Path, known: readonly string[]): Fields | null {
    if (!isObject(value)) {
      this.#kind(path, "object");
      return null;
    }
    for (const field of Object.keys(value)) {
      if (known.includes(field)) continue;
      this.#add([...path, field], "suite.file.unknown", { field, known: known.join(", ") });
    }
    return value;
  }

  #list(value: unknown, path: Path, each: (item: unknown, path: Path) => void): void {
    if (!Array.isArray(value) || value.length === 0) return this.#kind(path, "list");
    for (const [i, item] of value.entries()) each(item, [...path, i]);
  }

  #kind(path: Path, kind: string): void {
    const field = path.findLast((part) => typeof part === "string") ?? "suite";
    this.#add(path, "suite.file.kind", { field, kind: `suite.file.kind.${kind}` });
  }

  #add(path: Path, id: SuiteMessageId, params: SuiteParams = {}, beyond = 0): void {
    const place = lineAndColumn(this.#text, this.#json.at(path) + beyond);
    this.mistakes.push({ ...place, id, params });
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is Entry {
  if (typeof value === "string") return true;
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}
