import type { ClientRequest, IncomingMessage } from "node:http";
import type { NetworkCode } from "../../../../modules/host/network.js";
import { networkCodeOf } from "./network-codes.js";

/** All that came back for one request. With a `failure`, the body is what came before it. */
export interface Reply {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case, values of one name joined by ", ". */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /**
   * The server's own account of its time (openai-processing-ms), which a real one spent while
   * virtual time stood still.
   */
  readonly processingMs: number;
  readonly failure: NetworkCode | undefined;
  /** The server will not take another request on this connection. */
  readonly lastOnConnection: boolean;
}

const PROCESSING_MS_MAX = 120_000;

export type ReplyOutcome =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly code: NetworkCode };

export interface ReplyBounds {
  readonly bodyBytesMax: number;
}

/**
 * Collects the reply to `request`. A connection that was cut cleanly gives up the bytes before the
 * cut; one that was reset gives only its code, because how much of the reply survives a reset is
 * the operating system's mood, and two runs of one seed must not differ.
 */
export function collectReply(
  request: ClientRequest,
  { bodyBytesMax }: ReplyBounds,
): Promise<ReplyOutcome> {
  return new Promise((resolve) => {
    let answered = false;
    request.on("error", (error) => resolve({ ok: false, code: networkCodeOf(error, "http") }));
    request.once("close", () => {
      if (!answered) resolve({ ok: false, code: "network-reset" });
    });
    request.once("response", (response) => {
      answered = true;
      collectBody(response, bodyBytesMax, (body, ending) => {
        const lastOnConnection = !request.shouldKeepAlive || ending !== "whole";
        const failure = FAILURES[ending];
        resolve({ ok: true, reply: { ...asReply(response, body), failure, lastOnConnection } });
        if (ending === "too-long") request.destroy();
      });
    });
  });
}

type Ending = "whole" | "cut" | "too-long";

const FAILURES: Readonly<Record<Ending, NetworkCode | undefined>> = Object.freeze({
  whole: undefined,
  cut: "network-reset",
  "too-long": "network-protocol",
});

/** Calls `onEnd` at least once; the first call counts. */
function collectBody(
  response: IncomingMessage,
  bodyBytesMax: number,
  onEnd: (body: Uint8Array, ending: Ending) => void,
): void {
  const chunks: Buffer[] = [];
  let byteLength = 0;
  const end = (ending: Ending) => onEnd(Buffer.concat(chunks).subarray(0, bodyBytesMax), ending);
  response.on("data", (chunk: Buffer) => {
    if (byteLength > bodyBytesMax) return;
    chunks.push(chunk);
    byteLength += chunk.byteLength;
    if (byteLength > bodyBytesMax) end("too-long");
  });
  response.on("error", () => end("cut"));
  response.once("end", () => end(response.complete ? "whole" : "cut"));
}

function asReply(
  response: IncomingMessage,
  body: Uint8Array,
): Omit<Reply, "failure" | "lastOnConnection"> {
  const headers = joinedHeaders(response.rawHeaders);
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? "",
    headers: [...headers],
    body,
    processingMs: processingMs(headers.get("openai-processing-ms") ?? ""),
  };
}

function processingMs(text: string): number {
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), PROCESSING_MS_MAX) : 0;
}

/** Names in lower case, values of one name joined by ", ". */
export function joinedHeaders(raw: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    const value = raw[index + 1] as string;
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}
