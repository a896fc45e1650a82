/* The C behind power.ts. */
#include <string.h>

#include "power.h"
#include "xsmc.h"

/* wakeCause(): a number, an enum power_wake_cause */
void xs_power_wake_cause(xsMachine* the) {
    xsmcSetInteger(xsResult, (xsIntegerValue)power_wake_cause());
}

/* read(buffer): fills it from the start of the retained memory */
void xs_power_retained_read(xsMachine* the) {
    void* buffer;
    xsUnsignedValue byte_length;
    xsmcGetBufferWritable(xsArg(0), &buffer, &byte_length);
    if (byte_length > kPowerRetainedBytes) xsRangeError("more than is retained");
    memcpy(buffer, power_retained_memory(), byte_length);
}

/* write(bytes): to the start of the retained memory */
void xs_power_retained_write(xsMachine* the) {
    void* bytes;
    xsUnsignedValue byte_length;
    xsmcGetBufferReadable(xsArg(0), &bytes, &byte_length);
    if (byte_length > kPowerRetainedBytes) xsRangeError("more than is retained");
    memcpy(power_retained_memory(), bytes, byte_length);
}

/* pinIsHigh(pin): a boolean */
void xs_power_pin_is_high(xsMachine* the) {
    xsmcSetBoolean(xsResult, power_pin_is_high((int8_t)xsmcToInteger(xsArg(0))));
}

/* sleep(durationMs, highPins, lowPin): returns only where a pin cannot wake the chip */
void xs_power_sleep(xsMachine* the) {
    struct power_sleep_request request = {
        .duration_us = (uint64_t)(xsmcToNumber(xsArg(0)) * 1000),
        .high_pins = (uint64_t)xsmcToNumber(xsArg(1)),
        .low_pin = (int8_t)xsmcToInteger(xsArg(2)),
    };
    power_sleep(&request);
}
