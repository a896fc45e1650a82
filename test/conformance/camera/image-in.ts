import type { DisposableBuffer } from "../../../modules/host/bytes.js";
import type { CameraEntry, ImageIn, ImageInOptions } from "../../../modules/host/camera.js";
import type { Timers } from "../../../modules/host/clock.js";

/** What any host's Image Input (ECMA-419, 10) must do, whichever engine and camera it runs on. */
export interface World {
  readonly camera: CameraEntry;
  readonly timers: Timers;
}

/** Runs one case; a case fails by throwing. */
export type Test = (name: string, act: () => void | Promise<void>) => Promise<void>;

const FRAME_TIMEOUT_MS = 5_000;
const PAUSE_MS = 1_000;

export default async function conformance(t: Test, world: World): Promise<void> {
  await constructing(t, world);
  await reading(t, world);
  await closing(t, world);
}

async function constructing(t: Test, { camera }: World): Promise<void> {
  const { io } = camera;
  const construct = (options: unknown): ImageIn => new io(options as ImageInOptions);
  const bad: readonly (readonly [string, unknown])[] = [
    ["no options", undefined],
    ["an unknown encoding", { ...camera, imageType: "png" }],
    ["an unknown data format", { ...camera, format: "number" }],
    ["an onReadable that is no function", { ...camera, onReadable: 1 }],
    ["an onError that is no function", { ...camera, onError: {} }],
    ["a size that no sensor has", { ...camera, width: 100_000, height: 100_000 }],
  ];
  for (const [name, options] of bad) {
    await t(`throws at ${name}, and the camera stays free`, () => {
      throws(() => construct(options));
      construct({ ...camera }).close();
    });
  }
  await t("takes frozen options and what it does not know", () => {
    construct(Object.freeze({ ...camera, unknown: 1 })).close();
  });
  await t("throws while another instance has the camera", () => {
    const first = construct({ ...camera });
    throws(() => construct({ ...camera }));
    first.close();
    construct({ ...camera }).close();
  });
  await t("tells type and size, which cannot be set", () => {
    const image = construct({ ...camera, imageType: "jpeg", width: 640, height: 480 });
    equal(image.imageType, "jpeg");
    equal(image.width, 640);
    equal(image.height, 480);
    throws(() => ((image as { width: number }).width = 1));
    image.close();
  });
}

async function reading(t: Test, world: World): Promise<void> {
  await t("is stopped when created, and reads undefined", async () => {
    const heard: number[] = [];
    const image = open(world, { onReadable: (byteLength) => heard.push(byteLength) });
    await pause(world);
    equal(image.read(), undefined);
    equal(heard.length, 0);
    image.close();
  });
  await t("gives disposable frames, each of the size that was announced", async () => {
    const { image, byteLength } = await firstFrame(world, "buffer/disposable");
    const frame = image.read() as DisposableBuffer;
    equal(frame.byteLength, byteLength);
    const bytes = new Uint8Array(frame);
    equal(bytes[0], 0xff);
    equal(bytes[1], 0xd8);
    frame.close();
    frame.close();
    equal(frame.byteLength, 0);
    image.close();
  });
  await t("goes on for one who gives every frame back", async () => {
    let frames = 0;
    const image = open(world, {
      format: "buffer/disposable",
      onReadable: () => {
        image.read()?.close();
        frames += 1;
      },
    });
    image.start();
    await pause(world);
    await pause(world);
    ok(frames >= 4, `${frames} frames in two seconds`);
    image.close();
  });
  await t("gives plain buffers that stay", async () => {
    const { image, byteLength } = await firstFrame(world, "buffer");
    const frame = image.read() as ArrayBuffer | undefined;
    equal(frame?.byteLength, byteLength);
    ok(!("close" in (frame ?? {})), "a plain buffer has no close");
    image.close();
    equal(frame?.byteLength, byteLength);
  });
  await t("flushes what waits when it is told to", async () => {
    const { image } = await firstFrame(world, "buffer");
    image.stop({ flush: true });
    equal(image.read(), undefined);
    image.close();
  });
}

async function closing(t: Test, world: World): Promise<void> {
  await t("closes twice, and throws at every use after", () => {
    const image = open(world);
    image.close();
    image.close();
    throws(() => image.start());
    throws(() => image.stop());
    throws(() => image.read());
  });
  await t("calls nobody back once closed", async () => {
    let calls = 0;
    const image = open(world, { onReadable: () => calls++, onError: () => calls++ });
    image.start();
    image.close();
    await pause(world);
    equal(calls, 0);
  });
}

function open({ camera }: World, options: ImageInOptions = {}): ImageIn {
  return new camera.io({ ...camera, imageType: "jpeg", width: 640, height: 480, ...options });
}

/** A started camera in whose buffers a frame waits. */
function firstFrame(
  world: World,
  format: "buffer" | "buffer/disposable",
): Promise<{ image: ImageIn; byteLength: number }> {
  return new Promise((resolve, reject) => {
    const onReadable = (byteLength: number) => {
      world.timers.clear(timer);
      resolve({ image, byteLength });
    };
    const image = open(world, { format, onReadable, onError: reject });
    const timer = world.timers.set(() => {
      image.close();
      reject(new Error("no frame"));
    }, FRAME_TIMEOUT_MS);
    image.start();
  });
}

function pause({ timers }: World): Promise<void> {
  return new Promise((resolve) => {
    timers.set(resolve, PAUSE_MS);
  });
}

function equal(actual: unknown, expected: unknown): void {
  ok(Object.is(actual, expected), `${String(actual)} instead of ${String(expected)}`);
}

function ok(value: unknown, what: string): void {
  if (!value) throw new Error(what);
}

function throws(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    ok(error instanceof Error, "what is thrown is no Error");
    return;
  }
  throw new Error("nothing was thrown");
}
