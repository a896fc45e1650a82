/* The C behind signature.ts. */
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

/* sha1(bytes): ArrayBuffer of 20 bytes */
void xs_signature_sha1(xsMachine* the) {
    void* bytes;
    xsUnsignedValue byte_length;
    uint8_t digest[kSignatureSha1Bytes];
    xsmcGetBufferReadable(xsArg(0), &bytes, &byte_length);
    if (!signature_sha1(bytes, byte_length, digest)) xsUnknownError("SHA-1 is not to be had");
    xsmcSetArrayBuffer(xsResult, digest, kSignatureSha1Bytes);
}

/* verify(digest, signature, publicKey): a signature_status */
void xs_signature_verify(xsMachine* the) {
    enum { kArguments = 3 };
    struct signature_bytes arguments[kArguments];
    for (int at = 0; at < kArguments; at++) {
        void* bytes;
        xsUnsignedValue byte_length;
        xsmcGetBufferReadable(xsArg(at), &bytes, &byte_length);
        arguments[at] = (struct signature_bytes){bytes, byte_length};
    }
    const enum signature_status status = signature_verify(arguments[0], arguments[1], arguments[2]);
    if (status == kSignatureUnavailable) xsUnknownError("ECDSA is not to be had");
    xsmcSetInteger(xsResult, (xsIntegerValue)status);
}
