import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { viewMessages } from "../../src/view/messages.ts";
import { scene } from "../../src/view/scene.ts";
import type { PlainView, Viewable } from "../../src/view/spec.ts";
import { svg } from "../../src/view/svg.ts";
import { terminal } from "../../src/view/terminal.ts";
import { translator } from "../../src/view/text.ts";
import { darkTheme, lightTheme, terminalTheme } from "../../src/view/theme.ts";
import { useBrowser } from "../helpers/browser.ts";
import { type ServedPage, servePage } from "../helpers/page.ts";
import { hostile, sample, views } from "../helpers/results.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const browser = useBrowser();
let served: ServedPage;
beforeAll(async () => {
  const files = [path.join(import.meta.dirname, "scene-page.ts")];
  served = await servePage(`import "./scene-page.ts";`, { files });
});
afterAll(() => served.close());

describe("scenes", () => {
  it("are the same bytes in Node and in a browser", async (context) => {
    const page = await (await browser(context)).newPage();
    await page.goto(served.url);
    const given = [Object.values(views), [plain(sample), plain(hostile)]] as const;
    const there = await page.evaluate((args) => window.drawEverything(...args), given);
    const here = drawHere(...given);
    expect(there).toHaveLength(here.length);
    there.forEach((picture, i) => expect(picture).toBe(here[i]));
  });
});

/** What `scene-page.ts` does, with the sources. */
function drawHere(views: readonly PlainView[], results: readonly Viewable[]): readonly string[] {
  return (["en", "zh"] as const).flatMap((language) => {
    const text = translator(language, viewMessages);
    return results.flatMap((result) =>
      views.flatMap((view) => {
        const pictures = [lightTheme, darkTheme].map((theme) =>
          svg(scene(view, result, { width: 420, theme, text }), { label: view.kind }),
        );
        const theme = terminalTheme("dark", false);
        const marks = scene(view, result, { width: 60, theme, text });
        return [...pictures, terminal(marks, { width: 60, depth: "truecolor" })];
      }),
    );
  });
}

/** A result whose arrays a page can be handed. */
function plain(result: Viewable): Viewable {
  const data = Object.entries(result.data as Readonly<Record<string, unknown>>);
  return {
    ...result,
    data: Object.fromEntries(data.map(([key, value]) => [key, plainTensor(value)])),
  };
}

function plainTensor(value: unknown): unknown {
  const { data } = value as { readonly data?: unknown };
  return data instanceof Float32Array ? { ...(value as object), data: [...data] } : value;
}
