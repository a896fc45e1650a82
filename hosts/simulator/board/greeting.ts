import type { Socket } from "node:net";
import { FirmwareStartError } from "./firmware.js";
import { type FirmwareFrame, Link } from "./link.js";

/** Of the link over TCP; in hosts/simulator/native/simulator.h it is kLinkVersion. */
export const LINK_VERSION = 1;
/** Real time between a connection and its first frame. */
const GREETING_WALL_MS_MAX = 10_000;
const REFUSED = 1;

interface Hello {
  readonly link: unknown;
  readonly xs: string;
}

export interface GreetedFirmware {
  readonly link: Link;
  readonly engineVersion: string;
}

/**
 * The first exchange on a connection: versions one way, the flash's file the other. Undefined where
 * what connected is no firmware; throws FirmwareStartError where it is one of another version. Both
 * are told.
 */
export async function greetFirmware(
  socket: Socket,
  flashPath: string,
): Promise<GreetedFirmware | undefined> {
  const link = new Link(socket, socket);
  const hello = await firstFrame(socket, link).then(helloOf, () => undefined);
  if (hello?.link === LINK_VERSION) {
    answer(link, 0, Buffer.from(flashPath, "utf8"));
    return { link, engineVersion: hello.xs };
  }
  const why = hello
    ? `the firmware speaks version ${hello.link} of the link, the board ${LINK_VERSION}`
    : "a firmware greets first";
  answer(link, REFUSED, new Uint8Array(0), why);
  socket.end();
  if (hello) throw new FirmwareStartError(why);
  return undefined;
}

function answer(link: Link, target: number, payload: Uint8Array, text = "{}"): void {
  link.send({ text, payload, target, monotonicMs: 0, wallMs: 0 });
}

/** Rejects where it does not come in time, or is no frame. */
async function firstFrame(socket: Socket, link: Link): Promise<FirmwareFrame> {
  let guard: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    guard = setTimeout(reject, GREETING_WALL_MS_MAX);
    socket.once("close", reject);
  });
  try {
    return await Promise.race([link.next(), silence]);
  } finally {
    clearTimeout(guard);
  }
}

function helloOf({ text }: FirmwareFrame): Hello | undefined {
  try {
    const { op, link, xs } = Object(JSON.parse(text));
    return op === "hello" && typeof xs === "string" ? { link, xs } : undefined;
  } catch {
    return undefined;
  }
}
