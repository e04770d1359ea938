import { loadModel } from "vitrine";
import { wiredFiles, wiredFolders } from "../../phantom/wired/files.ts";

/** What a test calls in the page. */
export interface WiredApi {
  /** SHA-256 of every file that the compiler makes here, `folder/file` → hex. */
  hashes(): Promise<Readonly<Record<string, string>>>;
  /** Logits after the last token of each text. */
  logits(source: string, texts: readonly string[]): Promise<readonly (readonly number[])[]>;
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
  async logits(source, texts) {
    await using model = await loadModel(source);
    const rows: number[][] = [];
    for (const text of texts) {
      const { logits } = await model.run(text, { logits: "last" });
      rows.push(Array.from(logits!.data, Number));
    }
    return rows;
  },
};
