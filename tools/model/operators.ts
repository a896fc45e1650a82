import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../project-paths.js";

/** Codes of the TensorFlow Lite schema, version 3: all that our check knows, and usual others. */
const NAMES: Readonly<Record<number, string>> = {
  0: "ADD",
  1: "AVERAGE_POOL_2D",
  2: "CONCATENATION",
  3: "CONV_2D",
  4: "DEPTHWISE_CONV_2D",
  6: "DEQUANTIZE",
  9: "FULLY_CONNECTED",
  14: "LOGISTIC",
  17: "MAX_POOL_2D",
  18: "MUL",
  19: "RELU",
  21: "RELU6",
  22: "RESHAPE",
  23: "RESIZE_BILINEAR",
  25: "SOFTMAX",
  34: "PAD",
  36: "GATHER",
  39: "TRANSPOSE",
  40: "MEAN",
  41: "SUB",
  43: "SQUEEZE",
  45: "STRIDED_SLICE",
  49: "SPLIT",
  53: "CAST",
  54: "PRELU",
  65: "SLICE",
  77: "SHAPE",
  83: "PACK",
  97: "RESIZE_NEAREST_NEIGHBOR",
  98: "LEAKY_RELU",
  114: "QUANTIZE",
  117: "HARD_SWISH",
};

export function operatorName(code: number): string {
  return NAMES[code] ?? `builtin operator ${code}`;
}

/** Of a set of bits, one for each code; sorted by name. */
export function operatorNames(bits: bigint): string[] {
  const codes = Object.keys(NAMES).map(Number);
  return codes
    .filter((code) => (bits >> BigInt(code)) & 1n)
    .map(operatorName)
    .sort();
}

/** Operators that a flashed image has the code of, as its C++ registers them. */
export function boardOperators(): string[] {
  const registered = registeredIn("native/detector/detector_operators_card.cc");
  return Object.values(NAMES).filter((name) => registered.includes(registeredAs(name)));
}

/** Names as a C++ file of the project registers them, in its order. */
export function registeredIn(file: string): string[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  return [...source.matchAll(/operators->Add(\w+)\(\);/g)].map(([, name = ""]) => name);
}

/** "DEPTHWISE_CONV_2D" as TensorFlow Lite Micro registers it: "DepthwiseConv2D". */
export function registeredAs(operator: string): string {
  const words = operator.split("_").map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  return words.join("").replace(/2d$/, "2D");
}
