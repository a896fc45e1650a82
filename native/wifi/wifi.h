/*
 * A Wi-Fi station that does nothing on its own account: it is started for the first request of a
 * wake, asked how far it is, and stopped. Only the password's holder decides when to try again.
 * Every function returns at once.
 */
#ifndef NIGHTJAR_WIFI_H
#define NIGHTJAR_WIFI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    kWifiSsidBytesMax = 32,
    kWifiPasswordBytesMax = 64,
    kWifiBssidBytes = 6,
    kWifiMemoryBytes = 16,
    kWifiAddressCharsMax = 16,
    kWifiAnswerBytesMax = 128,
};

/* Kept in step with STATES in wifi.ts. */
enum wifi_state {
    kWifiOff,
    kWifiIdle,
    kWifiJoining,
    /* Associated, and with an address. */
    kWifiJoined,
    kWifiNotFound,
    /* The access point will not have us: as a rule the password is wrong. */
    kWifiRefused,
    kWifiLost,
};

struct wifi_access_point {
    char ssid[kWifiSsidBytesMax + 1];
    /* Empty for an open network; with one, nothing below WPA2 is joined. */
    char password[kWifiPasswordBytesMax + 1];
    /* What is known of it already: then no other channel is searched. */
    bool has_bssid;
    uint8_t bssid[kWifiBssidBytes];
    /* 0 where it is not known. */
    uint8_t channel;
};

/* IPv4 in network order. An address of 0 asks the network for one. */
struct wifi_addresses {
    uint32_t address;
    uint32_t netmask;
    uint32_t gateway;
    uint32_t dns;
};

bool wifi_start(void);
bool wifi_join(const struct wifi_access_point* access_point,
               const struct wifi_addresses* addresses);
enum wifi_state wifi_state(void);
/* Who was joined; false unless joined. */
bool wifi_joined(uint8_t bssid[kWifiBssidBytes], uint8_t* channel);
/* Radio off; may be called again. */
void wifi_stop(void);

/* Bytes that deep sleep keeps, zero after any other start. */
uint8_t* wifi_memory(void);

/* The chip's clock, in seconds since 1970. */
void wifi_set_clock(int64_t seconds);

enum wifi_lookup { kWifiLookupPending, kWifiLookupFound, kWifiLookupFailed };

/* Begins to look a name up and forgets the one before. */
void wifi_look_up(const char* name);
/* How that went; `address` as text where it was found. */
enum wifi_lookup wifi_looked_up(char address[kWifiAddressCharsMax]);

/* Sends one UDP packet and forgets the question before; false where it could not be sent. */
bool wifi_ask(const char* address, uint16_t port, const void* bytes, size_t byte_count);
/* How many bytes that very peer has answered since, longer ones cut; 0 where nothing came yet. */
size_t wifi_answer(uint8_t bytes[kWifiAnswerBytesMax]);
void wifi_forget_question(void);

#endif
