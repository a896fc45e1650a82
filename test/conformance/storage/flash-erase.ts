import flash from "embedded:storage/flash";
import type { Assertions } from "../assertions.js";

const path = "outbox";

/** Erasing blocks of a flash partition, and what a partition opened to read refuses. */
export default function (t: Assertions): void {
  erases(t);
  refuses(t);
  isReadOnly(t);
}

function erases(t: Assertions): void {
  const partition = flash.open({ path });
  const { blockLength, blocks } = partition.status();
  const eraseBlock = partition.eraseBlock as (from: unknown, to?: unknown) => void;
  const marked = [0, 1, 2, 3, blocks - 1];
  const marks = () => marked.map((block) => byteAt(block * blockLength)).join();
  const byteAt = (offset: number) => new Uint8Array(partition.read(1, offset))[0];
  for (const block of marked) {
    partition.eraseBlock(block);
    partition.write(new Uint8Array(4), block * blockLength);
  }
  partition.eraseBlock(1);
  t.equal(marks(), "0,255,0,0,0", "one block");
  partition.eraseBlock(2, 4);
  t.equal(marks(), "0,255,255,255,0", "up to, not with, the second argument");
  partition.eraseBlock(blocks - 1, blocks);
  t.equal(marks(), "0,255,255,255,255", "the last block");
  eraseBlock.call(partition, "0", "1");
  t.equal(marks(), "255,255,255,255,255", "strings are converted to numbers");
  partition.close();
}

function refuses(t: Assertions): void {
  const partition = flash.open({ path });
  const { blocks } = partition.status();
  const erase = (...args: unknown[]) => Reflect.apply(partition.eraseBlock, partition, args);
  t.throws(() => erase(), Error, "no arguments");
  t.throws(() => erase(-1), RangeError, "a negative block");
  t.throws(() => erase(blocks), RangeError, "a block beyond the end");
  t.throws(() => erase(0, blocks + 1), RangeError, "an end beyond the end");
  t.throws(() => erase(1, 1), RangeError, "nothing");
  t.throws(() => erase(2, 1), RangeError, "an end before the start");
  t.throws(() => erase(0.5), RangeError, "half a block");
  t.throws(() => erase("x"), RangeError, "what is no number");
  t.throws(() => erase(1n), TypeError, "a bigint");
  t.throws(() => erase(0, 1n), TypeError, "a bigint for the end");
  partition.close();
}

function isReadOnly(t: Assertions): void {
  const writable = flash.open({ path });
  writable.eraseBlock(0);
  const partition = flash.open({ path, mode: "r" });
  t.throws(() => partition.write(new ArrayBuffer(4), 0), Error, "a write");
  t.throws(() => partition.eraseBlock(0), Error, "an erase");
  t.equal(new Uint8Array(partition.read(1, 0))[0], 0xff, "nothing was written");
  writable.write(new ArrayBuffer(4), 0);
  t.equal(new Uint8Array(partition.read(1, 0))[0], 0, "it reads what others write");
  writable.eraseBlock(0);
  partition.close();
  writable.close();
}
