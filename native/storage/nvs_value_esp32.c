#include <stdlib.h>
#include <string.h>

#include "nvs_value.h"

const nvs_type_t kNvsTypes[kNvsFormatCount] = {
    NVS_TYPE_BLOB, NVS_TYPE_STR, NVS_TYPE_U8,  NVS_TYPE_I8,  NVS_TYPE_U16,
    NVS_TYPE_I16,  NVS_TYPE_U32, NVS_TYPE_I32, NVS_TYPE_U64, NVS_TYPE_I64,
};

union integer {
    uint8_t u8;
    int8_t i8;
    uint16_t u16;
    int16_t i16;
    uint32_t u32;
    int32_t i32;
    uint64_t u64;
    int64_t i64;
};

size_t nvs_value_format(nvs_type_t type) {
    size_t format = 0;
    while (format < kNvsFormatCount && kNvsTypes[format] != type) format++;
    return format;
}

/* The low half of an integer's type is its width in bytes. */
static size_t width_of(nvs_type_t type) { return type & 0x0F; }

esp_err_t nvs_value_size(nvs_handle_t handle, const char* key, nvs_type_t type, size_t* size) {
    esp_err_t error = ESP_OK;
    *size = width_of(type);
    if (type == NVS_TYPE_BLOB) return nvs_get_blob(handle, key, NULL, size);
    if (type != NVS_TYPE_STR) return error;
    error = nvs_get_str(handle, key, NULL, size);
    if (error == ESP_OK) *size -= 1;
    return error;
}

static esp_err_t get_integer(nvs_handle_t handle, const char* key, nvs_type_t type,
                             union integer* value) {
    switch (type) {
        case NVS_TYPE_U8:
            return nvs_get_u8(handle, key, &value->u8);
        case NVS_TYPE_I8:
            return nvs_get_i8(handle, key, &value->i8);
        case NVS_TYPE_U16:
            return nvs_get_u16(handle, key, &value->u16);
        case NVS_TYPE_I16:
            return nvs_get_i16(handle, key, &value->i16);
        case NVS_TYPE_U32:
            return nvs_get_u32(handle, key, &value->u32);
        case NVS_TYPE_I32:
            return nvs_get_i32(handle, key, &value->i32);
        case NVS_TYPE_U64:
            return nvs_get_u64(handle, key, &value->u64);
        default:
            return nvs_get_i64(handle, key, &value->i64);
    }
}

esp_err_t nvs_value_get(nvs_handle_t handle, const char* key, nvs_type_t type, void* bytes,
                        size_t size) {
    size_t room = size;
    if (type == NVS_TYPE_BLOB) return nvs_get_blob(handle, key, bytes, &room);
    if (type == NVS_TYPE_STR) {
        room += 1;
        return nvs_get_str(handle, key, bytes, &room);
    }
    union integer value;
    const esp_err_t error = get_integer(handle, key, type, &value);
    if (error == ESP_OK) memcpy(bytes, &value, size);
    return error;
}

static esp_err_t set_integer(nvs_handle_t handle, const char* key, nvs_type_t type,
                             const union integer* value) {
    switch (type) {
        case NVS_TYPE_U8:
            return nvs_set_u8(handle, key, value->u8);
        case NVS_TYPE_I8:
            return nvs_set_i8(handle, key, value->i8);
        case NVS_TYPE_U16:
            return nvs_set_u16(handle, key, value->u16);
        case NVS_TYPE_I16:
            return nvs_set_i16(handle, key, value->i16);
        case NVS_TYPE_U32:
            return nvs_set_u32(handle, key, value->u32);
        case NVS_TYPE_I32:
            return nvs_set_i32(handle, key, value->i32);
        case NVS_TYPE_U64:
            return nvs_set_u64(handle, key, value->u64);
        default:
            return nvs_set_i64(handle, key, value->i64);
    }
}

static esp_err_t set_string(nvs_handle_t handle, const char* key, const void* bytes, size_t size) {
    if (size > kNvsStringBytesMax) return ESP_ERR_NVS_VALUE_TOO_LONG;
    char* text = malloc(size + 1);
    if (!text) return ESP_ERR_NO_MEM;
    memcpy(text, bytes, size);
    text[size] = 0;
    const esp_err_t error = nvs_set_str(handle, key, text);
    free(text);
    return error;
}

/* NVS would keep a value of each type under one key. */
static esp_err_t drop_other_type(nvs_handle_t handle, const char* key, nvs_type_t type) {
    nvs_type_t there;
    const esp_err_t error = nvs_find_key(handle, key, &there);
    if (error == ESP_ERR_NVS_NOT_FOUND) return ESP_OK;
    if (error != ESP_OK || there == type) return error;
    return nvs_erase_key(handle, key);
}

esp_err_t nvs_value_set(nvs_handle_t handle, const char* key, nvs_type_t type, const void* bytes,
                        size_t size) {
    const esp_err_t error = drop_other_type(handle, key, type);
    if (error != ESP_OK) return error;
    if (type == NVS_TYPE_BLOB) return nvs_set_blob(handle, key, bytes, size);
    if (type == NVS_TYPE_STR) return set_string(handle, key, bytes, size);
    if (size != width_of(type)) return ESP_ERR_NVS_INVALID_LENGTH;
    union integer value;
    memcpy(&value, bytes, size);
    return set_integer(handle, key, type, &value);
}
