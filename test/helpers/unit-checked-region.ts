import assert from "node:assert/strict";
import { FlashRegion } from "../../hosts/simulator/board/flash/flash-region.js";
import { UNIT_BYTES } from "../../hosts/simulator/board/flash/nvs-record.js";

/** Refuses what flash encryption could not do: to program a 32-byte unit that is not erased. */
export class UnitCheckedRegion extends FlashRegion {
  override write(offset: number, bytes: Uint8Array): void {
    assert.equal(offset % UNIT_BYTES, 0, `a write at ${offset} begins within a unit`);
    assert.equal(
      bytes.length % UNIT_BYTES,
      0,
      `a write of ${bytes.length} bytes ends within a unit`,
    );
    const before = this.read(offset, bytes.length);
    assert.ok(
      before.every((byte) => byte === 0xff),
      `a unit within ${bytes.length} bytes at ${offset} was programmed before`,
    );
    super.write(offset, bytes);
  }
}
