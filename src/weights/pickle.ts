/** Whether bytes start like a pickle, bare or in PyTorch's zip. */
export function looksLikePickle(start: Uint8Array): boolean {
  const isZip = start[0] === 0x50 && start[1] === 0x4b;
  const isPickle = start[0] === 0x80 && start[1] >= 2 && start[1] <= 5;
  return isZip || isPickle;
}

/** What to do with a pickle. Reading one can run any code, so they are never read here. */
export function conversionAdvice(file: string): string {
  return `Pickle files can run code when read and are refused. Convert it once: ${conversionCommand(file)}`;
}

/** A shell command that writes a pickle's tensors as safetensors. */
export function conversionCommand(file: string): string {
  const convert =
    `import torch; from safetensors.torch import save_file; ` +
    `save_file({k: v.clone().contiguous() for k, v in torch.load('${file}', weights_only=True).items()}, 'model.safetensors')`;
  return `python -c "${convert}"`;
}
