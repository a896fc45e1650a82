/* The C behind codec.ts. */
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "xsmc.h"

/* encodeUtf8(text): ArrayBuffer */
void xs_codec_encode_utf8(xsMachine* the) {
    xsStringValue text = xsmcToString(xsArg(0));
    size_t byte_count = strlen(text);
    /* A copy of our own: the engine may move the string while it makes room for the buffer. */
    uint8_t* bytes = malloc(byte_count + 1);
    if (!bytes) xsUnknownError("codec: no memory");
    memcpy(bytes, text, byte_count + 1);
    byte_count = codec_mend_utf8(bytes, byte_count);
    xsmcSetArrayBuffer(xsResult, bytes, (xsIntegerValue)byte_count);
    free(bytes);
}

/* decodeUtf8(bytes): string, or undefined */
void xs_codec_decode_utf8(xsMachine* the) {
    void* bytes;
    xsUnsignedValue byte_count;
    xsmcGetBufferReadable(xsArg(0), &bytes, &byte_count);
    if (!codec_is_text(bytes, byte_count)) return;
    xsmcSetStringBuffer(xsResult, NULL, (xsIntegerValue)byte_count);
    xsStringValue text = xsmcToString(xsResult);
    xsmcGetBufferReadable(xsArg(0), &bytes, &byte_count);
    memcpy(text, bytes, byte_count);
    text[byte_count] = 0;
}

/* encodeBase64(source, target): bytes written */
void xs_codec_encode_base64(xsMachine* the) {
    void* source;
    void* target;
    xsUnsignedValue source_bytes;
    xsUnsignedValue target_bytes;
    xsmcGetBufferReadable(xsArg(0), &source, &source_bytes);
    xsmcGetBufferWritable(xsArg(1), &target, &target_bytes);
    size_t needed_bytes = codec_base64_length(source_bytes);
    if (needed_bytes > target_bytes) xsRangeError("codec: the target is too short");
    codec_encode_base64(source, source_bytes, target);
    xsmcSetInteger(xsResult, (xsIntegerValue)needed_bytes);
}
