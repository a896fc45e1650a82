import assert from "node:assert/strict";
import type { Verdict } from "../../modules/cloud/verdict.js";
import type { WakeRow } from "../../tools/run/wake-row.js";
import { cloudAt, runOnce } from "./run-session.js";

export const CLOUD_HOST = "cloud.nightjar.test";
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

export interface Asking {
  readonly attemptsMax?: number;
  readonly holdWallMsMax?: number | undefined;
}

/** One wake of the real firmware, which asks the server at a port of this machine. */
export async function askOnce(
  port: number,
  ca: Uint8Array,
  way: Way,
  { attemptsMax = 1, holdWallMsMax }: Asking = {},
): Promise<WakeRow> {
  const words = { ...way, attemptsMax, timeoutMs: ASK_TIMEOUT_MS };
  const cloud = cloudAt(port, ca, words, holdWallMsMax);
  const { rows } = await runOnce({ cloud, settings: ASK_ALWAYS }, 1);
  return rows[0] as WakeRow;
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
