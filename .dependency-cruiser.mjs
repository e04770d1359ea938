// The import arrows of the architecture: each folder of src/ and the folders it builds on directly.
// Arrows are transitive, and imports of types count.
const BUILDS_ON = {
  tensor: [],
  bytes: [],
  tokenizer: [],
  graph: ["tensor"],
  ops: ["graph"],
  autodiff: ["ops"],
  onnx: ["ops", "bytes"],
  blocks: ["ops"],
  formats: ["tensor", "bytes"],
  weights: ["formats"],
  bundled: ["formats"],
  view: ["formats"],
  runtime: ["weights", "onnx", "ops"],
  architectures: ["blocks"],
  model: ["architectures", "runtime", "tokenizer", "autodiff", "bundled"],
  train: ["model"],
  suites: ["model"],
  methods: ["train", "suites", "view"],
  reports: ["methods"],
  export: ["reports"],
  server: ["export"],
  cli: ["server"],
};

const below = (folder) => BUILDS_ON[folder].flatMap((next) => [next, ...below(next)]);

const layer = (folder) => ({
  name: `layer-${folder}`,
  comment: `${folder}/ may import errors.ts, itself and: ${[...new Set(below(folder))].join(", ") || "nothing else"}`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: {
    path: "^src/",
    pathNot: ["^src/(errors|version)\\.ts$", `^src/(${[folder, ...below(folder)].join("|")})/`],
  },
});

/** A package that one folder wraps, so that the rest of the code never sees its types. */
const wrapped = (name, folder) => ({
  name: `only-${folder}-imports-${name}`,
  severity: "error",
  from: { path: "^src/", pathNot: `^src/${folder}/` },
  to: { path: `(^|node_modules/)${name}` },
});

const folders = Object.keys(BUILDS_ON).join("|");

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.keys(BUILDS_ON).map(layer),
    {
      name: "known-folder",
      comment: "a new folder under src/ gets its place in BUILDS_ON first",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: `^src/(${folders})/` },
      to: {},
    },
    {
      name: "errors-at-the-bottom",
      severity: "error",
      from: { path: "^src/(errors|version)\\.ts$" },
      to: { path: "^src/", pathNot: "^src/(errors|version)\\.ts$" },
    },
    {
      name: "node-in-node-files",
      comment: "node: modules only in *.node.ts, runtime/node.ts, cli/, server/ and export/",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: ["\\.node\\.ts$", "^src/runtime/node\\.ts$", "^src/(cli|server|export)/"],
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "phantom-from-outside",
      comment: "phantom/ uses the project as its users do: through the package's own name",
      severity: "error",
      from: { path: "^phantom/" },
      to: { path: "^(src|scripts|test)/" },
    },
    {
      name: "method-alone",
      comment: "a method takes another as an option, or both use methods/shared/",
      severity: "error",
      from: { path: "^src/methods/[^/]+/", pathNot: "\\.generated\\.ts$" },
      to: { path: "^src/methods/(?!shared/)[^/]+/" },
    },
    {
      name: "no-cycle",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "declared",
      comment: "the library imports only what package.json lists for its users",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    wrapped("onnxruntime-", "runtime"),
    wrapped("@bufbuild/protobuf", "onnx"),
    wrapped("@huggingface/tokenizers", "tokenizer"),
    wrapped("citty", "cli"),
    wrapped("@resvg/", "export"),
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^dist/"] },
    exclude: { path: "\\.test\\.ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".mjs", ".json"],
      conditionNames: ["source", "import", "node", "default", "types"],
      exportsFields: ["exports"],
      mainFields: ["module", "main", "types"],
    },
    progress: { type: "none" },
  },
};
