/* What the library's results and verification flags mean. */
#ifndef NIGHTJAR_TLS_VERDICT_H
#define NIGHTJAR_TLS_VERDICT_H

#include <stdint.h>

#include "tls.h"

/* `flags` as mbedtls_ssl_get_verify_result gives them; all ones where nothing was verified. */
enum tls_status tls_verdict(int result, uint32_t flags);

#endif
