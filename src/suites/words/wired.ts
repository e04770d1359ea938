import { rows, words } from "./split.ts";

/** Words of the wired phantoms, whose vocabulary has 152 tokens. */
export const wiredModels: readonly string[] = [
  "phantom-wired",
  "phantom-wired-norm",
  "phantom-wired-noisy",
];

export const names: readonly string[] = words(
  "Mary John Anna Tom Lucy Paul Emma Jack Sara Mark Nina Luke Rosa Adam Kate",
);
export const places: readonly string[] = words(
  `shop park school station garden market library beach farm bank hotel museum office theatre church
   harbour`,
);
export const objects: readonly string[] = words(
  "drink book ball key letter ring coat lamp cup hat bag coin map pen box clock",
);
export const colours: readonly string[] = words(
  `red blue green yellow black white brown pink grey purple orange gold silver violet scarlet cyan`,
);
/** Who or what makes one feel how. */
export const feelings: readonly Readonly<Record<"thing" | "felt", string>>[] = rows(
  ["thing", "felt"],
  `wolf:afraid, bear:afraid, snake:afraid, tiger:afraid, shark:afraid, bread:hungry, soup:hungry,
   cake:hungry, apple:hungry, rice:hungry, snow:cold, ice:cold, wind:cold, rain:cold, storm:cold`,
);
export const countries: readonly Readonly<Record<"name" | "capital" | "river", string>>[] = rows(
  ["name", "capital", "river"],
  `Norland:Brask:Kell, Velia:Eskil:Pelte, Ostrand:Halden:Mirra, Marun:Corvo:Jorva, Tolva:Fenwick:Orlo,
   Quenby:Aldin:Lune, Sarnia:Dunmar:Isk, Belmar:Gorran:Nadder`,
);
