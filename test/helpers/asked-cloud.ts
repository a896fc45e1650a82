import assert from "node:assert/strict";
import {
  makeAuthority,
  type ServerIdentity,
} from "../../hosts/simulator/board/cloud/test-authority.js";
import type { Verdict } from "../../modules/cloud/verdict.js";
import type { WakeRow } from "../../tools/run/wake-row.js";
import { WORDS } from "./cloud-words.js";
import { openServer, type Script } from "./hostile-server.js";
import { CLOUD_HOST, cloudAt, runOnce } from "./run-session.js";

export const VERDICT: Verdict = { person: true, confidence: 0.9, count: 1, summary: "Somebody." };
/** Joining the network takes a cold start some seconds of it. */
export const ASK_TIMEOUT_MS = 15_000;
/** After this long a server that says nothing more counts as silent. */
export const SILENT_WALL_MS = 1_000;

/** Every picture is uncertain enough to be asked about, at once. */
export const ASK_ALWAYS = {
  policy: { confidenceThreshold: 0.999, looksAgainMax: 0 },
  escalation: { intervalMs: 0, auditShare: 0 },
};

export interface Way {
  readonly provider: string;
  readonly transport: string;
}

/** Every one there is. */
export const WAYS: readonly Way[] = [
  ...Object.keys(WORDS).flatMap((provider) => [
    { provider, transport: "https" },
    { provider, transport: "sse" },
  ]),
  { provider: "openai-responses", transport: "websocket" },
];

/** What a server shows, and whom the firmware has to trust for it. */
export interface Trust {
  readonly identity: ServerIdentity;
  readonly ca: Uint8Array;
}

export async function makeTrust(): Promise<Trust> {
  const authority = await makeAuthority();
  return { identity: await authority.issue({ names: [CLOUD_HOST] }), ca: authority.caDer };
}

/** A server at a port of this machine. */
export interface AskedServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Asking {
  readonly attemptsMax?: number;
  readonly holdWallMsMax?: number | undefined;
}

/** One wake of the real firmware, which asks the server; that is closed thereafter. */
export async function askOnce(
  server: AskedServer,
  ca: Uint8Array,
  way: Way,
  { attemptsMax = 1, holdWallMsMax }: Asking = {},
): Promise<WakeRow> {
  const words = { ...way, attemptsMax, timeoutMs: ASK_TIMEOUT_MS };
  const cloud = cloudAt(server.port, ca, words, holdWallMsMax);
  try {
    const { rows } = await runOnce({ cloud, settings: ASK_ALWAYS }, 1);
    return rows[0] as WakeRow;
  } finally {
    await server.close();
  }
}

/** The same of a server that does as the script says. */
export async function askScripted(
  { identity, ca }: Trust,
  way: Way,
  onRequest: NonNullable<Script["onRequest"]>,
  asking?: Asking,
): Promise<WakeRow> {
  return askOnce(await openServer({ identity, onRequest }), ca, way, asking);
}

export function failedWith({ how, said, report }: WakeRow, code: string): void {
  assert.equal(how, "slept", said);
  const { outcome, code: told } = report?.escalation ?? {};
  assert.deepEqual([outcome, told], ["sent-failed", code]);
  assert.equal(report?.verdict, undefined);
}

export function answered({ report }: WakeRow, requests: number): void {
  assert.equal(report?.escalation.outcome, "sent-answered", report?.escalation.code);
  assert.deepEqual(report?.verdict, VERDICT);
  assert.equal(report?.escalation.requests, requests);
}

/** Bytes of an HTTP answer. */
export function httpAnswer(
  status: string,
  body = "",
  headers = "",
  type = "application/json",
): Buffer {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return Buffer.from(
    `HTTP/1.1 ${status}\r\n${headers}content-type: ${type}\r\n${length}\r\n\r\n${body}`,
  );
}

/** Statuses of a server that does not answer, and what they are called. */
export const REFUSALS = [
  ["401 Unauthorized", "cloud-unauthorized"],
  ["400 Bad Request", "cloud-rejected"],
  ["307 Temporary Redirect", "cloud-redirected"],
  ["503 Unavailable", "cloud-server-error"],
] as const;

export const RETRY_FIELDS = [
  ["retry-after-ms", "700"],
  ["retry-after", "1"],
  ["x-should-retry", "true"],
] as const;
