import { isIP } from "node:net";
import type { NetworkCode } from "../../../../modules/host/network.js";
import type { BoardEvent, Cancel } from "../part.js";
import type { ConnectionOptions } from "./http-connection.js";
import { misuse } from "./misuse.js";
import { NETWORK_TEXTS } from "./network-codes.js";
import type { NetworkFault } from "./network-faults.js";
import { connectMs } from "./network-timing.js";
import type { Radio } from "./radio.js";
import { Timeline } from "./timeline.js";
import {
  type Arrived,
  type Message,
  type Pace,
  type UpgradeRequest,
  WebSocketConnection,
} from "./web-socket-connection.js";

export interface WebSocketOptions {
  readonly target: number;
  readonly host: string;
  readonly connection: ConnectionOptions;
  /** Whether the server is one of this machine's, which answers at once or not at all. */
  readonly isLocal: boolean;
  readonly upgrade: UpgradeRequest;
}

/** Of a masked frame with a length of two bytes (RFC 6455, 5.2). */
const FRAME_BYTES = 8;
const KIB_BYTES = 1_024;

/** One WebSocket of the firmware, laid out in virtual time. */
export class WebSocketSession {
  readonly #radio: Radio;
  readonly #options: WebSocketOptions;
  readonly #timeline: Timeline;
  readonly #connection: WebSocketConnection;
  readonly #index: number;
  readonly #fault: NetworkFault | undefined;
  #state: "opening" | "open" | "closed" = "opening";
  #pace: Pace | undefined;
  /** Bytes that may be written before the window is empty. */
  #room = 0;
  #freeAtMs = 0;
  #cancelDrained: Cancel | undefined;
  /** Messages that are here; the first is being told, its bytes up to `#arrived`. */
  #inbox: Message[] = [];
  #arrived = 0;
  #read = 0;
  #isFirst = true;
  #ended: Arrived["ended"];
  #bytesSent = 0;
  #bytesReceived = 0;

  constructor(radio: Radio, options: WebSocketOptions) {
    this.#radio = radio;
    this.#options = options;
    this.#timeline = new Timeline(radio);
    this.#connection = new WebSocketConnection(options.connection, options.upgrade);
    this.#index = radio.nextRequestIndex();
    this.#fault = radio.faults(this.#index);
    this.#timeline.later(0, () => this.#begin());
  }

  /** Takes all of it; gives what may still be written. */
  write(bytes: Uint8Array, binary: boolean, more: boolean): number {
    if (this.#state !== "open") throw misuse("the connection is not open");
    if (bytes.byteLength > this.#room) throw misuse("more than may be written");
    this.#connection.send(bytes, binary, more);
    const framed = bytes.byteLength + FRAME_BYTES;
    this.#bytesSent += framed;
    this.#room = Math.max(0, this.#room - framed);
    const { nowMs } = this.#timeline;
    const costMs = (framed * this.#radio.timing.uploadMsPerKiB) / KIB_BYTES;
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + costMs;
    this.#cancelDrained?.();
    this.#cancelDrained = this.#timeline.later(Math.ceil(this.#freeAtMs - nowMs), () =>
      this.#drained(more),
    );
    return this.#room;
  }

  read(byteLength: number): Uint8Array {
    const [message] = this.#inbox;
    if (message === undefined) throw misuse("no message is coming in");
    const end = Math.min(this.#read + byteLength, this.#arrived);
    const bytes = message.bytes.subarray(this.#read, end);
    this.#read = end;
    if (this.#read === this.#arrived) this.#timeline.later(0, () => this.#advance());
    return bytes;
  }

  close(): void {
    this.#drop("cancelled");
  }

  #begin(): undefined {
    if (this.#fault?.kind === "outage") {
      this.#failLater(this.#radio.timing.wifiScanAllMs, "network-unreachable");
      return;
    }
    const joinMs = this.#radio.joinMs();
    const { host, connection } = this.#options;
    const path = { isNamed: isIP(host) === 0, isSecure: connection.tls !== undefined };
    this.#radio.countSocket();
    this.#timeline.holdFor(
      `websocket ${host}`,
      () => this.#connection.connect(),
      (outcome) => {
        const { timing } = this.#radio;
        const phase = outcome === "silent" ? "connect" : outcome.ok ? "http" : outcome.phase;
        const answerMs = phase === "http" ? timing.replyLatencyMs : 0;
        const spentMs = joinMs + connectMs(timing, phase, path) + answerMs + this.#addedMs();
        if (outcome === "silent") this.#failLater(spentMs + timing.silenceMsMax, "network-timeout");
        else if (!outcome.ok) this.#failLater(spentMs, outcome.code, outcome.status);
        else {
          this.#pace = outcome.pace;
          this.#timeline.later(spentMs, () => {
            this.#state = "open";
            return this.#offer();
          });
        }
      },
    );
  }

  #offer(): BoardEvent {
    this.#room = this.#radio.timing.sendWindowBytes - FRAME_BYTES;
    return this.#event("writable", { count: this.#room });
  }

  #drained(more: boolean): BoardEvent {
    this.#cancelDrained = undefined;
    if (!more) this.#listenLater();
    return this.#offer();
  }

  /** The firmware may write on at once, and is heard to its end then. */
  #listenLater(): void {
    this.#timeline.later(0, () => {
      if (this.#cancelDrained !== undefined || this.#inbox.length > 0) return undefined;
      if (this.#fault?.kind === "reset") return this.#failLater(this.#latencyMs(), "network-reset");
      this.#timeline.holdFor(
        `websocket messages ${this.#options.host}`,
        () => this.#connection.settle(!this.#options.isLocal),
        (arrived) => this.#take(arrived),
      );
      return undefined;
    });
  }

  #take(arrived: Arrived | "silent"): void {
    // A server that says nothing holds nobody up: the firmware's own time limit comes.
    if (arrived === "silent") return;
    this.#ended = arrived.ended;
    this.#inbox.push(...arrived.messages);
    this.#isFirst = true;
    if (this.#inbox.length > 0) this.#deliver();
    else if (this.#ended !== undefined) this.#endLater(this.#latencyMs());
  }

  /** Puts the next piece of the first message on its way. */
  #deliver(): void {
    const [message] = this.#inbox;
    if (message === undefined) return;
    const left = message.bytes.byteLength - this.#arrived;
    const pieceBytes = Math.min(this.#radio.timing.replyPieceBytes, left);
    const downloadMs = (pieceBytes * this.#radio.timing.downloadMsPerKiB) / KIB_BYTES;
    const waitMs = this.#arrived === 0 ? this.#thoughtMs() : 0;
    this.#timeline.later(Math.ceil(waitMs + downloadMs), () => {
      this.#isFirst = false;
      this.#arrived += pieceBytes;
      this.#bytesReceived += pieceBytes;
      const more = this.#arrived < message.bytes.byteLength;
      const count = this.#arrived - this.#read;
      // A message of nothing has nothing that could be read.
      if (count === 0) this.#timeline.later(0, () => this.#advance());
      return this.#event("readable", { count, more, binary: message.binary });
    });
  }

  #advance(): BoardEvent | undefined {
    const [message] = this.#inbox;
    if (message !== undefined && this.#arrived === message.bytes.byteLength) {
      this.#inbox.shift();
      this.#arrived = 0;
      this.#read = 0;
    }
    if (this.#inbox.length > 0) this.#deliver();
    else if (this.#ended !== undefined) this.#endLater(0);
    else if (!this.#options.isLocal) this.#listenLater();
    return undefined;
  }

  #thoughtMs(): number {
    if (!this.#isFirst) return this.#pace?.eventMs ?? 0;
    return this.#latencyMs() + (this.#pace?.firstMs ?? 0);
  }

  #latencyMs(): number {
    return this.#radio.timing.replyLatencyMs + this.#addedMs();
  }

  #addedMs(): number {
    return this.#fault?.kind === "latency" ? this.#fault.addedMs : 0;
  }

  #endLater(delayMs: number): void {
    const why = this.#ended;
    if (why !== undefined && why !== "closed") {
      this.#failLater(delayMs, why);
      return;
    }
    this.#timeline.later(delayMs, () => {
      this.#drop(undefined);
      return this.#event("closed", {});
    });
  }

  #failLater(delayMs: number, code: NetworkCode, status?: number): undefined {
    this.#timeline.later(delayMs, () => {
      this.#drop(code, status);
      const told = status === undefined ? {} : { status };
      return this.#event("failed", { code, message: NETWORK_TEXTS[code], ...told });
    });
  }

  #drop(code: NetworkCode | "cancelled" | undefined, status?: number): void {
    if (this.#state === "closed") return;
    const wasOpen = this.#state === "open";
    this.#state = "closed";
    this.#timeline.cancel();
    this.#connection.destroy();
    this.#radio.countRequest({
      index: this.#index,
      host: this.#options.host,
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      status: wasOpen ? 101 : status,
      // The firmware ends a conversation that it has had.
      code: code === "cancelled" && wasOpen ? undefined : code,
    });
  }

  #event(event: string, fields: object): BoardEvent {
    return { target: this.#options.target, body: { event, ...fields } };
  }
}
