import { FrameHeads } from "./frame-heads.js";
import type { SeenBytes } from "./http-watch.js";
import { UpgradeHead, type UpgradeOptions } from "./upgrade-head.js";

const LF = 10;
const HEAD_BYTES_MAX = 8 * 1024;
/** A first byte of a frame that no client takes, and no end of a line. */
const REFUSED = 0x70;
/** The SDK's client gives up at any other status, before the fields that say when to come back. */
const SEEN_STATUS = "HTTP/1.1 101";

export interface BytesOptions extends UpgradeOptions {
  /** Once, from within the SDK's client. */
  readonly onBroken: () => void;
}

/**
 * What the SDK's WebSocket client reads byte by byte: the head of the answer, heads of frames. From
 * the first byte on that breaks RFC 6455, or with the end of an answer that does not switch, the
 * client sees such as it does not go on with.
 */
export class WebSocketBytes implements SeenBytes {
  readonly #head: UpgradeHead;
  readonly #frames = new FrameHeads();
  readonly #onBroken: () => void;
  #headBytes = 0;
  #line = "";
  #isSwitched = false;
  isBroken = false;

  constructor({ onBroken, ...options }: BytesOptions) {
    this.#head = new UpgradeHead(options);
    this.#onBroken = onBroken;
  }

  get areEndless(): boolean {
    return this.isBroken;
  }

  /** The answer's, as far as it has come. */
  get head(): Pick<UpgradeHead, "status" | "fields"> {
    return this.#head;
  }

  takeRequest(request: string): void {
    this.#head.takeRequest(request);
  }

  pass(byte: number): number {
    if (!this.isBroken && !this.#takes(byte)) {
      this.isBroken = true;
      this.#onBroken();
    }
    if (this.isBroken) return REFUSED;
    return this.#headBytes <= SEEN_STATUS.length && !this.#isSwitched
      ? SEEN_STATUS.charCodeAt(this.#headBytes - 1)
      : byte;
  }

  #takes(byte: number): boolean {
    if (this.#isSwitched) return this.#frames.take(byte);
    this.#headBytes += 1;
    this.#line += String.fromCharCode(byte);
    if (this.#headBytes > HEAD_BYTES_MAX) return false;
    if (byte !== LF) return true;
    const line = this.#line.trim();
    this.#line = "";
    this.#isSwitched = line === "";
    return this.#head.takeLine(line);
  }
}
