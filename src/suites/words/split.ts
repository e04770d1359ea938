/** Words between spaces. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Rows of several texts that belong together: `key:keys` under the fields `one` and `many`. */
export function rows<F extends string>(
  fields: readonly F[],
  text: string,
): readonly Readonly<Record<F, string>>[] {
  return text
    .trim()
    .split(/\s*[\n,]\s*/)
    .map((row) => {
      const cells = row.split(":");
      return Object.fromEntries(fields.map((field, i) => [field, cells[i].trim()])) as Record<
        F,
        string
      >;
    });
}
