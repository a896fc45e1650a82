import type {
  WebSocketClient,
  WebSocketClientEntry,
  WebSocketClientOptions,
  WebSocketError,
} from "../../../modules/host/web-socket.js";
import { equal, NO_PATHS, PATH_AS_GIVEN, type Test, textOf, throws } from "./http-client.js";

/**
 * What any host's WebSocket client (ECMA-419, 21) must do. The server sends every message back at
 * `/echo`, in one frame; at `/pieces` it sends "one two three" in three frames; at `/pings` it pings
 * and says "pong" once it was answered; at `/closes` it says "bye" and closes; at what begins with
 * `/as-given` it says that path; `/cut`, `/masked`, `/reserved` and `/wrong-key` break RFC 6455 as
 * they say; `/long-head` refuses with a head of 12 KiB, everything else with 404, and both with
 * `Retry-After: 7`.
 */
export interface World {
  readonly client: WebSocketClientEntry;
  readonly host: string;
  readonly port: number;
}

interface Heard {
  readonly messages: { readonly text: string; readonly binary: boolean }[];
  ended: "closed" | "failed" | undefined;
  error: WebSocketError | undefined;
  pieces: number;
  calledInside: boolean;
}

interface Manner {
  /** Sent one after the other, as the connection allows. */
  readonly send?: readonly (string | Uint8Array)[];
  /** Bytes of a message that are written at a time, at most. */
  readonly pieceBytes?: number;
  /** Messages after which the client closes. */
  readonly until?: number;
}

const LONG = "0123456789abcdef".repeat(700);

export default async function conformance(t: Test, world: World): Promise<void> {
  await constructing(t, world);
  await conversing(t, world);
  await ending(t, world);
}

async function constructing(t: Test, world: World): Promise<void> {
  const { io } = world.client;
  const options = { ...world.client, host: world.host, port: world.port, path: "/echo" };
  await t("throws without options", () => throws(() => construct(io, undefined)));
  for (const name of ["host", "socket", "dns"]) {
    await t(`throws without ${name}`, () =>
      throws(() => construct(io, { ...options, [name]: undefined })),
    );
  }
  await t("throws at a callback that is none", () =>
    throws(() => construct(io, { ...options, onReadable: "soon" })),
  );
  for (const path of NO_PATHS) {
    await t(`throws at the path ${JSON.stringify(path)}`, () =>
      throws(() => construct(io, { ...options, path })),
    );
  }
  await t("throws at a write before it is open, and after it is closed", () => {
    const client = construct(io, options);
    throws(() => client.write(Uint8Array.of(1)));
    client.close();
    throws(() => client.write(Uint8Array.of(1)));
  });
  await t("may be closed twice", () => {
    const client = construct(io, Object.freeze(options));
    client.close();
    client.close();
  });
}

async function conversing(t: Test, world: World): Promise<void> {
  await t("sends and hears a text, and does not call back from within a method", async () => {
    const { messages, calledInside } = await converse(world, "/echo", { send: ["hello"] });
    equal(messages.length, 1);
    equal(messages[0]?.text, "hello");
    equal(messages[0]?.binary, false);
    equal(calledInside, false);
  });
  await t("sends and hears bytes", async () => {
    const { messages } = await converse(world, "/echo", { send: [Uint8Array.of(65, 66)] });
    equal(messages[0]?.text, "AB");
    equal(messages[0]?.binary, true);
  });
  await t("sends a long message in many pieces, and hears it whole", async () => {
    const { messages } = await converse(world, "/echo", { send: [LONG], pieceBytes: 999 });
    equal(messages.length, 1);
    equal(messages[0]?.text, LONG);
  });
  await t("keeps messages in order", async () => {
    const { messages } = await converse(world, "/echo", { send: ["a", "b", "c"], until: 3 });
    equal(messages.map(({ text }) => text).join(), "a,b,c");
  });
  await t("joins what comes in several frames into one message", async () => {
    const { messages } = await converse(world, "/pieces", {});
    equal(messages[0]?.text, "one two three");
  });
  await t("sends its path as it is given", async () => {
    const { messages } = await converse(world, PATH_AS_GIVEN, {});
    equal(messages[0]?.text, PATH_AS_GIVEN);
  });
  await t("answers pings", async () => {
    const { messages } = await converse(world, "/pings", {});
    equal(messages[0]?.text, "pong");
  });
  await t("refuses to write more than it said", async () => {
    let thrown = false;
    await converse(world, "/echo", { send: ["x"] }, (client, count) => {
      try {
        client.write(new Uint8Array(count + 1));
      } catch {
        thrown = true;
      }
    });
    equal(thrown, true);
  });
}

async function ending(t: Test, world: World): Promise<void> {
  await t("says when the server closes, after its last word", async () => {
    const { messages, ended } = await converse(world, "/closes", { until: 9 });
    equal(messages[0]?.text, "bye");
    equal(ended, "closed");
  });
  await t("fails where the server does not switch, with its status and fields", async () => {
    const { ended, error } = await converse(world, "/nowhere", {});
    equal(ended, "failed");
    equal(error?.status, 404);
    equal(error?.headers?.get("retry-after"), "7");
  });
  await t("reads no more of a refusal than 8 KiB", async () => {
    const { error } = await converse(world, "/long-head", {});
    equal(error?.code, "network-protocol");
    equal(error?.headers?.get("retry-after"), undefined);
  });
  for (const path of ["/wrong-key", "/masked", "/reserved"]) {
    await t(`fails at ${path}, with a code`, async () => {
      const { ended, error, messages } = await converse(world, path, {});
      equal(ended, "failed");
      equal(error?.code, "network-protocol");
      equal(messages.length, 0);
    });
  }
  await t("fails where the connection is cut within a message", async () => {
    const { ended, error, messages } = await converse(world, "/cut", {});
    equal(ended, "failed");
    equal(error?.code, "network-reset");
    equal(messages.length, 0);
  });
}

function converse(
  world: World,
  path: string,
  { send = [], pieceBytes = Number.POSITIVE_INFINITY, until = 1 }: Manner,
  onFirstWritable: (client: WebSocketClient, count: number) => void = () => {},
): Promise<Heard> {
  return new Promise((resolve) => {
    const heard: Heard = {
      messages: [],
      ended: undefined,
      error: undefined,
      pieces: 0,
      calledInside: false,
    };
    const unsent = send.map((message) => ({
      bytes: typeof message === "string" ? bytesOf(message) : message,
      binary: typeof message !== "string",
    }));
    let text = "";
    let inside = true;
    let isFirst = true;
    const seen = () => {
      if (inside) heard.calledInside = true;
    };
    const end = (how: Heard["ended"], error?: Heard["error"]) => {
      seen();
      heard.ended = how;
      heard.error = error;
      client.close();
      resolve(heard);
    };
    const client = construct(world.client.io, {
      ...world.client,
      host: world.host,
      port: world.port,
      path,
      onWritable(count: number) {
        seen();
        if (isFirst) onFirstWritable(client, count);
        isFirst = false;
        inside = true;
        for (let room = count; room > 0; ) {
          const [message] = unsent;
          if (message === undefined) break;
          const piece = message.bytes.slice(0, Math.min(room, pieceBytes));
          message.bytes = message.bytes.slice(piece.length);
          const more = message.bytes.length > 0;
          if (!more) unsent.shift();
          room = client.write(piece, { binary: message.binary, more });
        }
        inside = false;
      },
      onReadable(count: number, { more, binary }: { more: boolean; binary: boolean }) {
        seen();
        heard.pieces += 1;
        text += textOf(new Uint8Array(client.read(count) ?? new ArrayBuffer(0)));
        if (more) return;
        heard.messages.push({ text, binary });
        text = "";
        if (heard.messages.length >= until) {
          client.close();
          resolve(heard);
        }
      },
      onClose: () => end("closed"),
      onError: (error?: Heard["error"]) => end("failed", error),
    });
    inside = false;
  });
}

function construct(io: WebSocketClientEntry["io"], options: unknown): WebSocketClient {
  return new io(options as WebSocketClientOptions);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
