#include <psa/crypto.h>

#include "signature.h"

/* The first byte of a point (SEC 1, 2.3.3). */
enum { kUncompressedPoint = 4 };

/* Cheap after the first call, and ESP-IDF has made that call before us. */
static bool is_ready(void) { return psa_crypto_init() == PSA_SUCCESS; }

static bool hash(psa_algorithm_t algorithm, struct signature_bytes of, uint8_t* digest,
                 size_t wanted_bytes) {
    size_t digest_bytes = 0;
    if (!is_ready()) return false;
    return psa_hash_compute(algorithm, of.bytes, of.byte_length, digest, wanted_bytes,
                            &digest_bytes) == PSA_SUCCESS &&
           digest_bytes == wanted_bytes;
}

bool signature_sha256(const uint8_t* bytes, size_t byte_length,
                      uint8_t digest[kSignatureSha256Bytes]) {
    return hash(PSA_ALG_SHA_256, (struct signature_bytes){bytes, byte_length}, digest,
                kSignatureSha256Bytes);
}

bool signature_sha1(const uint8_t* bytes, size_t byte_length, uint8_t digest[kSignatureSha1Bytes]) {
    return hash(PSA_ALG_SHA_1, (struct signature_bytes){bytes, byte_length}, digest,
                kSignatureSha1Bytes);
}

/* An import checks that the point lies on the curve. */
static psa_status_t import_key(struct signature_bytes public_key, psa_key_id_t* key) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    return psa_import_key(&attributes, public_key.bytes, public_key.byte_length, key);
}

enum signature_status signature_verify(struct signature_bytes digest,
                                       struct signature_bytes signature,
                                       struct signature_bytes public_key) {
    if (digest.byte_length != kSignatureSha256Bytes || signature.byte_length != kSignatureBytes ||
        public_key.byte_length != kSignaturePublicKeyBytes) {
        return kSignatureWrongLength;
    }
    if (public_key.bytes[0] != kUncompressedPoint) return kSignatureWrongKey;
    psa_key_id_t key;
    if (!is_ready()) return kSignatureUnavailable;
    const psa_status_t imported = import_key(public_key, &key);
    if (imported == PSA_ERROR_INVALID_ARGUMENT) return kSignatureWrongKey;
    if (imported != PSA_SUCCESS) return kSignatureUnavailable;
    const psa_status_t verified =
        psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), digest.bytes, digest.byte_length,
                        signature.bytes, signature.byte_length);
    psa_destroy_key(key);
    if (verified == PSA_ERROR_INVALID_SIGNATURE) return kSignatureMismatch;
    return verified == PSA_SUCCESS ? kSignatureOk : kSignatureUnavailable;
}
