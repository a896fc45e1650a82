import type { FrameSource, View } from "../../hosts/simulator/board/camera/frame-source.js";
import { LOCAL_CLOUD_HOST } from "../../hosts/simulator/board/cloud/local-cloud.js";
import { buildHost, firmwareOf } from "../../tools/build-host.js";
import { type Cloud, noCloud } from "../../tools/run/cloud.js";
import { Session, type SessionOptions } from "../../tools/run/session.js";
import type { WakeRow } from "../../tools/run/wake-row.js";

/** Whole wakes of the real firmware, with what is given and nobody to ask otherwise. */
export async function openSession(options: Partial<SessionOptions> = {}): Promise<Session> {
  return new Session({
    firmware: firmwareOf(await buildHost(() => {})),
    source: new GrayPictures(),
    cloud: noCloud(),
    seed: 1,
    pace: "max",
    settings: {},
    ...options,
  });
}

export async function runWakes(session: Session, count: number): Promise<WakeRow[]> {
  const rows: WakeRow[] = [];
  for (let wake = 0; wake < count; wake++) rows.push(await session.runWake());
  return rows;
}

/** One whole run. */
export async function runOnce(
  options: Partial<SessionOptions>,
  wakes: number,
): Promise<{ rows: WakeRow[]; bytesSent: number; socketsOpened: number }> {
  const session = await openSession(options);
  try {
    const rows = await runWakes(session, wakes);
    return { rows, bytesSent: session.bytesSent, socketsOpened: session.socketsOpened };
  } finally {
    await session.close();
  }
}

/** JPEGs as they are, one a wake, the last one again and again. */
export class FixedPictures implements FrameSource {
  readonly name = "fixed";
  readonly skipped = [];
  readonly #pictures: readonly Buffer[];
  readonly #label: boolean | undefined;
  #next = 0;

  constructor(pictures: readonly Buffer[], label?: boolean) {
    this.#pictures = pictures;
    this.#label = label;
  }

  async next(): Promise<View> {
    const index = Math.min(this.#next++, this.#pictures.length - 1);
    const jpeg = this.#pictures[index] as Buffer;
    return { name: `picture ${index}`, label: this.#label, expose: async () => jpeg };
  }
}

/** A dull gray: whatever the network makes of it, it is valid. */
export class GrayPictures implements FrameSource {
  readonly name = "gray";
  readonly skipped = [];

  async next(): Promise<View> {
    const { default: sharp } = await import("sharp");
    const image = sharp({
      create: { width: 640, height: 480, channels: 3, background: { r: 128, g: 128, b: 128 } },
    });
    const jpeg = await image.jpeg({ quality: 80 }).toBuffer();
    return { name: "gray", label: undefined, expose: async () => jpeg };
  }
}

/** The name that the firmware is told for a cloud of this machine. */
export const CLOUD_HOST = LOCAL_CLOUD_HOST;
/** Far beyond what a loaded machine takes for a handshake: only silence meets it. */
const HOLD_WALL_MS_MAX = 15_000;

/** A cloud at a port of this machine. */
export function cloudAt(
  port: number,
  ca: Uint8Array,
  settings: object = {},
  holdWallMsMax = HOLD_WALL_MS_MAX,
): Cloud {
  return {
    settings: { host: CLOUD_HOST, ...settings },
    key: "test-key",
    ca,
    routes: new Map([[`${CLOUD_HOST}:443`, { address: "127.0.0.1", port }]]),
    holdWallMsMax,
    learn: () => {},
    close: async () => {},
  };
}
