const HEADER_BYTES = 32;

/** What an engine has used, as a firmware's frame tells it. */
export interface Usage {
  readonly computrons: number;
  readonly slotBytesPeak: number;
  readonly chunkBytesPeak: number;
}

/** A frame as firmware sends it. */
export function firmwareFrame(text: string, payload: Uint8Array, usage: Usage): Uint8Array {
  const textBytes = Buffer.from(text, "utf8");
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(textBytes.length, 0);
  header.writeUInt32LE(payload.length, 4);
  header.writeUInt32LE(usage.slotBytesPeak, 8);
  header.writeUInt32LE(usage.chunkBytesPeak, 12);
  header.writeBigUInt64LE(BigInt(usage.computrons), 16);
  return Buffer.concat([header, textBytes, payload]);
}

export interface BoardReply {
  readonly target: number;
  readonly text: string;
  readonly payload: string;
}

/** The board's first frame in `bytes`, once it is whole. */
export function boardReply(bytes: Buffer): BoardReply | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const textEnd = HEADER_BYTES + bytes.readUInt32LE(0);
  const end = textEnd + bytes.readUInt32LE(4);
  if (bytes.length < end) return undefined;
  return {
    target: bytes.readUInt32LE(8),
    text: bytes.toString("utf8", HEADER_BYTES, textEnd),
    payload: bytes.toString("utf8", textEnd, end),
  };
}
