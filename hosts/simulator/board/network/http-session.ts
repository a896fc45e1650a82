import { isIP } from "node:net";
import type { NetworkCode } from "../../../../modules/host/network.js";
import { type BoardEvent, OperationError } from "../part.js";
import { addedMs, type Exchange, headOf, newExchange, recordOf } from "./exchange.js";
import { type ConnectionOptions, HTTPConnection } from "./http-connection.js";
import { headBytes, type RequestFields } from "./http-fields.js";
import type { Reply } from "./http-reply.js";
import { misuse } from "./misuse.js";
import { NETWORK_TEXTS } from "./network-codes.js";
import { connectMs } from "./network-timing.js";
import type { Radio } from "./radio.js";
import { ReplyDelivery } from "./reply-delivery.js";
import { Timeline } from "./timeline.js";
import { Upload } from "./upload.js";

export interface SessionOptions {
  readonly target: number;
  /** As the firmware names it. */
  readonly host: string;
  readonly connection: ConnectionOptions;
}

const QUEUED_REQUESTS_MAX = 16;

/** One HTTP client of the firmware: its queue and its connection, laid out in virtual time. */
export class HTTPSession {
  readonly #radio: Radio;
  readonly #options: SessionOptions;
  readonly #timeline: Timeline;
  #exchanges: Exchange[] = [];
  #connection: HTTPConnection | undefined;
  #state: "open" | "failed" | "closed" = "open";

  constructor(radio: Radio, options: SessionOptions) {
    this.#radio = radio;
    this.#options = options;
    this.#timeline = new Timeline(radio);
  }

  request(fields: RequestFields): void {
    if (this.#state !== "open") throw new OperationError("network-reset", "the connection is gone");
    if (this.#exchanges.length >= QUEUED_REQUESTS_MAX) {
      throw new OperationError("http-too-many-requests", "too many requests are queued");
    }
    this.#exchanges.push(newExchange(fields));
    if (this.#exchanges.length === 1) this.#timeline.later(0, () => this.#begin());
  }

  /** Bytes of the body, or its end. */
  write(bytes: Uint8Array, end: boolean): { writable: number; complete: boolean } {
    const upload = this.#exchanges[0]?.upload;
    if (!upload?.isOpen) throw misuse("no request is sending a body");
    const { drainedInMs, complete } = upload.take(bytes.byteLength, end, this.#timeline.nowMs);
    if (bytes.byteLength > 0) this.#connection?.write(bytes);
    upload.onDrained(
      this.#timeline.later(drainedInMs, () =>
        complete ? this.#awaitReply() : this.#offer(upload),
      ),
    );
    return { writable: upload.writable, complete };
  }

  read(byteLength: number): Uint8Array {
    const delivery = this.#exchanges[0]?.delivery;
    if (delivery === undefined) throw misuse("no request is receiving a body");
    const bytes = delivery.take(byteLength);
    this.#advance(delivery);
    return bytes;
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#drop("cancelled");
    this.#state = "closed";
  }

  #begin(): BoardEvent | undefined {
    const exchange = this.#exchanges[0] as Exchange;
    exchange.index = this.#radio.nextRequestIndex();
    exchange.fault = this.#radio.faults(exchange.index);
    if (exchange.fault?.kind === "outage") {
      // What a join costs that finds nobody: every channel, in vain.
      this.#failLater(this.#radio.timing.wifiScanAllMs, "network-unreachable");
    } else if (this.#connection === undefined) this.#connect();
    else if (this.#connection.isUsable) this.#start(exchange);
    else this.#failLater(this.#radio.timing.replyLatencyMs, "network-reset");
    return undefined;
  }

  #connect(): void {
    const joinMs = this.#radio.joinMs();
    const { host, connection: to } = this.#options;
    const path = { isNamed: isIP(host) === 0, isSecure: to.tls !== undefined };
    const connection = new HTTPConnection(to);
    this.#connection = connection;
    this.#radio.countSocket();
    this.#timeline.holdFor(
      `http connect ${host}`,
      () => connection.connect(),
      (outcome) => {
        const phase = outcome === "silent" ? "connect" : outcome.ok ? "http" : outcome.phase;
        const spentMs = joinMs + connectMs(this.#radio.timing, phase, path);
        if (outcome === "silent") this.#giveUpLater(spentMs);
        else if (!outcome.ok) this.#failLater(spentMs, outcome.code);
        else this.#timeline.later(spentMs, () => this.#start(this.#exchanges[0] as Exchange));
      },
    );
  }

  #start(exchange: Exchange): undefined {
    const connection = this.#connection as HTTPConnection;
    connection.start(exchange.head);
    const upload = new Upload(this.#radio.timing, exchange.body, this.#timeline.nowMs);
    exchange.upload = upload;
    this.#timeline.later(upload.sendHead(headBytes(exchange.head)), () =>
      exchange.body.kind === "none" ? this.#awaitReply() : this.#offer(upload),
    );
  }

  #offer(upload: Upload): BoardEvent {
    upload.open();
    return this.#event("writable", { count: upload.writable });
  }

  #awaitReply(): undefined {
    const exchange = this.#exchanges[0] as Exchange;
    const connection = this.#connection as HTTPConnection;
    const latencyMs = this.#radio.timing.replyLatencyMs + addedMs(exchange);
    if (exchange.fault?.kind === "reset") return this.#failLater(latencyMs, "network-reset");
    this.#timeline.holdFor(
      `http reply ${this.#options.host}`,
      () => connection.finish(),
      (outcome) => {
        if (outcome === "silent") this.#giveUpLater(0);
        else if (!outcome.ok) this.#failLater(latencyMs, outcome.code);
        else this.#deliverLater(latencyMs, exchange, outcome.reply);
      },
    );
  }

  #deliverLater(latencyMs: number, exchange: Exchange, reply: Reply): void {
    this.#timeline.later(latencyMs + reply.processingMs, () => {
      exchange.delivery = new ReplyDelivery(this.#radio.timing, reply);
      this.#advance(exchange.delivery);
      return this.#event("headers", headOf(reply, exchange.headersMask));
    });
  }

  /** Puts the next piece on its way, or the end, as far as the receive window allows. */
  #advance(delivery: ReplyDelivery): void {
    const step = delivery.next();
    if (step === undefined) return;
    if (step.kind === "piece") {
      this.#timeline.later(step.arrivesInMs, () => {
        const count = delivery.arrive();
        this.#advance(delivery);
        return this.#event("readable", { count });
      });
    } else if (step.code === undefined) this.#timeline.later(0, () => this.#done());
    else this.#failLater(0, step.code);
  }

  #done(): BoardEvent {
    const exchange = this.#exchanges.shift() as Exchange;
    this.#record(exchange, undefined);
    if (exchange.delivery?.reply.lastOnConnection) this.#failLater(0, "network-reset");
    else if (this.#exchanges.length > 0) this.#timeline.later(0, () => this.#begin());
    return this.#event("done", {});
  }

  #giveUpLater(afterMs: number): void {
    this.#connection?.destroy();
    this.#failLater(afterMs + this.#radio.timing.silenceMsMax, "network-timeout");
  }

  #failLater(delayMs: number, code: NetworkCode): undefined {
    this.#timeline.later(delayMs, () => {
      this.#drop(code);
      this.#state = "failed";
      return this.#event("failed", { code, message: NETWORK_TEXTS[code] });
    });
  }

  /** Ends everything; what was begun or queued is counted with `code`. */
  #drop(code: NetworkCode | "cancelled"): void {
    this.#timeline.cancel();
    for (const exchange of this.#exchanges) this.#record(exchange, code);
    this.#exchanges = [];
    this.#connection?.destroy();
  }

  #record(exchange: Exchange, code: NetworkCode | "cancelled" | undefined): void {
    const index = exchange.index ?? this.#radio.nextRequestIndex();
    this.#radio.countRequest(recordOf(exchange, index, this.#options.host, code));
  }

  #event(event: string, fields: object): BoardEvent {
    return { target: this.#options.target, body: { event, ...fields } };
  }
}
