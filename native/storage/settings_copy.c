#include "settings_copy.h"

#include <string.h>

#include "checksum.h"

#define kVersion 1
#define kErased 0xFF
/* Of an entry: format, length of the key, length of the value. */
#define kEntryHeaderBytes 4

static const uint8_t kMagic[4] = {'N', 'J', 'S', 'C'};

/* Offsets in the header. */
enum {
    kAtMagic = 0,
    kAtVersion = 4,
    kAtBodyBytes = 8,
    kAtRestoreCount = 12,
    kAtBodySum = 16,
    kAtHeaderSum = 20,
};

static void put_32(uint8_t* to, uint32_t value) {
    for (int byte = 0; byte < 4; byte++) to[byte] = (uint8_t)(value >> (8 * byte));
}

static uint32_t get_32(const uint8_t* from) {
    return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

bool settings_copy_add(uint8_t* copy, size_t* body_bytes, const struct settings_copy_entry* entry) {
    const size_t entry_bytes = kEntryHeaderBytes + (size_t)entry->key_chars + entry->value_bytes;
    const size_t at = kSettingsCopyHeaderBytes + *body_bytes;
    if (entry->key_chars == 0 || entry->key_chars > kSettingsCopyKeyCharsMax) return false;
    if (entry_bytes > kSettingsCopyBytesMax - at) return false;
    copy[at] = entry->format;
    copy[at + 1] = entry->key_chars;
    copy[at + 2] = (uint8_t)entry->value_bytes;
    copy[at + 3] = (uint8_t)(entry->value_bytes >> 8);
    memcpy(copy + at + kEntryHeaderBytes, entry->key, entry->key_chars);
    memcpy(copy + at + kEntryHeaderBytes + entry->key_chars, entry->value, entry->value_bytes);
    *body_bytes += entry_bytes;
    return true;
}

size_t settings_copy_seal(uint8_t* copy, size_t body_bytes, uint32_t restore_count) {
    size_t used = kSettingsCopyHeaderBytes + body_bytes;
    while (used % kSettingsCopyUnitBytes != 0) copy[used++] = kErased;
    memset(copy, kErased, kSettingsCopyHeaderBytes);
    memcpy(copy + kAtMagic, kMagic, sizeof(kMagic));
    put_32(copy + kAtVersion, kVersion);
    put_32(copy + kAtBodyBytes, (uint32_t)body_bytes);
    put_32(copy + kAtRestoreCount, restore_count);
    put_32(copy + kAtBodySum, checksum_crc32(copy + kSettingsCopyHeaderBytes, body_bytes));
    put_32(copy + kAtHeaderSum, checksum_crc32(copy, kAtHeaderSum));
    return used;
}

bool settings_copy_check(const uint8_t* copy, size_t available_bytes, size_t* body_bytes) {
    if (available_bytes < kSettingsCopyHeaderBytes) return false;
    if (memcmp(copy + kAtMagic, kMagic, sizeof(kMagic)) != 0) return false;
    if (get_32(copy + kAtVersion) != kVersion) return false;
    if (get_32(copy + kAtHeaderSum) != checksum_crc32(copy, kAtHeaderSum)) return false;
    *body_bytes = get_32(copy + kAtBodyBytes);
    if (*body_bytes > available_bytes - kSettingsCopyHeaderBytes) return false;
    return get_32(copy + kAtBodySum) ==
           checksum_crc32(copy + kSettingsCopyHeaderBytes, *body_bytes);
}

uint32_t settings_copy_restore_count(const uint8_t* copy) { return get_32(copy + kAtRestoreCount); }

bool settings_copy_next(const uint8_t* copy, size_t body_bytes, size_t* at,
                        struct settings_copy_entry* entry) {
    const uint8_t* here = copy + kSettingsCopyHeaderBytes + *at;
    if (body_bytes - *at < kEntryHeaderBytes) return false;
    entry->format = here[0];
    entry->key_chars = here[1];
    entry->value_bytes = (uint16_t)(here[2] | here[3] << 8);
    const size_t entry_bytes = kEntryHeaderBytes + (size_t)entry->key_chars + entry->value_bytes;
    if (entry->key_chars > kSettingsCopyKeyCharsMax || entry_bytes > body_bytes - *at) return false;
    entry->key = (const char*)here + kEntryHeaderBytes;
    entry->value = here + kEntryHeaderBytes + entry->key_chars;
    *at += entry_bytes;
    return true;
}
