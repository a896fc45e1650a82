import type {
  Answer,
  BoardEvent,
  CallRequest,
  Operation,
  Part,
} from "../../hosts/simulator/board/part.js";
import { OperationError } from "../../hosts/simulator/board/part.js";
import { FRAME_NATIVES } from "./frame-natives.js";

/**
 * Lets firmware modules run in Node against parts of the virtual board, without a process or a
 * pipe: `native("xs_link_exchange")` and its two companions are answered on the spot. Requests and
 * replies still pass through JSON and copied bytes, so nothing crosses that the real link drops.
 */
export interface LoopLink {
  /** Every call that was answered, in order. */
  readonly calls: readonly LoopCall[];
  /** Hands an event to its listener, as the board does when the firmware is idle. */
  deliver(event: BoardEvent): void;
  /** How many listeners are left. */
  listenerCount(): number;
  /** Puts the globals back as they were. The parts stay the caller's. */
  close(): void;
}

export interface LoopCall {
  readonly op: string;
  /** Virtual time that the part asked for; nothing here waits. */
  readonly durationMs: number;
}

export interface LoopLinkOptions {
  readonly parts: readonly Part[];
  /** Further native functions by name, for modules that need more than the link. */
  readonly natives?: Readonly<Record<string, (...args: never[]) => unknown>>;
}

type Listener = (text: string, payload: ArrayBuffer) => void;
type Bytes = ArrayBuffer | ArrayBufferView;

export function openLoopLink({ parts, natives = {} }: LoopLinkOptions): LoopLink {
  const calls: LoopCall[] = [];
  const listeners = new Map<number, Listener>();
  let lastTarget = 0;

  function exchange(text: string, payload?: Bytes): [string, ArrayBuffer] {
    const request = JSON.parse(text) as CallRequest;
    const answer = perform(parts, request, bytesOf(payload));
    if (answer instanceof OperationError) return [errorText(answer), new ArrayBuffer(0)];
    calls.push({ op: request.op, durationMs: answer.durationMs ?? 0 });
    return [JSON.stringify(answer.body ?? {}), copyOf(answer.payload)];
  }

  const table: Readonly<Record<string, unknown>> = {
    ...FRAME_NATIVES,
    ...natives,
    xs_link_exchange: exchange,
    xs_link_exchange_frame(text: string): [string, ArrayBuffer] {
      return exchange(text);
    },
    xs_link_listen(callback: Listener): number {
      lastTarget += 1;
      listeners.set(lastTarget, callback);
      return lastTarget;
    },
    xs_link_unlisten(target: number): void {
      listeners.delete(target);
    },
  };

  const restore = defineGlobals((name) => {
    if (!Object.hasOwn(table, name)) throw new ReferenceError(`no native function "${name}"`);
    return table[name];
  });

  return {
    calls,
    deliver({ target, body, payload }) {
      listeners.get(target)?.(JSON.stringify(body), copyOf(payload));
    },
    listenerCount: () => listeners.size,
    close: restore,
  };
}

function perform(
  parts: readonly Part[],
  request: CallRequest,
  payload: Uint8Array,
): Answer | OperationError {
  try {
    return operationOf(parts, request.op)(request, payload);
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
}

function operationOf(parts: readonly Part[], op: string): Operation {
  for (const part of parts) {
    const operation = Object.hasOwn(part.operations, op) ? part.operations[op] : undefined;
    if (operation !== undefined) return operation;
  }
  throw new OperationError("operation-unknown", `no part answers "${op}"`);
}

function errorText({ kind, code, message }: OperationError): string {
  return JSON.stringify({ error: { kind, code, message } });
}

function bytesOf(bytes: Bytes | undefined): Uint8Array {
  if (bytes === undefined) return new Uint8Array(0);
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return view.slice();
}

function copyOf(bytes: Uint8Array | undefined): ArrayBuffer {
  return bytes === undefined ? new ArrayBuffer(0) : new Uint8Array(bytes).buffer;
}

/** `native` and the two UTF-8 functions that XS has and Node lacks. */
function defineGlobals(native: (name: string) => unknown): () => void {
  const undo = [
    define(globalThis, "native", native),
    define(ArrayBuffer, "fromString", (text: string) => copyOf(new TextEncoder().encode(text))),
    define(String, "fromArrayBuffer", (bytes: ArrayBuffer) =>
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
    ),
  ];
  return () => {
    for (const restore of undo) restore();
  };
}

function define(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
