#include "settings_store.h"

#include <stdlib.h>
#include <string.h>

#include "esp_partition.h"
#include "nvs_value.h"
#include "settings_copy.h"
#include "settings_mark.h"

#define kPartition "journal"
#define kCopyOffset 0

static bool g_is_changed;

static const esp_partition_t* journal(void) {
    return esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, kPartition);
}

/* The copy as it lies in flash, for the caller to free; NULL where there is no whole one. */
static uint8_t* read_copy(size_t* body_bytes) {
    const esp_partition_t* partition = journal();
    uint8_t* copy = partition ? malloc(kSettingsCopyBytesMax) : NULL;
    if (copy == NULL) return NULL;
    if (esp_partition_read(partition, kCopyOffset, copy, kSettingsCopyBytesMax) == ESP_OK &&
        settings_copy_check(copy, kSettingsCopyBytesMax, body_bytes))
        return copy;
    free(copy);
    return NULL;
}

/* The header goes last: it vouches for the rest. A unit is programmed once between two erases. */
static void write_copy(uint8_t* copy, size_t body_bytes, uint32_t restore_count) {
    const esp_partition_t* partition = journal();
    const size_t used = settings_copy_seal(copy, body_bytes, restore_count);
    const size_t rest = used - kSettingsCopyHeaderBytes;
    if (partition == NULL) return;
    if (esp_partition_erase_range(partition, kCopyOffset, kSettingsCopyBytesMax) != ESP_OK) return;
    if (rest > 0 && esp_partition_write(partition, kCopyOffset + kSettingsCopyHeaderBytes,
                                        copy + kSettingsCopyHeaderBytes, rest) != ESP_OK)
        return;
    esp_partition_write(partition, kCopyOffset, copy, kSettingsCopyHeaderBytes);
}

/* A value that cannot be read or does not fit is left out of the copy. */
static void add_value(uint8_t* copy, size_t* body_bytes, nvs_handle_t handle,
                      const nvs_entry_info_t* info) {
    size_t size;
    const size_t format = nvs_value_format(info->type);
    if (format == kNvsFormatCount) return;
    if (nvs_value_size(handle, info->key, info->type, &size) != ESP_OK) return;
    uint8_t* value = size <= UINT16_MAX ? malloc(size + 1) : NULL;
    if (value == NULL) return;
    const struct settings_copy_entry entry = {
        .format = (uint8_t)format,
        .key = info->key,
        .key_chars = (uint8_t)strlen(info->key),
        .value = value,
        .value_bytes = (uint16_t)size,
    };
    if (nvs_value_get(handle, info->key, info->type, value, size) == ESP_OK)
        settings_copy_add(copy, body_bytes, &entry);
    free(value);
}

/* The body of a copy of what is stored; false where the storage does not tell what that is. */
static bool collect(uint8_t* copy, size_t* body_bytes) {
    nvs_handle_t handle;
    nvs_iterator_t each = NULL;
    *body_bytes = 0;
    esp_err_t error = nvs_open(kSettingsDomain, NVS_READONLY, &handle);
    if (error != ESP_OK) return error == ESP_ERR_NVS_NOT_FOUND;
    error = nvs_entry_find_in_handle(handle, NVS_TYPE_ANY, &each);
    while (error == ESP_OK) {
        nvs_entry_info_t info;
        nvs_entry_info(each, &info);
        add_value(copy, body_bytes, handle, &info);
        error = nvs_entry_next(&each);
    }
    nvs_release_iterator(each);
    nvs_close(handle);
    return error == ESP_ERR_NVS_NOT_FOUND;
}

/* Brings the copy to what was collected. */
static void renew_copy(uint8_t* wanted, size_t body_bytes) {
    size_t there_bytes = 0;
    uint8_t* there = read_copy(&there_bytes);
    const bool is_same = there != NULL && there_bytes == body_bytes &&
                         memcmp(there + kSettingsCopyHeaderBytes, wanted + kSettingsCopyHeaderBytes,
                                body_bytes) == 0;
    /* Nothing was ever set: no copy is as good as an empty one. */
    const bool is_needed = there != NULL || body_bytes > 0;
    if (!is_same && is_needed)
        write_copy(wanted, body_bytes, there ? settings_copy_restore_count(there) : 0);
    if (is_needed) settings_mark_write(kSettingsCopied);
    free(there);
}

/* Half restored, or not to be read, a storage is no better than the copy, which then stays. */
void settings_store_keep(void) {
    const enum settings_mark mark = settings_mark_read();
    if (mark == kSettingsRestoring || mark == kSettingsMarkUnreadable) return;
    size_t body_bytes;
    uint8_t* wanted = malloc(kSettingsCopyBytesMax);
    if (wanted != NULL && collect(wanted, &body_bytes)) renew_copy(wanted, body_bytes);
    free(wanted);
}

bool settings_store_is_lost(void) {
    size_t body_bytes = 0;
    const enum settings_mark mark = settings_mark_read();
    if (mark != kSettingsUnmarked) return mark == kSettingsRestoring;
    uint8_t* copy = read_copy(&body_bytes);
    bool is_lost = copy != NULL && body_bytes > 0;
    if (is_lost) is_lost = collect(copy, &body_bytes) && body_bytes == 0;
    free(copy);
    return is_lost;
}

void settings_store_note_change(const char* domain) {
    if (strcmp(domain, kSettingsDomain) == 0) g_is_changed = true;
}

void settings_store_keep_changes(void) {
    if (g_is_changed) settings_store_keep();
    g_is_changed = false;
}

static bool set_values(nvs_handle_t handle, const uint8_t* copy, size_t body_bytes) {
    size_t at = 0;
    struct settings_copy_entry entry;
    bool is_set = true;
    while (is_set && body_bytes > 0 && settings_copy_next(copy, body_bytes, &at, &entry)) {
        char key[NVS_KEY_NAME_MAX_SIZE] = {0};
        memcpy(key, entry.key, entry.key_chars);
        if (entry.format < kNvsFormatCount)
            is_set = nvs_value_set(handle, key, kNvsTypes[entry.format], entry.value,
                                   entry.value_bytes) == ESP_OK;
    }
    return is_set;
}

/*
 * Makes the settings those of the copy and no others. A key without its authority would trust more
 * than was set, so it is all or nothing: from the first value to the last the mark says that what
 * is stored counts for nothing, and what cannot be written whole is taken back.
 */
static bool take_over(const uint8_t* copy, size_t body_bytes) {
    nvs_handle_t handle;
    if (!settings_mark_write(kSettingsRestoring)) return false;
    if (nvs_open(kSettingsDomain, NVS_READWRITE, &handle) != ESP_OK) return false;
    const bool is_whole = nvs_erase_all(handle) == ESP_OK && set_values(handle, copy, body_bytes) &&
                          nvs_commit(handle) == ESP_OK && settings_mark_write(kSettingsCopied);
    if (!is_whole) {
        nvs_erase_all(handle);
        nvs_commit(handle);
    }
    nvs_close(handle);
    return is_whole;
}

/* The count goes last: a cut while the copy is written finds settings that are whole. */
bool settings_store_restore(void) {
    size_t body_bytes = 0;
    uint8_t* copy = read_copy(&body_bytes);
    const bool is_restored = copy != NULL && take_over(copy, body_bytes);
    if (is_restored) write_copy(copy, body_bytes, settings_copy_restore_count(copy) + 1);
    /* The rest of a copy that is gone: nobody knows what is missing. */
    if (copy == NULL && settings_mark_read() == kSettingsRestoring) take_over(NULL, 0);
    free(copy);
    return is_restored;
}

uint32_t settings_store_restore_count(void) {
    size_t body_bytes;
    uint8_t* copy = read_copy(&body_bytes);
    const uint32_t count = copy ? settings_copy_restore_count(copy) : 0;
    free(copy);
    return count;
}
