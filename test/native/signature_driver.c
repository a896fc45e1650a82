/* Verifies each case, {bytes of digest, signature, key} and these, to a signature_status. */
#include "frames.h"
#include "signature.h"

int main(void) {
    enum { kParts = 3 };
    uint32_t lengths[kParts];
    while (frames_next(lengths, kParts)) {
        struct signature_bytes parts[kParts];
        for (int at = 0; at < kParts; at++) {
            parts[at] = (struct signature_bytes){frames_read(lengths[at]), lengths[at]};
        }
        const uint32_t status = (uint32_t)signature_verify(parts[0], parts[1], parts[2]);
        frames_write(&status, sizeof(status));
        for (int at = 0; at < kParts; at++) free((void*)parts[at].bytes);
    }
    return 0;
}
