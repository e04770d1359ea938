import type { Messages } from "../view/text.ts";

const en = {
  "report.title": "What {model} does with this text",
  "report.found": "What was found",
  "report.results": "The analyses",
  "report.model": "Model",
  "report.layers": "{layers} layers × {heads} heads",
  "report.fingerprint": "Fingerprint",
  "report.seed": "Seed",
  "report.version": "Vitrine",
  "report.tokens": "Tokens",
  "report.theme": "Light / dark",
  "report.save": "Save the numbers (JSON)",
  "report.copy": "Copy",
  "report.copied": "Copied",
  "report.evidence": "Evidence and how to repeat it",
  "report.paper": "Method: {cite}",
  "report.command": "This command gives the same result again:",
  "report.skipped": "Not done: {reason}",
  "report.stopped": "Stopped before the end: what is missing was not computed.",
  "report.footer":
    "This page is complete in itself: it sends nothing and loads nothing. Made by Vitrine {version}.",
  "report.none": "no analysis was finished",
  "step.load": "loading {model}",
  "step.run": "{title}",

  "finding.next":
    "After this text the model expects “{token}”: it gives it {percent}, and “{second}” {secondPercent}.",
  "finding.next.check":
    "How sure: on {count} tokens of plain stories, when it gave its first choice {from} to {to}, that choice was right {accuracy} of the time ({lower} to {upper}, 95 % interval). On average its confidence is off by {ece}.",
  "finding.next.check.rare":
    "How sure: over {count} tokens of plain stories its confidence is off by {ece} on average; too few of its guesses there were as confident as this one to say more.",
  "finding.next.check.none": "How sure: its confidence was not checked.",
  "finding.token.raises":
    "The token that matters most is “{token}”: it favors “{first}” over “{second}” by {score} logits.",
  "finding.token.lowers":
    "The token that matters most is “{token}”: it speaks against “{first}” and for “{second}”, by {score} logits.",
  "finding.target.raises":
    "The token that moves the target most is “{token}”: it raises it by {score}.",
  "finding.target.lowers":
    "The token that moves the target most is “{token}”: it lowers it by {score}.",
  "finding.token.check":
    "Check: all scores together miss the model's whole preference by {gap}; with “{replacement}” in place of “{original}” the preference goes from {clean} to {corrupted} logits.",
  "finding.token.check.sum":
    "Check: all scores together miss the model's whole preference by {gap}.",
  "finding.token.check.failed":
    "Check failed: the scores of all tokens miss the model's whole preference by {gap}. Do not rely on them.",
  "finding.place.layer":
    "The model settles on “{token}” after layer {layer} (layers are 0 to {layers}); before that its best guess is another token.",
  "finding.place.last":
    "The model settles on “{token}” only in its last layer, {layer}; before that its best guess is another token.",
  "finding.place.start": "“{token}” is the model's best guess from the first layer on.",
  "finding.place.check":
    "Check: putting the original activation of “{at}” back into the altered text before layer {layer} brings back {share} of the difference.",
  "finding.place.check.none": "This reading of hidden layers was not checked by an intervention.",
} as const;

const zh: Readonly<Record<keyof typeof en, string>> = {
  "report.title": "{model} 如何处理这段文本",
  "report.found": "发现了什么",
  "report.results": "各项分析",
  "report.model": "模型",
  "report.layers": "{layers} 层 × {heads} 个注意力头",
  "report.fingerprint": "指纹",
  "report.seed": "随机种子",
  "report.version": "Vitrine",
  "report.tokens": "词元数",
  "report.theme": "浅色 / 深色",
  "report.save": "保存数值(JSON)",
  "report.copy": "复制",
  "report.copied": "已复制",
  "report.evidence": "证据与复现方法",
  "report.paper": "方法:{cite}",
  "report.command": "用此命令可得到同样的结果:",
  "report.skipped": "未执行:{reason}",
  "report.stopped": "提前停止:缺少的部分没有计算。",
  "report.footer": "本页自成一体:不发送也不加载任何内容。由 Vitrine {version} 生成。",
  "report.none": "没有完成任何分析",
  "step.load": "正在加载 {model}",
  "step.run": "{title}",

  "finding.next":
    "读完这段文本,模型预期下一个词元是“{token}”:给出 {percent},而“{second}”为 {secondPercent}。",
  "finding.next.check":
    "可信程度:在普通故事的 {count} 个词元上,当它对首选给出 {from} 到 {to} 时,首选有 {accuracy} 的情况正确(95 % 区间 {lower} 到 {upper})。平均而言,其置信度偏差为 {ece}。",
  "finding.next.check.rare":
    "可信程度:在普通故事的 {count} 个词元上,其置信度平均偏差为 {ece};与此处同样自信的猜测太少,无法说得更多。",
  "finding.next.check.none": "可信程度:未检验其置信度。",
  "finding.token.raises":
    "最重要的词元是“{token}”:它使模型更倾向“{first}”而不是“{second}”,差 {score} logit。",
  "finding.token.lowers":
    "最重要的词元是“{token}”:它不利于“{first}”而有利于“{second}”,差 {score} logit。",
  "finding.target.raises": "对目标影响最大的词元是“{token}”:它使目标提高 {score}。",
  "finding.target.lowers": "对目标影响最大的词元是“{token}”:它使目标降低 {score}。",
  "finding.token.check":
    "检验:所有词元的得分之和与模型的全部偏好相差 {gap};把“{original}”换成“{replacement}”后,偏好从 {clean} 变为 {corrupted} logit。",
  "finding.token.check.sum": "检验:所有词元的得分之和与模型的全部偏好相差 {gap}。",
  "finding.token.check.failed":
    "检验未通过:所有词元的得分之和与模型的全部偏好相差 {gap}。请勿依赖这些得分。",
  "finding.place.layer":
    "模型在第 {layer} 层(层号 0 至 {layers})之后选定“{token}”;在此之前,它的最佳猜测是别的词元。",
  "finding.place.last":
    "模型直到最后一层(第 {layer} 层)才选定“{token}”;在此之前,它的最佳猜测是别的词元。",
  "finding.place.start": "从第一层起,模型的最佳猜测就是“{token}”。",
  "finding.place.check":
    "检验:在第 {layer} 层之前,把“{at}”的原始激活放回被改动的文本,可恢复 {share} 的差异。",
  "finding.place.check.none": "这一对隐藏层的解读未经干预检验。",
};

/** What reports say beside what methods say. */
export const reportMessages: Messages = { en, zh };
