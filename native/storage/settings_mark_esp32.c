#include "settings_mark.h"

#include "nvs_flash/include/nvs.h"

/* A factory reset, which erases the settings, leaves this domain. */
#define kMarkDomain "boot"
#define kMarkKey "copied"

enum settings_mark settings_mark_read(void) {
    nvs_handle_t handle;
    uint8_t mark = kSettingsUnmarked;
    esp_err_t error = nvs_open(kMarkDomain, NVS_READONLY, &handle);
    if (error == ESP_OK) {
        error = nvs_get_u8(handle, kMarkKey, &mark);
        nvs_close(handle);
    }
    if (error == ESP_ERR_NVS_NOT_FOUND) return kSettingsUnmarked;
    return error == ESP_OK ? (enum settings_mark)mark : kSettingsMarkUnreadable;
}

bool settings_mark_write(enum settings_mark mark) {
    nvs_handle_t handle;
    if (settings_mark_read() == mark) return true;
    if (nvs_open(kMarkDomain, NVS_READWRITE, &handle) != ESP_OK) return false;
    const bool is_written =
        nvs_set_u8(handle, kMarkKey, (uint8_t)mark) == ESP_OK && nvs_commit(handle) == ESP_OK;
    nvs_close(handle);
    return is_written;
}
