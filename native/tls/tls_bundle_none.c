/* A host without authorities of its own: whoever opens a connection names them. */
#include "tls_library.h"

bool tls_bundle_attach(mbedtls_ssl_config* config, struct tls_anchor* anchor) {
    (void)config;
    (void)anchor;
    return false;
}
