#include <psa/crypto.h>

#include "signature.h"

bool signature_sha256(const uint8_t* bytes, size_t byte_length,
                      uint8_t digest[kSignatureSha256Bytes]) {
    size_t digest_bytes = 0;
    /* Cheap after the first call, and ESP-IDF has made that call before us. */
    if (psa_crypto_init() != PSA_SUCCESS) return false;
    return psa_hash_compute(PSA_ALG_SHA_256, bytes, byte_length, digest, kSignatureSha256Bytes,
                            &digest_bytes) == PSA_SUCCESS &&
           digest_bytes == kSignatureSha256Bytes;
}
