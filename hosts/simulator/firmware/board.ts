import type { ByteBuffer } from "../../../modules/host/bytes.js";

declare function native(name: string): (...args: unknown[]) => unknown;

/** The firmware's end of the link to the virtual board (docs/SPEC.md, "The link"). */

export interface CallRequest {
  readonly op: string;
  readonly [field: string]: unknown;
}

export interface Reply {
  /** Fields of the answer. */
  readonly [field: string]: unknown;
  readonly payload: ArrayBuffer;
}

export type Listener = (event: Reply) => void;

interface ErrorReply {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
}

const EMPTY = new ArrayBuffer(0);
const errorClasses = { Error, RangeError, TypeError };

/** Lives as long as the machine: one per wake, made by `openBoard`. */
export class Board {
  readonly #listeners = new Map<number, Listener>();
  #lastTarget = 0;

  constructor() {
    listenToLink((text: string, payload?: ArrayBuffer) => {
      const event = parseReply(text, payload);
      this.#listeners.get(event.target as number)?.(event);
    });
  }

  /** Asks the board and waits for its answer; throws where the board refuses, with its `code`. */
  call(request: CallRequest, payload?: ByteBuffer): Reply {
    const [text, bytes] = exchange(JSON.stringify(request), payload);
    const reply = parseReply(text, bytes);
    if (reply.error !== undefined) throw asError(reply.error as ErrorReply);
    return reply;
  }

  /** Gives the number under which `listener` receives events until `unlisten`. */
  listen(listener: Listener): number {
    const target = ++this.#lastTarget;
    this.#listeners.set(target, listener);
    return target;
  }

  unlisten(target: number): void {
    this.#listeners.delete(target);
  }
}

function parseReply(text: string, payload: ArrayBuffer | undefined): Reply {
  return Object.assign(JSON.parse(text), { payload: payload ?? EMPTY });
}

function asError({ kind, code, message }: ErrorReply): Error {
  const ErrorClass = errorClasses[kind as keyof typeof errorClasses] ?? Error;
  return Object.assign(new ErrorClass(message), { code });
}

/** One request and its answer, over the pipe; the machine stands still meanwhile. */
function exchange(this: void, text: string, payload?: ByteBuffer): [string, ArrayBuffer?] {
  return native("xs_link_exchange").call(this, text, payload) as [string, ArrayBuffer?];
}

function listenToLink(this: void, callback: (text: string, payload?: ArrayBuffer) => void): void {
  native("xs_link_listen").call(this, callback);
}
