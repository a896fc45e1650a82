/* Text encodings, without any engine. */
#ifndef NIGHTJAR_CODEC_H
#define NIGHTJAR_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the padded base64 text of byte_count bytes. */
size_t codec_base64_length(size_t byte_count);
/* RFC 4648, section 4; target holds codec_base64_length(byte_count) bytes. */
void codec_encode_base64(const uint8_t* source, size_t byte_count, uint8_t* target);
/* RFC 3629: no overlong form, no surrogate, nothing beyond U+10FFFF; and no NUL. */
bool codec_is_text(const uint8_t* bytes, size_t byte_count);
/*
 * What an engine keeps is almost UTF-8: a lone surrogate stands as its three bytes, a NUL as C0 80.
 * Makes it UTF-8, in place, and gives the new length, which is never more.
 */
size_t codec_mend_utf8(uint8_t* bytes, size_t byte_count);

#endif
