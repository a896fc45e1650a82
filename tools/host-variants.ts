import { basename, join, relative } from "node:path";
import type { Manifest } from "./manifest.js";
import { ROOT } from "./project-paths.js";

/** One of the programs that the desktop host is built as. */
export interface HostVariant {
  readonly name: string;
  readonly flags: readonly string[];
  readonly libraries: readonly ("detector" | "image" | "sums")[];
  /** C files of `hosts/simulator/worker` in the place of those of `native/`, by their names. */
  readonly instead: Readonly<Record<string, string | undefined>>;
  /** A folder of modules and C files that it has not. */
  readonly without?: string;
  /** Who does what it cannot. */
  readonly worker?: "native" | "micro";
}

export const WORKER = join(ROOT, "hosts/simulator/worker");

/** What a worker in C does, from the very sources that the usual host is built from. */
export const WORKED: readonly string[] = [
  "native/detector/detector_tflite.c",
  "native/detector/model_check.c",
  "native/detector/model_ends.c",
  "native/detector/model_flatbuffer.c",
  "native/detector/model_graph.c",
  "native/detector/model_labels.c",
  "native/detector/model_operator_reader.c",
  "native/detector/model_operators.c",
  "native/detector/model_rules.c",
  "native/detector/model_windows.c",
  "native/image/image_area.c",
  "native/image/image_sink.c",
  "native/image/image_turbo.c",
  "native/image/image_turbo_callbacks.c",
  "native/image/image_turbo_kinds.c",
  "native/signature/signature_psa.c",
];

/** On TensorFlow Lite's C library, 64 bits. */
export const USUAL: HostVariant = {
  name: "usual",
  flags: [],
  libraries: ["detector", "image", "sums"],
  instead: {},
};

/** The same on TensorFlow Lite Micro's own runtime, in a worker. */
export const MICRO: HostVariant = {
  ...USUAL,
  name: "micro",
  libraries: ["image", "sums"],
  instead: { detector_tflite: "detector_worker" },
  worker: "micro",
};

/**
 * Slots of a board's size: to measure its heap. Decoder, detector and sums are the usual host's own,
 * in a worker of 64 bits; the TLS class for boards, which no firmware on a desktop uses, is left out.
 */
export const BITS_32: HostVariant = {
  name: "bits-32",
  // With files of 64 bits: a large inode's number is else an error where it is looked up.
  flags: ["-m32", "-msse2", "-mfpmath=sse", "-D_FILE_OFFSET_BITS=64", "-D_TIME_BITS=64"],
  libraries: [],
  instead: {
    detector_tflite: "detector_worker",
    image_area: undefined,
    image_sink: undefined,
    image_turbo: "image_worker",
    image_turbo_callbacks: undefined,
    image_turbo_kinds: undefined,
    signature_psa: "signature_worker",
  },
  without: "native/tls/",
  worker: "native",
};

/** What a manifest lists, as this variant has it. */
export function manifestOf(variant: HostVariant, manifest: Manifest): Manifest {
  const { without, worker } = variant;
  const isHere = (name: string): boolean => without === undefined || !name.startsWith(without);
  const own =
    worker === undefined
      ? []
      : ["worker_client.c", "worker_socket.c"].map((file) => join(WORKER, file));
  return {
    ...manifest,
    modules: new Map([...manifest.modules].filter(([specifier]) => isHere(specifier))),
    preload: manifest.preload.filter(isHere),
    cFiles: [
      ...manifest.cFiles
        .filter((path) => isHere(relative(ROOT, path)))
        .flatMap((path) => fileOf(variant, path)),
      ...own,
    ],
  };
}

function fileOf({ instead }: HostVariant, path: string): string[] {
  const name = basename(path, ".c");
  if (!(name in instead)) return [path];
  const other = instead[name];
  return other === undefined ? [] : [join(WORKER, `${other}.c`)];
}
