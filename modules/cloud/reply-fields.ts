import { isRecord } from "../bytes/bounded-json.js";
import type { Fields } from "./provider.js";

/** Members of a reply, where it has them; what has another form counts as missing. */
export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function firstOf(value: unknown): Fields | undefined {
  return listOf(value)[0];
}
