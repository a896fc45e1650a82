/*
 * The bytes of the settings' copy (docs/SPEC.md, "Copy of the settings"): a header of one 32-byte
 * unit, written last, and entries. Nothing here touches flash.
 */
#ifndef NIGHTJAR_SETTINGS_COPY_H
#define NIGHTJAR_SETTINGS_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define kSettingsCopyBytesMax 12288
#define kSettingsCopyHeaderBytes 32
#define kSettingsCopyUnitBytes 32
#define kSettingsCopyKeyCharsMax 15

struct settings_copy_entry {
    uint8_t format; /* of docs/SPEC.md, "Key-value storage" */
    const char* key;
    uint8_t key_chars;
    const uint8_t* value;
    uint16_t value_bytes;
};

/* Appends an entry at `body_bytes` of the body; false, and nothing, where it does not fit. */
bool settings_copy_add(uint8_t* copy, size_t* body_bytes, const struct settings_copy_entry* entry);

/* Fills the body up to a whole unit and writes the header. Gives the copy's length in bytes. */
size_t settings_copy_seal(uint8_t* copy, size_t body_bytes, uint32_t restore_count);

/* Tells the body's length; false for what is no whole copy within `available_bytes`. */
bool settings_copy_check(const uint8_t* copy, size_t available_bytes, size_t* body_bytes);

uint32_t settings_copy_restore_count(const uint8_t* copy);

/* The entry at `*at` of the body, which moves on to the next; false at the end. */
bool settings_copy_next(const uint8_t* copy, size_t body_bytes, size_t* at,
                        struct settings_copy_entry* entry);

#endif
