import { SETTINGS_DOMAIN } from "../../modules/settings/store.js";
import type { NvsItem } from "../nvs/nvs-format.js";

/** A string among the settings as NVS keeps it: with its zero. */
export function textItem(key: string, text: string): NvsItem {
  const bytes = new Uint8Array(Buffer.from(`${text}\0`, "utf8"));
  return { domain: SETTINGS_DOMAIN, key, format: "string", bytes };
}
