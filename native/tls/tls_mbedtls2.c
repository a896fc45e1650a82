/* Mbed TLS 2.28, as Debian 12 has it: for desktops, no TLS 1.3. */
#include <psa/crypto.h>

#include "tls_library.h"

#ifndef MBEDTLS_HAVE_TIME_DATE
#error "Mbed TLS is built without MBEDTLS_HAVE_TIME_DATE: certificates would never expire"
#endif

static int random_bytes(void* context, unsigned char* bytes, size_t count) {
    (void)context;
    return psa_generate_random(bytes, count) == PSA_SUCCESS ? 0 : -1;
}

bool tls_library_configure(mbedtls_ssl_config* config, bool tls13_only) {
    if (tls13_only || psa_crypto_init() != PSA_SUCCESS) return false;
    mbedtls_ssl_conf_rng(config, random_bytes, NULL);
    mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    return true;
}

bool tls_library_goes_on(int result) {
    return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE;
}
