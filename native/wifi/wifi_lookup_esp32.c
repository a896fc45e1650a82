/* Names by lwIP's resolver, which lives in lwIP's own task. */
#include <lwip/dns.h>
#include <lwip/ip_addr.h>
#include <lwip/tcpip.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "wifi.h"

enum { kNameCharsMax = 254 };

/* `number` tells an answer that comes too late from the one that is waited for. */
static struct {
    char name[kNameCharsMax];
    ip_addr_t address;
    _Atomic uint32_t number;
    _Atomic enum wifi_lookup state;
} lookup = {.state = kWifiLookupFailed};

static void finish(const char* name, const ip_addr_t* address, void* number) {
    (void)name;
    if ((uint32_t)(uintptr_t)number != lookup.number) return;
    if (address) lookup.address = *address;
    lookup.state = address ? kWifiLookupFound : kWifiLookupFailed;
}

/* In lwIP's task. */
static void begin(void* number) {
    ip_addr_t address;
    if ((uint32_t)(uintptr_t)number != lookup.number) return;
    const err_t result = dns_gethostbyname(lookup.name, &address, finish, number);
    if (result != ERR_INPROGRESS) finish(lookup.name, result == ERR_OK ? &address : NULL, number);
}

void wifi_look_up(const char* name) {
    lookup.number++;
    lookup.state = kWifiLookupPending;
    snprintf(lookup.name, sizeof(lookup.name), "%s", name);
    if (strlen(name) >= sizeof(lookup.name) ||
        tcpip_callback(begin, (void*)(uintptr_t)lookup.number) != ERR_OK)
        lookup.state = kWifiLookupFailed;
}

enum wifi_lookup wifi_looked_up(char address[kWifiAddressCharsMax]) {
    const enum wifi_lookup state = lookup.state;
    if (state != kWifiLookupFound) return state;
    const bool fits = ipaddr_ntoa_r(&lookup.address, address, kWifiAddressCharsMax) != NULL;
    return fits ? kWifiLookupFound : kWifiLookupFailed;
}
