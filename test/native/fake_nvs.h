/* NVS in memory; fake_flash.h says when a change of it is not made. */
#ifndef NIGHTJAR_TEST_FAKE_NVS_H
#define NIGHTJAR_TEST_FAKE_NVS_H

#include "nvs_flash/include/nvs.h"

enum fake_nvs_call {
    kFakeOpen,
    kFakeFindKey,
    kFakeFindFirst,
    kFakeFindNext,
    kFakeCallCount,
};

/* What these calls answer instead of doing anything; ESP_OK: they do it. */
extern esp_err_t g_fake_nvs_error[kFakeCallCount];

/* As nvs_flash_erase. */
void fake_nvs_erase(void);

#endif
