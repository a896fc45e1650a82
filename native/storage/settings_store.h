/* The settings in key-value storage and their copy in flash, brought together. */
#ifndef NIGHTJAR_SETTINGS_STORE_H
#define NIGHTJAR_SETTINGS_STORE_H

#include <stdbool.h>
#include <stdint.h>

/* The domain whose values are copied: everything that a person has set (docs/SPEC.md). */
#define kSettingsDomain "settings"

/* Makes the copy the same as the storage, writing only where they differ. */
void settings_store_keep(void);

/* A value of this domain was changed. */
void settings_store_note_change(const char* domain);
/* The same as settings_store_keep, and nothing where no setting was changed since the boot. */
void settings_store_keep_changes(void);

/*
 * Whether this storage, although it opened, is not the one that was copied: it formats pages that
 * make no sense to it without a word. It lacks the mark of the copy and every setting of it.
 */
bool settings_store_is_lost(void);

/* Writes the copy's values into a storage that was begun anew; false where there is no copy. */
bool settings_store_restore(void);

/* Of the copy; 0 where there is none. */
uint32_t settings_store_restore_count(void);

#endif
