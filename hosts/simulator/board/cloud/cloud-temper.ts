import { createHash } from "node:crypto";
import type { Label } from "./truth.js";

/** How good, how slow and how moody the local cloud is. */
export interface TemperOptions {
  readonly seed: number | string;
  /** Share of labelled pictures that it judges wrongly. */
  readonly mistakeShare?: number;
  /** Share of requests that it turns away with 500 or 429. */
  readonly errorShare?: number;
  /** Share of questions before whose answer it calls a tool, where it is offered any. */
  readonly toolShare?: number;
  readonly latencyMsMin?: number;
  readonly latencyMsMax?: number;
}

export interface Verdict {
  readonly person: boolean;
  readonly confidence: number;
  readonly count: number;
  readonly summary: string;
}

export type Mood =
  | { readonly kind: "answers" }
  | { readonly kind: "server-error" }
  | { readonly kind: "rate-limited"; readonly retryAfterS: number };

const MISTAKE_SHARE = 0.05;
const ERROR_SHARE = 0.02;
const TOOL_SHARE = 0.5;
/** A measured range for small vision models over Chat Completions: 2.6 s typical, 4.2 s slowest. */
const LATENCY_MS_MIN = 1_200;
const LATENCY_MS_MAX = 4_200;
const RETRY_AFTER_S_MAX = 30;

/**
 * Every draw depends on the seed and the picture, never on what was asked before, so that the order
 * of requests changes nothing. Asking again about a picture draws a new mood, but no new opinion.
 */
export class CloudTemper {
  readonly #seed: number | string;
  readonly #mistakeShare: number;
  readonly #errorShare: number;
  readonly #toolShare: number;
  readonly #latencyMsMin: number;
  readonly #latencyMsMax: number;

  constructor(options: TemperOptions) {
    const { seed, mistakeShare = MISTAKE_SHARE, errorShare = ERROR_SHARE } = options;
    const { toolShare = TOOL_SHARE } = options;
    const { latencyMsMin = LATENCY_MS_MIN, latencyMsMax = LATENCY_MS_MAX } = options;
    if (![mistakeShare, errorShare, toolShare].every(isShare))
      throw new RangeError("shares are 0 to 1");
    if (!(latencyMsMin >= 0) || !(latencyMsMax >= latencyMsMin)) {
      throw new RangeError("latencies are 0 or more, the longest last");
    }
    this.#seed = seed;
    this.#mistakeShare = mistakeShare;
    this.#errorShare = errorShare;
    this.#toolShare = toolShare;
    this.#latencyMsMin = latencyMsMin;
    this.#latencyMsMax = latencyMsMax;
  }

  isMistaken(sha256: string): boolean {
    return this.#draw("mistake", sha256) < this.#mistakeShare;
  }

  verdict(sha256: string, label: Label | undefined): Verdict {
    if (label === undefined) {
      const summary = "Nothing is known about this picture: a guess.";
      return { person: false, confidence: 0.5, count: 0, summary };
    }
    const mistaken = this.isMistaken(sha256);
    const person = mistaken ? !label.person : label.person;
    const count = person ? Math.max(1, label.count) : 0;
    const doubt = this.#draw("doubt", sha256) * (mistaken ? 0.4 : 0.14);
    const confidence = Math.round((mistaken ? 95 : 99) - doubt * 100) / 100;
    return { person, confidence, count, summary: summaryOf(count) };
  }

  wantsTool(sha256: string): boolean {
    return this.#draw("tool", sha256) < this.#toolShare;
  }

  mood(sha256: string, attempt: number): Mood {
    const key = `${sha256}:${attempt}`;
    if (this.#draw("error", key) >= this.#errorShare) return { kind: "answers" };
    if (this.#draw("kind", key) < 0.5) return { kind: "server-error" };
    const waitS = 1 + Math.floor(this.#draw("wait", key) * RETRY_AFTER_S_MAX);
    return { kind: "rate-limited", retryAfterS: waitS };
  }

  /** Reported, not slept: who measures time virtually adds it. */
  latencyMs(sha256: string, attempt: number): number {
    const spread = this.#latencyMsMax - this.#latencyMsMin;
    return Math.floor(this.#latencyMsMin + this.#draw("latency", `${sha256}:${attempt}`) * spread);
  }

  #draw(purpose: string, key: string): number {
    const digest = createHash("sha256").update(`${this.#seed}:${purpose}:${key}`).digest();
    return digest.readUInt32LE(0) / 2 ** 32;
  }
}

function isShare(share: number): boolean {
  return share >= 0 && share <= 1;
}

function summaryOf(count: number): string {
  if (count === 0) return "Nobody is in the picture.";
  return count === 1 ? "One person is in the picture." : `${count} people are in the picture.`;
}
