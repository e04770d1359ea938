import { describe, expect, it } from "vitest";
import { handMadeReport } from "../../test/helpers/report.ts";
import { readNpz } from "../formats/npz.ts";
import { readResult } from "../methods/registry.ts";
import type { Result } from "../methods/result.ts";
import { resultFormats } from "./endings.ts";
import { exportResult } from "./result-files.ts";
import { namedTensors } from "./tensors.ts";

const report = await handMadeReport();
const resultOf = (id: string): Result =>
  report.results.find(({ method }) => method.id === id)!.result;
const attribution = resultOf("integrated-gradients");

const text = (content: string | Uint8Array): string => {
  expect(typeof content).toBe("string");
  return content as string;
};

describe("exportResult", () => {
  it("knows each format by the ending of the name, in any letters", async () => {
    const types = await Promise.all(
      [".json", ".html", ".SVG", ".csv", ".npz"].map(async (ending) => {
        const [file] = await exportResult(attribution, `some.where/a${ending}`);
        expect(file.name).toBe(`some.where/a${ending}`);
        return file.type;
      }),
    );
    expect(types).toEqual([
      "application/json",
      "text/html",
      "image/svg+xml",
      "text/csv",
      "application/zip",
    ]);
  });

  it.each(["a.pdf", "a", "json", "a.svg.gz"])("refuses %s, naming what there is", async (name) => {
    await expect(exportResult(attribution, name)).rejects.toThrow(
      `expected an ending of ${resultFormats.join(", ")}, got "${name}".`,
    );
  });

  it("writes a format that the name does not say", async () => {
    const [file] = await exportResult(attribution, "scores", { format: ".csv" });
    expect(file).toMatchObject({ name: "scores", type: "text/csv" });
  });
});

describe("exports as JSON", () => {
  it("come back as the result they were", async () => {
    const [file] = await exportResult(attribution, "a.json");
    const again = await readResult(JSON.parse(text(file.content)));
    expect(again.data).toEqual(attribution.data);
    expect(again.view()).toEqual(attribution.view());
  });
});

describe("exports as CSV", () => {
  it("hold the numbers of a view in full", async () => {
    const [file, ...others] = await exportResult(attribution, "a.csv");
    expect(others).toEqual([]);
    expect(text(file.content)).toBe(
      ["position,token,value", "0,<s>,0", "1,The,-0.25", "2, cat,1.5", "3, sat,0.75", ""].join(
        "\r\n",
      ),
    );
  });

  it("are a file for each view, numbered from the second on", async () => {
    const files = await exportResult(resultOf("head-scores"), "out/heads.csv");
    expect(files.length).toBeGreaterThan(1);
    expect(files.map(({ name }) => name)).toEqual(
      files.map((_, i) => (i === 0 ? "out/heads.csv" : `out/heads.${i + 1}.csv`)),
    );
    for (const { content } of files) expect(text(content)).toMatch(/^[^\r\n]+\r\n[^\r\n]+\r\n/);
  });

  it("have their titles in the language asked for", async () => {
    const [file] = await exportResult(attribution, "a.csv", { language: "zh" });
    expect(text(file.content)).toMatch(/^位置,词元,数值\r\n/);
  });
});

describe("exports as SVG", () => {
  it.each([
    ["light", "#ffffff"],
    ["dark", "#0f1318"],
  ] as const)("bring their own ground and colours: %s", async (ground, colour) => {
    const [file] = await exportResult(attribution, "a.svg", { ground });
    const svg = text(file.content);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!;
    expect(svg).toContain(`<rect width="${width}" height="${height}" fill="${colour}"/>`);
    expect(svg).not.toContain("var(--");
  });

  it("have a margin around everything", async () => {
    const [file] = await exportResult(attribution, "a.svg");
    const svg = text(file.content);
    const lefts = Array.from(svg.matchAll(/ x="([\d.-]+)"/g), ([, x]) => Number(x));
    expect(Math.min(...lefts)).toBe(16);
  });
});

describe("exports as npz", () => {
  it("name each tensor by its path in the data", async () => {
    const [file] = await exportResult(resultOf("patch"), "a.npz");
    const tensors = readNpz(file.content as Uint8Array);
    expect([...tensors.keys()]).toEqual([
      "sweeps.0.values",
      "sweeps.0.effects",
      "heads.values",
      "heads.effects",
    ]);
    expect(tensors.get("heads.values")).toMatchObject({ dims: [2, 2], dtype: "float64" });
    expect([...tensors.get("heads.values")!.data]).toEqual([0.1, 0.5, -0.2, 0]);
  });

  it("are refused where the data has no tensors", () => {
    const bare = { ...attribution, method: "bare", data: { score: 1, names: ["a"] } };
    expect(() => namedTensors(bare)).toThrow(/bare holds no tensors .* Write \.json or \.csv/);
  });
});
