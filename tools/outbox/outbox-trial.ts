import { writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { BLOCK_BYTES, NorFlash } from "../../hosts/simulator/board/flash/nor-flash.js";
import { below, PowerLostError } from "../../hosts/simulator/board/flash/power-cut.js";
import { seededRandom } from "../../hosts/simulator/board/random.js";
import { Outbox } from "../../modules/outbox/outbox.js";
import {
  ABOUT_BYTES,
  EVENT_BYTES_MAX,
  KINDS,
  type Kind,
  OUTBOX_PARTITION,
  OUTCOMES,
} from "../../modules/outbox/outbox-layout.js";
import { nodeChecksum } from "../node-checksum.js";
import { type Entry, KindLedger, type Shown } from "./outbox-ledger.js";
import { UnitFlash } from "./unit-flash.js";

export interface TrialOptions {
  /** Of the chip, which is made anew. */
  readonly path: string;
  readonly blocks: number;
  readonly seed: number;
  /** What the chip holds; nothing where it is missing. */
  readonly image?: Uint8Array;
}

/** What is done to an outbox next. */
export type Step =
  | { readonly do: "event" }
  | { readonly do: "frame"; readonly byteLength: number }
  | { readonly do: "take"; readonly kind: Kind; readonly count: number; readonly commit: boolean }
  | { readonly do: "open" };

/** At the partition's end, somebody else's. */
const KEPT_BLOCKS = 1;
const TAKEN_AS = ["delivered", "delivered", "delivered", "refused", "expired"] as const;

/** An outbox on a virtual chip, and beside it a ledger of what must be true of it. */
export class OutboxTrial {
  readonly chip: NorFlash;
  readonly #flash: UnitFlash;
  readonly #noise: () => number;
  readonly #ledgers = { event: new KindLedger("event"), frame: new KindLedger("frame") };
  #outbox: Outbox;
  #epoch: string | undefined;
  #underway: { readonly kind: Kind; readonly sum: number } | undefined;
  /** Of what was accepted. */
  payloadBytes = 0;
  cuts = 0;

  constructor({ path, blocks, seed, image }: TrialOptions) {
    if (image !== undefined) writeFileSync(path, image);
    this.chip = new NorFlash({ path, byteLength: blocks * BLOCK_BYTES });
    this.#flash = new UnitFlash(OUTBOX_PARTITION, this.chip);
    this.#noise = seededRandom(seed);
    this.#outbox = this.#open();
    for (const kind of KINDS) this.#ledgers[kind].adopt(this.#shown(kind));
  }

  accepted(kind: Kind): number {
    return this.#ledgers[kind].accepted;
  }

  waiting(kind: Kind): number {
    return this.#ledgers[kind].waiting;
  }

  /** Throws where something that must hold does not. A cut that was armed may hit. */
  step(step: Step): void {
    this.#underway = undefined;
    try {
      this.#act(step);
    } catch (error) {
      if (!(error instanceof PowerLostError)) throw error;
      this.cuts += 1;
      this.chip.disarmPowerCut();
      this.chip.restorePower();
      this.#start();
      return;
    }
    for (const kind of KINDS) {
      const counts = this.#countsOf(this.#outbox, kind);
      const waiting = kind === "event" ? this.#outbox.events : this.#outbox.frames.length;
      this.#ledgers[kind].follow(waiting, counts);
    }
  }

  close(): void {
    this.chip.close();
  }

  #act(step: Step): void {
    if (step.do === "event") this.#addEvent();
    else if (step.do === "frame") this.#addFrame(step.byteLength);
    else if (step.do === "open") this.#start();
    else this.#take(step.kind, step.count, step.commit);
  }

  #addEvent(): void {
    const bytes = this.#bytes(EVENT_BYTES_MAX);
    const sum = crc32(bytes);
    this.#underway = { kind: "event", sum };
    const number = this.#outbox.addEvent(bytes);
    this.#accept("event", { number, sum }, EVENT_BYTES_MAX);
  }

  #addFrame(byteLength: number): void {
    const jpeg = this.#bytes(byteLength);
    const sum = crc32(jpeg);
    this.#underway = { kind: "frame", sum };
    const number = this.#outbox.addFrame(jpeg, jpeg.subarray(0, ABOUT_BYTES));
    if (number !== undefined) this.#accept("frame", { number, sum }, byteLength);
  }

  #accept(kind: Kind, entry: Entry, byteLength: number): void {
    this.#ledgers[kind].accept(entry);
    this.#epoch ??= this.#outbox.keyOf(0);
    this.payloadBytes += byteLength;
  }

  /** Gives the oldest away, each as chance has it. */
  #take(kind: Kind, count: number, commit: boolean): void {
    for (let taken = 0; taken < count; taken++) {
      const outcome = TAKEN_AS[below(this.#noise, TAKEN_AS.length)] as (typeof TAKEN_AS)[number];
      const { oldest } = this.#ledgers[kind];
      const shown = this.#oldest(this.#outbox, kind);
      const isOldest = shown?.number === oldest?.number && shown?.sum === oldest?.sum;
      if (!isOldest) throw new Error(`${kind}s: ${shown?.number}, not ${oldest?.number}`);
      if (shown === undefined) break;
      this.#outbox.settle(kind, shown.number, outcome);
      this.#ledgers[kind].settle(outcome);
    }
    if (!commit) return;
    this.#outbox.commit();
    this.#ledgers.event.commit();
    this.#ledgers.frame.commit();
  }

  /** A new wake finds it. */
  #start(): void {
    this.#outbox = this.#open();
    for (const kind of KINDS) {
      const underway = this.#underway?.kind === kind ? this.#underway.sum : undefined;
      this.#ledgers[kind].meet(this.#shown(kind), underway);
    }
  }

  /** All of it: a second look takes it apart, which nobody writes down. */
  #shown(kind: Kind): Shown {
    const copy = this.#open();
    const counts = this.#countsOf(copy, kind);
    const entries: Entry[] = [];
    for (let entry = this.#oldest(copy, kind); entry; entry = this.#oldest(copy, kind)) {
      entries.push(entry);
      copy.settle(kind, entry.number, "delivered");
    }
    return { entries, counts };
  }

  #open(): Outbox {
    const host = { flash: this.#flash, checksum: nodeChecksum, random: { next: this.#noise } };
    const outbox = new Outbox(host, KEPT_BLOCKS);
    if (this.#epoch !== undefined && outbox.keyOf(0) !== this.#epoch) {
      throw new Error(`the keys begin with ${outbox.keyOf(0)}, not ${this.#epoch}`);
    }
    return outbox;
  }

  #oldest(outbox: Outbox, kind: Kind): Entry | undefined {
    if (kind === "event") {
      const event = outbox.oldestEvent();
      return event && { number: event.number, sum: crc32(event.bytes) };
    }
    const [frame] = outbox.frames;
    if (frame === undefined) return undefined;
    const bytes = outbox.readFrame(frame);
    if (bytes === undefined) throw new Error(`frame ${frame.number} is spoilt`);
    const isOurs = frame.about.every((byte, at) => byte === bytes[at]);
    if (!isOurs) throw new Error(`frame ${frame.number} is not what it is about`);
    return { number: frame.number, sum: crc32(bytes) };
  }

  #countsOf(outbox: Outbox, kind: Kind): Shown["counts"] {
    const told = OUTCOMES.map((outcome) => [outcome, outbox.count(kind, outcome)]);
    return Object.fromEntries(told) as Shown["counts"];
  }

  #bytes(byteLength: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(byteLength / 4));
    for (let at = 0; at < words.length; at++) words[at] = this.#noise() * 0x1_0000_0000;
    return new Uint8Array(words.buffer, 0, byteLength);
  }
}
