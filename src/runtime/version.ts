import { env } from "onnxruntime-common";

/** Version of ONNX Runtime; its packages for Node and for pages are pinned to the same. */
export const ortVersion: string = env.versions.common;
