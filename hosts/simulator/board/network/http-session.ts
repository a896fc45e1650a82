import { isIP } from "node:net";
import type { NetworkCode } from "../../../../modules/host/network.js";
import { type BoardEvent, OperationError } from "../part.js";
import { type ConnectionOptions, HTTPConnection } from "./http-connection.js";
import { headBytes, type RequestFields } from "./http-fields.js";
import type { Reply } from "./http-reply.js";
import { NETWORK_TEXTS, type Phase } from "./network-codes.js";
import type { NetworkFault } from "./network-faults.js";
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

interface Exchange extends RequestFields {
  index: number | undefined;
  fault: NetworkFault | undefined;
  upload: Upload | undefined;
  delivery: ReplyDelivery | undefined;
}

const QUEUED_REQUESTS_MAX = 16;
const PROCESSING_MS_MAX = 120_000;

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
    this.#exchanges.push({ ...fields, ...UNTOUCHED });
    if (this.#exchanges.length === 1) this.#timeline.later(0, () => this.#begin());
  }

  /** Bytes of the body, or its end. */
  write(bytes: Uint8Array, end: boolean): { writable: number; complete: boolean } {
    const upload = this.#exchanges[0]?.upload;
    if (!upload?.isOpen) throw misuse("no request is sending a body");
    if (end && !upload.isChunked) throw misuse("only a chunked body ends by a write of nothing");
    const taken = upload.take(bytes.byteLength, end, this.#timeline.nowMs);
    if (taken === undefined) throw misuse("more than may be written");
    if (bytes.byteLength > 0) this.#connection?.write(bytes);
    const { drainedInMs, complete } = taken;
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
    const connection = new HTTPConnection(this.#options.connection);
    this.#connection = connection;
    this.#radio.countSocket();
    this.#timeline.holdFor(
      `http connect ${this.#options.host}`,
      () => connection.connect(),
      (outcome) => {
        const phase = outcome === "silent" ? "connect" : outcome.ok ? "http" : outcome.phase;
        const spentMs = joinMs + this.#connectMs(phase);
        if (outcome === "silent") this.#giveUpLater(spentMs);
        else if (!outcome.ok) this.#failLater(spentMs, outcome.code);
        else this.#timeline.later(spentMs, () => this.#start(this.#exchanges[0] as Exchange));
      },
    );
  }

  /** What it takes to come through `phase`, or to fail in it. */
  #connectMs(phase: Phase): number {
    const { dnsMs, tcpConnectMs, tlsHandshakeMs } = this.#radio.timing;
    const nameMs = isIP(this.#options.host) === 0 ? dnsMs : 0;
    if (phase === "name") return nameMs;
    if (phase === "connect") return nameMs + tcpConnectMs;
    const secure = this.#options.connection.tls !== undefined;
    return nameMs + tcpConnectMs + (secure ? tlsHandshakeMs : 0);
  }

  #start(exchange: Exchange): undefined {
    const connection = this.#connection as HTTPConnection;
    connection.start(exchange.head);
    const upload = new Upload(this.#radio.timing, exchange.body, this.#timeline.nowMs);
    exchange.upload = upload;
    const sentInMs = upload.sendHead(headBytes(exchange.head));
    this.#timeline.later(sentInMs, () => {
      if (exchange.body.kind === "none") return this.#awaitReply();
      return this.#offer(upload);
    });
  }

  #offer(upload: Upload): BoardEvent {
    upload.open();
    return this.#event("writable", { count: upload.writable });
  }

  #awaitReply(): undefined {
    const exchange = this.#exchanges[0] as Exchange;
    const connection = this.#connection as HTTPConnection;
    const { replyLatencyMs } = this.#radio.timing;
    if (exchange.fault?.kind === "reset") return this.#failLater(replyLatencyMs, "network-reset");
    const addedMs = exchange.fault?.kind === "latency" ? exchange.fault.addedMs : 0;
    this.#timeline.holdFor(
      `http reply ${this.#options.host}`,
      () => connection.finish(),
      (outcome) => {
        if (outcome === "silent") this.#giveUpLater(0);
        else if (!outcome.ok) this.#failLater(replyLatencyMs + addedMs, outcome.code);
        else {
          const { reply } = outcome;
          const readyInMs = replyLatencyMs + addedMs + processingMs(reply);
          this.#timeline.later(readyInMs, () => this.#deliver(exchange, reply));
        }
      },
    );
  }

  #deliver(exchange: Exchange, reply: Reply): BoardEvent {
    const { headersMask: mask } = exchange;
    exchange.delivery = new ReplyDelivery(this.#radio.timing, reply);
    this.#advance(exchange.delivery);
    return this.#event("headers", {
      status: reply.status,
      statusText: reply.statusText,
      headers: reply.headers.filter(([name]) => mask === undefined || mask.has(name)),
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
    const exchange = this.#exchanges[0] as Exchange;
    this.#record(exchange, undefined);
    this.#exchanges.shift();
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
    const { upload, delivery } = exchange;
    this.#radio.countRequest({
      index: exchange.index ?? this.#radio.nextRequestIndex(),
      host: this.#options.host,
      bytesSent: upload?.sentBytes ?? 0,
      bytesReceived: delivery?.arrivedBytes ?? 0,
      status: delivery?.reply.status,
      code,
    });
  }

  #event(event: string, fields: object): BoardEvent {
    return { target: this.#options.target, body: { event, ...fields } };
  }
}

const UNTOUCHED = {
  index: undefined,
  fault: undefined,
  upload: undefined,
  delivery: undefined,
} as const;

/** The server's own account of its time, which a real one spent while virtual time stood still. */
function processingMs(reply: Reply): number {
  const text = reply.headers.find(([name]) => name === "openai-processing-ms")?.[1];
  const ms = text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return Math.min(ms, PROCESSING_MS_MAX);
}

function misuse(message: string): OperationError {
  return new OperationError("http-misuse", message);
}
