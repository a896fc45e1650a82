#include "tls_anchor.h"

#include <mbedtls/x509_crt.h>

static const uint32_t kNotTrusted = MBEDTLS_X509_BADCERT_NOT_TRUSTED;

uint32_t tls_anchor_judge(struct tls_anchor* anchor, bool is_signed_by_root, int depth,
                          uint32_t flags) {
    if (is_signed_by_root) {
        anchor->is_found = true;
        anchor->flags = 0;
        flags &= ~kNotTrusted;
    }
    anchor->flags |= flags;
    if (depth > 0) return 0;
    const struct tls_anchor whole = *anchor;
    *anchor = (struct tls_anchor){0};
    return whole.is_found ? whole.flags : whole.flags | kNotTrusted;
}
