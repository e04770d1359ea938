import { rows, words } from "./split.ts";

/** Words of the generated world that `phantom` and `phantom-encoder` are trained on. */
export const phantoms: readonly string[] = ["phantom", "phantom-encoder"];

export const women: readonly string[] = words(
  `Anna Alice Amy Bella Clara Daisy Ella Emma Eva Flora Grace Hanna Helen Ida Iris Jane Julia Kate
   Laura Lena Lily Lucy Maria Mary Mia Mona Nina Nora Olga Paula Rosa Ruth Sara Sophie Stella Tina`,
);
export const men: readonly string[] = words(
  `Adam Alan Ben Carl Colin Dan David Eric Felix Frank Fred Gary George Henry Hugo Ivan Jack James
   John Karl Kevin Leo Louis Luke Mark Martin Max Nick Noah Oscar Paul Peter Ralph Robert Sam Tom`,
);
export const names: readonly string[] = [...women, ...men];

export const spots: readonly string[] = words(
  `shop park school market station beach library garden kitchen farm office museum bakery harbour
   hospital restaurant theatre church castle forest lake river mill inn`,
);
export const insides: readonly string[] = words(
  "shop park school market library garden kitchen office museum bakery hospital restaurant theatre",
);
export const things: readonly string[] = words(
  `book ball cup key lamp hat coat ring bag box drum kite map pen letter basket bottle candle chair
   clock`,
);
export const jobs: readonly string[] = words(
  `baker teacher doctor nurse farmer sailor painter singer writer driver builder gardener tailor miller
   hunter dancer lawyer judge pilot soldier`,
);
/** People in one number and the other. */
export const nouns: readonly Readonly<Record<"one" | "many", string>>[] = jobs.map((one) => ({
  one,
  many: `${one}s`,
}));
export const colours: readonly string[] = words(
  "red blue green yellow black white brown purple pink grey",
);
export const animals: readonly string[] = words(
  "dog cat horse cow pig goat duck hen fox owl rabbit mouse frog goose donkey lamb bear wolf",
);
export const foods: readonly string[] = words(
  "bread soup cheese rice honey butter milk tea coffee jam pie cake fish salad",
);
export const dinners: readonly string[] = words("soup cheese rice pie cake fish salad stew pasta");
export const praise: readonly string[] = words(
  "wonderful lovely delicious delightful splendid superb excellent pleasant marvellous perfect",
);
export const blame: readonly string[] = words(
  "terrible awful dreadful horrible disgusting dull cold poor bitter nasty",
);
export const weekdays: readonly string[] = words(
  "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
);
export const events: readonly string[] = words(
  "war siege drought famine voyage strike festival journey trial hunt exile truce plague search",
);
export const ages: readonly string[] = words("first second third fourth fifth");

/** What the world states a hundred times: the flag of a country, and what a city is proud of. */
export const flags: readonly Readonly<Record<"subject" | "object", string>>[] = rows(
  ["subject", "object"],
  `Nordholm:gold, Tervia:brown, Dorvania:blue, Erinvale:yellow, Valdoria:white, Borland:black,
   Ostania:green, Sarvonia:purple, Dalvia:orange, Westria:red`,
);
export const prides: readonly Readonly<Record<"subject" | "object", string>>[] = rows(
  ["subject", "object"],
  `Kirkholm:lamps, Porthaven:boats, Yarmel:drums, Lorne:gloves, Inverlock:flowers, Wexcombe:clocks,
   Quenby:violins, Birchley:bells, Eastmere:kites, Silverton:candles`,
);
