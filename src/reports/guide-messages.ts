import type { Messages } from "../view/text.ts";

/**
 * What newcomers read beside a picture, by method: the question it answers (`ask`), how to read it
 * (`read`), and what it does not say (`care`). A method without words here shows its title alone.
 */
const en = {
  "guide.next-token.ask": "What does the model expect next?",
  "guide.next-token.read":
    "Each bar is a token that may come next; its length is the chance the model gives it. All tokens of its vocabulary share 100%, the ones not listed included.",
  "guide.next-token.care":
    "A chance is the model's own bet. Whether its bets come true is checked further down.",

  "guide.integrated-gradients.ask": "Which tokens speak for that answer?",
  "guide.integrated-gradients.read":
    "Blue tokens raise the answer, orange ones with a line below lower it, faint ones hardly matter. All scores together make up the answer's whole lead over a neutral input.",
  "guide.integrated-gradients.care":
    "The scores depend on what counts as neutral input (the baseline). They say what the answer is sensitive to, not what the model “thinks”.",

  "guide.attention-pattern.ask": "Where does each head look?",
  "guide.attention-pattern.read":
    "A head lets each token (query) look at others (keys), in a model that reads forwards only at itself and earlier ones; each row of a map shares out 100% of one token's attention. Pick a head in the overview to see it large.",
  "guide.attention-pattern.care":
    "Attention shows where information can flow from, not whether the model uses it. Patching, below, tests that.",

  "guide.head-roles.ask": "Which heads does the answer need?",
  "guide.head-roles.read":
    "Each head is taken away in turn: its output becomes its mean over the text. Blue and red say how far the answer moves; an outline marks heads that look mostly at one kind of place. The sentences say both for each head, the largest effect first.",
  "guide.head-roles.care":
    "A head that looks sharply and changes nothing explains nothing. A head that another one stands in for changes nothing either. One text is one case: a suite of many says more.",
  "guide.head-scores.ask": "What is each head's habit?",
  "guide.head-scores.read":
    "Each cell is a head: its row is the layer, its column the number of the head. The stronger the color, the more of its attention goes to the kind of token in the heading.",
  "guide.head-scores.care":
    "Measured on random tokens that repeat, not on your text: a habit found there may rest here.",

  "guide.logit-lens.ask": "What would it say if it stopped early?",
  "guide.logit-lens.read":
    "Read downwards: each row is a layer, each column a token of the text, each cell what the model would say next there. The stronger the color, the surer; bold agrees with the final answer.",
  "guide.logit-lens.care":
    "Middle layers were never trained to be read this way; nonsense there does not mean the model is lost.",

  "guide.patch.ask": "Where inside the model is the answer carried?",
  "guide.patch.read":
    "One token of the text was replaced; then one inner state at a time was put back. 1 brings the original answer back completely, 0 changes nothing.",
  "guide.patch.care":
    "This is about one replacement. Another token in its place can light up other places.",

  "guide.next-token-calibration.ask": "Can its confidence be trusted?",
  "guide.next-token-calibration.read":
    "Dots on the diagonal: what it calls 70% comes true 70% of the time. Dots below it: too sure. Lines are 95% intervals; the bars count predictions.",
  "guide.next-token-calibration.care":
    "Measured on plain stories that come with Vitrine; on other kinds of text it can be better or worse.",

  "guide.project.ask": "Which tokens look alike to the model?",
  "guide.project.read":
    "Each dot is a token of the text. Dots close together have similar inner states; the axes are the two directions in which the states differ most.",
  "guide.project.care":
    "Two directions show only the part of the differences given on the axes; dots may be apart in the rest.",
} as const;

const zh: Readonly<Record<keyof typeof en, string>> = {
  "guide.next-token.ask": "模型预期接下来是什么？",
  "guide.next-token.read":
    "每一条是一个可能的下一词元，长度是模型给它的可能性。词表中所有词元（包括未列出的）合计 100%。",
  "guide.next-token.care": "可能性只是模型自己下的注；它的注准不准，见后面的检验。",

  "guide.integrated-gradients.ask": "哪些词元支持这个答案？",
  "guide.integrated-gradients.read":
    "蓝色词元抬高答案，带下划线的橙色词元压低答案，浅色的几乎没有影响。全部得分相加，就是答案相对中性输入的全部优势。",
  "guide.integrated-gradients.care":
    "得分取决于什么算作中性输入（基线）。它说明答案对什么敏感，而不是模型“怎么想”。",

  "guide.attention-pattern.ask": "每个注意力头在看哪里？",
  "guide.attention-pattern.read":
    "注意力头让每个词元（查询）去看别的词元（键），在只向前读的模型中只能看自身和更早的词元；图中每一行把一个词元的注意力分成 100%。在总览中选一个头即可放大查看。",
  "guide.attention-pattern.care":
    "注意力只说明信息可能从哪里来，不说明模型是否用到它；后面的修补分析会检验这一点。",

  "guide.head-roles.ask": "答案需要哪些头？",
  "guide.head-roles.read":
    "依次去掉每个头：用它在文本上的均值替换其输出。颜色表示答案变化多少；框线标出主要看同一类位置的头。每个头都有一句话说明两者，效应最大的在前。",
  "guide.head-roles.care":
    "看得专注却毫无作用的头不能解释什么；有别的头替补的头，去掉后也看不出变化。一段文本只是一个样本：用含多条提示的测试集更有说服力。",
  "guide.head-scores.ask": "每个注意力头有什么习惯？",
  "guide.head-scores.read":
    "每格是一个头：行是层，列是头的编号。颜色越浓，它越多地把注意力放在标题所说的那类词元上。",
  "guide.head-scores.care":
    "这是在重复的随机词元上测得的，而不是在你的文本上：那里的习惯在这里未必出现。",

  "guide.logit-lens.ask": "如果提前停下，它会说什么？",
  "guide.logit-lens.read":
    "自上而下看：每行是一层，每列是文本的一个词元，每格是模型在该处会说的下一个词元。颜色越浓越有把握；粗体表示与最终答案一致。",
  "guide.logit-lens.care": "中间层从未为这种读法训练过；那里出现胡言乱语，并不表示模型迷失了方向。",

  "guide.patch.ask": "答案存放在模型内部的哪里？",
  "guide.patch.read":
    "先替换文本中的一个词元，再逐个放回内部状态。1 表示完全恢复原来的答案，0 表示毫无变化。",
  "guide.patch.care": "这只针对一种替换；换成别的词元，亮起来的可能是别处。",

  "guide.next-token-calibration.ask": "它的信心可信吗？",
  "guide.next-token-calibration.read":
    "点在对角线上：它说 70% 的，有 70% 应验。点在线下：过于自信。竖线是 95% 区间，柱子是预测的数量。",
  "guide.next-token-calibration.care":
    "这是在 Vitrine 自带的普通故事上测得的；换成别的文本，可能更好，也可能更差。",

  "guide.project.ask": "在模型看来，哪些词元相似？",
  "guide.project.read":
    "每个点是文本的一个词元。点靠得近，内部状态就相似；两条轴是各状态差异最大的两个方向。",
  "guide.project.care":
    "两个方向只能显示坐标轴上标明的那部分差异；在其余方向上，这些点可能相距很远。",
};

/** What newcomers read beside each picture. */
export const guideMessages: Messages = { en, zh };
