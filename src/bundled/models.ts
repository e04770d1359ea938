/** The file that says what is known of a model. */
export const TRUTH_FILE = "truth.json";

/** Where the files of a bundled model are. A bundler copies each: every URL is one literal. */
export type BundledFiles = ReadonlyMap<string, URL>;

/** The models inside this package, by name: file name → address. */
export const bundledModels: ReadonlyMap<string, BundledFiles> = new Map([
  files("stories260k", {
    "config.json": new URL("../../models/stories260k/config.json", import.meta.url),
    "model.safetensors": new URL("../../models/stories260k/model.safetensors", import.meta.url),
    "tokenizer.json": new URL("../../models/stories260k/tokenizer.json", import.meta.url),
    "tokenizer_config.json": new URL(
      "../../models/stories260k/tokenizer_config.json",
      import.meta.url,
    ),
  }),
  files("phantom", {
    "config.json": new URL("../../models/phantom/config.json", import.meta.url),
    "model.safetensors": new URL("../../models/phantom/model.safetensors", import.meta.url),
    "tokenizer.json": new URL("../../models/phantom/tokenizer.json", import.meta.url),
    "tokenizer_config.json": new URL("../../models/phantom/tokenizer_config.json", import.meta.url),
    "truth.json": new URL("../../models/phantom/truth.json", import.meta.url),
  }),
  files("phantom-encoder", {
    "config.json": new URL("../../models/phantom-encoder/config.json", import.meta.url),
    "model.safetensors": new URL("../../models/phantom-encoder/model.safetensors", import.meta.url),
    "tokenizer.json": new URL("../../models/phantom-encoder/tokenizer.json", import.meta.url),
    "tokenizer_config.json": new URL(
      "../../models/phantom-encoder/tokenizer_config.json",
      import.meta.url,
    ),
    "truth.json": new URL("../../models/phantom/truth.json", import.meta.url), // of the same world
  }),
  files("phantom-wired", {
    "config.json": new URL("../../models/phantom-wired/config.json", import.meta.url),
    "model.safetensors": new URL("../../models/phantom-wired/model.safetensors", import.meta.url),
    "tokenizer.json": new URL("../../models/phantom-wired/tokenizer.json", import.meta.url),
    "tokenizer_config.json": new URL(
      "../../models/phantom-wired/tokenizer_config.json",
      import.meta.url,
    ),
    "truth.json": new URL("../../models/phantom-wired/truth.json", import.meta.url),
  }),
  files("phantom-wired-norm", {
    "config.json": new URL("../../models/phantom-wired-norm/config.json", import.meta.url),
    "model.safetensors": new URL(
      "../../models/phantom-wired-norm/model.safetensors",
      import.meta.url,
    ),
    "tokenizer.json": new URL("../../models/phantom-wired-norm/tokenizer.json", import.meta.url),
    "tokenizer_config.json": new URL(
      "../../models/phantom-wired-norm/tokenizer_config.json",
      import.meta.url,
    ),
    "truth.json": new URL("../../models/phantom-wired-norm/truth.json", import.meta.url),
  }),
  files("phantom-wired-noisy", {
    "config.json": new URL("../../models/phantom-wired-noisy/config.json", import.meta.url),
    "model.safetensors": new URL(
      "../../models/phantom-wired-noisy/model.safetensors",
      import.meta.url,
    ),
    "tokenizer.json": new URL("../../models/phantom-wired-noisy/tokenizer.json", import.meta.url),
    "tokenizer_config.json": new URL(
      "../../models/phantom-wired-noisy/tokenizer_config.json",
      import.meta.url,
    ),
    "truth.json": new URL("../../models/phantom-wired-noisy/truth.json", import.meta.url),
  }),
]);

/** The model that is loaded where none is named. */
export const defaultModel = "phantom";

/** Those whose truth is known, the one asked where none is named first. */
export const phantoms: readonly string[] = [...bundledModels.keys()].filter((name) =>
  bundledModels.get(name)?.has(TRUTH_FILE),
);

function files(
  name: string,
  addresses: Readonly<Record<string, URL>>,
): readonly [string, BundledFiles] {
  return [name, new Map(Object.entries(addresses))];
}
