/* signature.h by the worker: there is no Mbed TLS of 32 bits beside the one of 64. */
#include "../../../native/signature/signature.h"
#include "worker.h"

bool signature_sha256(const uint8_t* bytes, size_t byte_length,
                      uint8_t digest[kSignatureSha256Bytes]) {
    const struct worker_part part = {bytes, byte_length};
    return worker_ask(kWorkerSha256, &part, 1, digest, kSignatureSha256Bytes) == kSignatureOk;
}

bool signature_sha1(const uint8_t* bytes, size_t byte_length, uint8_t digest[kSignatureSha1Bytes]) {
    const struct worker_part part = {bytes, byte_length};
    return worker_ask(kWorkerSha1, &part, 1, digest, kSignatureSha1Bytes) == kSignatureOk;
}

enum signature_status signature_verify(struct signature_bytes digest,
                                       struct signature_bytes signature,
                                       struct signature_bytes public_key) {
    const uint32_t lengths[] = {(uint32_t)digest.byte_length, (uint32_t)signature.byte_length,
                                (uint32_t)public_key.byte_length};
    const struct worker_part parts[] = {
        {lengths, sizeof(lengths)},
        {digest.bytes, digest.byte_length},
        {signature.bytes, signature.byte_length},
        {public_key.bytes, public_key.byte_length},
    };
    return (enum signature_status)worker_ask(kWorkerVerify, parts, 4, NULL, 0);
}
