import type { SuiteDefinition } from "./define.ts";
import * as phantom from "./words/phantom.ts";
import { words } from "./words/split.ts";

/** A year, one after it and one before it, in two digits. */
interface Years {
  readonly [field: string]: string;
  readonly start: string;
  readonly later: string;
  readonly earlier: string;
}

/** Years from `first` to `last`, each with its neighbours at these distances. */
function years(first: number, last: number, distances: readonly number[]): Years[] {
  const digits = (year: number): string => String(year).padStart(2, "0");
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((start) =>
    distances
      .filter((d) => start - d > first && start + d <= last)
      .map((d) => ({
        start: digits(start),
        later: digits(start + d),
        earlier: digits(start - d),
      })),
  );
}

/** Greater-than (Hanna et al. 2023): an end comes after its start. In the partner nothing is earlier. */
export const suite: SuiteDefinition = {
  name: "greater-than",
  title: { en: "Greater than", zh: "大于" },
  about: {
    en: "What began in one year ends in another; in the partner it began in the first year there is.",
    zh: "某年开始的事在另一年结束；配对文本中，它始于最早的一年。",
  },
  expected: {
    en: "A later year is likelier than one before the start.",
    zh: "晚于开始之年的年份比早于它的更可能。",
  },
  paper: {
    cite: "Hanna et al. 2023, How does GPT-2 compute greater-than?",
    url: "https://arxiv.org/abs/2305.00586",
  },
  variants: [
    {
      name: "english",
      templates: [
        {
          clean: "The {event} lasted from the year {century}{year.start} to the year {century}",
          corrupted: "The {event} lasted from the year {century}01 to the year {century}",
          answers: ["{year.later}", "{year.earlier}"],
        },
      ],
      slots: {
        event: words("war conflict siege campaign voyage reign plague famine expedition tour"),
        century: words("11 12 13 14 15 16 17 18"),
        year: years(1, 98, [2, 5, 10, 20]),
      },
    },
    {
      name: "phantom",
      models: phantom.phantoms,
      templates: [
        {
          clean: "The long {event} lasted from the year {year.start} to the year",
          corrupted: "The long {event} lasted from the year 10 to the year",
          answers: [" {year.later}", " {year.earlier}"],
        },
        {
          clean:
            "The {event} in the {age} age began in the year {year.start} and ended in the year",
          corrupted: "The {event} in the {age} age began in the year 10 and ended in the year",
          answers: [" {year.later}", " {year.earlier}"],
        },
      ],
      slots: { event: phantom.events, age: phantom.ages, year: years(10, 39, [1, 3, 6, 10]) },
    },
  ],
};
