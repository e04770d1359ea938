import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localFolder, openBytes } from "#bytes";
import { folderOf, memoryFolder, pickedFolder, urlFolder } from "./folder.ts";
import * as web from "./open.web.ts";
import { readAll } from "./source.ts";
import { readJson, readText } from "./text.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "vitrine-folder-"));
  await mkdir(path.join(root, "sub"));
  await writeFile(path.join(root, "config.json"), '\uFEFF{ "nLayers": 2 }');
  await writeFile(path.join(root, "sub", "a.bin"), Uint8Array.from([1, 2, 3]));
  await symlink(path.join(root, "sub", "a.bin"), path.join(root, "link.bin"));
});

afterAll(() => rm(root, { recursive: true }));

describe("localFolder", () => {
  it("lists files below it, through links", async () => {
    const folder = await localFolder(root);
    expect(await folder.list()).toEqual(["config.json", "link.bin", "sub/a.bin"]);
  });

  it("locates only files inside it", async () => {
    const folder = await localFolder(path.join(root, "sub"));
    expect(await folder.locate("a.bin")).toEqual({
      kind: "file",
      path: path.join(root, "sub/a.bin"),
    });
    expect(await folder.locate("b.bin")).toBeNull();
    expect(await folder.locate("a.bin/x")).toBeNull();
    expect(await folder.locate("../config.json")).toBeNull();
    expect(await folder.locate("")).toBeNull();
  });

  it("refuses a missing path and a file", async () => {
    await expect(localFolder(path.join(root, "none"))).rejects.toMatchObject({ code: "IO" });
    await expect(localFolder(path.join(root, "config.json"))).rejects.toMatchObject({ code: "IO" });
  });
});

describe("openBytes", () => {
  it("reads paths and file: URLs alike", async () => {
    const file = path.join(root, "sub", "a.bin");
    for (const location of [
      { kind: "file", path: file },
      { kind: "url", url: pathToFileURL(file).href },
    ] as const) {
      const source = await openBytes(location);
      expect([...(await source.read(1, 2))]).toEqual([2, 3]);
      await source.close();
    }
  });

  it("reads beyond 4 GiB", async () => {
    const file = path.join(root, "sparse.bin");
    await writeFile(file, "");
    await truncate(file, 5 * 2 ** 30); // holes: takes no space
    const source = await openBytes({ kind: "file", path: file });
    expect(source.size).toBe(5 * 2 ** 30);
    expect([...(await source.read(5 * 2 ** 30 - 2, 2))]).toEqual([0, 0]);
    await source.close();
    await rm(file);
  });

  it("says what is wrong with a path", async () => {
    const open = (file: string) => openBytes({ kind: "file", path: file });
    await expect(open(path.join(root, "none"))).rejects.toThrow(/none: no such file/);
    await expect(open(root)).rejects.toMatchObject({ code: "IO" });
  });

  it("tells a page what to do instead of reading a path", async () => {
    await expect(web.openBytes({ kind: "file", path: "/models/x" })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("over http"),
    });
    await expect(web.openBytes({ kind: "url", url: "file:///x" })).rejects.toMatchObject({
      code: "UNSUPPORTED",
    });
    await expect(web.localFolder("/models")).rejects.toMatchObject({ code: "UNSUPPORTED" });
    const memory = { kind: "memory", name: "m", bytes: Uint8Array.of(7) } as const;
    expect([...(await readAll(await web.openBytes(memory)))]).toEqual([7]);
  });
});

describe("folders without a disk", () => {
  it("hold files in memory", async () => {
    const folder = memoryFolder("tiny", new Map([["config.json", '{"a":1}']]));
    expect(await folder.list()).toEqual(["config.json"]);
    expect(await readJson(folder, "config.json")).toEqual({ a: 1 });
    expect(await readJson(folder, "other.json")).toBeNull();
  });

  it("name picked files by their path inside the picked directory", async () => {
    const file = Object.assign(new Blob(["hello"]), {
      name: "a.txt",
      webkitRelativePath: "models/sub/a.txt",
    });
    const folder = pickedFolder([file]);
    expect(folder.name).toBe("models");
    expect(await folder.list()).toEqual(["sub/a.txt"]);
    expect(await readText(folder, "sub/a.txt")).toBe("hello");
  });

  it("name files picked singly by their own name", async () => {
    const folder = pickedFolder([Object.assign(new Blob(["x"]), { name: "config.json" })]);
    expect(await folder.list()).toEqual(["config.json"]);
  });

  it("give the bundled assets, which are file: URLs in Node", async () => {
    const url = pathToFileURL(path.join(root, "config.json")).href;
    const folder = folderOf("bundled", [["config.json", { kind: "url", url }]]);
    expect(await readJson(folder, "config.json")).toEqual({ nLayers: 2 });
  });

  it("cannot list an address", async () => {
    expect(await urlFolder("https://example.com/m").list()).toBeNull();
  });
});

describe("readText", () => {
  it("refuses bytes that are not UTF-8", async () => {
    const folder = memoryFolder("bad", new Map([["a.txt", Uint8Array.of(0xff, 0xfe)]]));
    await expect(readText(folder, "a.txt")).rejects.toMatchObject({ code: "BAD_FILE" });
  });

  it("refuses broken JSON by name", async () => {
    const folder = memoryFolder("bad", new Map([["config.json", "{"]]));
    await expect(readJson(folder, "config.json")).rejects.toThrow(/bad\/config\.json: not JSON/);
  });
});
