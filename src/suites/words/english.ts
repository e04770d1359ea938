import { rows, words } from "./split.ts";

/** Common words of English, each one token for GPT-2-like models; what is not is told by the alignment. */
export const women: readonly string[] = words(
  `Mary Sarah Jessica Emily Laura Anna Kate Lisa Amy Rachel Jennifer Nicole Michelle Rebecca Susan Karen
   Linda Julia Alice Emma`,
);
export const men: readonly string[] = words(
  `John James Robert Michael David Daniel Paul Mark Tom Peter Kevin Brian Steven Eric Adam Ryan Jason
   Justin Andrew George`,
);
export const names: readonly string[] = [...women, ...men];

export const places: readonly string[] = words(
  "store park school garden office restaurant station hospital library market beach bank",
);
export const things: readonly string[] = words(
  "drink book ring ball key letter bag bottle card phone computer coat",
);
export const nouns: readonly Readonly<Record<"one" | "many", string>>[] = rows(
  ["one", "many"],
  `boy:boys, girl:girls, author:authors, teacher:teachers, doctor:doctors, farmer:farmers, friend:friends,
   student:students, guard:guards, driver:drivers, writer:writers, parent:parents`,
);
/** Nouns of any kind, in no order that means anything. */
export const anyWords: readonly string[] = words(
  `book river table cloud engine window garden paper music stone winter market button bridge silver
   chicken island letter summer doctor planet butter castle ticket hammer mountain bottle corner dragon
   forest`,
);
export const opposites: readonly Readonly<Record<"one" | "other", string>>[] = rows(
  ["one", "other"],
  `hot:cold, cold:hot, big:small, small:big, open:closed, closed:open, full:empty, empty:full, old:new,
   new:old, strong:weak, weak:strong, dark:light, cheap:expensive, expensive:cheap, clean:dirty,
   dirty:clean, safe:dangerous, dangerous:safe, dry:wet, wet:dry`,
);
export const praise: readonly string[] = words(
  "great good amazing wonderful fantastic excellent brilliant beautiful perfect superb",
);
export const blame: readonly string[] = words(
  "terrible bad awful horrible boring disappointing dreadful stupid ugly pathetic",
);
