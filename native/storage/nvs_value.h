/* A value of ESP-IDF's NVS as bytes: what Key-Value and the copy of the settings need. */
#ifndef NIGHTJAR_NVS_VALUE_H
#define NIGHTJAR_NVS_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "nvs_flash/include/nvs.h"

#define kNvsFormatCount 10
/* Strings and blobs that NVS keeps whole; a string's final zero is not counted. */
#define kNvsStringBytesMax 3999

/* In the order of docs/SPEC.md, "Key-value storage": buffer, string, uint8 and so on. */
extern const nvs_type_t kNvsTypes[kNvsFormatCount];

/* kNvsFormatCount where the type is none of ours. */
size_t nvs_value_format(nvs_type_t type);

/* Bytes of the value: of a string without its final zero. */
esp_err_t nvs_value_size(nvs_handle_t handle, const char* key, nvs_type_t type, size_t* size);

/* `bytes` has room for one byte more than nvs_value_size tells. */
esp_err_t nvs_value_get(nvs_handle_t handle, const char* key, nvs_type_t type, void* bytes,
                        size_t size);

/* Replaces whatever the key had, of any type. Not committed yet. */
esp_err_t nvs_value_set(nvs_handle_t handle, const char* key, nvs_type_t type, const void* bytes,
                        size_t size);

#endif
