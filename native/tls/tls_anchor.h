/*
 * Which certificate of a chain a known root has signed. Any may be it: a server that sends its root
 * cross-signed by an older one ends its chain further up, and what lies above does not matter.
 */
#ifndef NIGHTJAR_TLS_ANCHOR_H
#define NIGHTJAR_TLS_ANCHOR_H

#include <stdbool.h>
#include <stdint.h>

/* All zero at first, and again after each chain. */
struct tls_anchor {
    bool is_found;
    /* Of the certificates from the anchor down to the last that was judged. */
    uint32_t flags;
};

/*
 * For Mbed TLS's verification callback, from the top of the chain (the highest depth) down to the
 * server's own certificate at depth 0. `flags` are the library's for this certificate, where
 * NOT_TRUSTED says that the one above has not signed it: forgiven to none but the anchor. Gives the
 * flags to go on with: none until depth 0, where those of the whole chain stand.
 */
uint32_t tls_anchor_judge(struct tls_anchor* anchor, bool is_signed_by_root, int depth,
                          uint32_t flags);

#endif
