import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textWidth } from "../../src/view/text-width.ts";
import { hasTerminal, inTerminal } from "../helpers/terminal.ts";

const CTRL_C = "\u0003";
const ERASE = "\u001b[J";
/** Long enough that patching takes seconds. */
const LONG = "Once upon a time there was a little dog. ".repeat(10);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "vitrine-terminal-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => path.join(folder, name);

/** Types Ctrl-C once when the screen shows something. */
function interruptAt(shown: string): (screen: string) => string | null {
  let typed = false;
  return (screen) => {
    if (typed || !screen.includes(shown)) return null;
    typed = true;
    return CTRL_C;
  };
}

// Without util-linux's `script` there is no terminal to try this in.
describe.runIf(hasTerminal())("vitrine in a terminal", () => {
  it("shows progress on standard error, in place, and takes it away", async () => {
    const { code, screen } = await inTerminal(["inspect", LONG, "--out", at("a.html")], {
      columns: 40,
      stdout: at("a.txt"),
      onScreen: interruptAt("%"),
    });
    expect(code).toBe(130);
    const lines = screen.split(`\r${ERASE}`).slice(1).map(stripVTControlCharacters);
    expect(lines.some((line) => /\d\/\d .+ [━╌]+ \d+%/.test(line))).toBe(true);
    // What stays on the screen is what was said at last.
    expect(lines.at(-1)).toMatch(/^Stopped/);
    for (const line of lines.slice(0, -1)) {
      expect(textWidth(line.replace("^C", ""))).toBeLessThan(40);
    }
  });

  it("leaves at Ctrl-C what is done, in words, as a report and as JSON, and ends with 130", async () => {
    const onScreen = interruptAt(" Activation patching ");
    const words = await inTerminal(["inspect", LONG, "--out", at("b.html")], { onScreen });
    expect(words.code).toBe(130);
    const shown = stripVTControlCharacters(words.screen).replace(/\s+/g, " ");
    expect(shown).toContain("! Partial: stopped before the end.");
    expect(shown).toContain("1 After this text the model expects");
    expect(shown).toMatch(
      /Stopped: \d of \d analyses were done\. They are also in .+b\.html, marked/,
    );
    expect(readFileSync(at("b.html"), "utf8")).toContain("Stopped before the end");

    const json = await inTerminal(["inspect", LONG, "--json"], {
      stdout: at("b.json"),
      onScreen: interruptAt(" Activation patching "),
    });
    expect(json.code).toBe(130);
    const { partial, results } = JSON.parse(readFileSync(at("b.json"), "utf8"));
    expect(partial).toBe(true);
    expect(results[0]).toMatchObject({ method: "next-token" });
    expect(results.map(({ method }: { method: string }) => method)).not.toContain("patch");
  });

  it("stops waiting for somebody to type a text", async () => {
    const { code, screen } = await inTerminal(["inspect", "-", "--out", at("c.html")], {
      onScreen: interruptAt("inspect"),
    });
    expect(code).toBe(130);
    expect(stripVTControlCharacters(screen)).toContain("Stopped. Nothing was written.");
  });

  it("says that nothing is left of one method that was stopped", async () => {
    const pair = ["--clean", LONG, "--corrupted", LONG.replace("dog", "cat")];
    const { code, screen } = await inTerminal(["run", "patch", ...pair, "--out", at("d.json")], {
      onScreen: interruptAt("%"),
    });
    expect(code).toBe(130);
    expect(stripVTControlCharacters(screen)).toMatch(
      /Stopped at [\d.<]+%\. “Activation patching” has a result only when it is whole/,
    );
    expect(existsSync(at("d.json"))).toBe(false);
  });

  it("colors for terminals that can, none with NO_COLOR, no moving line with TERM=dumb", async () => {
    const args = ["run", "logit-lens", "--text", "Once upon a"];
    const colored = await inTerminal(args);
    expect(colored.screen).toContain("\u001b[");
    const plain = await inTerminal(args, { env: { NO_COLOR: "1" } });
    expect(plain.screen).not.toContain("\u001b[38");
    const dumb = await inTerminal(args, { env: { TERM: "dumb" } });
    expect(dumb.screen).not.toContain("\u001b");
  });

  it.each([40, 80])("keeps within %d columns", async (columns) => {
    for (const lang of ["en", "zh"]) {
      for (const args of [["--help"], ["methods"], ["run", "patch", "--help"], ["models"]]) {
        const { screen } = await inTerminal(["--lang", lang, ...args], { columns });
        const wide = stripVTControlCharacters(screen)
          .split("\n")
          .filter((line) => textWidth(line) > columns && !/https?:|vitrine |--|"/.test(line));
        expect([lang, args, wide]).toEqual([lang, args, []]);
      }
    }
  });
});
