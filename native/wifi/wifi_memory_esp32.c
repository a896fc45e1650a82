#include <esp_attr.h>
#include <sys/time.h>

#include "wifi.h"

static RTC_DATA_ATTR uint8_t memory[kWifiMemoryBytes];

uint8_t* wifi_memory(void) { return memory; }

void wifi_set_clock(int64_t seconds) {
    const struct timeval now = {.tv_sec = (time_t)seconds};
    settimeofday(&now, NULL);
}
