/* Deep sleep, why this boot began, and the memory that outlives both. */
#ifndef NIGHTJAR_POWER_H
#define NIGHTJAR_POWER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* RTC memory that no image lays out: docs/SPEC.md, "RTC memory". */
#define kPowerRetainedBytes 2048

/* In the order of WAKE_CAUSES in power.ts. */
enum power_wake_cause {
    kPowerWakeUnknown,
    kPowerWakePowerOn, /* power and EN alone; a brown-out is a reset */
    kPowerWakeTimer,
    kPowerWakePin,
    kPowerWakeReset,
};

struct power_sleep_request {
    uint64_t duration_us; /* above 0: every sleep has an end */
    uint64_t high_pins;   /* bit n: a high level at RTC GPIO n ends the sleep */
    int8_t low_pin;       /* a low level at this RTC GPIO ends the sleep; -1 for none */
};

enum power_wake_cause power_wake_cause(void);

/* kPowerRetainedBytes, the same address in every image; noise after a loss of power. */
uint8_t* power_retained_memory(void);

/* Drives the board's held pins as they were held in sleep, and only then lets go of the hold. */
void power_release_pins(void);

/* Makes the pin an input that is pulled down, and reads it. False where there is no such pin. */
_Bool power_pin_is_high(int8_t pin);

/* Does not return: the next thing is a boot. False where a wake-up pin is none. */
_Bool power_sleep(const struct power_sleep_request* request);

#ifdef __cplusplus
}
#endif

#endif
