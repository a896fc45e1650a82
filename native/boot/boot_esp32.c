/* native/boot on ESP-IDF: what comes before script. */
#include "boot.h"
#include "esp_system.h"
#include "hal/wdt_hal.h"
#include "nvs_flash/include/nvs_flash.h"
#include "power.h"
#include "sdkconfig.h"
#include "settings_store.h"
#include "soc/rtc.h"

/* Where storage cannot even be begun anew the flash is broken: come back, but do not spin. */
#define kBrokenFlashSleepUs (3600ULL * 1000 * 1000)

static enum boot_storage g_storage;

/*
 * The boot loader has armed this watchdog already, and the configuration leaves it on. Here it gets
 * the action that keeps RTC memory, with the reset that does not as a second stage. It pauses in
 * sleep; nobody feeds it, since whatever feeds a watchdog in a loop can hang beside that loop.
 */
static void arm_watchdog(void) {
    wdt_hal_context_t watchdog = RWDT_HAL_CONTEXT_DEFAULT();
    const uint32_t ticks =
        (uint32_t)((uint64_t)kBootWatchdogMs * rtc_clk_slow_freq_get_hz() / 1000);
    wdt_hal_init(&watchdog, WDT_RWDT, 0, false);
    wdt_hal_write_protect_disable(&watchdog);
    wdt_hal_config_stage(&watchdog, WDT_STAGE0, ticks, WDT_STAGE_ACTION_RESET_SYSTEM);
    wdt_hal_config_stage(&watchdog, WDT_STAGE1, ticks, WDT_STAGE_ACTION_RESET_RTC);
    wdt_hal_enable(&watchdog);
    wdt_hal_write_protect_enable(&watchdog);
}

/* The SDK's main calls nvs_flash_init itself and aborts where it fails: here it cannot any more. */
static void open_storage(void) {
    const struct power_sleep_request broken = {
        .duration_us = kBrokenFlashSleepUs,
        .high_pins = 0,
        .low_pin = -1,
    };
    if (nvs_flash_init() == ESP_OK) {
        if (esp_reset_reason() == ESP_RST_DEEPSLEEP) return;
        if (!settings_store_is_lost()) {
            settings_store_keep();
            return;
        }
    } else if (nvs_flash_erase() != ESP_OK || nvs_flash_init() != ESP_OK) {
        power_sleep(&broken);
    }
    g_storage = settings_store_restore() ? kBootStorageRestored : kBootStorageEmptied;
}

int boot_prepare(void) {
    arm_watchdog();
    power_release_pins();
    open_storage();
    return 0;
}

enum boot_storage boot_storage_state(void) { return g_storage; }

uint32_t boot_restore_count(void) { return settings_store_restore_count(); }
