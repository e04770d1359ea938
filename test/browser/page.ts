import { loadModel, type LoadModelOptions, type ModelSource, VitrineError } from "vitrine";
import { analyses, type Findings, runs } from "./analyses.ts";

/** What a test calls in the page. Without a source, the files picked in its `<input>` are loaded. */
export interface PageApi {
  analyse(source: string | null, options?: LoadModelOptions): Promise<Findings>;
  run(source: string | null, options?: LoadModelOptions): Promise<Findings>;
  /** Code and message of the error that loading and running end with; null if it does not. */
  refusal(source: string | null): Promise<readonly [string, string] | null>;
}

declare global {
  interface Window {
    page: PageApi;
  }
}

const input = document.createElement("input");
input.type = "file";
input.multiple = true;
document.body.append(input);

const picked = (): ModelSource => input.files ?? [];

window.page = {
  async analyse(source, options) {
    await using model = await loadModel(source ?? picked(), options);
    return await analyses(model);
  },
  async run(source, options) {
    await using model = await loadModel(source ?? picked(), options);
    return await runs(model);
  },
  async refusal(source) {
    try {
      await using model = await loadModel(source ?? picked());
      await model.run("Once");
      return null;
    } catch (error) {
      return error instanceof VitrineError ? [error.code, error.message] : ["", String(error)];
    }
  },
};
