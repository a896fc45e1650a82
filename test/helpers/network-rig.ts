import type {
  NetworkPartOptions,
  Route,
} from "../../hosts/simulator/board/network/network-part.js";
import { NetworkPart } from "../../hosts/simulator/board/network/network-part.js";
import type { RequestRecord } from "../../hosts/simulator/board/network/radio.js";
import HTTPClient from "../../hosts/simulator/firmware/http-client.js";
import { network } from "../../hosts/simulator/firmware/network.js";
import type {
  HTTPClientOptions,
  HTTPRequest,
  HTTPRequestOptions,
  NetworkError,
} from "../../modules/host/network.js";
import { FakeScheduler } from "./fake-scheduler.js";
import { type LoopLink, openLoopLink } from "./loop-link.js";

export const RIG_HOST = "cloud.nightjar.test";

/** The firmware's HTTP client, the board's network part and a scheduler, wired up in one process. */
export interface Rig {
  readonly scheduler: FakeScheduler;
  readonly part: NetworkPart;
  readonly link: LoopLink;
  readonly records: readonly RequestRecord[];
  /** Every event of the board: virtual time, body, payload length. */
  readonly events: readonly string[];
  client(options?: Partial<HTTPClientOptions>): HTTPClient;
  run(untilMs?: number): Promise<void>;
  close(): void;
}

export interface RigOptions extends Partial<Omit<NetworkPartOptions, "scheduler" | "routes">> {
  /** Where `RIG_HOST` leads, at port 443 with TLS and at 80 without. */
  readonly port: number;
}

const HOLD_WALL_MS_MAX = 5_000;

export function openRig({ port, ...options }: RigOptions): Rig {
  const events: string[] = [];
  const records: RequestRecord[] = [];
  const scheduler = new FakeScheduler((event, atMs) => {
    events.push(`${atMs} ${JSON.stringify(event.body)}`);
    link.deliver(event);
  });
  const route: Route = { address: "127.0.0.1", port };
  const part = new NetworkPart({
    holdWallMsMax: HOLD_WALL_MS_MAX,
    onRequestEnd: (record) => records.push(record),
    ...options,
    scheduler,
    routes: new Map([
      [`${RIG_HOST}:443`, route],
      [`${RIG_HOST}:80`, route],
    ]),
  });
  const link = openLoopLink({ parts: [part] });
  return {
    scheduler,
    part,
    link,
    records,
    events,
    client: (own) => new HTTPClient({ ...plainOptions(), ...own }),
    run: (untilMs) => scheduler.run(untilMs),
    close() {
      part.close();
      link.close();
    },
  };
}

export function plainOptions(): HTTPClientOptions {
  return { ...network.http.client, host: RIG_HOST };
}

/** Options of a TLS connection whose certificate must be for `host`. */
export function secureOptions(
  ca?: Uint8Array,
  host = RIG_HOST,
): Pick<HTTPClientOptions, "port" | "socket"> {
  const { socket } = network.https.client;
  return { port: 443, socket: { ...socket, tls: ca === undefined ? { host } : { host, ca } } };
}

/** What one request came to, as the firmware saw it. */
export interface Transcript {
  status: number | undefined;
  statusText: string | undefined;
  headers: Map<string, string>;
  body: string;
  /** Undefined until `onDone`. */
  error: NetworkError | null | undefined;
  calls: string[];
}

/** Requests, writes the whole of `body` as the window allows, and reads all that comes. */
export function ask(
  client: HTTPClient,
  options: HTTPRequestOptions = {},
  body = "",
): { request: HTTPRequest; transcript: Transcript } {
  const transcript = emptyTranscript();
  let unsent = Buffer.from(body, "latin1");
  const request = client.request({
    ...options,
    onHeaders(status, headers, statusText) {
      Object.assign(transcript, { status, headers, statusText });
      transcript.calls.push("headers");
    },
    onWritable(count) {
      transcript.calls.push(`writable ${count}`);
      const part = unsent.subarray(0, count);
      unsent = unsent.subarray(part.byteLength);
      this.write(Uint8Array.from(part));
    },
    onReadable(count) {
      transcript.calls.push(`readable ${count}`);
      transcript.body += Buffer.from(this.read() as ArrayBuffer).toString("latin1");
    },
    onDone(error) {
      transcript.error = error;
      transcript.calls.push("done");
    },
  });
  return { request, transcript };
}

export function post(body: string): HTTPRequestOptions {
  return {
    method: "POST",
    path: "/v1/chat/completions",
    headers: new Map([["content-length", String(Buffer.byteLength(body, "latin1"))]]),
  };
}

function emptyTranscript(): Transcript {
  return {
    status: undefined,
    statusText: undefined,
    headers: new Map(),
    body: "",
    error: undefined,
    calls: [],
  };
}
