import flash from "embedded:storage/flash";
import type { Assertions } from "../assertions.js";

type Partition = ReturnType<typeof flash.open>;

/** Reading and writing a flash partition. */
export default function (t: Assertions): void {
  const partition = flash.open({ path: "outbox" });
  partition.eraseBlock(0, 3);
  const { blockLength, size } = partition.status();
  readsNumbers(t, partition, size);
  readsIntoBuffers(t, partition, size);
  refusesReads(t, partition, size);
  writes(t, partition, blockLength);
  refusesWrites(t, partition, size);
  partition.eraseBlock(0, 3);
  partition.close();
}

function readsNumbers(t: Assertions, partition: Partition, size: number): void {
  const buffer = partition.read(5, 3);
  t.ok(buffer instanceof ArrayBuffer, "a number reads into a new ArrayBuffer");
  t.equal(buffer.byteLength, 5, "of that length");
  t.equal(partition.read(100, size - 7).byteLength, 7, "or as much as there is");
  const read = partition.read as (count: number, offset: unknown) => ArrayBuffer;
  t.equal(read.call(partition, 4, "8").byteLength, 4, "the offset is converted to a number");
}

function readsIntoBuffers(t: Assertions, partition: Partition, size: number): void {
  partition.write(Uint8Array.of(1, 2, 3, 4), 0);
  const whole = new ArrayBuffer(2);
  t.equal(partition.read(whole, 1), 2, "an ArrayBuffer");
  t.equal(text(whole), "2,3", "is filled");
  const around = new Uint8Array(6).fill(9);
  t.equal(partition.read(around.subarray(2, 4), 0), 2, "a view");
  t.equal(text(around.buffer), "9,9,1,2,9,9", "is filled, and nothing around it");
  t.equal(partition.read(new Int8Array(around.buffer, 0, 1), 3), 1, "an Int8Array");
  t.equal(partition.read(new DataView(around.buffer, 5), 2), 1, "a DataView");
  t.equal(text(around.buffer), "4,9,1,2,9,3", "both views are filled");
  const long = new Uint8Array(8).fill(9);
  t.equal(partition.read(long, size - 4), 4, "at the end as much as there is");
  t.equal(text(long.buffer), "255,255,255,255,9,9,9,9", "the rest of the buffer stays");
}

function refusesReads(t: Assertions, partition: Partition, size: number): void {
  const read = (...args: unknown[]) => Reflect.apply(partition.read, partition, args);
  t.throws(() => read(), Error, "no arguments");
  t.throws(() => read(4), Error, "no offset");
  t.throws(() => read(0, 0), RangeError, "no bytes");
  t.throws(() => read(-1, 0), RangeError, "a negative length");
  t.throws(() => read(1.5, 0), RangeError, "a broken length");
  t.throws(() => read(Number.NaN, 0), RangeError, "a length that is no number");
  t.throws(() => read(4, -1), RangeError, "a negative offset");
  t.throws(() => read(4, 0.5), RangeError, "a broken offset");
  t.throws(() => read(4, "x"), RangeError, "an offset that is no number");
  t.throws(() => read(4, size), RangeError, "an offset at the end");
  t.throws(() => read(4, size + 1), RangeError, "an offset beyond the end");
  t.throws(() => read(4, 0n), TypeError, "an offset that is a bigint");
  t.throws(() => read(new Uint16Array(4), 0), TypeError, "no Byte Buffer");
  t.throws(() => read([0, 0], 0), TypeError, "an array");
  t.throws(() => read("4", 0), TypeError, "a string");
}

function writes(t: Assertions, partition: Partition, blockLength: number): void {
  const source = Uint8Array.of(9, 9, 9, 9, 1, 2, 3, 4, 9);
  partition.write(source.subarray(4, 8), 64);
  partition.write(source.buffer.slice(4, 8), 68);
  partition.write(new Int8Array(source.buffer, 4, 4), 72);
  partition.write(new DataView(source.buffer, 4, 4), 76);
  t.equal(text(partition.read(16, 64)), "1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4", "each Byte Buffer");
  t.equal(text(partition.read(4, 80)), "255,255,255,255", "not a byte more");
  partition.write(new Uint8Array(0), 84);
  partition.write(new Uint8Array(8).fill(0x80), 2 * blockLength - 4);
  t.equal(
    text(partition.read(8, 2 * blockLength - 4)),
    "128,128,128,128,128,128,128,128",
    "over a block's end",
  );
}

function refusesWrites(t: Assertions, partition: Partition, size: number): void {
  const write = (...args: unknown[]) => Reflect.apply(partition.write, partition, args);
  const four = new Uint8Array(4);
  t.throws(() => write(), Error, "no arguments");
  t.throws(() => write(four), Error, "no offset");
  t.throws(() => write(four, -4), RangeError, "a negative offset");
  t.throws(() => write(four, size), RangeError, "an offset at the end");
  t.throws(() => write(new Uint8Array(8), size - 4), RangeError, "more than there is room for");
  t.equal(text(partition.read(4, size - 4)), "255,255,255,255", "and then nothing at all");
  t.throws(() => write("four", 0), TypeError, "a string");
  t.throws(() => write(4, 0), TypeError, "a number");
  t.throws(() => write(new Uint16Array(2), 0), TypeError, "no Byte Buffer");
  const { writeAlign } = partition.status();
  if (writeAlign > 1) {
    t.throws(() => write(four, 1024 + 1), Error, "an unaligned offset");
    t.throws(() => write(new Uint8Array(writeAlign + 1), 1024), Error, "an unaligned length");
  }
}

function text(buffer: ArrayBufferLike): string {
  return new Uint8Array(buffer).join();
}
