import { createHash } from "node:crypto";

/** What the board does to one request, before the world gets a say. */
export type NetworkFault =
  /** No access point answers: nothing is opened. */
  | { readonly kind: "outage" }
  /** The connection breaks once the request is written, before any reply. */
  | { readonly kind: "reset" }
  /** The reply comes that much later. */
  | { readonly kind: "latency"; readonly addedMs: number };

/** The fault for a request by its number in the run, from 0. */
export type NetworkFaults = (requestIndex: number) => NetworkFault | undefined;

export interface SeededFaultOptions {
  readonly seed: number | string;
  /** Shares of all requests, each in [0, 1], together at most 1. */
  readonly outageShare?: number;
  readonly resetShare?: number;
  readonly latencyShare?: number;
  /** Added latency is drawn evenly from 0 up to this. */
  readonly addedMsMax?: number;
}

const ADDED_MS_MAX = 10_000;

export function noFaults(): undefined {
  return undefined;
}

/** Independent of order: request 7 of a seed has the same fate in every run. */
export function seededFaults(options: SeededFaultOptions): NetworkFaults {
  const { seed, outageShare = 0, resetShare = 0, latencyShare = 0 } = options;
  const { addedMsMax = ADDED_MS_MAX } = options;
  const shares = [outageShare, resetShare, latencyShare];
  if (shares.some((share) => !(share >= 0)) || outageShare + resetShare + latencyShare > 1) {
    throw new RangeError("fault shares must be from 0 to 1, and together at most 1");
  }
  return (requestIndex) => {
    const [fate, amount] = draws(`${seed}:${requestIndex}`);
    if (fate < outageShare) return { kind: "outage" };
    if (fate < outageShare + resetShare) return { kind: "reset" };
    if (fate >= outageShare + resetShare + latencyShare) return undefined;
    return { kind: "latency", addedMs: Math.floor(amount * addedMsMax) };
  };
}

function draws(text: string): readonly [number, number] {
  const digest = createHash("sha256").update(text).digest();
  return [digest.readUInt32LE(0) / 2 ** 32, digest.readUInt32LE(4) / 2 ** 32];
}
