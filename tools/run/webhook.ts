import { randomBytes } from "node:crypto";
import type { Route } from "../../hosts/simulator/board/network/network-part.js";
import {
  openLocalWebhook,
  type WebhookTotals,
} from "../../hosts/simulator/board/webhook/local-webhook.js";

/** Who is told of events in a run, and what the firmware has to know for that. */
export interface Webhook {
  /** The firmware's settings of group `webhook`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret: string;
  /** DER. */
  readonly ca: Uint8Array;
  readonly routes: ReadonlyMap<string, Route>;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  totals(): WebhookTotals;
  close(): Promise<void>;
}

/** A receiver on this machine, with an authority and a secret made for the run. */
export async function localWebhook(): Promise<Webhook> {
  const secret = randomBytes(24).toString("hex");
  const server = await openLocalWebhook(secret);
  const { host, port, path } = server;
  return {
    settings: { enabled: true, host, port, path },
    secret,
    ca: server.caDer,
    routes: new Map([[`${host}:${port}`, server.route]]),
    events: server.events,
    totals: () => server.totals(),
    close: () => server.close(),
  };
}
