/* Of ESP-IDF's NVS what native/storage uses; fake_nvs.c has what is behind it. */
#ifndef NIGHTJAR_TEST_NVS_H
#define NIGHTJAR_TEST_NVS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int esp_err_t;
typedef uint32_t nvs_handle_t;

#define ESP_OK 0
#define ESP_FAIL (-1)
#define ESP_ERR_NO_MEM 0x101
#define ESP_ERR_NVS_NOT_FOUND 0x1102
#define ESP_ERR_NVS_NOT_ENOUGH_SPACE 0x1105
#define ESP_ERR_NVS_INVALID_NAME 0x1106
#define ESP_ERR_NVS_KEY_TOO_LONG 0x1109
#define ESP_ERR_NVS_INVALID_LENGTH 0x110c
#define ESP_ERR_NVS_VALUE_TOO_LONG 0x110e

#define NVS_DEFAULT_PART_NAME "nvs"
#define NVS_KEY_NAME_MAX_SIZE 16

typedef enum {
    NVS_TYPE_U8 = 0x01,
    NVS_TYPE_I8 = 0x11,
    NVS_TYPE_U16 = 0x02,
    NVS_TYPE_I16 = 0x12,
    NVS_TYPE_U32 = 0x04,
    NVS_TYPE_I32 = 0x14,
    NVS_TYPE_U64 = 0x08,
    NVS_TYPE_I64 = 0x18,
    NVS_TYPE_STR = 0x21,
    NVS_TYPE_BLOB = 0x42,
    NVS_TYPE_ANY = 0xff,
} nvs_type_t;

typedef enum { NVS_READONLY, NVS_READWRITE } nvs_open_mode_t;
typedef struct nvs_opaque_iterator_t* nvs_iterator_t;

typedef struct {
    char namespace_name[NVS_KEY_NAME_MAX_SIZE];
    char key[NVS_KEY_NAME_MAX_SIZE];
    nvs_type_t type;
} nvs_entry_info_t;

esp_err_t nvs_open(const char* domain, nvs_open_mode_t mode, nvs_handle_t* handle);
void nvs_close(nvs_handle_t handle);
esp_err_t nvs_commit(nvs_handle_t handle);
esp_err_t nvs_find_key(nvs_handle_t handle, const char* key, nvs_type_t* type);
esp_err_t nvs_erase_key(nvs_handle_t handle, const char* key);
esp_err_t nvs_erase_all(nvs_handle_t handle);
esp_err_t nvs_get_blob(nvs_handle_t handle, const char* key, void* value, size_t* size);
esp_err_t nvs_get_str(nvs_handle_t handle, const char* key, char* value, size_t* size);
esp_err_t nvs_set_blob(nvs_handle_t handle, const char* key, const void* value, size_t size);
esp_err_t nvs_set_str(nvs_handle_t handle, const char* key, const char* value);

#define NVS_INTEGER(name, type)                                                \
    esp_err_t nvs_get_##name(nvs_handle_t handle, const char* key, type* out); \
    esp_err_t nvs_set_##name(nvs_handle_t handle, const char* key, type value);
NVS_INTEGER(u8, uint8_t)
NVS_INTEGER(i8, int8_t)
NVS_INTEGER(u16, uint16_t)
NVS_INTEGER(i16, int16_t)
NVS_INTEGER(u32, uint32_t)
NVS_INTEGER(i32, int32_t)
NVS_INTEGER(u64, uint64_t)
NVS_INTEGER(i64, int64_t)
#undef NVS_INTEGER

esp_err_t nvs_entry_find(const char* partition, const char* domain, nvs_type_t type,
                         nvs_iterator_t* each);
esp_err_t nvs_entry_find_in_handle(nvs_handle_t handle, nvs_type_t type, nvs_iterator_t* each);
esp_err_t nvs_entry_next(nvs_iterator_t* each);
void nvs_entry_info(nvs_iterator_t each, nvs_entry_info_t* info);
void nvs_release_iterator(nvs_iterator_t each);

#endif
