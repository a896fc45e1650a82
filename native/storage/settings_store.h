/* The settings in key-value storage and their copy in flash, brought together. */
#ifndef NIGHTJAR_SETTINGS_STORE_H
#define NIGHTJAR_SETTINGS_STORE_H

#include <stdbool.h>
#include <stdint.h>

/* The domain whose values are copied: everything that a person has set (docs/SPEC.md). */
#define kSettingsDomain "settings"

/*
 * Makes the copy the same as the storage, writing only where they differ. Never from a storage
 * whose settings are being restored, or that cannot be read.
 */
void settings_store_keep(void);

/* A value of this domain was changed. */
void settings_store_note_change(const char* domain);
/* The same as settings_store_keep, and nothing where no setting was changed since the boot. */
void settings_store_keep_changes(void);

/*
 * Whether this storage, although it opened, is not the one that was copied: it formats pages that
 * make no sense to it without a word. It lacks the mark of the copy and every setting of it, or its
 * mark says that a restore was cut short.
 */
bool settings_store_is_lost(void);

/*
 * Makes the settings those of the copy, all of them and no others. False, and none, where there is
 * no copy, or where the storage does not take it: the next boot that is no wake from sleep tries
 * again.
 */
bool settings_store_restore(void);

/* Of the copy; 0 where there is none. */
uint32_t settings_store_restore_count(void);

#endif
