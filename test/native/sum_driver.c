/* Sums each case: {bytes} and the bytes, to the CRC-32 and the SHA-256. */
#include "checksum.h"
#include "frames.h"
#include "signature.h"

int main(void) {
    uint32_t byte_length;
    while (frames_next(&byte_length, 1)) {
        uint8_t digest[kSignatureSha256Bytes];
        uint8_t* bytes = frames_read(byte_length);
        const uint32_t crc = checksum_crc32(bytes, byte_length);
        if (!signature_sha256(bytes, byte_length, digest)) return 3;
        frames_write(&crc, sizeof(crc));
        frames_write(digest, sizeof(digest));
        free(bytes);
    }
    return 0;
}
