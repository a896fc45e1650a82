/* What happens before script runs, and which app slot it runs from. */
#ifndef NIGHTJAR_BOOT_H
#define NIGHTJAR_BOOT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* From reset: a wake's budget (look, ask, a power-on's gesture and blinks) and a margin. */
#define kBootWatchdogMs 120000

/* In the order of STORAGE_STATES in boot.ts. */
enum boot_storage {
    kBootStorageWhole,    /* key-value storage was there */
    kBootStorageRestored, /* it was not: begun anew, the settings taken from their copy */
    kBootStorageEmptied,  /* begun anew, and there was no copy to take them from */
};

/*
 * Called by the SDK's main task before anything else of ours: arms the watchdog that nobody feeds,
 * takes the held pins back and opens key-value storage, whatever state that is in. Milliseconds
 * that the SDK is to wait: 0.
 */
int boot_prepare(void);

enum boot_storage boot_storage_state(void);
/* How often the settings came from their copy, as that says; 0 where there is none. */
uint32_t boot_restore_count(void);

/* The label of the app partition that runs. */
const char* boot_running_slot(void);
/* In the order of SLOT_STATES in boot.ts, or -1 where nothing was ever updated. */
int boot_slot_state(void);
/* The running slot stays; false where that could not be written. */
_Bool boot_mark_valid(void);
/* Returns to the slot before, by a restart; returns only where there is none. */
void boot_roll_back(void);

#ifdef __cplusplus
}
#endif

#endif
