import { isIP } from "node:net";
import type { NetworkCode } from "../../../../modules/host/network.js";
import type { BoardEvent } from "../part.js";
import type { ConnectionOptions } from "./http-connection.js";
import { MessageDelivery } from "./message-delivery.js";
import { misuse } from "./misuse.js";
import { NETWORK_TEXTS } from "./network-codes.js";
import type { NetworkFault } from "./network-faults.js";
import { connectMs } from "./network-timing.js";
import type { Radio } from "./radio.js";
import { SendWindow } from "./send-window.js";
import { Timeline } from "./timeline.js";
import {
  type Arrived,
  type Refusal,
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

/** One WebSocket of the firmware, laid out in virtual time. */
export class WebSocketSession {
  readonly #radio: Radio;
  readonly #options: WebSocketOptions;
  readonly #timeline: Timeline;
  readonly #connection: WebSocketConnection;
  readonly #index: number;
  readonly #fault: NetworkFault | undefined;
  #state: "opening" | "open" | "closed" = "opening";
  readonly #window: SendWindow;
  readonly #delivery: MessageDelivery;
  /** There may be more to hear once all that is here was read. */
  #mustListen = false;
  #ended: Arrived["ended"];

  constructor(radio: Radio, options: WebSocketOptions) {
    this.#radio = radio;
    this.#options = options;
    this.#timeline = new Timeline(radio);
    this.#window = new SendWindow(radio.timing, this.#timeline);
    this.#connection = new WebSocketConnection(options.connection, options.upgrade);
    this.#index = radio.nextRequestIndex();
    this.#fault = radio.faults(this.#index);
    this.#delivery = new MessageDelivery({
      timing: radio.timing,
      timeline: this.#timeline,
      latencyMs: this.#latencyMs(),
      tell: (piece) => this.#event("readable", piece),
      onEmpty: () => this.#goOn(),
    });
    this.#timeline.later(0, () => this.#begin());
  }

  /** Takes all of it; gives what may still be written. */
  write(bytes: Uint8Array, binary: boolean, more: boolean): number {
    if (this.#state !== "open") throw misuse("the connection is not open");
    const left = this.#window.take(bytes.byteLength, () => this.#drained(more));
    this.#connection.send(bytes, binary, more);
    return left;
  }

  read(byteLength: number): Uint8Array {
    return this.#delivery.take(byteLength);
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
        else if (!outcome.ok) this.#failLater(spentMs, outcome.code, outcome.refusal);
        else {
          this.#delivery.pace = outcome.pace;
          this.#timeline.later(spentMs, () => {
            this.#state = "open";
            // Some servers speak first.
            this.#listenLater();
            return this.#offer();
          });
        }
      },
    );
  }

  #offer(): BoardEvent {
    return this.#event("writable", { count: this.#window.open() });
  }

  #drained(more: boolean): BoardEvent {
    if (!more) {
      this.#delivery.expectAnswer();
      this.#listenLater();
    }
    return this.#offer();
  }

  /** The firmware may write on at once, and is heard to its end then. */
  #listenLater(): void {
    this.#mustListen = true;
    this.#timeline.later(0, () => {
      if (this.#window.isDraining || !this.#delivery.isEmpty) return undefined;
      if (!this.#mustListen) return undefined;
      this.#mustListen = false;
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
    if (arrived.messages.length > 0) this.#delivery.begin(arrived.messages);
    else if (this.#ended !== undefined) this.#endLater(this.#latencyMs());
  }

  #goOn(): void {
    if (this.#ended !== undefined) this.#endLater(0);
    else if (this.#mustListen || !this.#options.isLocal) this.#listenLater();
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

  #failLater(delayMs: number, code: NetworkCode, refusal?: Refusal): undefined {
    this.#timeline.later(delayMs, () => {
      this.#drop(code, refusal?.status);
      return this.#event("failed", { code, message: NETWORK_TEXTS[code], ...refusal });
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
      bytesSent: this.#window.sentBytes,
      bytesReceived: this.#delivery.arrivedBytes,
      status: wasOpen ? 101 : status,
      // The firmware ends a conversation that it has had.
      code: code === "cancelled" && wasOpen ? undefined : code,
    });
  }

  #event(event: string, fields: object): BoardEvent {
    return { target: this.#options.target, body: { event, ...fields } };
  }
}
