import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { ROOT } from "../../../tools/project-paths.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const TOOL = join(ROOT, "tools/nightjar.mjs");
const WAKES = 4;
/** Linux's disk without room. */
const FULL = "/dev/full";

function nightjar(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...args], {
    encoding: "utf8",
    env: { ...process.env, NIGHTJAR_CLOUD_KEY: "" },
  });
  return { status, stdout, stderr };
}

/** As `nightjar ... | head` does: nobody reads what comes after the first piece, or anything at all. */
async function unread(args: readonly string[], pieces: 0 | 1) {
  const child = spawn(process.execPath, [TOOL, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const told: Buffer[] = [];
  child.stderr.on("data", (piece) => told.push(piece));
  if (pieces === 1) await once(child.stdout, "data");
  child.stdout.destroy();
  const [status] = await once(child, "close");
  return { status, stderr: Buffer.concat(told).toString() };
}

describe("nightjar run", () => {
  let folder: ScratchFolder;

  beforeEach(() => {
    folder = openScratchFolder();
  });
  afterEach(() => folder.remove());

  it("says what to do about a folder that is not there", () => {
    const { status, stderr } = nightjar("run", "--camera", folder.path("nowhere"));
    assert.equal(status, 1);
    assert.match(stderr, /^nightjar: .*nowhere/);
    assert.doesNotMatch(stderr, / at /);
  });

  it("says what to do about a folder without a picture", () => {
    writeFileSync(folder.path("notes.txt"), "no picture");
    const { status, stderr } = nightjar("run", "--camera", folder.path("."));
    assert.equal(status, 1);
    assert.match(stderr, /no .*picture/i);
  });

  it("lists what is wrong with settings, before anything runs", () => {
    const path = folder.path("settings.json");
    writeFileSync(path, JSON.stringify({ policy: { confidenceThreshold: 7 }, colour: {} }));
    const { status, stderr, stdout } = nightjar("run", "--settings", path);
    assert.equal(status, 2);
    assert.match(stderr, /policy\.confidenceThreshold: .*0\.5/);
    assert.match(stderr, /colour/);
    assert.equal(stdout, "");
  });

  it("answers a wrong flag with the way to help", () => {
    const { status, stderr } = nightjar("run", "--wake", "1");
    assert.equal(status, 2);
    assert.match(stderr, /--help/);
  });

  it("tells the run where the disk is full, and what could not be written on one line", function () {
    if (!existsSync(FULL)) this.skip();
    const { status, stdout, stderr } = nightjar("run", "--wakes", "1", "--log", FULL);
    assert.equal(status, 1);
    assert.match(stdout, /computrons per wake/);
    assert.match(stderr, /^nightjar: \/dev\/full could not be written: ENOSPC.*\n$/);
  });

  it("ends quietly, with its figures, where nobody reads on", async () => {
    const json = folder.path("run.json");
    const args = ["run", "--wakes", "100000", "--cloud", "off", "--json", json];
    assert.deepEqual(await unread(args, 1), { status: 0, stderr: "" });
    const { wakes } = JSON.parse(readFileSync(json, "utf8"));
    assert.ok(wakes > 0 && wakes < 1_000, `${wakes} wakes`);
  });

  it("goes on past broken pictures, names them, and writes the figures and a picture", async () => {
    mkdirSync(folder.path("person"));
    const background = { r: 120, g: 100, b: 80 };
    const image = sharp({ create: { width: 320, height: 240, channels: 3, background } });
    const good = await image.jpeg().toBuffer();
    writeFileSync(folder.path("person/good.jpg"), good);
    writeFileSync(folder.path("person/half.jpg"), good.subarray(0, good.length >> 1));
    writeFileSync(folder.path("person/text.jpg"), "no JPEG at all");
    const json = folder.path("run.json");
    const picture = folder.path("run.png");
    const args = ["--camera", folder.path("."), "--wakes", `${WAKES}`];
    const { status, stdout, stderr } = nightjar(
      "run",
      ...args,
      "--json",
      json,
      "--picture",
      picture,
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /half\.jpg: truncated/);
    assert.match(stdout, /text\.jpg: not-jpeg/);
    const figures = JSON.parse(readFileSync(json, "utf8"));
    assert.equal(figures.schema, "nightjar.run/1");
    assert.equal(figures.wakes, WAKES);
    assert.equal(figures.frames, WAKES);
    assert.equal(figures.truth.labelled, WAKES);
    assert.ok(figures.computronsPerWake.max >= figures.computronsPerWake.median);
    assert.ok(figures.heap.slotBytesPeak > 0 && figures.heap.chunkBytesPeak > 0);
    assert.equal((await sharp(picture).metadata()).format, "png");
  });

  it("lists the settings", () => {
    const { status, stdout } = nightjar("settings");
    assert.equal(status, 0);
    assert.match(stdout, /confidenceThreshold +0\.7 \(0\.5 to 0\.999/);
  });

  it("ends quietly where nobody reads what it says", async () => {
    assert.deepEqual(await unread(["settings"], 0), { status: 0, stderr: "" });
  });

  it("knows no other command", () => {
    assert.equal(nightjar("fly").status, 2);
  });
});
