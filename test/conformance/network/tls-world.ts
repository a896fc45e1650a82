import type {
  HTTPClientEntry,
  HTTPRequestOptions,
  NetworkCode,
  TLSOptions,
} from "../../../modules/host/network.js";
import type { WebSocketClientEntry } from "../../../modules/host/web-socket.js";

/** Where a TLS suite runs: two clients, and the address of the server that knows all others. */
export interface TLSWorld {
  readonly plain: HTTPClientEntry;
  readonly secure: HTTPClientEntry;
  /** Where it is there, questions are asked by it: servers are to be refused before they could switch. */
  readonly webSocket?: WebSocketClientEntry;
  readonly host: string;
  readonly port: number;
  /** Where the TLS servers are: an address that the host reaches without a name. */
  readonly address: string;
}

/** Runs one case; a case fails by throwing. */
export type Test = (name: string, act: () => void | Promise<void>) => Promise<void>;

/** The servers of one run, as `GET /tls` tells. */
export interface Catalogue {
  /** The name that the good certificates carry. */
  readonly host: string;
  readonly authority: Uint8Array;
  /** Of somebody who has signed none of these. */
  readonly otherAuthority: Uint8Array;
  readonly ports: Readonly<Record<string, number>>;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

export async function fetchCatalogue(world: TLSWorld): Promise<Catalogue> {
  const { host, authority, otherAuthority, ports } = await fetchJSON(world, "/tls");
  return {
    host,
    ports,
    authority: bytesOf(authority),
    otherAuthority: bytesOf(otherAuthority),
  };
}

/** How many requests each server has seen. */
export function fetchRequestCounts(world: TLSWorld): Promise<Record<string, number>> {
  return fetchJSON(world, "/tls/requests");
}

export interface Question {
  /** Name of the case. */
  readonly server: string;
  /** Trusted authorities; the run's own by default, `null` for the host's. */
  readonly ca?: Uint8Array | readonly Uint8Array[] | null;
  readonly minimumVersion?: "TLSv1.2" | "TLSv1.3";
  readonly path?: string;
  /** Posted to `path`. */
  readonly body?: Uint8Array;
}

/** Resolves to the reply; rejects with the client's error. */
export function ask(world: TLSWorld, catalogue: Catalogue, question: Question): Promise<Reply> {
  const { server, ca = catalogue.authority, minimumVersion, path = "/hello", body } = question;
  const port = catalogue.ports[server];
  if (port === undefined) throw new Error(`the catalogue has no server "${server}"`);
  const tls: TLSOptions = {
    host: catalogue.host,
    ...(ca === null ? {} : { ca }),
    ...(minimumVersion === undefined ? {} : { minimumVersion }),
  };
  const { secure, address, webSocket } = world;
  if (webSocket !== undefined) return dial(webSocket, address, port, tls);
  const client = { ...secure, socket: { ...secure.socket, tls } };
  return exchange(client, address, port, requestOf(path, body), body);
}

/** Opens a WebSocket, which none of these servers offers: an error is what comes. */
function dial(
  entry: WebSocketClientEntry,
  host: string,
  port: number,
  tls: TLSOptions,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const client = new entry.io({
      ...entry,
      host,
      port,
      path: "/hello",
      socket: { ...entry.socket, tls },
      onWritable: () => {
        client.close();
        resolve({ status: 101, text: "" });
      },
      onError: (error) => {
        client.close();
        reject(error);
      },
    });
  });
}

/** The code that the question fails with; undefined where it is answered. */
export async function refusalOf(
  world: TLSWorld,
  catalogue: Catalogue,
  question: Question,
): Promise<NetworkCode | undefined> {
  try {
    await ask(world, catalogue, question);
    return undefined;
  } catch (error) {
    return (error as { readonly code?: NetworkCode }).code;
  }
}

export function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${String(actual)} instead of ${String(expected)}`);
}

/** Latin-1, byte by byte: the engine's stack is small. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function requestOf(path: string, body: Uint8Array | undefined): HTTPRequestOptions {
  if (body === undefined) return { path };
  const headers = new Map([["content-length", String(body.byteLength)]]);
  return { method: "POST", path, headers };
}

/** biome-ignore lint/suspicious/noExplicitAny: whoever asks knows what the server tells */
async function fetchJSON(world: TLSWorld, path: string): Promise<any> {
  const { text } = await exchange(world.plain, world.host, world.port, { path });
  return JSON.parse(text);
}

/** Every callback of one exchange; the client is closed when the promise settles. */
function exchange(
  entry: HTTPClientEntry,
  host: string,
  port: number,
  options: HTTPRequestOptions,
  body: Uint8Array = new Uint8Array(0),
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let text = "";
    let sent = 0;
    const settle = (act: () => void) => {
      client.close();
      act();
    };
    const client = new entry.io({
      ...entry,
      host,
      port,
      onError: (error) => settle(() => reject(error ?? new Error("no word of what failed"))),
    });
    client.request({
      ...options,
      onHeaders(given) {
        status = given;
      },
      onWritable(count) {
        const part = body.slice(sent, sent + count);
        sent += part.byteLength;
        this.write(part);
      },
      onReadable(count) {
        const part = this.read(count);
        if (part !== undefined) text += textOf(new Uint8Array(part));
      },
      onDone: (error) => settle(() => (error ? reject(error) : resolve({ status, text }))),
    });
  });
}

function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.byteLength; at++) {
    bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}
