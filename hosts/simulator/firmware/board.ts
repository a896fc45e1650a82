import type { ByteBuffer } from "../../../modules/host/bytes.js";

/**
 * The firmware's end of the link to the virtual board (docs/SPEC.md, "The link"). It has no state
 * of its own, since preloaded modules are read-only: listeners are kept by the engine's host.
 */

export interface CallRequest {
  readonly op: string;
  readonly [field: string]: unknown;
}

export interface Reply {
  /** Fields of the answer or the event. */
  readonly [field: string]: unknown;
  readonly payload: ArrayBuffer;
}

interface ErrorReply {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
}

/** Asks the board and waits for its answer; throws where the board refuses, with its `code`. */
export function call(request: CallRequest, payload?: ByteBuffer): Reply {
  // By index: a pattern would run an iterator at every call.
  const answer = exchange(JSON.stringify(request), payload);
  const reply = parseReply(answer[0], answer[1]);
  if (reply.error !== undefined) throw asError(reply.error as ErrorReply);
  return reply;
}

/** The same, where the answer's payload is a frame (native/camera/camera-frame.ts). */
export function callForFrame(request: CallRequest): Reply {
  const answer = exchangeForFrame(JSON.stringify(request));
  const reply = parseReply(answer[0], answer[1]);
  if (reply.error !== undefined) throw asError(reply.error as ErrorReply);
  return reply;
}

/** Gives the number under which `listener` receives the board's events until `unlisten`. */
export function listen(listener: (event: Reply) => void): number {
  return linkListen((text, payload) => listener(parseReply(text, payload)));
}

function parseReply(text: string, payload: ArrayBuffer): Reply {
  // Fresh and ours: one property set costs a wake less than an assignment from a second object.
  const reply = JSON.parse(text);
  reply.payload = payload;
  return reply;
}

function asError({ kind, code, message }: ErrorReply): Error {
  const error =
    kind === "RangeError"
      ? new RangeError(message)
      : kind === "TypeError"
        ? new TypeError(message)
        : new Error(message);
  return Object.assign(error, { code });
}

/** One request and its answer; the machine stands still meanwhile. */
function exchange(this: void, text: string, payload?: ByteBuffer): [string, ArrayBuffer] {
  return native("xs_link_exchange").call(this, text, payload) as [string, ArrayBuffer];
}

function exchangeForFrame(this: void, text: string): [string, ArrayBuffer] {
  return native("xs_link_exchange_frame").call(this, text) as [string, ArrayBuffer];
}

function linkListen(this: void, callback: (text: string, payload: ArrayBuffer) => void): number {
  return native("xs_link_listen").call(this, callback) as number;
}

/** Forgets a listener; unknown numbers are ignored. */
export function unlisten(this: void, target: number): void {
  native("xs_link_unlisten").call(this, target);
}
