import type { Messages } from "../define.ts";

/** What the options `firstLayer`, `lastLayer` and `heads` say. */
export const LAYER_MESSAGES: Messages = {
  en: {
    "option.firstLayer": "Layer to begin with, negative ones from the last.",
    "option.lastLayer": "Layer to end with, negative ones from the last.",
    "option.heads": "Heads to count, negative ones from the last; default all.",
  },
  zh: {
    "option.firstLayer": "从哪一层开始，负数从最后一层数起。",
    "option.lastLayer": "到哪一层为止，负数从最后一层数起。",
    "option.heads": "要计入的注意力头，负数从最后一个数起；默认全部。",
  },
};
