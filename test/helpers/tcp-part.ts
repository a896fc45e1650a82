import { connect, type Socket } from "node:net";
import type { BoardClock } from "../../hosts/simulator/board/clock.js";
import type { BoardEvent, CallRequest, Operation, Part } from "../../hosts/simulator/board/part.js";
import { OperationError } from "../../hosts/simulator/board/part.js";

interface Open {
  readonly socket: Socket;
  bytes: Buffer;
}

const WINDOW_BYTES = 5_760;
const TICK_MS = 1;

/**
 * Sockets of Node's for test/tls's TCP class, in real time: the clock must keep real pace. What
 * happens on a socket reaches the firmware at the next tick.
 */
export class TCPPart implements Part {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly #clock: BoardClock;
  readonly #open = new Map<number, Open>();
  #events: BoardEvent[] = [];
  #isTicking = false;

  constructor(clock: BoardClock) {
    this.#clock = clock;
    this.operations = {
      "tcp.open": (request) => {
        this.#connect(request);
        return {};
      },
      "tcp.read": (request) => {
        const each = this.#of(request);
        const byteLength = request.byteLength as number;
        const payload = Uint8Array.from(each.bytes.subarray(0, byteLength));
        each.bytes = each.bytes.subarray(byteLength);
        return { payload };
      },
      "tcp.write": (request, payload) => {
        this.#of(request).socket.write(Uint8Array.from(payload), () =>
          this.#say(request.target as number, { event: "writable", count: WINDOW_BYTES }),
        );
        return {};
      },
      "tcp.close": (request) => {
        this.#of(request).socket.destroy();
        this.#open.delete(request.target as number);
        // The number may be the next socket's.
        this.#events = this.#events.filter(({ target }) => target !== request.target);
        return {};
      },
    };
  }

  reset(): void {
    for (const { socket } of this.#open.values()) socket.destroy();
    this.#open.clear();
    this.#events = [];
    this.#isTicking = false;
  }

  close(): void {
    this.reset();
  }

  #connect({ address, port, target }: CallRequest): void {
    const number = target as number;
    const socket = connect(port as number, address as string);
    const each: Open = { socket, bytes: Buffer.alloc(0) };
    this.#open.set(number, each);
    let isOver = false;
    const end = () => {
      if (!isOver) this.#say(number, { event: "error" });
      isOver = true;
    };
    socket.on("connect", () => this.#say(number, { event: "writable", count: WINDOW_BYTES }));
    socket.on("error", end).on("end", end).on("close", end);
    socket.on("data", (bytes: Buffer) => {
      each.bytes = Buffer.concat([each.bytes, bytes]);
      this.#say(number, { event: "readable" });
    });
    if (!this.#isTicking) this.#tick();
  }

  #say(target: number, body: Readonly<Record<string, unknown>>): void {
    if (this.#open.has(target)) this.#events.push({ target, body });
  }

  #tick(): undefined {
    this.#isTicking = this.#open.size > 0;
    if (!this.#isTicking) return;
    this.#clock.after(TICK_MS, () => {
      this.#tick();
      return this.#nextEvent();
    });
  }

  /** What is readable counts when the firmware hears of it. */
  #nextEvent(): BoardEvent | undefined {
    const next = this.#events.shift();
    if (next?.body.event !== "readable") return next;
    const count = this.#open.get(next.target)?.bytes.byteLength ?? 0;
    return count === 0 ? undefined : { ...next, body: { ...next.body, count } };
  }

  #of(request: CallRequest): Open {
    const each = this.#open.get(request.target as number);
    if (each === undefined) throw new OperationError("tcp-closed", "no such socket");
    return each;
  }
}
