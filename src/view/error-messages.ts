import type { Messages } from "./text.ts";

const en = {
  "error.code.BAD_INPUT": "The input cannot be run",
  "error.code.BAD_OPTION": "An option does not fit",
  "error.code.BAD_SHAPE": "Shapes do not fit together",
  "error.code.BAD_EDIT": "An intervention cannot be made there",
  "error.code.BAD_TARGET": "The target cannot be measured on this model",
  "error.code.BAD_FILE": "A file is not what it should be",
  "error.code.UNKNOWN_NAME": "There is nothing by this name",
  "error.code.NO_GRADIENT": "There is no gradient on this path",
  "error.code.UNSUPPORTED": "Not available here",
  "error.code.NOT_FINITE": "Not a finite number",
  "error.code.IO": "Reading or writing failed",
  "error.code.ABORTED": "Stopped",
  "error.code.CLOSED": "Already closed",
  "error.code.RUNTIME": "The engine failed",

  "error.did-you-mean": "Did you mean {names}?",
  "error.there-are": "It may be {names}.",
  "error.per-case":
    "{value} stands for something of a suite's case; it has a meaning only where a method runs on a suite.",
  "error.no-answer":
    "the suite's cases have no answer {index}; they have 0 (the right one) to {last}.",
  "error.no-slot": "the suite's prompts have no slot “{slot}”.",
  "error.mean-suite":
    "the mean over a suite is for edits given to a method; here the inputs themselves are needed.",
  "error.text-empty": "the text is empty. Give one with at least one token.",
  "error.text-too-long":
    "the text is too long: it has {tokens} tokens, and this model reads at most {limit} tokens. Shorten it.",
  "error.id-out-of-range":
    "the model's vocabulary has no token {got}; token ids are whole numbers from 0 to {last}.",
  "error.no-tokenizer":
    "this model came without a tokenizer.json, so it cannot read text. Give token ids, or add the file to its folder.",
  "error.file-missing": "{path}: there is no such file or folder. Check the path.",
  "error.file-forbidden": "{path}: there is no permission to read it.",
  "error.not-a-file": "{path}: this is a folder or a device, where a file is needed.",
  "error.no-model":
    "there is no model “{name}”. Give a bundled name ({known}), a folder, an address or a Hugging Face id (owner/name).",
  "error.no-truth":
    "nothing was planted in “{model}”, so there is no truth to tell. Take one of the phantoms ({known}), or a folder that has a truth.json.",
  "error.score-silent": "the method “{method}” does not say what it should recover of a phantom.",
  "error.score-kind":
    "this claim is about a phantom whose truth is “{expected}”; that of “{model}” is “{got}”.",
  "error.score-unbundled": "the phantom “{model}” is not in this package yet.",
  "error.no-config":
    "{folder}: there is no usable config.json. Point to the folder of a Hugging Face checkpoint.",
  "error.no-weights":
    "{folder}: there are no weights to read; expected {expected}. Point to the folder of a checkpoint.",
  "error.architecture-unknown":
    "the architecture “{modelType}” is not one that Vitrine builds. It builds: {known}.",
  "error.weights-broken":
    "{file}: the file is damaged, cut short or not safetensors ({problem}). Fetch it again.",
  "error.pickle":
    "{file} is a pickle file. Pickle files can run any code when they are read, so they are refused. Convert it once: {command}",
  "error.unreachable":
    "{url} could not be reached ({reason}). Check the address and the network connection.",
  "error.refused":
    "{url}: the server refused with status {status}. Check the address, or try later.",
  "error.refused-access": "{url}: the server denies access (status {status}).",
  "error.refused-missing": "{url}: the server has nothing there (status {status}).",
  "error.format": "the name “{name}” says no known format. Let it end in one of: {formats}.",
  "error.no-tensors": "the result holds no tensors for an .npz file. Write .json or .csv.",
  "error.png-package":
    "the optional package @resvg/resvg-js, which draws PNG in Node, does not load ({reason}). Run npm install @resvg/resvg-js, or write .svg.",
  "error.png-fonts":
    "no installed font draws {letters}. Install one that does, such as Noto, or write .svg, which is drawn with its reader's fonts.",
  "error.png-size":
    "the picture is too large: {width} × {height} pixels, where a side may have at most {limit}. Take a smaller scale, or write .svg.",
  "error.token-unknown": "no single token reads “{name}”; spaces count.",
  "error.token-split":
    "no single token reads “{name}”; spaces count. The tokenizer splits it, so take one of its pieces.",
  "error.token-ambiguous": "several tokens read “{name}”. Give the id of one.",
  "error.needs": "this method needs {need}, which the model “{model}” does not have.",
  "error.pair-same": "the clean and the corrupted input are the same tokens. Change a word.",
  "error.pair-lengths":
    "the clean and the corrupted input must have equally many tokens; they have {clean} and {corrupted}. They first differ at position {position}: {here} against {there}. Change words for others of as many tokens.",
  "error.no-native":
    "onnxruntime-node cannot be loaded ({reason}). Install it with: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
  "error.wasm-instead":
    "onnxruntime-node is not installed, so WASM runs the model: the same results at a third of the speed. Install it with: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
  "error.no-gpu":
    "WebGPU finds no GPU ({reason}). Install the GPU's driver (on Linux libvulkan1 and the card's Vulkan driver), or run the model on CPU.",
  "error.no-gpu-build":
    "onnxruntime-node has no WebGPU for {platform}. Run the model on CPU, or in a browser.",
  "error.no-gpu-page":
    "this page has no WebGPU ({reason}). Leave out the backend, and WASM runs the model.",
  "error.gpu-lost": "the GPU was lost, as when its driver restarts. Load the model again.",

  "error.unknown-name": "there is no {kind} “{name}”.",
  "error.kind.method": "method",
  "error.kind.suite": "suite",
  "error.kind.weight": "weight",
  "error.kind.name": "name",
  "error.kind.kind": "kind",
  "error.kind.pattern": "pattern",
  "error.kind.axis": "axis",
  "error.kind.option": "option",
  "error.kind.parameter": "parameter",
  "error.kind.probe": "probe",
  "error.kind.hook": "hook",
  "error.kind.circuit": "circuit",
  "error.kind.step": "step",
  "error.kind.input": "input",
  "error.kind.output": "output",
  "error.kind.value": "value",
  "error.kind.dtype": "dtype",
  "error.kind.weight of the checkpoint": "weight of the checkpoint",
  "error.kind.hook, weight or input": "hook, weight or input",
  "error.kind.kind of site with positions": "kind of site with positions",

  "error.need.tokenizer": "a tokenizer",
  "error.need.causal": "attention from left to right only",
  "error.need.attention": "attention patterns",
  "error.need.gradient": "a token embedding to differentiate at",
  "error.need.lm-head": "a language-model head",
  "error.need.mask-token": "a mask token",
  "error.need.class-head": "a classification head",
  "error.need.generate": "the ability to write text",
} as const;

const zh: Readonly<Record<keyof typeof en, string>> = {
  "error.code.BAD_INPUT": "无法处理此输入",
  "error.code.BAD_OPTION": "选项有误",
  "error.code.BAD_SHAPE": "形状不匹配",
  "error.code.BAD_EDIT": "无法在该处进行干预",
  "error.code.BAD_TARGET": "该模型无法测量此目标",
  "error.code.BAD_FILE": "文件内容有误",
  "error.code.UNKNOWN_NAME": "没有这个名称",
  "error.code.NO_GRADIENT": "该路径上没有梯度",
  "error.code.UNSUPPORTED": "此处不支持",
  "error.code.NOT_FINITE": "出现了非有限数值",
  "error.code.IO": "读写失败",
  "error.code.ABORTED": "已停止",
  "error.code.CLOSED": "已经关闭",
  "error.code.RUNTIME": "引擎运行失败",

  "error.did-you-mean": "是不是要找 {names}？",
  "error.there-are": "可以是 {names}。",
  "error.per-case": "{value} 代表测试集一条用例中的内容；只有在测试集上运行方法时才有意义。",
  "error.no-answer": "测试集的用例没有答案 {index}；可用的是 0（正确答案）到 {last}。",
  "error.no-slot": "测试集的提示没有槽位“{slot}”。",
  "error.mean-suite": "对测试集求平均只能写在传给方法的干预里；这里需要给出输入本身。",
  "error.text-empty": "文本为空。请给出至少含一个词元的文本。",
  "error.text-too-long":
    "文本过长：共 {tokens} 个词元，而该模型最多读取 {limit} 个词元。请缩短文本。",
  "error.id-out-of-range": "模型词表中没有词元 {got}；词元编号是 0 到 {last} 的整数。",
  "error.no-tokenizer":
    "该模型没有附带 tokenizer.json，因此无法读取文本。请改用词元编号，或把该文件放进模型文件夹。",
  "error.file-missing": "{path}：没有这个文件或文件夹。请检查路径。",
  "error.file-forbidden": "{path}：没有读取权限。",
  "error.not-a-file": "{path}：此处需要一个文件，而它是文件夹或设备。",
  "error.no-model":
    "没有模型“{name}”。请给出自带模型的名称（{known}）、文件夹、网址或 Hugging Face id（owner/name）。",
  "error.no-truth":
    "“{model}”中没有植入任何内容，因此没有真值可查。请使用某个体模（{known}），或带有 truth.json 的文件夹。",
  "error.score-silent": "方法“{method}”没有声明它应从体模中恢复什么。",
  "error.score-kind": "此项声明针对真值类型为“{expected}”的体模；“{model}”的真值类型是“{got}”。",
  "error.score-unbundled": "体模“{model}”尚未随本软件包提供。",
  "error.no-config": "{folder}：没有可用的 config.json。请指向 Hugging Face 检查点所在的文件夹。",
  "error.no-weights": "{folder}：没有可读取的权重，应有 {expected}。请指向检查点所在的文件夹。",
  "error.architecture-unknown": "Vitrine 不支持架构“{modelType}”。支持的架构有：{known}。",
  "error.weights-broken":
    "{file}：文件已损坏、不完整，或不是 safetensors 格式（{problem}）。请重新获取该文件。",
  "error.pickle":
    "{file} 是 pickle 文件。读取 pickle 文件可能执行任意代码，因此拒绝读取。请先转换一次：{command}",
  "error.unreachable": "无法访问 {url}（{reason}）。请检查网址和网络连接。",
  "error.refused": "{url}：服务器拒绝了请求，状态码 {status}。请检查网址，或稍后再试。",
  "error.refused-access": "{url}：服务器拒绝访问（状态码 {status}）。",
  "error.refused-missing": "{url}：服务器上没有该内容（状态码 {status}）。",
  "error.format": "从文件名“{name}”看不出已知的格式。请使用以下结尾之一：{formats}。",
  "error.no-tensors": "该结果不含可写入 .npz 文件的张量。请改写为 .json 或 .csv。",
  "error.png-package":
    "在 Node 中绘制 PNG 的可选包 @resvg/resvg-js 无法加载（{reason}）。请运行 npm install @resvg/resvg-js，或改写为 .svg。",
  "error.png-fonts":
    "已安装的字体都画不出 {letters}。请安装含有这些字符的字体（如 Noto），或改写为 .svg：它用读者的字体显示。",
  "error.png-size":
    "图片过大：{width} × {height} 像素，而每边最多 {limit}。请减小缩放倍数，或改写为 .svg。",
  "error.token-unknown": "没有哪个词元恰好是“{name}”；空格也算在内。",
  "error.token-split":
    "没有哪个词元恰好是“{name}”；空格也算在内。分词器会把它拆开，请选用其中一个词元。",
  "error.token-ambiguous": "有多个词元都是“{name}”。请给出其中一个的编号。",
  "error.needs": "此方法要求模型具有{need}，而模型“{model}”没有。",
  "error.pair-same": "原始输入与被改动的输入词元完全相同。请改动一个词。",
  "error.pair-lengths":
    "原始输入与被改动的输入必须词元数相同；现在分别为 {clean} 和 {corrupted}。二者首次不同是在位置 {position}：{here} 与 {there}。请换用词元数相同的词。",
  "error.no-native":
    "无法加载 onnxruntime-node（{reason}）。安装命令：ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
  "error.wasm-instead":
    "没有安装 onnxruntime-node，改用 WASM 运行模型：结果相同，速度约为三分之一。安装命令：ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
  "error.no-gpu":
    "WebGPU 找不到 GPU（{reason}）。请安装 GPU 驱动（Linux 上为 libvulkan1 与显卡的 Vulkan 驱动），或在 CPU 上运行模型。",
  "error.no-gpu-build":
    "onnxruntime-node 在 {platform} 上没有 WebGPU。请在 CPU 上或浏览器中运行模型。",
  "error.no-gpu-page": "此页面没有 WebGPU（{reason}）。不指定后端即由 WASM 运行模型。",
  "error.gpu-lost": "GPU 已丢失，例如驱动重启。请重新加载模型。",

  "error.unknown-name": "没有名为“{name}”的{kind}。",
  "error.kind.method": "方法",
  "error.kind.suite": "测试集",
  "error.kind.weight": "权重",
  "error.kind.name": "项",
  "error.kind.kind": "类型",
  "error.kind.pattern": "匹配项",
  "error.kind.axis": "轴",
  "error.kind.option": "选项",
  "error.kind.parameter": "参数",
  "error.kind.probe": "探针",
  "error.kind.hook": "钩子",
  "error.kind.circuit": "回路",
  "error.kind.step": "步骤",
  "error.kind.input": "输入",
  "error.kind.output": "输出",
  "error.kind.value": "值",
  "error.kind.dtype": "数据类型",
  "error.kind.weight of the checkpoint": "检查点权重",
  "error.kind.hook, weight or input": "钩子、权重或输入",
  "error.kind.kind of site with positions": "带位置的位点类型",

  "error.need.tokenizer": "分词器",
  "error.need.causal": "从左到右的因果注意力",
  "error.need.attention": "注意力模式",
  "error.need.gradient": "可求导的词元嵌入",
  "error.need.lm-head": "语言模型头",
  "error.need.mask-token": "掩码词元",
  "error.need.class-head": "分类头",
  "error.need.generate": "生成文本的能力",
};

/** What is said of errors: a title for each code, and a sentence for those that carry an id. */
export const errorMessages: Messages = { en, zh };
