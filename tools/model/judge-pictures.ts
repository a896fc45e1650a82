import { readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { WorkerCommand } from "../../hosts/simulator/board/worker.js";
import { type PictureShape, WorkerClient } from "../../hosts/simulator/board/worker-client.js";
import { personProbability } from "../../modules/detector/calibration.js";
import { DECODE_CODES } from "../../native/image/image.js";
import { answerOf, openModel } from "./describe-model.js";
import type { Judged } from "./figures.js";
import type { LabelledPicture } from "./labelled-pictures.js";
import { ModelFileError } from "./model-error.js";
import type { OnPicture } from "./progress.js";

/** What a network answered about one picture, quantized as it is. */
export interface Answer extends LabelledPicture {
  readonly scores: Int8Array;
}

export interface Answers {
  readonly answers: readonly Answer[];
  /** Files that cannot be read or that the firmware's decoder refuses, each with its code. */
  readonly refused: readonly string[];
}

const LANES_MAX = 4;
/** Before the tensor, in a reply to decode. */
const SIZE_BYTES = 8;

/**
 * Every picture through the firmware's own decoder and detector, some side by side; the answers in the
 * order of the pictures. Throws ModelFileError.
 */
export async function judgePictures(
  worker: WorkerCommand,
  model: Uint8Array,
  shape: PictureShape,
  pictures: readonly LabelledPicture[],
  onPicture: OnPicture,
): Promise<Answers> {
  const answers = new Array<Answer | undefined>(pictures.length);
  const refused: string[] = [];
  const waiting = pictures.entries();
  const lane = async (): Promise<void> => {
    const client = await WorkerClient.start(worker);
    try {
      await openModel(client, model);
      for (const [index, picture] of waiting) {
        const scores = await scoresOf(client, shape, picture.path);
        if (typeof scores === "string") refused.push(`${picture.path}: ${scores}`);
        else answers[index] = { ...picture, scores };
        onPicture();
      }
    } finally {
      client.close();
    }
  };
  const lanes = Math.min(availableParallelism(), LANES_MAX, pictures.length);
  await Promise.all(Array.from({ length: lanes }, lane));
  return { answers: answers.filter((answer) => answer !== undefined), refused: refused.sort() };
}

/** What the answers come to, as the firmware reckons it. */
export function judgedOf(
  answers: readonly Answer[],
  tensor: Parameters<typeof personProbability>[1],
  manifest: Parameters<typeof personProbability>[2],
): Judged[] {
  return answers.map(({ scores, person }) => ({
    probability: personProbability(scores, tensor, manifest),
    person,
  }));
}

/** Why there are none: the decoder's code, or "unreadable". */
async function scoresOf(
  client: WorkerClient,
  shape: PictureShape,
  path: string,
): Promise<Int8Array | string> {
  const jpeg = bytesAt(path);
  if (jpeg === undefined) return "unreadable";
  const decoded = await answerOf(client.decode(jpeg, shape));
  if (decoded.status !== 0) return DECODE_CODES[decoded.status - 1] ?? `status ${decoded.status}`;
  const tensorBytes = shape.width * shape.height * shape.channels;
  const tensor = Int8Array.from(
    new Int8Array(decoded.bytes.subarray(SIZE_BYTES, SIZE_BYTES + tensorBytes)),
  );
  const { status, bytes } = await answerOf(client.invoke(tensor));
  if (status !== 0) throw new ModelFileError("detector-failed", `the network failed on ${path}.`);
  return Int8Array.from(new Int8Array(bytes));
}

/** Undefined for a folder, a link that leads nowhere, and whatever else is no file. */
function bytesAt(path: string): Uint8Array | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
