#include "tls_verdict.h"

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#define kFlagsNothingVerified UINT32_MAX

static enum tls_status verdict_of_flags(uint32_t flags) {
    const uint32_t time = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;
    const uint32_t name = MBEDTLS_X509_BADCERT_CN_MISMATCH;
    /* Who is not trusted may be called and dated anyhow. */
    if (flags & ~(time | name)) return kTlsUntrusted;
    return flags & time ? kTlsExpired : kTlsWrongHost;
}

enum tls_status tls_verdict(int result, uint32_t flags) {
    if (result == MBEDTLS_ERR_SSL_ALLOC_FAILED || result == MBEDTLS_ERR_X509_ALLOC_FAILED)
        return kTlsOutOfMemory;
    if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) return kTlsClosed;
    if (result == MBEDTLS_ERR_X509_FATAL_ERROR) return kTlsUntrusted;
    if (flags == 0 || flags == kFlagsNothingVerified) return kTlsFailed;
    return verdict_of_flags(flags);
}
