/* The C behind nvs-driver.ts: ESP-IDF's NVS as typed values by domain and key. */
#include <stdlib.h>
#include <string.h>

#include "nvs_value.h"
#include "settings_store.h"
#include "xsmc.h"

#define kNameCharsMax (NVS_KEY_NAME_MAX_SIZE - 1)

/* In the order of REFUSALS in nvs-driver.ts, from 1. */
enum key_value_refusal {
    kKeyValueDone,
    kKeyValueUnknown,
    kKeyValueNameInvalid,
    kKeyValueTooLarge,
    kKeyValueFull,
    kKeyValueCorrupt,
};

/* Only what is not there is unknown: whoever takes a failure for that goes on with a default. */
static enum key_value_refusal refusal_of(esp_err_t error) {
    switch (error) {
        case ESP_OK:
            return kKeyValueDone;
        case ESP_ERR_NVS_NOT_FOUND:
            return kKeyValueUnknown;
        case ESP_ERR_NVS_INVALID_NAME:
        case ESP_ERR_NVS_KEY_TOO_LONG:
            return kKeyValueNameInvalid;
        case ESP_ERR_NVS_VALUE_TOO_LONG:
            return kKeyValueTooLarge;
        case ESP_ERR_NVS_NOT_ENOUGH_SPACE:
            return kKeyValueFull;
        default:
            return kKeyValueCorrupt;
    }
}

/* A domain or a key: the engine's strings move, and NVS keeps names short. */
struct name {
    char text[NVS_KEY_NAME_MAX_SIZE];
};

static struct name name_from(xsMachine* the, int at) {
    struct name name;
    const char* text = xsmcToString(xsArg(at));
    const size_t length = strlen(text);
    if (length == 0 || length > kNameCharsMax) xsRangeError("a name has 1 to 15 characters");
    memcpy(name.text, text, length + 1);
    return name;
}

/* open(domain, writable): a key_value_refusal */
void xs_nvs_open(xsMachine* the) {
    const struct name domain = name_from(the, 0);
    const nvs_open_mode_t mode = xsmcTest(xsArg(1)) ? NVS_READWRITE : NVS_READONLY;
    nvs_handle_t handle;
    const esp_err_t error = nvs_open(domain.text, mode, &handle);
    if (error == ESP_OK) nvs_close(handle);
    xsmcSetInteger(xsResult, refusal_of(error));
}

/* format(domain, key): in the order of FORMATS, or less than 0: a key_value_refusal */
void xs_nvs_format(xsMachine* the) {
    const struct name domain = name_from(the, 0);
    const struct name key = name_from(the, 1);
    nvs_handle_t handle;
    nvs_type_t type;
    esp_err_t error = nvs_open(domain.text, NVS_READONLY, &handle);
    if (error == ESP_OK) {
        error = nvs_find_key(handle, key.text, &type);
        nvs_close(handle);
    }
    const xsIntegerValue refused = -(xsIntegerValue)refusal_of(error);
    xsmcSetInteger(xsResult, error == ESP_OK ? (xsIntegerValue)nvs_value_format(type) : refused);
}

/* get(domain, key, format): ArrayBuffer, or a key_value_refusal */
void xs_nvs_get(xsMachine* the) {
    const struct name domain = name_from(the, 0);
    const struct name key = name_from(the, 1);
    const nvs_type_t type = kNvsTypes[xsmcToInteger(xsArg(2)) % kNvsFormatCount];
    nvs_handle_t handle;
    size_t size = 0;
    uint8_t* bytes = NULL;
    esp_err_t error = nvs_open(domain.text, NVS_READONLY, &handle);
    if (error == ESP_OK) {
        error = nvs_value_size(handle, key.text, type, &size);
        if (error == ESP_OK) bytes = malloc(size + 1);
        if (bytes != NULL) error = nvs_value_get(handle, key.text, type, bytes, size);
        nvs_close(handle);
    }
    if (bytes != NULL && error == ESP_OK)
        xsmcSetArrayBuffer(xsResult, bytes, (xsIntegerValue)size);
    else
        xsmcSetInteger(xsResult, refusal_of(error != ESP_OK ? error : ESP_ERR_NO_MEM));
    free(bytes);
}

/* set(domain, key, format, bytes): a key_value_refusal */
void xs_nvs_set(xsMachine* the) {
    const struct name domain = name_from(the, 0);
    const struct name key = name_from(the, 1);
    const nvs_type_t type = kNvsTypes[xsmcToInteger(xsArg(2)) % kNvsFormatCount];
    void* bytes;
    xsUnsignedValue byte_length;
    xsmcGetBufferReadable(xsArg(3), &bytes, &byte_length);
    nvs_handle_t handle;
    esp_err_t error = nvs_open(domain.text, NVS_READWRITE, &handle);
    if (error == ESP_OK) {
        error = nvs_value_set(handle, key.text, type, bytes, byte_length);
        if (error == ESP_OK) error = nvs_commit(handle);
        nvs_close(handle);
    }
    settings_store_note_change(domain.text);
    xsmcSetInteger(xsResult, refusal_of(error));
}

/* delete(domain, key): a key_value_refusal */
void xs_nvs_delete(xsMachine* the) {
    const struct name domain = name_from(the, 0);
    const struct name key = name_from(the, 1);
    nvs_handle_t handle;
    esp_err_t error = nvs_open(domain.text, NVS_READWRITE, &handle);
    if (error == ESP_OK) {
        error = nvs_erase_key(handle, key.text);
        if (error == ESP_OK) error = nvs_commit(handle);
        nvs_close(handle);
    }
    settings_store_note_change(domain.text);
    xsmcSetInteger(xsResult, refusal_of(error));
}

/* keepSettings() */
void xs_nvs_keep_settings(xsMachine* the) {
    (void)the;
    settings_store_keep_changes();
}

/* keys(domain): array of names, or a key_value_refusal */
void xs_nvs_keys(xsMachine* the) {
    const struct name domain = name_from(the, 0);
    nvs_iterator_t each = NULL;
    xsIntegerValue count = 0;
    xsmcVars(1);
    xsmcSetNewArray(xsResult, 0);
    esp_err_t error = nvs_entry_find(NVS_DEFAULT_PART_NAME, domain.text, NVS_TYPE_ANY, &each);
    while (error == ESP_OK) {
        nvs_entry_info_t info;
        nvs_entry_info(each, &info);
        xsmcSetString(xsVar(0), info.key);
        xsmcSetIndex(xsResult, count, xsVar(0));
        count++;
        error = nvs_entry_next(&each);
    }
    nvs_release_iterator(each);
    if (error != ESP_ERR_NVS_NOT_FOUND) xsmcSetInteger(xsResult, refusal_of(error));
}
