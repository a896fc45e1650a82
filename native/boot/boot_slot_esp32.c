/* The app slots, by ESP-IDF's boot loader with its rollback. */
#include "app_update/include/esp_ota_ops.h"
#include "boot.h"

const char* boot_running_slot(void) { return esp_ota_get_running_partition()->label; }

int boot_slot_state(void) {
    esp_ota_img_states_t state;
    if (esp_ota_get_state_partition(esp_ota_get_running_partition(), &state) != ESP_OK) return -1;
    switch (state) {
        case ESP_OTA_IMG_NEW:
            return 0;
        case ESP_OTA_IMG_PENDING_VERIFY:
            return 1;
        case ESP_OTA_IMG_VALID:
            return 2;
        case ESP_OTA_IMG_INVALID:
            return 3;
        case ESP_OTA_IMG_ABORTED:
            return 4;
        default:
            return -1;
    }
}

_Bool boot_mark_valid(void) { return esp_ota_mark_app_valid_cancel_rollback() == ESP_OK; }

void boot_roll_back(void) { esp_ota_mark_app_invalid_rollback_and_reboot(); }
