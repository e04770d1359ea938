import { loadModel, type Truth } from "vitrine";
import { wiredFiles, wiredFolders } from "../../phantom/wired/files.ts";

export interface Asked {
  readonly truth: Truth;
  readonly logits: readonly (readonly number[])[];
}

/** What a test calls in the page. */
export interface WiredApi {
  /** SHA-256 of every file that the compiler makes here, `folder/file` → hex. */
  hashes(): Promise<Readonly<Record<string, string>>>;
  /** What is known of a bundled model, and its logits after the last token of each text. */
  ask(name: string, texts: readonly string[]): Promise<Asked>;
}

declare global {
  interface Window {
    wired: WiredApi;
  }
}

export const wired: WiredApi = {
  async hashes() {
    const all: Record<string, string> = {};
    for (const folder of wiredFolders) {
      for (const [file, bytes] of wiredFiles(folder)) {
        const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
        const hex = Array.from(new Uint8Array(digest), (byte) =>
          byte.toString(16).padStart(2, "0"),
        );
        all[`${folder.name}/${file}`] = hex.join("");
      }
    }
    return all;
  },
  async ask(name, texts) {
    await using model = await loadModel(name);
    const rows: number[][] = [];
    for (const text of texts) {
      const { logits } = await model.run(text, { logits: "last" });
      rows.push(Array.from(logits!.data, Number));
    }
    return { truth: await model.truth(), logits: rows };
  },
};
