/* native/power on ESP-IDF. The pins that a board holds in sleep come from its manifest. */
#include "driver/gpio.h"
#include "driver/rtc_io.h"
#include "esp_sleep.h"
#include "esp_system.h"
#include "mc.defines.h"
#include "power.h"
#include "sdkconfig.h"
#include "soc/soc.h"
#include "soc/soc_caps.h"

_Static_assert(CONFIG_ULP_COPROC_RESERVE_MEM >= kPowerRetainedBytes,
               "the retained memory is what the coprocessor's reservation keeps free");

struct held_pin {
    int8_t pin;
    uint8_t level;
};

/* Pairs of pin and level. */
static const struct held_pin kHeldPins[] = MODDEF_POWER_HELDPINS;
/* A board may hold none. */
#define kHeldPinsEnd (kHeldPins + sizeof(kHeldPins) / sizeof(kHeldPins[0]))

static enum power_wake_cause cause_of_wake_up(void) {
    const uint32_t causes = esp_sleep_get_wakeup_causes();
    if (causes & (BIT(ESP_SLEEP_WAKEUP_EXT0) | BIT(ESP_SLEEP_WAKEUP_EXT1))) return kPowerWakePin;
    if (causes & BIT(ESP_SLEEP_WAKEUP_TIMER)) return kPowerWakeTimer;
    return kPowerWakeUnknown;
}

enum power_wake_cause power_wake_cause(void) {
    switch (esp_reset_reason()) {
        case ESP_RST_POWERON:
            return kPowerWakePowerOn;
        case ESP_RST_DEEPSLEEP:
            return cause_of_wake_up();
        case ESP_RST_UNKNOWN:
            return kPowerWakeUnknown;
        default:
            return kPowerWakeReset;
    }
}

uint8_t* power_retained_memory(void) { return (uint8_t*)SOC_RTC_DATA_LOW; }

static void drive(const struct held_pin* held) {
    gpio_set_level(held->pin, held->level);
    gpio_set_direction(held->pin, GPIO_MODE_OUTPUT);
}

void power_release_pins(void) {
    for (const struct held_pin* held = kHeldPins; held != kHeldPinsEnd; held++) {
        drive(held);
        gpio_hold_dis(held->pin);
    }
}

static void hold_pins(void) {
    for (const struct held_pin* held = kHeldPins; held != kHeldPinsEnd; held++) {
        drive(held);
        gpio_hold_en(held->pin);
    }
}

_Bool power_pin_is_high(int8_t pin) {
    if (gpio_set_direction(pin, GPIO_MODE_INPUT) != ESP_OK) return 0;
    gpio_set_pull_mode(pin, GPIO_PULLDOWN_ONLY);
    return gpio_get_level(pin) != 0;
}

static _Bool arm_wake_up(const struct power_sleep_request* request) {
    if (esp_sleep_enable_timer_wakeup(request->duration_us) != ESP_OK) return 0;
    if (request->high_pins != 0 &&
        esp_sleep_enable_ext1_wakeup_io(request->high_pins, ESP_EXT1_WAKEUP_ANY_HIGH) != ESP_OK)
        return 0;
    return request->low_pin < 0 || esp_sleep_enable_ext0_wakeup(request->low_pin, 0) == ESP_OK;
}

_Bool power_sleep(const struct power_sleep_request* request) {
    if (!arm_wake_up(request)) return 0;
#if SOC_PM_SUPPORT_RTC_SLOW_MEM_PD /* others, the S3 say, cannot switch it off */
    esp_sleep_pd_config(ESP_PD_DOMAIN_RTC_SLOW_MEM, ESP_PD_OPTION_ON);
#endif
    hold_pins();
    esp_deep_sleep_start();
}
