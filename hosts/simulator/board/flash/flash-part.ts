import {
  type Answer,
  type CallRequest,
  type Operation,
  OperationError,
  type Part,
} from "../part.js";
import { FlashRegion } from "./flash-region.js";
import { BLOCK_BYTES, ERASED_BYTE, type NorFlash, WRITE_ALIGN_BYTES } from "./nor-flash.js";
import type { PartitionTable } from "./partition-table.js";
import { countField, textField } from "./request-fields.js";

export interface FlashPartOptions {
  /** Stays the caller's, who closes it. */
  readonly chip: NorFlash;
  readonly table: PartitionTable;
}

/**
 * The chip as the firmware reaches it: partitions by name (docs/SPEC.md, "The link"). It keeps no
 * handles, so a firmware that is gone leaves nothing behind. A power cut surfaces as
 * PowerLostError, which is the board's to answer: no firmware lives to see it.
 */
export class FlashPart implements Part {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly #chip: NorFlash;
  readonly #table: PartitionTable;

  constructor({ chip, table }: FlashPartOptions) {
    this.#chip = chip;
    this.#table = table;
    this.operations = {
      "flash.list": () => ({ body: { paths: table.partitions.map(({ name }) => name) } }),
      "flash.open": (request) => this.#open(request),
      "flash.read": (request) => this.#timed(() => this.#read(request)),
      "flash.write": (request, payload) => this.#timed(() => this.#write(request, payload)),
      "flash.erase": (request) => this.#timed(() => this.#erase(request)),
    };
  }

  /** Whoever lost power boots with it. */
  reset(): void {
    if (!this.#chip.powered) this.#chip.restorePower();
  }

  close(): void {}

  #open(request: CallRequest): Answer {
    const region = this.#region(request);
    return {
      body: {
        address: region.address,
        size: region.byteLength,
        blockLength: BLOCK_BYTES,
        eraseValue: ERASED_BYTE,
        writeAlign: WRITE_ALIGN_BYTES,
      },
    };
  }

  #read(request: CallRequest): Answer {
    const region = this.#region(request);
    const byteOffset = countField(request, "byteOffset");
    return { payload: region.read(byteOffset, countField(request, "byteLength")) };
  }

  #write(request: CallRequest, payload: Uint8Array): Answer {
    this.#region(request).write(countField(request, "byteOffset"), payload);
    return {};
  }

  #erase(request: CallRequest): Answer {
    this.#region(request).erase(countField(request, "start"), countField(request, "end"));
    return {};
  }

  #timed(act: () => Answer): Answer {
    const before = this.#chip.busyMs;
    const answer = act();
    return { ...answer, durationMs: this.#chip.busyMs - before };
  }

  #region(request: CallRequest): FlashRegion {
    const path = textField(request, "path");
    const partition = this.#table.find(path);
    if (partition === undefined) {
      throw new OperationError("flash-partition-unknown", `no partition is named "${path}"`);
    }
    return new FlashRegion(this.#chip, partition.offset, partition.byteLength);
  }
}
