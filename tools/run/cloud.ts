import { randomBytes } from "node:crypto";
import { openLocalCloud } from "../../hosts/simulator/board/cloud/local-cloud.js";
import { Truth } from "../../hosts/simulator/board/cloud/truth.js";
import type { Route } from "../../hosts/simulator/board/network/network-part.js";

/** Whom the firmware may ask in a run, and what it has to be told for that. */
export interface Cloud {
  /** The firmware's settings of group `cloud`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly key?: string;
  /** DER. */
  readonly ca?: Uint8Array;
  readonly routes: ReadonlyMap<string, Route>;
  readonly holdWallMsMax: number;
  /** Truth about a picture that the camera handed out, for a cloud that plays an expert. */
  learn(sha256: string, person: boolean): void;
  close(): Promise<void>;
}

/** The firmware's settings of the same names; missing where its own are to stand. */
export interface CloudWords {
  readonly provider?: string;
  readonly transport?: string;
}

/** The local cloud always answers; on a loaded machine it may take its time. */
const LOOPBACK_WALL_MS_MAX = 20_000;
const REAL_CLOUD_WALL_MS_MAX = 60_000;
const HTTPS_PORT = 443;

/** Nobody. */
export function noCloud(): Cloud {
  return {
    settings: { enabled: false },
    routes: new Map(),
    holdWallMsMax: LOOPBACK_WALL_MS_MAX,
    learn: () => {},
    close: async () => {},
  };
}

/**
 * A server on this machine that speaks like a real one, with an authority made for the run. It is
 * told the truth about each picture by the camera, and is wrong as often as `wrongShare` says.
 */
export async function localCloud(seed: number, words: CloudWords = {}): Promise<Cloud> {
  const truth = new Truth();
  const key = `local-${randomBytes(16).toString("hex")}`;
  const server = await openLocalCloud({ truth, seed, key });
  return {
    settings: { ...words, host: server.host, port: server.port },
    key,
    ca: server.caDer,
    routes: new Map([[`${server.host}:${server.port}`, server.route]]),
    holdWallMsMax: LOOPBACK_WALL_MS_MAX,
    learn: (sha256, person) => truth.learn(sha256, { person, count: person ? 1 : 0 }),
    close: () => server.close(),
  };
}

const PATHS: Readonly<Record<string, string>> = {
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
  anthropic: "/v1/messages",
};

/** People give the server, its API's base or the whole endpoint; empty is the provider's own. */
export function endpointPath(path: string, provider = "openai-chat"): string {
  const own = PATHS[provider] ?? "";
  const base = path.replace(/\/+$/, "");
  if (base === "") return own;
  if (!base.endsWith("/v1")) return path;
  return own === "" ? "" : `${base}${own.slice("/v1".length)}`;
}

/** A real endpoint; the machine's own certificate store says whom to trust. */
export function realCloud(url: URL, key: string, words: CloudWords = {}): Cloud {
  const speaks = words.transport === "websocket" ? "realtime" : words.provider;
  return {
    settings: {
      ...words,
      host: url.hostname,
      port: url.port === "" ? HTTPS_PORT : Number(url.port),
      path: withQuery(endpointPath(url.pathname, speaks), url.search),
    },
    key,
    routes: new Map(),
    holdWallMsMax: REAL_CLOUD_WALL_MS_MAX,
    learn: () => {},
    close: async () => {},
  };
}

function withQuery(path: string, query: string): string {
  return path === "" ? path : `${path}${query}`;
}
