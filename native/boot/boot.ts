/** What key-value storage was found to be, in the order of `enum boot_storage` in boot.h. */
export type StorageState = "whole" | "restored" | "emptied";
const STORAGE_STATES: readonly StorageState[] = ["whole", "restored", "emptied"];

/** Of the app slot that runs, in the order of `boot_slot_state` in boot.h. */
export type SlotState = "new" | "pending" | "valid" | "invalid" | "aborted" | "unknown";
const SLOT_STATES: readonly SlotState[] = ["new", "pending", "valid", "invalid", "aborted"];

function storage(this: void, ...args: []): number {
  return native("xs_boot_storage").call(this, ...args) as number;
}

function restoreCount(this: void, ...args: []): number {
  return native("xs_boot_restore_count").call(this, ...args) as number;
}

function slot(this: void, ...args: []): string {
  return native("xs_boot_slot").call(this, ...args) as string;
}

function slotState(this: void, ...args: []): number {
  return native("xs_boot_slot_state").call(this, ...args) as number;
}

function markValid(this: void, ...args: []): boolean {
  return native("xs_boot_mark_valid").call(this, ...args) as boolean;
}

function rollBack(this: void, ...args: []): void {
  native("xs_boot_roll_back").call(this, ...args);
}

/** The app slots, and what became of the storage before script ran. */
export const boot = Object.freeze({
  storage: (): StorageState => STORAGE_STATES[storage()] ?? "emptied",
  /** How often the settings had to be taken from their copy. */
  restoreCount: (): number => restoreCount(),
  /** The partition that runs, "ota_0" say. */
  slot: (): string => slot(),
  /** "pending": on trial; not marked valid, the next restart goes back to the slot before. */
  slotState: (): SlotState => SLOT_STATES[slotState()] ?? "unknown",
  /** The running slot stays. False where that could not be written. */
  markValid: (): boolean => markValid(),
  /** Restarts into the slot before. Throws where there is none. */
  rollBack(): never {
    rollBack();
    throw new Error("no slot to go back to");
  },
});
