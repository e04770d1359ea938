/** What suites say, by id, in every language: of cases that do not fit, and of mistakes in files. */
type Messages = Readonly<Record<"en" | "zh", Readonly<Record<string, string>>>>;

const en = {
  "suite.answer-tokens": "the answer “{answer}” is {count} tokens ({tokens}); it has to be one",
  "suite.answer-joins": "the answer “{answer}” joins the word before it into other tokens",
  "suite.answer-label": "the model has no class “{answer}”; it has {labels}",
  "suite.lengths":
    "{clean} tokens against {corrupted}: “{here}” and “{there}” are of unlike length",
  "suite.unknown-word": "the vocabulary has no word “{word}”",
  "suite.too-long": "the prompt is longer than what the model reads at once",
  "suite.no-mask": "the mask does not stand for one token after “{before}”",
  "suite.kind": "its answers are {of}, which this model does not give",
  "suite.kind.token": "tokens",
  "suite.kind.class": "classes",
  "suite.nearest": "; the nearest that fits is “{nearest}”",

  "suite.unfit":
    "the suite “{suite}” does not fit the model “{model}”: {reason}. Use a model that has the suite's words, or write a suite in the model's.",
  "suite.unfit.variant": "{variant}: {reason}",
  "suite.empty": "none of {draws} draws fits: {reason}",
  "suite.empty.unsaid": "answers or partners are the same",
  "suite.variant": "the suite “{suite}” has no variant “{variant}”; it has {variants}.",

  "suite.file": "{file} is not a suite that can be used. Mistakes: {mistakes}",
  "suite.at": "line {line}, column {column}: {mistake}",
  "suite.file.json": "this is not JSON: {expected} is missing",
  "suite.file.quote": "a quote is not closed",
  "suite.file.value": "a value",
  "suite.file.colon": "a colon",
  "suite.file.comma": "a comma or a closing bracket",
  "suite.file.end": "the end",
  "suite.file.string": "the end of a string",
  "suite.file.kind": "“{field}” should be {kind}",
  "suite.file.kind.object": "an object",
  "suite.file.kind.text": "a text",
  "suite.file.kind.list": "a list that is not empty",
  "suite.file.kind.entry": "a text, or an object of texts",
  "suite.file.kind.of": "“token” or “class”",
  "suite.file.missing": "“{field}” is missing",
  "suite.file.unknown": "there is no field “{field}”; there are {known}",
  "suite.file.slot": "there is no slot “{slot}”; there are {known}",
  "suite.file.field": "an entry of “{slot}” has no “{field}”",
  "suite.file.plain": "the entries of “{slot}” are objects; name a field: {known}",
  "suite.file.brace": "a brace that names no slot; write it twice where it is meant",
  "suite.file.answers": "at least two answers are needed, the right one first",
  "suite.file.space":
    "the answer “{answer}” would join the prompt's last word; begin it with a space",
  "suite.file.few": "{slots} share a list of {count}; each needs an entry of its own",
  "suite.file.cells": "{got} cells, where the first line has {expected}",
  "suite.file.rows": "there is no row below the first line",
  "suite.file.same": "the partner is the same as the prompt",
  "suite.file.ending": "its name should end in .json or .csv",
} as const;

const zh: Readonly<Record<keyof typeof en, string>> = {
  "suite.answer-tokens": "答案“{answer}”是 {count} 个词元（{tokens}），应当只有一个",
  "suite.answer-joins": "答案“{answer}”与前一个词合并成了别的词元",
  "suite.answer-label": "模型没有“{answer}”这一类；它有 {labels}",
  "suite.lengths": "{clean} 个词元对 {corrupted} 个：“{here}”与“{there}”长度不同",
  "suite.unknown-word": "词表中没有“{word}”这个词",
  "suite.too-long": "提示超过了模型一次能读的长度",
  "suite.no-mask": "“{before}”之后的掩码不恰好代表一个词元",
  "suite.kind": "它的答案是{of}，而此模型不给出这种答案",
  "suite.kind.token": "词元",
  "suite.kind.class": "类别",
  "suite.nearest": "；最接近且合适的是“{nearest}”",

  "suite.unfit":
    "测试集“{suite}”不适合模型“{model}”：{reason}。请换用词汇相符的模型，或用该模型的词汇另写一个测试集。",
  "suite.unfit.variant": "{variant}：{reason}",
  "suite.empty": "抽取 {draws} 次，没有一次合适：{reason}",
  "suite.empty.unsaid": "答案或配对文本相同",
  "suite.variant": "测试集“{suite}”没有“{variant}”这一版本；它有 {variants}。",

  "suite.file": "{file} 不是可用的测试集。错误：{mistakes}",
  "suite.at": "第 {line} 行第 {column} 列：{mistake}",
  "suite.file.json": "这不是 JSON：缺少{expected}",
  "suite.file.quote": "引号没有闭合",
  "suite.file.value": "一个值",
  "suite.file.colon": "冒号",
  "suite.file.comma": "逗号或右括号",
  "suite.file.end": "结尾",
  "suite.file.string": "字符串的结尾",
  "suite.file.kind": "“{field}”应为{kind}",
  "suite.file.kind.object": "对象",
  "suite.file.kind.text": "文本",
  "suite.file.kind.list": "非空列表",
  "suite.file.kind.entry": "文本，或由文本组成的对象",
  "suite.file.kind.of": "“token”或“class”",
  "suite.file.missing": "缺少“{field}”",
  "suite.file.unknown": "没有“{field}”这个字段；可用的有 {known}",
  "suite.file.slot": "没有“{slot}”这个槽位；可用的有 {known}",
  "suite.file.field": "“{slot}”有一项没有“{field}”",
  "suite.file.plain": "“{slot}”的各项是对象，请指明字段：{known}",
  "suite.file.brace": "花括号没有指明槽位；若本意是花括号，请写两个",
  "suite.file.answers": "至少要有两个答案，正确的在前",
  "suite.file.space": "答案“{answer}”会与提示的最后一个词连在一起；请以空格开头",
  "suite.file.few": "{slots} 共用一个只有 {count} 项的列表；每个槽位需要各自的一项",
  "suite.file.cells": "有 {got} 格，而第一行有 {expected} 格",
  "suite.file.rows": "第一行之下没有数据",
  "suite.file.same": "配对文本与提示相同",
  "suite.file.ending": "文件名应以 .json 或 .csv 结尾",
};

/** Texts by id, the same ids in every language. */
export const suiteMessages: Messages = { en, zh };

export type SuiteMessageId = keyof typeof en;

export type SuiteParams = Readonly<Record<string, string | number>>;

/** A text and its blanks; a blank may be the id of another text. */
export interface SuiteMessage {
  readonly id: SuiteMessageId;
  readonly params: SuiteParams;
}

/** A message in English, for errors; `suiteMessages` has the other languages. */
export function english({ id, params }: SuiteMessage): string {
  return en[id].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name] as string | number | undefined;
    if (value === undefined) return whole;
    return Object.hasOwn(en, String(value))
      ? english({ id: String(value) as SuiteMessageId, params })
      : String(value);
  });
}
