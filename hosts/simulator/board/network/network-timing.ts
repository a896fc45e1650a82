import type { Phase } from "./network-codes.js";

/**
 * What the network costs a classic ESP32 in virtual time. Every row says where its number comes
 * from; "estimate" rows stand until somebody measures them on the board.
 */
export interface TimingRow {
  readonly value: number;
  readonly kind: "measured" | "default" | "estimate";
  readonly source: string;
}

export const NETWORK_TIMING_ROWS = {
  wifiScanAllMs: {
    value: 1560,
    kind: "default",
    source:
      "13 channels of 120 ms, ESP-IDF's longest active scan of one (esp_wifi_set_scan_parameters)",
  },
  wifiScanOneMs: {
    value: 120,
    kind: "measured",
    source: "one known channel, about 120 ms: esp32.com, topic 8942",
  },
  wifiAssociateMs: {
    value: 650,
    kind: "measured",
    source: "WPA2 join after the scan at 240 MHz, 600 to 700 ms, no DHCP: esp32.com, topic 8942",
  },
  dhcpMs: {
    value: 500,
    kind: "estimate",
    source: "a full DHCP exchange with its address check; none where the lease is remembered",
  },
  dnsMs: {
    value: 30,
    kind: "estimate",
    source: "public resolvers answer within 12 to 35 ms; one hop of Wi-Fi added",
  },
  tcpConnectMs: {
    value: 40,
    kind: "estimate",
    source: "one round trip to a near data centre over 2.4 GHz Wi-Fi",
  },
  tlsHandshakeMs: {
    value: 980,
    kind: "measured",
    source:
      "ESP32, Mbed TLS 1.2, ECDHE-ECDSA: mean 983 ms of 926 to 1,067 (miguelgrinberg/microdot " +
      "issue 34); RSA took 1,180 to 1,280 (micropython/micropython-esp32 issue 131)",
  },
  uploadMsPerKiB: {
    value: 23,
    kind: "measured",
    source: "70 KB posted in 1,600 ms, ESP32-S3 (espressif/esp-idf issue 10357)",
  },
  replyLatencyMs: {
    value: 40,
    kind: "estimate",
    source: "one round trip; the server's own time comes on top, from openai-processing-ms",
  },
  downloadMsPerKiB: {
    value: 14,
    kind: "measured",
    source: "1,550 KB in 21 s over TLS on an ESP32 (micropython/micropython issue 5543)",
  },
  sendWindowBytes: {
    value: 4096,
    kind: "default",
    source: "ESP-IDF CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN: one outgoing TLS record",
  },
  receiveWindowBytes: {
    value: 5760,
    kind: "default",
    source: "ESP-IDF CONFIG_LWIP_TCP_WND_DEFAULT: four segments of 1,440 bytes",
  },
  replyPieceBytes: {
    value: 1024,
    kind: "estimate",
    source: "our choice: fixed pieces keep logs identical; about one segment's worth",
  },
  silenceMsMax: {
    value: 60_000,
    kind: "estimate",
    source: "our bound: when a server that never answers is given up by the board itself",
  },
} as const satisfies Readonly<Record<string, TimingRow>>;

export type NetworkTiming = { readonly [Row in keyof typeof NETWORK_TIMING_ROWS]: number };

export const NETWORK_TIMING: NetworkTiming = Object.freeze(
  Object.fromEntries(Object.entries(NETWORK_TIMING_ROWS).map(([name, { value }]) => [name, value])),
) as NetworkTiming;

/** Milliseconds to come through `phase` of connecting, or to fail in it; the join not included. */
export function connectMs(
  { dnsMs, tcpConnectMs, tlsHandshakeMs }: NetworkTiming,
  phase: Phase,
  { isNamed, isSecure }: { readonly isNamed: boolean; readonly isSecure: boolean },
): number {
  const nameMs = isNamed ? dnsMs : 0;
  if (phase === "name") return nameMs;
  if (phase === "connect") return nameMs + tcpConnectMs;
  return nameMs + tcpConnectMs + (isSecure ? tlsHandshakeMs : 0);
}
