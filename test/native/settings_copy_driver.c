/*
 * Copies of settings: {0, restores, entries} and each {format, key, value} with its bytes gives
 * {length, copy}; {1, available, 0} and the bytes gives {is a copy, restores, entries} and each.
 */
#include "settings_copy.h"

#include "frames.h"

static void seal(uint32_t restore_count, uint32_t entry_count) {
    uint8_t* copy = malloc(kSettingsCopyBytesMax);
    size_t body_bytes = 0;
    uint32_t added = 0;
    for (uint32_t at = 0; at < entry_count; at++) {
        uint32_t field[3];
        if (!frames_next(field, 3)) exit(3);
        uint8_t* key = frames_read(field[1]);
        uint8_t* value = frames_read(field[2]);
        const struct settings_copy_entry entry = {
            .format = (uint8_t)field[0],
            .key = (const char*)key,
            .key_chars = (uint8_t)field[1],
            .value = value,
            .value_bytes = (uint16_t)field[2],
        };
        added += settings_copy_add(copy, &body_bytes, &entry);
        free(key);
        free(value);
    }
    const uint32_t length[2] = {added,
                                (uint32_t)settings_copy_seal(copy, body_bytes, restore_count)};
    frames_write(length, sizeof(length));
    frames_write(copy, length[1]);
    free(copy);
}

static void check(uint32_t available_bytes) {
    uint8_t* copy = frames_read(available_bytes);
    size_t body_bytes = 0;
    size_t at = 0;
    struct settings_copy_entry entry;
    uint32_t answer[2] = {settings_copy_check(copy, available_bytes, &body_bytes), 0};
    if (answer[0]) answer[1] = settings_copy_restore_count(copy);
    frames_write(answer, sizeof(answer));
    while (answer[0] && settings_copy_next(copy, body_bytes, &at, &entry)) {
        const uint32_t field[3] = {entry.format, entry.key_chars, entry.value_bytes};
        frames_write(field, sizeof(field));
        frames_write(entry.key, entry.key_chars);
        frames_write(entry.value, entry.value_bytes);
    }
    free(copy);
}

int main(void) {
    uint32_t field[3];
    while (frames_next(field, 3)) {
        if (field[0] == 0)
            seal(field[1], field[2]);
        else
            check(field[1]);
    }
    return 0;
}
