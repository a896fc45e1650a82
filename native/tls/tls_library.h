/* Where Mbed TLS 2.28 and 4.0 differ, and where a host keeps its authorities. */
#ifndef NIGHTJAR_TLS_LIBRARY_H
#define NIGHTJAR_TLS_LIBRARY_H

#include <mbedtls/ssl.h>
#include <stdbool.h>

#include "tls_anchor.h"

/* Random numbers, versions and what else is not the same in both. False where it cannot be had. */
bool tls_library_configure(mbedtls_ssl_config* config, bool tls13_only);

/* A result that asks for nothing but to go on. */
bool tls_library_goes_on(int result);

/*
 * Trusts the authorities of the host. False where it has none. `anchor` lives as long as `config`.
 */
bool tls_bundle_attach(mbedtls_ssl_config* config, struct tls_anchor* anchor);

#endif
