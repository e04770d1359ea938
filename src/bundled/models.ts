/** Where the files of a bundled model are. A bundler copies each: every URL is one literal. */
export type BundledFiles = ReadonlyMap<string, URL>;

/** The models inside this package, by name: file name → address. */
export const bundledModels: ReadonlyMap<string, BundledFiles> = new Map([
  [
    "stories260k",
    new Map([
      ["config.json", new URL("../../models/stories260k/config.json", import.meta.url)],
      ["model.safetensors", new URL("../../models/stories260k/model.safetensors", import.meta.url)],
      ["tokenizer.json", new URL("../../models/stories260k/tokenizer.json", import.meta.url)],
      [
        "tokenizer_config.json",
        new URL("../../models/stories260k/tokenizer_config.json", import.meta.url),
      ],
    ]),
  ],
]);

/** The model that is loaded where none is named. */
export const defaultModel = "stories260k";
