const FIN = 0x80;
const RESERVED = 0x70;
const MASKED = 0x80;
const CONTROL = 0x08;
/** Text, binary, close, ping, pong; 0 goes on with a message. */
const OPCODES: readonly number[] = Object.freeze([0, 1, 2, 8, 9, 10]);
const CONTROL_BYTES_MAX = 125;
const FRAME_BYTES_MAX = 1024 * 1024;
const BYTE_VALUES = 256;

/**
 * The bytes around a server's payloads (RFC 6455, 5.2), and payloads of control frames: what the
 * SDK's client reads one by one. It looks at neither mask nor order, which a client has to.
 */
export class FrameHeads {
  #part: "tag" | "length" | "longer" | "control" = "tag";
  #isControl = false;
  #isWithinMessage = false;
  #length = 0;
  /** Bytes that this part still has. */
  #left = 0;

  /** False where the server must not be listened to any more. */
  take(byte: number): boolean {
    if (this.#part === "tag") return this.#takeTag(byte);
    if (this.#part === "length") return this.#takeLength(byte);
    this.#left -= 1;
    if (this.#part === "longer") this.#length = this.#length * BYTE_VALUES + byte;
    if (this.#left === 0) this.#part = "tag";
    return this.#length <= FRAME_BYTES_MAX;
  }

  #takeTag(byte: number): boolean {
    const opcode = byte & 0x0f;
    const isLast = (byte & FIN) !== 0;
    this.#part = "length";
    this.#isControl = (opcode & CONTROL) !== 0;
    if ((byte & RESERVED) !== 0 || !OPCODES.includes(opcode)) return false;
    if (this.#isControl) return isLast;
    if ((opcode === 0) !== this.#isWithinMessage) return false;
    this.#isWithinMessage = !isLast;
    return true;
  }

  #takeLength(byte: number): boolean {
    if ((byte & MASKED) !== 0) return false;
    this.#length = 0;
    this.#left = byte;
    if (this.#isControl) this.#part = byte === 0 ? "tag" : "control";
    else if (byte === 126 || byte === 127) {
      this.#left = byte === 126 ? 2 : 8;
      this.#part = "longer";
    } else this.#part = "tag";
    return !this.#isControl || byte <= CONTROL_BYTES_MAX;
  }
}
