/* What a storage says of its settings and their copy; kept in it, and lost with it. */
#ifndef NIGHTJAR_SETTINGS_MARK_H
#define NIGHTJAR_SETTINGS_MARK_H

#include <stdbool.h>

/* As stored (docs/SPEC.md, "Copy of the settings"), but for the last. */
enum settings_mark {
    kSettingsUnmarked = 0,
    /* They have been copied, all of them. */
    kSettingsCopied = 1,
    /* They are being taken from the copy, and may be a part of it. */
    kSettingsRestoring = 2,
    /* The storage does not tell. */
    kSettingsMarkUnreadable = 255,
};

enum settings_mark settings_mark_read(void);

/* Writes where it differs; false where the storage does not take it. */
bool settings_mark_write(enum settings_mark mark);

#endif
