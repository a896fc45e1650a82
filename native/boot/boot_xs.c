/* The C behind boot.ts. */
#include "boot.h"
#include "xsmc.h"

/* storage(): a number, an enum boot_storage */
void xs_boot_storage(xsMachine* the) {
    xsmcSetInteger(xsResult, (xsIntegerValue)boot_storage_state());
}

/* restoreCount(): a number */
void xs_boot_restore_count(xsMachine* the) {
    xsmcSetNumber(xsResult, (xsNumberValue)boot_restore_count());
}

/* slot(): the label of the partition that runs */
void xs_boot_slot(xsMachine* the) { xsmcSetString(xsResult, (char*)boot_running_slot()); }

/* slotState(): a number, -1 where nothing was ever updated */
void xs_boot_slot_state(xsMachine* the) { xsmcSetInteger(xsResult, boot_slot_state()); }

/* markValid(): whether it was written */
void xs_boot_mark_valid(xsMachine* the) { xsmcSetBoolean(xsResult, boot_mark_valid()); }

/* rollBack(): returns only where there is no slot to go back to */
void xs_boot_roll_back(xsMachine* the) {
    (void)the;
    boot_roll_back();
}
