import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

/**
 * A detector's worker (docs/SPEC.md, "The worker") that gives every input the same answer and, once,
 * does what its first argument says instead: at an inference "die", "hang", or "stretch" the answer
 * by a byte; or "idle", which is to die after a wake's last word. The second argument is a file by
 * which it remembers that it did, the third its socket.
 */
const [how = "", donePath = "", socketPath = ""] = process.argv.slice(2);
const HEAD_BYTES = 8;
const HELLO_BYTES = 68;
const [HELLO, OPEN, INVOKE] = [1, 2, 3];
const SCORES = Int8Array.of(90, -90);
const TENSOR_BYTES = 96 * 96 * 3;

function bodyOf(op: number): Buffer {
  if (op === HELLO) {
    const hello = Buffer.alloc(HELLO_BYTES);
    hello.writeUInt32LE(1, 0);
    hello.write("a fake", 4);
    return hello;
  }
  if (op === OPEN) return Buffer.from(Uint32Array.of(0, TENSOR_BYTES, SCORES.length).buffer);
  return Buffer.from(SCORES.buffer);
}

/** Undefined where there is to be no answer. */
function answerTo(op: number): Buffer | undefined {
  const isFirst = op === INVOKE && !existsSync(donePath);
  if (isFirst) writeFileSync(donePath, "");
  if (isFirst && how === "die") process.exit(1);
  if (isFirst && how === "hang") return undefined;
  const body = bodyOf(op);
  return isFirst && how === "stretch" ? Buffer.concat([body, Buffer.alloc(1)]) : body;
}

const server = createServer((socket) => {
  let received = Buffer.alloc(0);
  const hasDone = existsSync(donePath);
  socket.on("error", () => {});
  socket.on("close", () => how === "idle" && !hasDone && existsSync(donePath) && process.exit(1));
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= HEAD_BYTES) {
      const end = HEAD_BYTES + received.readUInt32LE(4);
      if (received.length < end) return;
      const body = answerTo(received.readUInt32LE(0));
      received = received.subarray(end);
      if (body === undefined) return;
      socket.write(Buffer.concat([Buffer.from(Uint32Array.of(0, body.length).buffer), body]));
    }
  });
});
server.listen(socketPath, () => process.stdout.write("ready\n"));
process.stdin.on("end", () => process.exit(0)).resume();
