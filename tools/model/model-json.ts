import { sha256Of } from "../../hosts/simulator/board/picture-hash.js";
import { MODEL_BYTES_MAX } from "../../modules/detector/model-slot.js";
import type { Imported } from "./import-model.js";
import { channelsOf, SIDE } from "./import-model.js";
import { boardOperators } from "./operators.js";

/** Of the board's engine (docs/DESIGN.md, section 5); the desktop's count is some 3 KB above it. */
const ARENA_BYTES_MAX = 100 * 1024;
const DECIMALS = 4;

/** Why a flashed board cannot run it; empty where nothing speaks against it. */
export function limitsOf({ model, described, arena }: Imported): string[] {
  const onBoard = boardOperators();
  const missing = described.operators.filter((name) => !onBoard.includes(name));
  return [
    ...(model.byteLength > MODEL_BYTES_MAX
      ? [
          `${model.byteLength} bytes, where a model slot holds ${MODEL_BYTES_MAX}: npm start refuses it too, and model evaluate alone takes it`,
        ]
      : []),
    ...(arena.bytes !== null && arena.bytes > ARENA_BYTES_MAX
      ? [`a tensor arena of ${arena.bytes} bytes, where a board has ${ARENA_BYTES_MAX}`]
      : []),
    ...(missing.length > 0
      ? [
          `${missing.join(", ")}: not in a flashed image until native/detector/detector_operators_card.cc registers them`,
        ]
      : []),
  ];
}

export interface Origin {
  readonly name: string;
  readonly file: string;
  /** Of the file that was imported, which may have been mended since. */
  readonly sha256: string;
  readonly labels: string;
}

/** model.json, as docs/SPEC.md has it. */
export function modelJsonOf(imported: Imported, { name, file, sha256, labels }: Origin): string {
  const { model, mended, described, arena, output, calibration, figures } = imported;
  const { input } = described;
  const hash = sha256Of(model);
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      Number((value as number).toFixed(DECIMALS)),
    ]),
  );
  const json = {
    schema: "nightjar.model/1",
    name,
    version: hash.slice(0, 8),
    file: `${name}.tflite`,
    bytes: model.byteLength,
    sha256: hash,
    input: {
      width: SIDE,
      height: SIDE,
      channels: channelsOf(described),
      fit: "squash",
      scale: input.scale,
      zeroPoint: input.zeroPoint,
    },
    output: { ...output, scale: described.output.scale, zeroPoint: described.output.zeroPoint },
    operators: described.operators,
    macs: described.macs,
    arenaBytes: arena.bytes,
    calibration,
    evaluation: { set: `the half of ${labels} that did not calibrate`, ...rounded },
    origin: { file, sha256, mended },
    limits: limitsOf(imported),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
