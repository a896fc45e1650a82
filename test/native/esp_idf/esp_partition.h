/* Of ESP-IDF's partitions what the settings' copy uses; fake_nvs.c has the one partition. */
#ifndef NIGHTJAR_TEST_ESP_PARTITION_H
#define NIGHTJAR_TEST_ESP_PARTITION_H

#include <stddef.h>
#include <stdint.h>

#define ESP_PARTITION_TYPE_DATA 0x01
#define ESP_PARTITION_SUBTYPE_ANY 0xff

typedef struct {
    uint32_t size;
} esp_partition_t;

const esp_partition_t* esp_partition_find_first(int type, int subtype, const char* label);
int esp_partition_read(const esp_partition_t* partition, size_t at, void* bytes, size_t size);
int esp_partition_write(const esp_partition_t* partition, size_t at, const void* bytes,
                        size_t size);
int esp_partition_erase_range(const esp_partition_t* partition, size_t at, size_t size);

#endif
