import { describe, expect, it } from "vitest";
import { sample, views } from "../../test/helpers/results.ts";
import { html } from "./html.ts";
import { viewMessages } from "./messages.ts";
import { scene } from "./scene.ts";
import { svg } from "./svg.ts";
import { translator } from "./text.ts";
import { darkTheme } from "./theme.ts";

const text = translator("en", viewMessages);

describe("svg", () => {
  it("writes each mark with its value as a title", () => {
    const picture = svg(
      [
        {
          kind: "rect",
          x: 1,
          y: 2,
          width: 3.1234,
          height: 4,
          fill: "#000000",
          datum: { key: "0:1", label: "a < b" },
        },
        { kind: "text", x: 5, y: 6, text: "</text><script>", fill: "#111111", anchor: "end" },
      ],
      { label: `"quoted"`, width: 20, height: 10 },
    );
    expect(picture).toBe(
      `<svg viewBox="0 0 20 10" width="20" height="10" role="img" aria-label="&quot;quoted&quot;">` +
        `<rect x="1" y="2" width="3.1" height="4" fill="#000000" data-key="0:1"><title>a &lt; b</title></rect>` +
        `<text class="vt" x="5" y="6" fill="#111111" text-anchor="end">&lt;/text&gt;&lt;script&gt;</text></svg>`,
    );
  });

  it("brings fonts and ground along in a file of its own", () => {
    const marks = scene(views.bars, sample, { width: 300, theme: darkTheme, text });
    const picture = svg(marks, { label: "bars", standalone: true, ground: darkTheme.ground });
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(picture).toContain(`fill="#0f1318"`);
  });
});

describe("html", () => {
  it.each(Object.values(views))("shows $kind with title, summary and numbers", (view) => {
    const figure = html(view, sample, { text, id: "f" });
    expect(figure).toContain(`<h4>${view.title.id}</h4><p>Largest: 1.</p>`);
    expect(figure).toContain("<table>");
  });

  it.each(Object.values(views))("leaves no token of $kind alive as markup", (view) => {
    expect(html(view, sample, { text, id: "f" })).not.toContain("<b>");
  });

  it("outlines what is not part of the text, and gives it no say in the text's direction", () => {
    const figure = html(views["token-strip"], sample, { text, id: "f" });
    expect(figure).toMatch(/<p class="strip" dir="auto"><wbr><span class="special" dir="ltr" /);
    expect(figure.match(/class="special"/g)).toHaveLength(1);
  });
});
