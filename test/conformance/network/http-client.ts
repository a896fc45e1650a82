import type {
  HTTPClient,
  HTTPClientEntry,
  HTTPClientOptions,
  HTTPRequest,
  HTTPRequestOptions,
} from "../../../modules/host/network.js";

/**
 * What any host's HTTP client (ECMA-419, 20) must do, whichever engine and network it runs on. The
 * server has four resources: `GET /hello` answers "hello" with the header `X-Kind: Greeting`,
 * `POST /echo` answers with the request's body, `GET /big` with 20,000 bytes, and what begins with
 * `/as-given` with its own path.
 */
export interface World {
  readonly client: HTTPClientEntry;
  readonly host: string;
  readonly port: number;
}

/** Runs one case; a case fails by throwing. */
export type Test = (name: string, act: () => void | Promise<void>) => Promise<void>;

/** What a URL's parser would rewrite. */
export const PATH_AS_GIVEN = '/as-given/../a//b?c="{d}"|^#@e';
/** What no line of a request may have in the place of a path. */
export const NO_PATHS = ["", "hello", "@else.test/", ":99/", "/a b", "/a\r\nb: c", "/\u00e9"];

const BIG_BYTES = 20_000;
const ECHO_BYTES = 10_000;

export default async function conformance(t: Test, world: World): Promise<void> {
  await constructing(t, world);
  await requesting(t, world);
  await writing(t, world);
  await closing(t, world);
}

async function constructing(t: Test, world: World): Promise<void> {
  const { io } = world.client;
  const options = optionsFor(world);
  await t("throws without options", () => throws(() => construct(io, undefined)));
  for (const name of ["host", "socket", "dns"]) {
    await t(`throws without ${name}`, () =>
      throws(() => construct(io, { ...options, [name]: undefined })),
    );
  }
  await t("throws at a port that is no number", () =>
    throws(() => construct(io, { ...options, port: "80" })),
  );
  await t("throws a RangeError at more than 8 authorities", () => {
    const ca = Array.from({ length: 9 }, () => new Uint8Array(1));
    const socket = { ...world.client.socket, tls: { host: world.host, ca } };
    equal(errorOf(() => construct(io, { ...options, socket })) instanceof RangeError, true);
  });
  await t("takes a frozen options object and ignores strangers in it", () => {
    construct(io, Object.freeze({ ...options, colour: "red" })).close();
  });
}

async function requesting(t: Test, world: World): Promise<void> {
  await t("calls onHeaders, onReadable, onDone, with the request as receiver", async () => {
    const { calls, request, receivers } = await exchange(world, { path: "/hello" });
    equal(calls.join(" "), "headers readable done");
    for (const receiver of receivers) equal(receiver, request);
  });
  await t("gives status, status text and headers in lower case", async () => {
    const { status, statusText, headers } = await exchange(world, { path: "/hello" });
    equal(status, 200);
    equal(statusText, "OK");
    equal(headers?.get("x-kind"), "Greeting");
  });
  await t("gives at least the headers of the mask, and no body is lost for it", async () => {
    const { headers, bytes } = await exchange(world, { path: "/hello", headersMask: ["x-kind"] });
    equal(headers?.get("x-kind"), "Greeting");
    equal(textOf(bytes), "hello");
  });
  await t("does not call back from within a method", async () => {
    const { calledInside } = await exchange(world, { path: "/hello" });
    equal(calledInside, false);
  });
  await t("brings a long body whole", async () => {
    const { bytes } = await exchange(world, { path: "/big" });
    equal(bytes.length, BIG_BYTES);
  });
  await t("reads no more than asked for, and nothing after the end", async () => {
    const { longestRead, request } = await exchange(world, { path: "/big" }, { readBytes: 100 });
    equal(longestRead, 100);
    equal(request.read(), undefined);
  });
  await t("sends a path as it is given", async () => {
    const { bytes } = await exchange(world, { path: PATH_AS_GIVEN });
    equal(textOf(bytes), PATH_AS_GIVEN);
  });
  await t("throws at what is no path", () => {
    const client = open(world);
    for (const path of NO_PATHS) throws(() => client.request({ path }));
    client.close();
  });
  await t("throws at CONNECT, in capitals or not", () => {
    const client = open(world);
    for (const method of ["CONNECT", "connect"]) throws(() => client.request({ method }));
    client.close();
  });
  await t("answers queued requests in order", async () => {
    const client = open(world);
    const one = exchangeOn(client, { path: "/hello" });
    const two = exchangeOn(client, { path: "/big" });
    equal(textOf((await one).bytes), "hello");
    equal((await two).bytes.length, BIG_BYTES);
    client.close();
  });
}

async function writing(t: Test, world: World): Promise<void> {
  const body = new Uint8Array(ECHO_BYTES).map((_, index) => 97 + (index % 26));
  await t("sends a body of a known length", async () => {
    const headers = new Map([["content-length", String(ECHO_BYTES)]]);
    const { bytes } = await exchange(world, { method: "POST", path: "/echo", headers }, { body });
    equal(textOf(bytes), textOf(body));
  });
  await t("sends a body in chunks, which a write without arguments ends", async () => {
    const headers = new Map([["transfer-encoding", "chunked"]]);
    const { bytes } = await exchange(world, { method: "POST", path: "/echo", headers }, { body });
    equal(textOf(bytes), textOf(body));
  });
  await t("never offers to write where there is no body", async () => {
    const { calls } = await exchange(world, { path: "/hello" });
    equal(calls.includes("writable"), false);
  });
  await t("throws at more than may be written, and at a write out of turn", async () => {
    const client = open(world);
    let tooMuch = false;
    const headers = new Map([["content-length", "3"]]);
    await new Promise<void>((resolve) => {
      const request = client.request({
        method: "POST",
        path: "/echo",
        headers,
        onWritable(count) {
          tooMuch = isThrown(() => this.write(new Uint8Array(count + 1)));
          this.write(new Uint8Array(3));
        },
        onReadable() {
          this.read();
        },
        onDone: () => resolve(),
      });
      throws(() => request.write(new Uint8Array(1)));
    });
    client.close();
    equal(tooMuch, true);
  });
}

async function closing(t: Test, world: World): Promise<void> {
  await t("closes twice, and throws at a request afterwards", () => {
    const client = open(world);
    client.close();
    client.close();
    throws(() => client.request({}));
  });
  await t("calls nothing back once it is closed", async () => {
    const client = open(world);
    let calls = 0;
    const count = () => {
      calls += 1;
    };
    client.request({ path: "/hello", onHeaders: count, onReadable: count, onDone: count });
    client.close();
    // Another client's whole exchange is time enough.
    await exchange(world, { path: "/big" });
    equal(calls, 0);
  });
}

interface Exchange {
  readonly request: HTTPRequest;
  readonly calls: string[];
  readonly receivers: unknown[];
  status: number | undefined;
  statusText: string | undefined;
  headers: Map<string, string> | undefined;
  bytes: Uint8Array;
  longestRead: number;
  calledInside: boolean;
}

interface Manner {
  readonly body?: Uint8Array;
  /** How much to read at a time; all by default. */
  readonly readBytes?: number;
}

async function exchange(
  world: World,
  options: HTTPRequestOptions,
  manner: Manner = {},
): Promise<Exchange> {
  const client = open(world);
  const made = await exchangeOn(client, options, manner);
  client.close();
  return made;
}

function exchangeOn(
  client: HTTPClient,
  options: HTTPRequestOptions,
  { body = new Uint8Array(0), readBytes }: Manner = {},
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let inside = true;
    let sent = 0;
    const seen = (name: string, receiver: unknown) => {
      if (made.calls[made.calls.length - 1] !== name) made.calls.push(name);
      made.receivers.push(receiver);
      if (inside) made.calledInside = true;
    };
    const chunked = options.headers?.get("transfer-encoding") === "chunked";
    const request = client.request({
      ...options,
      onHeaders(status, headers, statusText) {
        seen("headers", this);
        Object.assign(made, { status, headers, statusText });
      },
      onWritable(count) {
        seen("writable", this);
        inside = true;
        if (sent === body.length && chunked) this.write();
        else {
          const part = body.slice(sent, sent + count);
          sent += part.length;
          this.write(part);
        }
        inside = false;
      },
      onReadable() {
        seen("readable", this);
        inside = true;
        for (let part = this.read(readBytes); part; part = this.read(readBytes)) take(made, part);
        inside = false;
      },
      onDone(error) {
        seen("done", this);
        if (error) reject(error);
        else resolve(made);
      },
    });
    const made: Exchange = {
      request,
      calls: [],
      receivers: [],
      status: undefined,
      statusText: undefined,
      headers: undefined,
      bytes: new Uint8Array(0),
      longestRead: 0,
      calledInside: false,
    };
    inside = false;
  });
}

function take(made: Exchange, part: ArrayBuffer): void {
  const bytes = new Uint8Array(made.bytes.length + part.byteLength);
  bytes.set(made.bytes);
  bytes.set(new Uint8Array(part), made.bytes.length);
  made.bytes = bytes;
  made.longestRead = Math.max(made.longestRead, part.byteLength);
}

function optionsFor({ client, host, port }: World): HTTPClientOptions {
  return { ...client, host, port };
}

function open(world: World): HTTPClient {
  return construct(world.client.io, optionsFor(world));
}

function construct(io: HTTPClientEntry["io"], options: unknown): HTTPClient {
  return new io(options as HTTPClientOptions);
}

export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${String(actual)} instead of ${String(expected)}`);
}

function isThrown(act: () => unknown): boolean {
  return errorOf(act) !== undefined;
}

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

export function throws(act: () => unknown): void {
  if (!isThrown(act)) throw new Error("nothing was thrown");
}
