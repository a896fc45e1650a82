import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  BOARD_STANDARD,
  findPartition,
  flashBytesOf,
  openBoard,
} from "../../tools/firmware/boards.js";
import { flashImage, planFlash } from "../../tools/firmware/flash-plan.js";
import { encodeModelSlot } from "../../tools/model-slot.js";
import type { NvsItem } from "../../tools/nvs/nvs-format.js";
import { encodeNvs } from "../../tools/nvs/nvs-writer.js";
import { MODEL_FOLDER, ROOT } from "../../tools/project-paths.js";
import { applyChange, readSettingsFile } from "../../tools/settings/settings-file.js";

/**
 * A whole flash with the self-test, for an emulator:
 *
 *     node build/js/test/helpers/self-test-image.js OUT --build DIR [--absent "camera deep-sleep"]
 *         [--server 10.0.2.2:8080] [--settings FILE] [--peer MODEL.tflite]
 *
 * DIR is ESP-IDF's build folder. What the bench lacks and where its server is, the self-test reads
 * from the board's storage (docs/SPEC.md, "Self-test"). The peer is a network of 96 x 96 pixels and
 * one channel for the second slot, to be compared with.
 */
const SELF_TEST_DOMAIN = "self-test";
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    build: { type: "string" },
    absent: { type: "string", default: "" },
    server: { type: "string", default: "" },
    settings: { type: "string" },
    peer: { type: "string" },
  },
});
const [out] = positionals;
if (out === undefined || values.build === undefined) throw new Error("OUT and --build are needed");

const board = openBoard(ROOT, BOARD_STANDARD);
const { pieces } = planFlash({ idf: resolve(values.build), board, modelFolder: MODEL_FOLDER });
const nvs = findPartition(board, "nvs");
const settings = values.settings ? applyChange([], readSettingsFile(values.settings)) : [];
const bench = [text("absent", values.absent), text("server", values.server)];
const all = [...pieces];
all.push({
  address: nvs.offset,
  what: "settings",
  bytes: encodeNvs([...settings, ...bench], nvs.byteLength),
});
if (values.peer !== undefined) {
  const { offset } = findPartition(board, "model_1");
  all.push({ address: offset, what: "peer", bytes: peerSlot(readFileSync(values.peer)) });
}
writeFileSync(out, flashImage(all, flashBytesOf(board.folder)));

function text(key: string, value: string): NvsItem {
  const bytes = new TextEncoder().encode(`${value}\0`);
  return { domain: SELF_TEST_DOMAIN, key, format: "string", bytes };
}

function peerSlot(model: Uint8Array): Uint8Array {
  const manifest = {
    name: "peer",
    version: createHash("sha256").update(model).digest("hex").slice(0, 8),
    input: { width: 96, height: 96, channels: 1, fit: "squash" },
    output: { kind: "logits", labels: ["noperson", "person"], scale: 1 / 256, zeroPoint: -128 },
    calibration: { temperature: 1, bias: 0 },
  } as const;
  return encodeModelSlot({ manifest, model });
}
