import { describe, expect, it } from "vitest";
import { handMadeReport } from "../../test/helpers/report.ts";
import { readNpz } from "../formats/npz.ts";
import { readResult } from "../methods/registry.ts";
import { makeResult, type Result } from "../methods/result.ts";
import { float32, type Tensor } from "../tensor/tensor.ts";
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

const bytesOf = ({ data }: Tensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

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

describe("exports of large results as JSON", () => {
  const axes = ["layer", "pos"];
  const scores = { ...float32([2, 2 ** 22 + 1], new Float32Array(2 ** 23 + 2)), axes };
  scores.data[7] = 0.5;
  const small = float32([2], [1, Number.NaN]);
  const large = makeResult({ ...attribution, data: { scores, parts: [small] } }, () =>
    attribution.view(),
  );

  it("have their tensors in an npz beside it", async () => {
    const files = await exportResult(large, "out.d/big.json");
    expect(files.map(({ name }) => name)).toEqual(["out.d/big.json", "out.d/big.npz"]);
    const json = JSON.parse(text(files[0].content));
    expect(json.data).toEqual({
      scores: { dims: scores.dims, axes, dtype: "float32", file: "big.npz", key: "data.scores" },
      parts: [{ dims: [2], dtype: "float32", data: [1, "NaN"] }],
    });
    const again = await readResult(json, readNpz(files[1].content as Uint8Array));
    const read = again.data as typeof large.data;
    expect(read.parts).toEqual([small]);
    expect({ ...read.scores, data: null }).toEqual({ ...scores, data: null });
    expect(Buffer.compare(bytesOf(read.scores), bytesOf(scores))).toBe(0);
  });

  it("are refused without the npz, or with another", async () => {
    const [file] = await exportResult(large, "big.json");
    const json = JSON.parse(text(file.content));
    await expect(readResult(json)).rejects.toThrow(
      /"data.scores" is not in the JSON but in big.npz/,
    );
    const other = new Map([["data.scores", small]]);
    await expect(readResult(json, other)).rejects.toThrow(/expected \[2, 4194305\], got \[2\]/);
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
