/* Mbed TLS 4.0 over TF-PSA-Crypto 1.0, as ESP-IDF 6.0 has it. */
#include <mbedtls/build_info.h>
#include <psa/crypto.h>

#include "tls_library.h"

/* Without it validity is not looked at, and this file must not come into being. */
#ifndef MBEDTLS_HAVE_TIME_DATE
#error "Mbed TLS is built without MBEDTLS_HAVE_TIME_DATE: certificates would never expire"
#endif

bool tls_library_configure(mbedtls_ssl_config* config, bool tls13_only) {
    if (psa_crypto_init() != PSA_SUCCESS) return false;
    mbedtls_ssl_conf_min_tls_version(
        config, tls13_only ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2);
    return true;
}

bool tls_library_goes_on(int result) {
    return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE ||
           result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
}
