import type { Messages } from "../view/text.ts";

const en = {
  "family.attention": "Attention: what heads look at",
  "family.features": "Features: what activations hold",
  "family.attribution": "Attribution: which parts of the input the output depends on",
  "family.faithfulness": "Faithfulness: whether explanations are true to the model",
  "family.causal": "Causal: what changes when something inside is changed",
  "family.circuit": "Circuits: which parts work together",
  "family.steer": "Steering: changing what a model does",
  "family.calibration": "Calibration: whether confidence can be trusted",
  "family.fairness": "Fairness: whom a model treats differently",
  "family.privacy": "Privacy: what a model gives away of its training data",
  "family.knowledge": "Knowledge: what a model has learnt, and where it is",
  "family.multimodal": "Multimodal: text together with images or sound",
  "family.debug": "Debugging: where and why a model fails",
} as const;

const zh: Readonly<Record<keyof typeof en, string>> = {
  "family.attention": "注意力：各注意力头在看什么",
  "family.features": "特征：激活中包含什么",
  "family.attribution": "归因：输出取决于输入的哪些部分",
  "family.faithfulness": "忠实度：解释是否符合模型的实际行为",
  "family.causal": "因果：改动内部某处会带来什么变化",
  "family.circuit": "回路：哪些部件协同工作",
  "family.steer": "引导：改变模型的行为",
  "family.calibration": "校准：置信度是否可信",
  "family.fairness": "公平：模型对哪些人区别对待",
  "family.privacy": "隐私：模型泄露了哪些训练数据",
  "family.knowledge": "知识：模型学到了什么，存放在哪里",
  "family.multimodal": "多模态：文本与图像或声音",
  "family.debug": "调试：模型在何处、为何出错",
};

/** What each family of methods is about. */
export const familyMessages: Messages = { en, zh };
