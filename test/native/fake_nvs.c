#include "fake_nvs.h"

#include <stdlib.h>
#include <string.h>

#include "fake_flash.h"

#define kValueCount 32
#define kHandleCount 64

static struct value {
    char domain[NVS_KEY_NAME_MAX_SIZE];
    char key[NVS_KEY_NAME_MAX_SIZE];
    nvs_type_t type;
    uint8_t* bytes;
    size_t size;
} g_values[kValueCount];

struct nvs_opaque_iterator_t {
    const char* domain;
    int at;
};

esp_err_t g_fake_nvs_error[kFakeCallCount];
static const char* g_handles[kHandleCount];
static uint32_t g_opened;

static void drop(struct value* value) {
    free(value->bytes);
    memset(value, 0, sizeof(*value));
}

void fake_nvs_erase(void) {
    for (int at = 0; at < kValueCount; at++) drop(&g_values[at]);
}

static bool is_in(const struct value* value, const char* domain) {
    return value->bytes != NULL && strcmp(value->domain, domain) == 0;
}

static struct value* find(nvs_handle_t handle, const char* key) {
    for (int at = 0; at < kValueCount; at++)
        if (is_in(&g_values[at], g_handles[handle]) && strcmp(g_values[at].key, key) == 0)
            return &g_values[at];
    return NULL;
}

esp_err_t nvs_open(const char* domain, nvs_open_mode_t mode, nvs_handle_t* handle) {
    if (g_fake_nvs_error[kFakeOpen] != ESP_OK) return g_fake_nvs_error[kFakeOpen];
    bool is_there = mode == NVS_READWRITE;
    for (int at = 0; at < kValueCount; at++) is_there = is_there || is_in(&g_values[at], domain);
    if (!is_there) return ESP_ERR_NVS_NOT_FOUND;
    *handle = g_opened++ % kHandleCount;
    g_handles[*handle] = domain;
    return ESP_OK;
}

void nvs_close(nvs_handle_t handle) { g_handles[handle] = NULL; }

esp_err_t nvs_commit(nvs_handle_t handle) { return g_handles[handle] ? ESP_OK : ESP_FAIL; }

esp_err_t nvs_find_key(nvs_handle_t handle, const char* key, nvs_type_t* type) {
    const struct value* value = find(handle, key);
    if (g_fake_nvs_error[kFakeFindKey] != ESP_OK) return g_fake_nvs_error[kFakeFindKey];
    if (value == NULL) return ESP_ERR_NVS_NOT_FOUND;
    *type = value->type;
    return ESP_OK;
}

esp_err_t nvs_erase_key(nvs_handle_t handle, const char* key) {
    struct value* value = find(handle, key);
    if (value == NULL) return ESP_ERR_NVS_NOT_FOUND;
    if (!fake_flash_changes()) return ESP_FAIL;
    drop(value);
    return ESP_OK;
}

/* Key by key, as NVS does. */
esp_err_t nvs_erase_all(nvs_handle_t handle) {
    for (int at = 0; at < kValueCount; at++) {
        if (!is_in(&g_values[at], g_handles[handle])) continue;
        if (!fake_flash_changes()) return ESP_FAIL;
        drop(&g_values[at]);
    }
    return ESP_OK;
}

static esp_err_t set(nvs_handle_t handle, const char* key, nvs_type_t type, const void* bytes,
                     size_t size) {
    struct value* value = find(handle, key);
    if (!fake_flash_changes()) return ESP_FAIL;
    for (int at = 0; value == NULL && at < kValueCount; at++)
        if (g_values[at].bytes == NULL) value = &g_values[at];
    if (value == NULL) return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
    drop(value);
    strcpy(value->domain, g_handles[handle]);
    strcpy(value->key, key);
    value->type = type;
    value->bytes = malloc(size + 1);
    value->size = size;
    memcpy(value->bytes, bytes, size);
    return ESP_OK;
}

static esp_err_t get(nvs_handle_t handle, const char* key, nvs_type_t type, void* bytes,
                     size_t* size) {
    const struct value* value = find(handle, key);
    if (value == NULL || value->type != type) return ESP_ERR_NVS_NOT_FOUND;
    if (bytes != NULL && *size < value->size) return ESP_ERR_NVS_INVALID_LENGTH;
    if (bytes != NULL) memcpy(bytes, value->bytes, value->size);
    *size = value->size;
    return ESP_OK;
}

esp_err_t nvs_get_blob(nvs_handle_t handle, const char* key, void* value, size_t* size) {
    return get(handle, key, NVS_TYPE_BLOB, value, size);
}

esp_err_t nvs_get_str(nvs_handle_t handle, const char* key, char* value, size_t* size) {
    return get(handle, key, NVS_TYPE_STR, value, size);
}

esp_err_t nvs_set_blob(nvs_handle_t handle, const char* key, const void* value, size_t size) {
    return set(handle, key, NVS_TYPE_BLOB, value, size);
}

esp_err_t nvs_set_str(nvs_handle_t handle, const char* key, const char* value) {
    return set(handle, key, NVS_TYPE_STR, value, strlen(value) + 1);
}

#define INTEGER(name, type, nvs_type)                                            \
    esp_err_t nvs_get_##name(nvs_handle_t handle, const char* key, type* out) {  \
        size_t size = sizeof(type);                                              \
        return get(handle, key, nvs_type, out, &size);                           \
    }                                                                            \
    esp_err_t nvs_set_##name(nvs_handle_t handle, const char* key, type value) { \
        return set(handle, key, nvs_type, &value, sizeof(value));                \
    }
INTEGER(u8, uint8_t, NVS_TYPE_U8)
INTEGER(i8, int8_t, NVS_TYPE_I8)
INTEGER(u16, uint16_t, NVS_TYPE_U16)
INTEGER(i16, int16_t, NVS_TYPE_I16)
INTEGER(u32, uint32_t, NVS_TYPE_U32)
INTEGER(i32, int32_t, NVS_TYPE_I32)
INTEGER(u64, uint64_t, NVS_TYPE_U64)
INTEGER(i64, int64_t, NVS_TYPE_I64)

/* At its end, and where it fails, an iterator is let go of. */
static esp_err_t advance(nvs_iterator_t* each, enum fake_nvs_call call) {
    esp_err_t error = g_fake_nvs_error[call];
    while (error == ESP_OK && (*each)->at < kValueCount) {
        if (is_in(&g_values[(*each)->at++], (*each)->domain)) return ESP_OK;
    }
    free(*each);
    *each = NULL;
    return error == ESP_OK ? ESP_ERR_NVS_NOT_FOUND : error;
}

esp_err_t nvs_entry_find(const char* partition, const char* domain, nvs_type_t type,
                         nvs_iterator_t* each) {
    (void)partition;
    (void)type;
    *each = calloc(1, sizeof(**each));
    (*each)->domain = domain;
    return advance(each, kFakeFindFirst);
}

esp_err_t nvs_entry_find_in_handle(nvs_handle_t handle, nvs_type_t type, nvs_iterator_t* each) {
    return nvs_entry_find(NVS_DEFAULT_PART_NAME, g_handles[handle], type, each);
}

esp_err_t nvs_entry_next(nvs_iterator_t* each) { return advance(each, kFakeFindNext); }

void nvs_entry_info(nvs_iterator_t each, nvs_entry_info_t* info) {
    const struct value* value = &g_values[each->at - 1];
    memcpy(info->namespace_name, value->domain, sizeof(value->domain));
    memcpy(info->key, value->key, sizeof(value->key));
    info->type = value->type;
}

void nvs_release_iterator(nvs_iterator_t each) { free(each); }
