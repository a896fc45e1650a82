/* Base64 and UTF-8: codec.h. */
#include "codec.h"

#include <string.h>

static const char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t codec_base64_length(size_t byte_count) { return (byte_count + 2) / 3 * 4; }

void codec_encode_base64(const uint8_t* source, size_t byte_count, uint8_t* target) {
    for (size_t at = 0; at < byte_count; at += 3, target += 4) {
        size_t left = byte_count - at;
        uint32_t bits = (uint32_t)source[at] << 16;
        if (left > 1) bits |= (uint32_t)source[at + 1] << 8;
        if (left > 2) bits |= source[at + 2];
        target[0] = (uint8_t)kAlphabet[bits >> 18];
        target[1] = (uint8_t)kAlphabet[(bits >> 12) & 63];
        target[2] = (uint8_t)(left > 1 ? kAlphabet[(bits >> 6) & 63] : '=');
        target[3] = (uint8_t)(left > 2 ? kAlphabet[bits & 63] : '=');
    }
}

/* How many bytes follow a lead byte, and what its second byte must lie between (RFC 3629, 4). */
struct sequence {
    int following;
    uint8_t second_min;
    uint8_t second_max;
};

static struct sequence sequence_of(uint8_t lead) {
    if (lead >= 0xC2 && lead <= 0xDF) return (struct sequence){1, 0x80, 0xBF};
    if (lead == 0xE0) return (struct sequence){2, 0xA0, 0xBF};
    if (lead == 0xED) return (struct sequence){2, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF) return (struct sequence){2, 0x80, 0xBF};
    if (lead == 0xF0) return (struct sequence){3, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3) return (struct sequence){3, 0x80, 0xBF};
    if (lead == 0xF4) return (struct sequence){3, 0x80, 0x8F};
    return (struct sequence){-1, 0, 0};
}

static bool is_following(uint8_t byte) { return (byte & 0xC0) == 0x80; }

bool codec_is_text(const uint8_t* bytes, size_t byte_count) {
    for (size_t at = 0; at < byte_count;) {
        uint8_t lead = bytes[at++];
        if (lead == 0) return false;
        if (lead < 0x80) continue;
        struct sequence sequence = sequence_of(lead);
        if (sequence.following < 0 || (size_t)sequence.following > byte_count - at) return false;
        if (bytes[at] < sequence.second_min || bytes[at] > sequence.second_max) return false;
        for (int index = 1; index < sequence.following; index++)
            if (!is_following(bytes[at + (size_t)index])) return false;
        at += (size_t)sequence.following;
    }
    return true;
}

size_t codec_mend_utf8(uint8_t* bytes, size_t byte_count) {
    static const uint8_t kReplacement[] = {0xEF, 0xBF, 0xBD};
    size_t to = 0;
    for (size_t from = 0; from < byte_count;) {
        bool more = from + 1 < byte_count;
        if (more && bytes[from] == 0xC0 && bytes[from + 1] == 0x80) {
            bytes[to++] = 0;
            from += 2;
        } else if (from + 2 < byte_count && bytes[from] == 0xED && bytes[from + 1] >= 0xA0) {
            memcpy(bytes + to, kReplacement, sizeof(kReplacement));
            to += sizeof(kReplacement);
            from += sizeof(kReplacement);
        } else {
            bytes[to++] = bytes[from++];
        }
    }
    return to;
}
