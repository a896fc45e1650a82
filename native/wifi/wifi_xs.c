/* The C behind wifi.ts. */
#include <string.h>

#include "wifi.h"
#include "xsmc.h"

/* A text of at most `bytes_max` into a field that is one longer. */
static void take_text(xsMachine* the, int argument, char* field, size_t bytes_max) {
    const char* text = xsmcToString(xsArg(argument));
    const size_t count = strlen(text);
    if (count > bytes_max) xsRangeError("wifi: too long");
    memcpy(field, text, count + 1);
}

/* Six bytes, or undefined. */
static bool take_bssid(xsMachine* the, int argument, uint8_t bssid[kWifiBssidBytes]) {
    void* bytes;
    xsUnsignedValue count;
    if (xsmcTypeOf(xsArg(argument)) == xsUndefinedType) return false;
    xsmcGetBufferReadable(xsArg(argument), &bytes, &count);
    if (count != kWifiBssidBytes) xsRangeError("wifi: a BSSID has six bytes");
    memcpy(bssid, bytes, kWifiBssidBytes);
    return true;
}

/* start(): boolean */
void xs_wifi_start(xsMachine* the) { xsmcSetBoolean(xsResult, wifi_start()); }

/* join(ssid, password, bssid, channel, addresses): boolean. Addresses are four times four bytes. */
void xs_wifi_join(xsMachine* the) {
    struct wifi_access_point access_point = {0};
    struct wifi_addresses addresses;
    void* bytes;
    xsUnsignedValue count;
    take_text(the, 0, access_point.ssid, kWifiSsidBytesMax);
    take_text(the, 1, access_point.password, kWifiPasswordBytesMax);
    access_point.has_bssid = take_bssid(the, 2, access_point.bssid);
    access_point.channel = (uint8_t)xsmcToInteger(xsArg(3));
    xsmcGetBufferReadable(xsArg(4), &bytes, &count);
    if (count != sizeof(addresses)) xsRangeError("wifi: four addresses");
    memcpy(&addresses, bytes, sizeof(addresses));
    xsmcSetBoolean(xsResult, wifi_join(&access_point, &addresses));
}

/* state(): a wifi_state */
void xs_wifi_state(xsMachine* the) { xsmcSetInteger(xsResult, (xsIntegerValue)wifi_state()); }

/* joined(): ArrayBuffer of BSSID and channel, or undefined */
void xs_wifi_joined(xsMachine* the) {
    uint8_t bytes[kWifiBssidBytes + 1];
    if (wifi_joined(bytes, &bytes[kWifiBssidBytes]))
        xsmcSetArrayBuffer(xsResult, bytes, sizeof(bytes));
}

/* stop() */
void xs_wifi_stop(xsMachine* the) {
    (void)the;
    wifi_stop();
}

/* recall(): ArrayBuffer */
void xs_wifi_recall(xsMachine* the) {
    xsmcSetArrayBuffer(xsResult, wifi_memory(), kWifiMemoryBytes);
}

/* remember(bytes) */
void xs_wifi_remember(xsMachine* the) {
    void* bytes;
    xsUnsignedValue count;
    xsmcGetBufferReadable(xsArg(0), &bytes, &count);
    if (count != kWifiMemoryBytes) xsRangeError("wifi: not what is remembered");
    memcpy(wifi_memory(), bytes, kWifiMemoryBytes);
}

/* setClock(seconds) */
void xs_wifi_set_clock(xsMachine* the) { wifi_set_clock((int64_t)xsmcToNumber(xsArg(0))); }

/* lookUp(name) */
void xs_wifi_look_up(xsMachine* the) { wifi_look_up(xsmcToString(xsArg(0))); }

/* lookedUp(): the address, "" where there is none, undefined while it is looked for */
void xs_wifi_looked_up(xsMachine* the) {
    char address[kWifiAddressCharsMax];
    const enum wifi_lookup state = wifi_looked_up(address);
    if (state == kWifiLookupFound)
        xsmcSetString(xsResult, address);
    else if (state == kWifiLookupFailed)
        xsmcSetString(xsResult, (xsStringValue) "");
}

/* ask(address, port, packet): boolean */
void xs_wifi_ask(xsMachine* the) {
    void* bytes;
    xsUnsignedValue count;
    const xsIntegerValue port = xsmcToInteger(xsArg(1));
    if (port < 1 || port > UINT16_MAX) xsRangeError("wifi: no such port");
    xsmcGetBufferReadable(xsArg(2), &bytes, &count);
    xsmcSetBoolean(xsResult, wifi_ask(xsmcToString(xsArg(0)), (uint16_t)port, bytes, count));
}

/* answer(): ArrayBuffer, or undefined */
void xs_wifi_answer(xsMachine* the) {
    uint8_t bytes[kWifiAnswerBytesMax];
    const size_t count = wifi_answer(bytes);
    if (count > 0) xsmcSetArrayBuffer(xsResult, bytes, (xsIntegerValue)count);
}

/* forgetQuestion() */
void xs_wifi_forget_question(xsMachine* the) {
    (void)the;
    wifi_forget_question();
}
