/* The C behind partition-driver.ts: ESP-IDF's partitions, kept to what NOR flash can do. */
#include <string.h>

#include "esp_partition.h"
#include "xsmc.h"

#define kWriteAlign 4
#define kCompareBytes 64

/* In the order of REFUSALS in partition-driver.ts, from 1. */
enum flash_refusal {
    kFlashDone,
    kFlashUnknown,
    kFlashOutOfRange,
    kFlashUnaligned,
    kFlashWouldSetBit,
    kFlashFailed,
};

static const esp_partition_t* partition_named(const char* label) {
    return esp_partition_find_first(ESP_PARTITION_TYPE_ANY, ESP_PARTITION_SUBTYPE_ANY, label);
}

static _Bool is_within(const esp_partition_t* partition, uint32_t offset, uint32_t byte_length) {
    return offset <= partition->size && byte_length <= partition->size - offset;
}

/* A bit that is cleared stays so until its block is erased; the chip would not tell. */
static enum flash_refusal refuse_write(const esp_partition_t* partition, uint32_t offset,
                                       const uint8_t* bytes, uint32_t byte_length) {
    if (!is_within(partition, offset, byte_length)) return kFlashOutOfRange;
    if (offset % kWriteAlign != 0 || byte_length % kWriteAlign != 0) return kFlashUnaligned;
    for (uint32_t at = 0; at < byte_length; at += kCompareBytes) {
        uint8_t there[kCompareBytes];
        const uint32_t rest = byte_length - at;
        const uint32_t count = rest < kCompareBytes ? rest : kCompareBytes;
        if (esp_partition_read(partition, offset + at, there, count) != ESP_OK) return kFlashFailed;
        for (uint32_t byte = 0; byte < count; byte++)
            if ((bytes[at + byte] & ~there[byte]) != 0) return kFlashWouldSetBit;
    }
    return kFlashDone;
}

/* list(): array of names, in the order of the table */
void xs_flash_list(xsMachine* the) {
    esp_partition_iterator_t each =
        esp_partition_find(ESP_PARTITION_TYPE_ANY, ESP_PARTITION_SUBTYPE_ANY, NULL);
    xsIntegerValue count = 0;
    xsmcVars(1);
    xsmcSetNewArray(xsResult, 0);
    for (; each != NULL; each = esp_partition_next(each)) {
        xsmcSetString(xsVar(0), (char*)esp_partition_get(each)->label);
        xsmcSetIndex(xsResult, count, xsVar(0));
        count++;
    }
}

/* size(path): bytes, or 0 where there is no such partition */
void xs_flash_size(xsMachine* the) {
    const esp_partition_t* partition = partition_named(xsmcToString(xsArg(0)));
    xsmcSetInteger(xsResult, partition ? (xsIntegerValue)partition->size : 0);
}

/* read(path, byteOffset, byteLength): ArrayBuffer, or a flash_refusal */
void xs_flash_read(xsMachine* the) {
    const esp_partition_t* partition = partition_named(xsmcToString(xsArg(0)));
    const uint32_t offset = (uint32_t)xsmcToInteger(xsArg(1));
    const uint32_t byte_length = (uint32_t)xsmcToInteger(xsArg(2));
    if (!partition || !is_within(partition, offset, byte_length)) {
        xsmcSetInteger(xsResult, partition ? kFlashOutOfRange : kFlashUnknown);
        return;
    }
    xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)byte_length);
    void* bytes = xsmcToArrayBuffer(xsResult);
    if (esp_partition_read(partition, offset, bytes, byte_length) != ESP_OK)
        xsmcSetInteger(xsResult, kFlashFailed);
}

/* write(path, byteOffset, bytes): a flash_refusal */
void xs_flash_write(xsMachine* the) {
    const esp_partition_t* partition = partition_named(xsmcToString(xsArg(0)));
    const uint32_t offset = (uint32_t)xsmcToInteger(xsArg(1));
    void* bytes;
    xsUnsignedValue byte_length;
    xsmcGetBufferReadable(xsArg(2), &bytes, &byte_length);
    enum flash_refusal refusal =
        partition ? refuse_write(partition, offset, bytes, byte_length) : kFlashUnknown;
    if (refusal == kFlashDone && byte_length > 0 &&
        esp_partition_write(partition, offset, bytes, byte_length) != ESP_OK)
        refusal = kFlashFailed;
    xsmcSetInteger(xsResult, refusal);
}

/* erase(path, byteOffset, byteLength): whole blocks; a flash_refusal */
void xs_flash_erase(xsMachine* the) {
    const esp_partition_t* partition = partition_named(xsmcToString(xsArg(0)));
    const uint32_t offset = (uint32_t)xsmcToInteger(xsArg(1));
    const uint32_t byte_length = (uint32_t)xsmcToInteger(xsArg(2));
    enum flash_refusal refusal = kFlashDone;
    if (!partition)
        refusal = kFlashUnknown;
    else if (!is_within(partition, offset, byte_length))
        refusal = kFlashOutOfRange;
    else if (esp_partition_erase_range(partition, offset, byte_length) != ESP_OK)
        refusal = kFlashFailed;
    xsmcSetInteger(xsResult, refusal);
}

/* map(path): HostBuffer over the flash cache, or a flash_refusal. Mapped until the next boot. */
void xs_flash_map(xsMachine* the) {
    const esp_partition_t* partition = partition_named(xsmcToString(xsArg(0)));
    const void* address;
    esp_partition_mmap_handle_t handle;
    if (!partition || esp_partition_mmap(partition, 0, partition->size, ESP_PARTITION_MMAP_DATA,
                                         &address, &handle) != ESP_OK) {
        xsmcSetInteger(xsResult, partition ? kFlashFailed : kFlashUnknown);
        return;
    }
    xsResult = xsNewHostObject(NULL);
    xsmcSetHostBuffer(xsResult, (void*)address, partition->size);
    xsmcPetrifyHostBuffer(xsResult);
}
