import type { WifiSettings } from "../../../modules/host/network.js";

const ADDRESS_BYTES = 4;
const BSSID_BYTES = 6;

/** Own address, netmask, gateway and DNS server, four bytes each; all zero where none is fixed. */
export function addressesOf({ address, netmask, gateway, dns }: WifiSettings): Uint8Array {
  const bytes = new Uint8Array(4 * ADDRESS_BYTES);
  if (address === "") return bytes;
  [address, netmask, gateway, dns].forEach((text, at) => {
    if (text !== "") bytes.set(text.split(".").map(Number), at * ADDRESS_BYTES);
  });
  return bytes;
}

/** Undefined where the text is no BSSID. */
export function bssidOf(text: string): Uint8Array | undefined {
  const parts = text.split(":");
  if (parts.length !== BSSID_BYTES) return undefined;
  return Uint8Array.from(parts, (part) => Number.parseInt(part, 16));
}
