// Not preloaded: cold starts alone run it, and bytecode takes less flash than what it makes.
import type { KeyValueDomain, KeyValueModule } from "../host/storage.js";

/** What must be known before any setting is read, in a domain that a reset does not erase. */
export const RESET_DOMAIN = "reset";

/** A small number, 0 where there is none. Throws where the store does. */
export function readMark(keyValue: KeyValueModule, key: string): number {
  return withMarks(keyValue, (domain) => Number(domain.read(key) ?? 0));
}

/** One write of one record: after a loss of power it is the old number or the new one. */
export function writeMark(keyValue: KeyValueModule, key: string, mark: number): void {
  withMarks(keyValue, (domain) => domain.write(key, mark));
}

function withMarks<T>(keyValue: KeyValueModule, use: (domain: KeyValueDomain) => T): T {
  const domain = keyValue.open({ path: RESET_DOMAIN, format: "uint8" });
  try {
    return use(domain);
  } finally {
    domain.close();
  }
}
