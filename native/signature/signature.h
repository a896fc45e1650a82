/*
 * SHA-256 through the PSA Crypto API of Mbed TLS: the same calls reach plain C on the desktop and
 * the chip's hash engine on the board.
 */
#ifndef NIGHTJAR_SIGNATURE_H
#define NIGHTJAR_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { kSignatureSha256Bytes = 32 };

/* False where the library cannot serve, which no input causes: it is out of memory or misbuilt. */
bool signature_sha256(const uint8_t* bytes, size_t byte_length,
                      uint8_t digest[kSignatureSha256Bytes]);

#ifdef __cplusplus
}
#endif

#endif
