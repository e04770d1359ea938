import type { Messages } from "../define.ts";

/** Where a head looks. */
const LOOKS: Messages = {
  en: {
    previous: "at the token before",
    self: "at its own token",
    first: "at the first token",
    duplicate: "at earlier copies of the token",
    induction: "at what followed earlier copies",
    slot: "from the answer's place at “{slot}”",
    spread: "nowhere in particular",
  },
  zh: {
    previous: "前一个词元",
    self: "自身词元",
    first: "第一个词元",
    duplicate: "同一词元先前出现之处",
    induction: "先前出现之处的后一词元",
    slot: "从答案处看“{slot}”",
    spread: "没有特定之处",
  },
};

/** The same for a column. */
const PLACES: Messages = {
  en: {
    previous: "token before",
    self: "itself",
    first: "first token",
    duplicate: "earlier copies",
    induction: "after copies",
    slot: "{slot}, from the end",
    spread: "–",
  },
  zh: {
    previous: "前一词元",
    self: "自身",
    first: "首词元",
    duplicate: "先前同词元",
    induction: "同词元之后",
    slot: "从末尾看 {slot}",
    spread: "–",
  },
};

/** What its removal says, in short. */
const FINDINGS: Messages = {
  en: { needed: "needed", against: "against", unclear: "unclear", idle: "none" },
  zh: { needed: "必需", against: "不利", unclear: "不明确", idle: "无" },
};

/** … and in full. */
const OUTCOMES: Messages = {
  en: {
    needed: "without it the target, {clean}, falls by {effect}: the answer needs it",
    against: "without it the target, {clean}, rises by {effect}: it works against the answer",
    unclear:
      "without it the target, {clean}, moves by {effect} on average, but not in the same direction in every text: no conclusion",
    idle: "without it the target, {clean}, moves by only {effect}: the answer does not rest on it",
  },
  zh: {
    needed: "去掉它，目标（{clean}）下降 {effect}：答案依赖它",
    against: "去掉它，目标（{clean}）上升 {effect}：它不利于答案",
    unclear: "去掉它，目标（{clean}）平均变化 {effect}，但各文本方向不一：无法下结论",
    idle: "去掉它，目标（{clean}）只变化 {effect}：答案并不依赖它",
  },
};

/** Each role with each outcome, as one sentence. */
function sentences(): Messages {
  const lines = (language: "en" | "zh"): Record<string, string> => {
    const said = Object.entries(LOOKS[language]).flatMap(([role, looks]) =>
      Object.entries(OUTCOMES[language]).map(([verdict, outcome]): [string, string] => {
        const id = `sentence.${role}.${verdict}`;
        if (language === "zh") {
          const share = role === "spread" ? "" : "（{share}，均匀时为 {even}）";
          return [id, `头 {head} 关注：${looks}${share}；${outcome}。`];
        }
        const share = role === "spread" ? "" : " ({share}; evenly spread, {even})";
        return [id, `Head {head} looks ${looks}${share}; ${outcome}.`];
      }),
    );
    return Object.fromEntries(said);
  };
  return { en: lines("en"), zh: lines("zh") };
}

function prefixed(prefix: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [`${prefix}.${name}`, text]),
  );
}

/** All that is said of a head: `looks.<role>`, `finding.<verdict>` and `sentence.<role>.<verdict>`. */
export const HEAD_WORDS: Messages = {
  en: { ...prefixed("looks", PLACES.en), ...prefixed("finding", FINDINGS.en), ...sentences().en },
  zh: { ...prefixed("looks", PLACES.zh), ...prefixed("finding", FINDINGS.zh), ...sentences().zh },
};
