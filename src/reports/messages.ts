import type { Messages } from "../view/text.ts";
import { evidenceMessages } from "./evidence-messages.ts";
import { findingMessages } from "./finding-messages.ts";
import { guideMessages } from "./guide-messages.ts";

const en = {
  "report.title": "What {model} does with this text",
  "report.skip": "Skip to what was found",
  "report.found": "What was found",
  "report.results": "The analyses",
  "report.contents": "Contents",
  "report.input": "The text, colored by what speaks for the answer",
  "report.nextToken": "next token, {percent}",
  "report.model": "Model",
  "report.architecture": "Architecture",
  "report.layers": "{architecture}, {layers} layers × {heads} heads",
  "report.fingerprint": "Fingerprint",
  "report.seed": "Seed",
  "report.texts": "Texts",
  "report.clean": "original",
  "report.corrupted": "altered",
  "report.tokens": "Tokens",
  "report.read": "How to read it",
  "report.care": "Mind",
  "report.evidence": "Evidence",
  "report.paper": "Method:",
  "report.command": "This command gives the same result again",
  "report.skipped": "Not done: {reason}",
  "report.stopped": "Stopped before the end: what is missing was not computed.",
  "report.footer":
    "This page is complete in itself: it sends nothing and loads nothing. Made by Vitrine {version}.",
  "report.many":
    "{count} numbers: they are listed here where scripts run, and are in this file's JSON, in the element “results”.",
  "report.yes": "yes",
  "report.no": "no",
} as const;

const zh: Readonly<Record<keyof typeof en, string>> = {
  "report.title": "{model} 如何处理这段文本",
  "report.skip": "跳到主要发现",
  "report.found": "发现了什么",
  "report.results": "各项分析",
  "report.contents": "目录",
  "report.input": "文本，按各词元对答案的作用着色",
  "report.nextToken": "下一个词元，{percent}",
  "report.model": "模型",
  "report.architecture": "架构",
  "report.layers": "{architecture}，{layers} 层 × {heads} 个注意力头",
  "report.fingerprint": "指纹",
  "report.seed": "随机种子",
  "report.texts": "文本数",
  "report.clean": "原文",
  "report.corrupted": "改动后",
  "report.tokens": "词元数",
  "report.read": "怎么看",
  "report.care": "注意",
  "report.evidence": "证据",
  "report.paper": "方法：",
  "report.command": "用此命令可得到同样的结果",
  "report.skipped": "未执行：{reason}",
  "report.stopped": "提前停止：缺少的部分没有计算。",
  "report.footer": "本页自成一体：不发送也不加载任何内容。由 Vitrine {version} 生成。",
  "report.many":
    "共 {count} 个数值：可运行脚本时会列在这里，也保存在本文件的 JSON 中（元素“results”）。",
  "report.yes": "是",
  "report.no": "否",
};

/** What reports say beside what methods say. */
export const reportMessages: Messages = {
  en: { ...en, ...findingMessages.en, ...guideMessages.en, ...evidenceMessages.en },
  zh: { ...zh, ...findingMessages.zh, ...guideMessages.zh, ...evidenceMessages.zh },
};
