import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import {
  encodeFrame,
  FrameReader,
  Link,
  LinkError,
  PAYLOAD_BYTES_MAX,
  TEXT_BYTES_MAX,
} from "../../../hosts/simulator/board/link.js";
import { firmwareFrame } from "../../helpers/firmware-frame.js";

const HEADER_BYTES = 32;

const frameOf = (text: string, payload: Uint8Array, computrons: number) =>
  firmwareFrame(text, payload, { computrons, slotBytesPeak: 640, chunkBytesPeak: 320 });

describe("the link to the firmware", () => {
  it("gives a new firmware's first frame to whoever asks for it, not to who asked before", async () => {
    const input = new PassThrough();
    const link = new Link(input, new PassThrough());
    void link.next();
    link.restart();
    input.write(frameOf('{"op":"boot"}', new Uint8Array(0), 1));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await link.next()).text, '{"op":"boot"}');
  });

  it("tells whoever waits that the firmware broke the link's rules, and whoever asks later", async () => {
    const input = new PassThrough();
    const link = new Link(input, new PassThrough());
    const waiting = link.next();
    input.write(Buffer.alloc(HEADER_BYTES, 0xff));
    await assert.rejects(waiting, LinkError);
    await assert.rejects(link.next(), LinkError);
  });

  it("refuses a firmware that speaks before it was answered", async () => {
    const input = new PassThrough();
    const link = new Link(input, new PassThrough());
    for (let count = 0; count < 2; count++) input.write(frameOf("{}", new Uint8Array(0), 1));
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(link.next(), /out of turn/);
  });

  it("refuses a frame whose text is over its bound before it is there", () => {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(TEXT_BYTES_MAX + 1, 0);
    assert.throws(() => new FrameReader().push(header), LinkError);
  });

  it("refuses a frame whose payload is over its bound", () => {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(PAYLOAD_BYTES_MAX + 1, 4);
    assert.throws(() => new FrameReader().push(header), LinkError);
  });

  it("refuses to send what the firmware would refuse", () => {
    const frame = { target: 0, monotonicMs: 0, wallMs: 0, payload: new Uint8Array(0) };
    assert.throws(() => encodeFrame({ ...frame, text: "x".repeat(TEXT_BYTES_MAX + 1) }), LinkError);
  });

  it("reads the same frames however the pipe cuts them", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 300 }), fc.nat()),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        fc.integer({ min: 1, max: 64 }),
        (frames, chunkBytes) => {
          const whole = frames.map(([text, payload, count]) =>
            frameOf(text.toWellFormed(), payload, count),
          );
          const bytes = Buffer.concat(whole);
          const reader = new FrameReader();
          const read = [];
          for (let at = 0; at < bytes.length; at += chunkBytes)
            read.push(...reader.push(bytes.subarray(at, at + chunkBytes)));
          assert.deepEqual(
            read.map(({ text, payload, computrons }) => [text, [...payload], computrons]),
            frames.map(([text, payload, count]) => [text.toWellFormed(), [...payload], count]),
          );
        },
      ),
    );
  });

  it("tells what the engine used", () => {
    const [frame] = new FrameReader().push(frameOf("{}", new Uint8Array(0), 2 ** 33));
    assert.equal(frame?.computrons, 2 ** 33);
    assert.equal(frame?.slotBytesPeak, 640);
    assert.equal(frame?.chunkBytesPeak, 320);
  });

  it("carries the board's clocks in microseconds", () => {
    const bytes = encodeFrame({
      text: "{}",
      payload: new Uint8Array([1, 2]),
      target: 3,
      monotonicMs: 12.345,
      wallMs: 1_767_225_600_000.5,
    });
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    assert.equal(view.getUint32(8, true), 3);
    assert.equal(view.getBigUint64(16, true), 12_345n);
    assert.equal(view.getBigUint64(24, true), 1_767_225_600_000_500n);
    assert.deepEqual([...bytes.subarray(HEADER_BYTES + 2)], [1, 2]);
  });
});
