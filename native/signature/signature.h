/*
 * SHA-256 and SHA-1, and signatures over the former, through the PSA Crypto API: the same calls
 * reach Mbed TLS 2.28 on the desktop, and TF-PSA-Crypto with the chip's hash engine on the board.
 */
#ifndef NIGHTJAR_SIGNATURE_H
#define NIGHTJAR_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    kSignatureSha256Bytes = 32,
    kSignatureSha1Bytes = 20,
    /* 4, then x, then y: an uncompressed point of P-256. */
    kSignaturePublicKeyBytes = 65,
    /* r, then s, big-endian. */
    kSignatureBytes = 64,
};

/* From the second on in the order of SignatureCode in modules/host/signature.ts. */
enum signature_status {
    kSignatureOk,
    kSignatureWrongLength,
    /* Not a point of the curve. */
    kSignatureWrongKey,
    kSignatureMismatch,
    /* The library cannot serve, which no input causes: it is out of memory or misbuilt. */
    kSignatureUnavailable,
};

/* Bytes of the caller's. */
struct signature_bytes {
    const uint8_t* bytes;
    size_t byte_length;
};

/* False where it would be kSignatureUnavailable. */
bool signature_sha256(const uint8_t* bytes, size_t byte_length,
                      uint8_t digest[kSignatureSha256Bytes]);

/* For RFC 6455's handshake, which asks for it; it protects nothing. */
bool signature_sha1(const uint8_t* bytes, size_t byte_length, uint8_t digest[kSignatureSha1Bytes]);

/* ECDSA on P-256 over the SHA-256 `digest`. */
enum signature_status signature_verify(struct signature_bytes digest,
                                       struct signature_bytes signature,
                                       struct signature_bytes public_key);

#ifdef __cplusplus
}
#endif

#endif
