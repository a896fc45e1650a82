import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { CCompiler } from "../../tools/c-compiler.js";
import { ROOT } from "./native-driver.js";

/**
 * TensorFlow Lite Micro for this machine, from the sources of ESP-IDF's components: a folder
 * `managed_components` as a firmware's build leaves it, which MANAGED_COMPONENTS names. With the
 * kernels that the ESP32 runs, which are plain C in ESP-NN, or with the library's reference kernels.
 */
export type Kernels = "esp-nn" | "reference";

const COMPONENTS = process.env.MANAGED_COMPONENTS ?? "";
const MICRO = join(COMPONENTS, "espressif__esp-tflite-micro");
const ESP_NN = join(COMPONENTS, "espressif__esp-nn");
const LITE = join(MICRO, "tensorflow/lite");
const ENGINE = join(ROOT, "native/detector");

export const HAS_COMPONENTS = COMPONENTS !== "" && existsSync(LITE) && existsSync(ESP_NN);

const INCLUDES = [
  MICRO,
  ...["gemmlowp", "flatbuffers/include", "ruy", "kissfft"].map((each) =>
    join(MICRO, "third_party", each),
  ),
].flatMap((folder) => ["-isystem", folder]);

/** Where ESP-NN has one of its own, and everywhere. */
const REPLACED = ["add", "conv", "depthwise_conv", "fully_connected", "pooling", "softmax"];
const KERNELS = ["pad", "pad_common", "reshape", "reshape_common", "kernel_util"];
const ESP_NN_FOLDERS = ["activation_functions", "basic_math", "common", "convolution"];
const ESP_NN_MORE = ["fully_connected", "logistic", "pooling", "softmax"];
const FLAGS = ["-O2", "-w", "-DTF_LITE_STATIC_MEMORY", "-fno-exceptions", "-fno-rtti"].concat(
  INCLUDES,
);
/** As mcconfig compiles C++: with exceptions and run-time types, which the library has not. */
const OWN_FLAGS = ["-O2", "-g", "-std=gnu++17", "-Wall", "-Wextra", "-Werror", ...INCLUDES];

/** Paths of the objects of the library and of our engine on it. */
export async function compileMicroEngine(kernels: Kernels): Promise<string[]> {
  const compiler = await CCompiler.open(join(ROOT, "build/native-test"), ROOT);
  const compile = async (sources: string[], flags: string[], headers: string[] = []) =>
    compiler.compile({ what: "TensorFlow Lite Micro", sources, flags, headers }, () => {});
  const espNN = kernels === "esp-nn";
  const chosen = espNN ? ["-DESP_NN", "-DCONFIG_NN_OPTIMIZED=1", ...espNNIncludes()] : [];
  return [
    ...(await compile(frameworkSources(), FLAGS)),
    ...(await compile(kernelSources(espNN), [...FLAGS, ...chosen])),
    ...(espNN ? await compile(espNNSources(), [...FLAGS, ...chosen]) : []),
    ...(await compile(ownSources(espNN), [...OWN_FLAGS, ...espNNIncludes()], engineHeaders())),
  ];
}

/** ADD of ours is on ESP-NN. */
function ownSources(espNN: boolean): string[] {
  const names = ["detector_micro.cc", ...(espNN ? ["detector_add_int8.cc"] : [])];
  const sources = names.map((name) => join(ENGINE, name));
  return [...sources, "test/device/esp32/detector_operators_all.cc"];
}

function engineHeaders(): string[] {
  return filesOf(ENGINE, /\.h$/);
}

function espNNIncludes(): string[] {
  const folders = [join(ESP_NN, "include"), join(ESP_NN, "src/common"), "test/native/esp_idf"];
  return folders.map((folder) => `-I${folder}`);
}

function espNNSources(): string[] {
  return [...ESP_NN_FOLDERS, ...ESP_NN_MORE].flatMap((folder) =>
    filesOf(join(ESP_NN, "src", folder), /_(ansi|opt)\.c$/),
  );
}

function kernelSources(espNN: boolean): string[] {
  const folder = join(LITE, "micro/kernels");
  const common = [...KERNELS, ...REPLACED.map((name) => `${name}_common`)];
  const replaced = espNN
    ? REPLACED.filter((name) => name !== "add").map((name) => `esp_nn/${name}`)
    : REPLACED;
  return [...common, ...replaced].map((name) => join(folder, `${name}.cc`));
}

function frameworkSources(): string[] {
  const folders = [
    "micro",
    "micro/arena_allocator",
    "micro/memory_planner",
    "micro/tflite_bridge",
    "core/api",
    "core/c",
    "kernels",
    "kernels/internal",
    "kernels/internal/reference",
    "../compiler/mlir/lite/core/api",
    "../compiler/mlir/lite/schema",
  ];
  return folders.flatMap((folder) => filesOf(join(LITE, folder), /\.cc$/));
}

function filesOf(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder)
    .filter((file) => pattern.test(file) && !/test|mock|fake/.test(file))
    .sort()
    .map((file) => join(folder, file));
}
