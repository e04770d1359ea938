import type { Messages } from "../view/text.ts";

const en = {
  "score.method": "method",
  "score.recovers": "what it should recover",
  "score.measure": "measure",
  "score.value": "score",
  "score.recovered": "recovered",
  "score.false-positives": "false positives",
  "score.missed": "missed",
  "score.random-weights": "random weights",
  "score.shuffled-inputs": "shuffled words",
  "score.margin": "margin",
  "score.cost": "cost",
  "score.cost.value": "{rows} rows, {seconds} s",
  "score.measure.f1": "F1",
  "score.measure.accuracy": "accuracy",
  "score.measure.rank-correlation": "Spearman’s ρ",
  "score.measure.error": "mean error",
  "score.comma": ", ",
  "score.planted": "planted",
  "score.planted.where": "{model}: {planted}",
  "score.recovered.of": "{recovered} of {planted}",
  "score.unscored": "{claim} ({about}), not scored: {why}",
} as const;

const zh: Readonly<Record<keyof typeof en, string>> = {
  "score.method": "方法",
  "score.recovers": "应恢复的内容",
  "score.measure": "度量",
  "score.value": "得分",
  "score.recovered": "已恢复",
  "score.false-positives": "误报",
  "score.missed": "遗漏",
  "score.random-weights": "随机权重",
  "score.shuffled-inputs": "词序打乱",
  "score.margin": "差距",
  "score.cost": "代价",
  "score.cost.value": "{rows} 行，{seconds} 秒",
  "score.measure.f1": "F1",
  "score.measure.accuracy": "准确率",
  "score.measure.rank-correlation": "斯皮尔曼 ρ",
  "score.measure.error": "平均误差",
  "score.comma": "、",
  "score.planted": "植入内容",
  "score.planted.where": "{model}：{planted}",
  "score.recovered.of": "{planted} 项中的 {recovered} 项",
  "score.unscored": "{claim}（{about}），未评分：{why}",
};

/** What a score report says. */
export const scoreMessages: Messages = { en, zh };
