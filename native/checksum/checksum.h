/* CRC-32 as in IEEE 802.3, for records in RTC memory and flash. */
#ifndef NIGHTJAR_CHECKSUM_H
#define NIGHTJAR_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Polynomial 0xEDB88320 reflected, all ones before and after. */
uint32_t checksum_crc32(const uint8_t* bytes, size_t byte_length);

#ifdef __cplusplus
}
#endif

#endif
