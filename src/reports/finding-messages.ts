import type { Messages } from "../view/text.ts";

const en = {
  "finding.next":
    "After this text the model expects “{token}”: it gives that a chance of {percent}, and {secondPercent} to the runner-up, “{second}”.",
  "finding.next.check":
    "How sure: on {count} tokens of plain stories, whenever it gave its first choice {from} to {to}, that choice came true {accuracy} of the time (95% interval: {lower} to {upper}).",
  "finding.next.check.over":
    "How sure: less than it claims. On {count} tokens of plain stories, whenever it gave its first choice {from} to {to}, that choice came true only {accuracy} of the time (95% interval: {lower} to {upper}).",
  "finding.next.check.under":
    "How sure: more than it claims. On {count} tokens of plain stories, whenever it gave its first choice {from} to {to}, that choice came true {accuracy} of the time (95% interval: {lower} to {upper}).",
  "finding.next.check.rare":
    "How sure: it was rarely as confident as here on {count} tokens of plain stories, so nothing can be said of this number; on average its confidence is off by {ece}.",
  "finding.next.check.none": "How sure: nobody checked here whether its confidence is right.",

  "finding.token.raises":
    "The token that speaks loudest for “{first}” is “{token}”: its share of the answer, taken alone, would make “{first}” {odds} times as likely as “{second}”.",
  "finding.token.lowers":
    "The token with the most say is “{token}”, and it speaks against “{first}”: its share of the answer, taken alone, would make “{second}” {odds} times as likely as “{first}”.",
  "finding.target.raises":
    "The token that moves the target most is “{token}”: it raises it by {score}.",
  "finding.target.lowers":
    "The token that moves the target most is “{token}”: it lowers it by {score}.",
  "finding.token.check.still":
    "How sure: the shares of all tokens must add up to the whole, and do within {gap}. In a test, {count} other likely tokens took the place of “{token}”: “{first}” was {before} times as likely as “{second}” before, and on average {after} times after.",
  "finding.token.check.turned":
    "How sure: the shares of all tokens must add up to the whole, and do within {gap}. In a test, {count} other likely tokens took the place of “{token}”: “{first}” was {before} times as likely as “{second}” before; after, “{second}” was on average {after} times as likely as “{first}”.",
  "finding.target.check":
    "How sure: the shares of all tokens must add up to the whole, and do within {gap}. In a test, {count} other likely tokens took the place of “{token}”: the target went from {clean} to {replaced} on average.",
  "finding.token.check.sum":
    "How sure: the shares of all tokens must add up to the whole, and do within {gap}. What happens without that token was not tested.",
  "finding.token.check.failed":
    "Do not rely on this: the shares of all tokens must add up to the whole, but miss it by {gap}.",

  "finding.place.layer":
    "“{token}” is the model's best guess from layer {layer} on; before that it would have said something else. Its layers are numbered 0 to {layers}.",
  "finding.place.last":
    "The model makes up its mind late: only in its last layer, number {layer}, does “{token}” become its best guess.",
  "finding.place.start":
    "The model makes up its mind early: “{token}” is its best guess before the first layer.",
  "finding.place.check":
    "How sure: in a text altered by one token, putting back only what the model held at “{at}” just before layer {layer} brings back {share} of the original answer.",
  "finding.place.check.same":
    "How sure: the text was altered by one token to test this, but the answer hardly changed; so nothing can be said.",
  "finding.place.check.none":
    "How sure: this is read off the layers alone; no test changed anything inside the model.",

  "strength.checked": "Checked",
  "strength.weak": "Weak evidence",
  "strength.failed": "Check failed",
  "strength.unchecked": "Not checked",
} as const;

const zh: Readonly<Record<keyof typeof en, string>> = {
  "finding.next":
    "读完这段文本，模型预期下一个词元是“{token}”：它认为可能性为 {percent}，其次是“{second}”，为 {secondPercent}。",
  "finding.next.check":
    "有多可信：在普通故事的 {count} 个词元上，凡是它给首选 {from} 到 {to} 时，首选应验的比例为 {accuracy}（95% 区间：{lower} 到 {upper}）。",
  "finding.next.check.over":
    "有多可信：不如它自称的那样。在普通故事的 {count} 个词元上，凡是它给首选 {from} 到 {to} 时，首选应验的比例只有 {accuracy}（95% 区间：{lower} 到 {upper}）。",
  "finding.next.check.under":
    "有多可信：比它自称的更可信。在普通故事的 {count} 个词元上，凡是它给首选 {from} 到 {to} 时，首选应验的比例为 {accuracy}（95% 区间：{lower} 到 {upper}）。",
  "finding.next.check.rare":
    "有多可信：在普通故事的 {count} 个词元上，它很少像此处这样自信，因此无法评判这个数字；它的置信度平均偏差为 {ece}。",
  "finding.next.check.none": "有多可信：这里没有检验它的置信度是否属实。",

  "finding.token.raises":
    "最支持“{first}”的词元是“{token}”：单看它的份额，“{first}”的可能性会是“{second}”的 {odds} 倍。",
  "finding.token.lowers":
    "影响最大的词元是“{token}”，而它不利于“{first}”：单看它的份额，“{second}”的可能性会是“{first}”的 {odds} 倍。",
  "finding.target.raises": "对目标影响最大的词元是“{token}”：它使目标提高 {score}。",
  "finding.target.lowers": "对目标影响最大的词元是“{token}”：它使目标降低 {score}。",
  "finding.token.check.still":
    "有多可信：所有词元的份额之和应等于总量，实际误差为 {gap}。试验中用另外 {count} 个可能的词元替换“{token}”：“{first}”的可能性原为“{second}”的 {before} 倍，之后平均为 {after} 倍。",
  "finding.token.check.turned":
    "有多可信：所有词元的份额之和应等于总量，实际误差为 {gap}。试验中用另外 {count} 个可能的词元替换“{token}”：“{first}”的可能性原为“{second}”的 {before} 倍；之后反过来，“{second}”平均为“{first}”的 {after} 倍。",
  "finding.target.check":
    "有多可信：所有词元的份额之和应等于总量，实际误差为 {gap}。试验中用另外 {count} 个可能的词元替换“{token}”：目标从 {clean} 变为平均 {replaced}。",
  "finding.token.check.sum":
    "有多可信：所有词元的份额之和应等于总量，实际误差为 {gap}。没有试验缺少该词元时会怎样。",
  "finding.token.check.failed": "请勿依赖这一条：所有词元的份额之和应等于总量，实际却相差 {gap}。",

  "finding.place.layer":
    "从第 {layer} 层起，“{token}”就是模型的最佳猜测；在此之前，它会给出别的词元。层号为 0 至 {layers}。",
  "finding.place.last":
    "模型很晚才拿定主意：直到最后一层（第 {layer} 层），“{token}”才成为最佳猜测。",
  "finding.place.start": "模型很早就拿定主意：在第一层之前，最佳猜测已经是“{token}”。",
  "finding.place.check":
    "有多可信：在改动了一个词元的文本里，只把模型在“{at}”处、进入第 {layer} 层之前的内部状态放回去，就能恢复原答案的 {share}。",
  "finding.place.check.same":
    "有多可信：为了检验，文本被改动了一个词元，但答案几乎没有变化；因此无法下结论。",
  "finding.place.check.none": "有多可信：这只是从各层读出来的，没有通过改动模型内部来检验。",

  "strength.checked": "已检验",
  "strength.weak": "证据较弱",
  "strength.failed": "检验未通过",
  "strength.unchecked": "未检验",
};

/** The sentences of what was found, and of how sure that is. */
export const findingMessages: Messages = { en, zh };
