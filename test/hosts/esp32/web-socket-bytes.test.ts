import assert from "node:assert/strict";
import { WebSocketBytes } from "../../../hosts/esp32/firmware/web-socket-bytes.js";

const REQUEST = "GET / HTTP/1.1\r\nSec-WebSocket-Key: key\r\n\r\n";
const HEAD = "HTTP/1.1 101 Switching Protocols\r\nSEC-WebSocket-Accept:  accept of key \r\n";
/** What a broken server's bytes become. */
const REFUSED = 0x70;

/** What the SDK's client would see of a server's bytes, and how often they were called broken. */
function seen(answer: string, frames: readonly number[], protocol?: string) {
  let brokenCount = 0;
  const bytes = new WebSocketBytes({
    acceptOf: (key) => `accept of ${key}`,
    protocol,
    onBroken: () => {
      brokenCount += 1;
    },
  });
  bytes.takeRequest(REQUEST);
  const all = [...Buffer.from(answer), ...frames];
  const passed = all.map((byte) => bytes.pass(byte));
  const {
    head: { status, fields },
    isBroken,
  } = bytes;
  const isUnchanged = passed.join() === all.join();
  return { status, fields, isBroken, brokenCount, isUnchanged, passed };
}

describe("the bytes of a WebSocket that its client reads one by one", () => {
  it("go through unchanged where the server keeps RFC 6455", () => {
    // A message in two frames with a ping between, a long one's head, one of no byte, a close.
    const frames = [0x01, 1, 0x89, 2, 7, 7, 0x80, 1, 0x82, 0x7e, 1, 0, 0x81, 0, 0x88, 2, 3, 0xe8];
    const { status, isUnchanged, isBroken } = seen(`${HEAD}\r\n`, frames);
    assert.equal(status, 101);
    assert.equal(isBroken, false);
    assert.equal(isUnchanged, true);
  });

  it("take the protocol that was asked for", () => {
    const head = `${HEAD}sec-websocket-protocol: chat\r\n\r\n`;
    assert.equal(seen(head, [], "chat").isBroken, false);
    assert.equal(seen(head, [], "talk").isBroken, true);
  });

  it("tell what a server says that does not switch, once it has said all, and are refused then", () => {
    const head = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nx: a:b\r\n";
    const early = seen(head, []);
    assert.deepEqual([early.status, early.isBroken], [429, false]);
    const { status, fields, isBroken } = seen(`${head}\r\n`, []);
    assert.deepEqual([status, isBroken], [429, true]);
    assert.deepEqual(
      [...fields],
      [
        ["retry-after", "7"],
        ["x", "a:b"],
      ],
    );
  });

  it("look like a switch until then, since the SDK's client would not hear the rest", () => {
    const { passed } = seen("HTTP/1.1 503 Gone\r\nx: y\r\n", []);
    assert.equal(Buffer.from(passed).toString(), "HTTP/1.1 101 Gone\r\nx: y\r\n");
  });

  const broken: readonly (readonly [what: string, head: string, frames: readonly number[]])[] = [
    ["what is no HTTP", "SSH-2.0-nonsense 101 x\r\n", []],
    ["a status that is none", "HTTP/1.1 4040 Not Found\r\n", []],
    ["another key's answer", HEAD.replace("of key", "of another"), []],
    ["no answer to the key", "HTTP/1.1 101 Switching Protocols\r\n\r\n", []],
    ["an extension", `${HEAD}Sec-WebSocket-Extensions: x\r\n`, []],
    ["a head of more than 8 KiB", `${HEAD}x: ${"y".repeat(8_192)}`, []],
    ["a mask", `${HEAD}\r\n`, [0x81, 0x81]],
    ["a reserved bit", `${HEAD}\r\n`, [0xc1]],
    ["an undefined opcode", `${HEAD}\r\n`, [0x83]],
    ["a control frame in pieces", `${HEAD}\r\n`, [0x09]],
    ["a control frame of 126 bytes", `${HEAD}\r\n`, [0x89, 0x7e]],
    ["a message within one", `${HEAD}\r\n`, [0x01, 1, 0x81]],
    ["the rest of no message", `${HEAD}\r\n`, [0x80]],
    ["a frame of 1 MiB and a byte", `${HEAD}\r\n`, [0x82, 0x7f, 0, 0, 0, 0, 0, 0x10, 0, 1]],
  ];
  for (const [what, head, frames] of broken) {
    it(`are refused from ${what} on, and said to be broken once`, () => {
      const { isBroken, brokenCount, passed } = seen(head, [...frames, 1, 2, 3]);
      assert.equal(isBroken, true);
      assert.equal(brokenCount, 1);
      assert.deepEqual(passed.slice(-4), [REFUSED, REFUSED, REFUSED, REFUSED]);
    });
  }

  it("take a frame of 1 MiB", () => {
    assert.equal(seen(`${HEAD}\r\n`, [0x82, 0x7f, 0, 0, 0, 0, 0, 0x10, 0, 0]).isBroken, false);
  });
});
