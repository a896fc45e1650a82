import type { Codec } from "../../modules/host/codec.js";
import type { FlashModule, FlashPartition } from "../../modules/host/storage.js";
import { LINE_BYTES, type PrivacyLine, sequenceOf } from "../../modules/privacy/privacy-line.js";
import { PRIVACY_BLOCKS, PrivacyLog } from "../../modules/privacy/privacy-log.js";
import { nodeChecksum } from "../node-checksum.js";

const BLOCK_BYTES = 4_096;
export const PRIVACY_BYTES = PRIVACY_BLOCKS * BLOCK_BYTES;

export interface PrivacyRecord {
  /** Newest first. */
  readonly lines: readonly PrivacyLine[];
  /** Places that are neither erased nor a sound line: cut short, damaged, or no log at all. */
  readonly spoiled: number;
}

/** The last blocks of a partition, as they were read from a chip. */
export function readPrivacyLog(blocks: Uint8Array): PrivacyRecord {
  const log = new PrivacyLog({ flash: flashOf(blocks), checksum: nodeChecksum, codec });
  return { lines: log.read(), spoiled: placesOf(blocks).filter(isSpoiled).length };
}

function placesOf(blocks: Uint8Array): Uint8Array[] {
  const perBlock = Math.floor(BLOCK_BYTES / LINE_BYTES);
  return Array.from({ length: PRIVACY_BLOCKS * perBlock }, (_, place) => {
    const at = Math.floor(place / perBlock) * BLOCK_BYTES + (place % perBlock) * LINE_BYTES;
    return blocks.subarray(at, at + LINE_BYTES);
  });
}

function isSpoiled(place: Uint8Array): boolean {
  return place.some((byte) => byte !== 0xff) && sequenceOf(nodeChecksum, place) === 0;
}

export function privacyTableOf(lines: readonly PrivacyLine[]): string {
  // What left before a factory reset is in no line any more.
  if (lines.length === 0) return "The log holds no line: nothing has left since it was erased.\n";
  const rows = lines.map(({ atMs, why, provider, transport, host, pictureBytes, arrival }) => {
    const end = arrival === undefined ? "unknown" : arrival.answered ? "answered" : "failed";
    const sent = arrival === undefined ? "" : `${arrival.bytesSent} B`;
    const dollars = arrival === undefined ? "" : `$${(arrival.microDollars / 1e6).toFixed(6)}`;
    const to = `${host} (${provider}, ${transport})`;
    const when = new Date(atMs).toISOString().slice(0, 19);
    return [when, why, to, `${pictureBytes} B`, end, sent, dollars];
  });
  const titles = ["when (UTC)", "why", "to whom", "picture", "end", "sent", "cost"];
  const widths = titles.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  return [titles, ...rows]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Read alone: nothing that a chip holds is changed from here. */
function flashOf(bytes: Uint8Array): FlashModule {
  const refuse = (): never => {
    throw new Error("read only");
  };
  const partition: FlashPartition = {
    read: ((byteLength: number, byteOffset: number) =>
      bytes.slice(byteOffset, byteOffset + byteLength).buffer) as FlashPartition["read"],
    write: refuse,
    eraseBlock: refuse,
    status: () => ({
      size: bytes.byteLength,
      blockLength: BLOCK_BYTES,
      blocks: bytes.byteLength / BLOCK_BYTES,
      eraseValue: 0xff,
      writeAlign: 4,
    }),
    close: () => {},
  };
  return { open: () => partition, [Symbol.iterator]: () => ["outbox"][Symbol.iterator]() };
}

const codec: Codec = {
  encodeUtf8: (text) => new TextEncoder().encode(text).buffer as ArrayBuffer,
  decodeUtf8: (bytes) => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes as Uint8Array);
    } catch {
      return undefined;
    }
  },
  encodeBase64: () => {
    throw new Error("no base64 here");
  },
};
