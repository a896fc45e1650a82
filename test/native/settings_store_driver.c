/*
 * A board's settings through boots: {0, key, value} and both texts stores one; {1, is damaged, cut}
 * boots, up to the change numbered `cut`, and {2, is damaged, refused} boots with one change
 * refused: each gives {whether it came to that change, whether settings were given back}; {3, 0, 0}
 * gives how many are stored and each as {key, value} with both texts; {4, domain is readable, 0}
 * renews the copy; {5, 0, 0} erases the copy; {6, mark, 0} marks the storage.
 */
#include <string.h>

#include "fake_flash.h"
#include "fake_nvs.h"
#include "frames.h"
#include "settings_mark.h"
#include "settings_store.h"

/* As open_storage in native/boot/boot_esp32.c, after a boot that is no wake from sleep. */
static bool boot(bool is_damaged) {
    if (is_damaged) {
        fake_nvs_erase();
    } else if (!settings_store_is_lost()) {
        settings_store_keep();
        return false;
    }
    return settings_store_restore();
}

static void boot_up_to(bool is_damaged) {
    uint32_t answer[2];
    answer[1] = boot(is_damaged);
    answer[0] = fake_flash_power_up();
    frames_write(answer, sizeof(answer));
}

static void store(uint32_t key_chars, uint32_t value_chars) {
    nvs_handle_t handle;
    char key[NVS_KEY_NAME_MAX_SIZE] = {0};
    char value[4000] = {0};
    uint8_t* text = frames_read(key_chars);
    memcpy(key, text, key_chars);
    free(text);
    text = frames_read(value_chars);
    memcpy(value, text, value_chars);
    free(text);
    if (nvs_open(kSettingsDomain, NVS_READWRITE, &handle) != ESP_OK) exit(3);
    if (nvs_set_str(handle, key, value) != ESP_OK) exit(3);
    nvs_close(handle);
}

static void tell(void) {
    nvs_iterator_t each = NULL;
    nvs_handle_t handle;
    nvs_entry_info_t info;
    uint32_t count = 0;
    if (nvs_open(kSettingsDomain, NVS_READWRITE, &handle) != ESP_OK) exit(3);
    esp_err_t error = nvs_entry_find(NVS_DEFAULT_PART_NAME, kSettingsDomain, NVS_TYPE_ANY, &each);
    for (; error == ESP_OK; error = nvs_entry_next(&each)) count++;
    frames_write(&count, sizeof(count));
    error = nvs_entry_find(NVS_DEFAULT_PART_NAME, kSettingsDomain, NVS_TYPE_ANY, &each);
    for (; error == ESP_OK; error = nvs_entry_next(&each)) {
        char value[4000];
        size_t size = sizeof(value);
        nvs_entry_info(each, &info);
        if (nvs_get_str(handle, info.key, value, &size) != ESP_OK) exit(3);
        const uint32_t length[2] = {(uint32_t)strlen(info.key), (uint32_t)size - 1};
        frames_write(length, sizeof(length));
        frames_write(info.key, length[0]);
        frames_write(value, length[1]);
    }
    nvs_close(handle);
}

static void keep(bool is_readable) {
    g_fake_nvs_error[kFakeFindNext] = is_readable ? ESP_OK : ESP_ERR_NO_MEM;
    settings_store_keep();
    g_fake_nvs_error[kFakeFindNext] = ESP_OK;
}

int main(void) {
    uint32_t field[3];
    fake_flash_erase_journal();
    while (frames_next(field, 3)) {
        if (field[0] == 1) fake_flash_cut_at(field[2]);
        if (field[0] == 2) fake_flash_refuse_at(field[2]);
        if (field[0] == 0) store(field[1], field[2]);
        if (field[0] == 1 || field[0] == 2) boot_up_to(field[1]);
        if (field[0] == 3) tell();
        if (field[0] == 4) keep(field[1]);
        if (field[0] == 5) fake_flash_erase_journal();
        if (field[0] == 6) settings_mark_write(field[1]);
    }
    fake_nvs_erase();
    return 0;
}
