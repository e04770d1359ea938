/**
 * The first key that an object of a JSON text has twice, or null. `JSON.parse` keeps the last of
 * two and says nothing. The text must be valid JSON.
 */
export function duplicateKey(json: string): string | null {
  // A string, and the colon that makes it a key; or the edge of an object.
  const pieces = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g;
  const open: Set<string>[] = [];
  for (const [text, string, colon] of json.matchAll(pieces)) {
    if (text === "{") open.push(new Set());
    else if (text === "}") open.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(string) as string;
      const keys = open[open.length - 1];
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return null;
}
