import { sha256Of } from "../picture-hash.js";
import type { Picture } from "./wake-pictures.js";

/** What the board is told of a frame that the firmware has read. */
export interface ServedFrame {
  /** The bytes themselves, for pictures of a run. */
  readonly jpeg: Buffer;
  /** Hexadecimal SHA-256 of the bytes that the firmware got, by which the local cloud knows them. */
  readonly sha256: string;
  readonly byteLength: number;
  readonly label: boolean | undefined;
  readonly name: string;
  /** Counts the wakes that opened the camera, from 0. */
  readonly wake: number;
  /** Counts the frames since the camera had power, from 0. */
  readonly index: number;
  /** False for the first frames after power-up. */
  readonly settled: boolean;
}

export function servedFrame({ jpeg, index, settled, view }: Picture, wake: number): ServedFrame {
  return {
    jpeg,
    sha256: sha256Of(jpeg),
    byteLength: jpeg.length,
    label: view.label,
    name: view.name,
    wake,
    index,
    settled,
  };
}
