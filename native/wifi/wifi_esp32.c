#include <esp_event.h>
#include <esp_netif.h>
#include <esp_wifi.h>
#include <stdatomic.h>
#include <string.h>

#include "wifi.h"

static esp_netif_t* station;
/* Written by the event task too. */
static _Atomic enum wifi_state state = kWifiOff;

static enum wifi_state state_for(uint8_t reason) {
    switch (reason) {
        case WIFI_REASON_NO_AP_FOUND:
        case WIFI_REASON_NO_AP_FOUND_W_COMPATIBLE_SECURITY:
        case WIFI_REASON_NO_AP_FOUND_IN_AUTHMODE_THRESHOLD:
        case WIFI_REASON_NO_AP_FOUND_IN_RSSI_THRESHOLD:
            return kWifiNotFound;
        case WIFI_REASON_AUTH_FAIL:
        case WIFI_REASON_AUTH_EXPIRE:
        case WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT:
        case WIFI_REASON_HANDSHAKE_TIMEOUT:
        case WIFI_REASON_MIC_FAILURE:
        case WIFI_REASON_ASSOC_FAIL:
            return kWifiRefused;
        default:
            return kWifiLost;
    }
}

static void on_event(void* context, esp_event_base_t base, int32_t id, void* given) {
    (void)context;
    if (base == IP_EVENT && id == IP_EVENT_STA_GOT_IP) {
        state = kWifiJoined;
    } else if (base == WIFI_EVENT && id == WIFI_EVENT_STA_DISCONNECTED) {
        const wifi_event_sta_disconnected_t* event = given;
        /* Our own leaving: another attempt may have begun since. */
        if (event->reason != WIFI_REASON_ASSOC_LEAVE) state = state_for(event->reason);
    }
}

static bool has_station(void) {
    if (station) return true;
    if (esp_netif_init() != ESP_OK) return false;
    const esp_err_t loop = esp_event_loop_create_default();
    if (loop != ESP_OK && loop != ESP_ERR_INVALID_STATE) return false;
    station = esp_netif_create_default_wifi_sta();
    return station &&
           esp_event_handler_register(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, on_event, NULL) ==
               ESP_OK &&
           esp_event_handler_register(IP_EVENT, IP_EVENT_STA_GOT_IP, on_event, NULL) == ESP_OK;
}

bool wifi_start(void) {
    if (state != kWifiOff) return true;
    const wifi_init_config_t config = WIFI_INIT_CONFIG_DEFAULT();
    if (!has_station() || esp_wifi_init(&config) != ESP_OK) return false;
    /* No copy of the password but ours. */
    if (esp_wifi_set_storage(WIFI_STORAGE_RAM) != ESP_OK ||
        esp_wifi_set_mode(WIFI_MODE_STA) != ESP_OK || esp_wifi_start() != ESP_OK) {
        esp_wifi_deinit();
        return false;
    }
    /* A radio that dozes between beacons makes a wake of few exchanges longer, not cheaper. */
    esp_wifi_set_ps(WIFI_PS_NONE);
    state = kWifiIdle;
    return true;
}

static bool set_addresses(const struct wifi_addresses* given) {
    /* Either may be so already. */
    if (given->address == 0) {
        const esp_err_t started = esp_netif_dhcpc_start(station);
        return started == ESP_OK || started == ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED;
    }
    const esp_netif_ip_info_t info = {
        .ip.addr = given->address, .netmask.addr = given->netmask, .gw.addr = given->gateway};
    esp_netif_dns_info_t dns = {0};
    dns.ip.type = ESP_IPADDR_TYPE_V4;
    dns.ip.u_addr.ip4.addr = given->dns ? given->dns : given->gateway;
    const esp_err_t stopped = esp_netif_dhcpc_stop(station);
    if (stopped != ESP_OK && stopped != ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED) return false;
    return esp_netif_set_ip_info(station, &info) == ESP_OK &&
           esp_netif_set_dns_info(station, ESP_NETIF_DNS_MAIN, &dns) == ESP_OK;
}

bool wifi_join(const struct wifi_access_point* access_point,
               const struct wifi_addresses* addresses) {
    wifi_config_t config = {0};
    if (state == kWifiOff) return false;
    esp_wifi_disconnect();
    /* Both may fill their fields to the last byte. */
    memcpy(config.sta.ssid, access_point->ssid, sizeof(config.sta.ssid));
    memcpy(config.sta.password, access_point->password, sizeof(config.sta.password));
    memcpy(config.sta.bssid, access_point->bssid, sizeof(config.sta.bssid));
    config.sta.bssid_set = access_point->has_bssid;
    config.sta.channel = access_point->channel;
    config.sta.scan_method = access_point->channel ? WIFI_FAST_SCAN : WIFI_ALL_CHANNEL_SCAN;
    config.sta.sort_method = WIFI_CONNECT_AP_BY_SIGNAL;
    config.sta.threshold.authmode = access_point->password[0] ? WIFI_AUTH_WPA2_PSK : WIFI_AUTH_OPEN;
    config.sta.pmf_cfg.capable = true;
    config.sta.sae_pwe_h2e = WPA3_SAE_PWE_BOTH;
    if (!set_addresses(addresses)) return false;
    if (esp_wifi_set_config(WIFI_IF_STA, &config) != ESP_OK) return false;
    state = kWifiJoining;
    return esp_wifi_connect() == ESP_OK;
}

enum wifi_state wifi_state(void) { return state; }

bool wifi_joined(uint8_t bssid[kWifiBssidBytes], uint8_t* channel) {
    wifi_ap_record_t record;
    if (state != kWifiJoined || esp_wifi_sta_get_ap_info(&record) != ESP_OK) return false;
    memcpy(bssid, record.bssid, kWifiBssidBytes);
    *channel = record.primary;
    return true;
}

void wifi_stop(void) {
    if (state == kWifiOff) return;
    state = kWifiOff;
    esp_wifi_disconnect();
    esp_wifi_stop();
    esp_wifi_deinit();
}
