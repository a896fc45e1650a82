/* xs_signature_sha256 for signature.ts. */
#include "signature.h"
#include "xsmc.h"

/* sha256(bytes): ArrayBuffer of 32 bytes */
void xs_signature_sha256(xsMachine* the) {
    void* bytes;
    xsUnsignedValue byte_length;
    uint8_t digest[kSignatureSha256Bytes];
    xsmcGetBufferReadable(xsArg(0), &bytes, &byte_length);
    if (!signature_sha256(bytes, byte_length, digest)) xsUnknownError("SHA-256 is not to be had");
    xsmcSetArrayBuffer(xsResult, digest, kSignatureSha256Bytes);
}
