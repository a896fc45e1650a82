/* The authorities of ESP-IDF's certificate bundle. */
#include <stdbool.h>

#include <esp_crt_bundle.h>
#include <mbedtls/x509_crt.h>

#include "tls_library.h"

/* Of ESP-IDF: clears NOT_TRUSTED where a root of the bundle has signed the certificate. */
int esp_crt_verify_callback(void* buffer, mbedtls_x509_crt* crt, int depth, uint32_t* flags);

static int judge(void* context, mbedtls_x509_crt* crt, int depth, uint32_t* flags) {
    uint32_t left = MBEDTLS_X509_BADCERT_NOT_TRUSTED;
    const bool is_signed_by_root = esp_crt_verify_callback(NULL, crt, depth, &left) == 0 && !left;
    *flags = tls_anchor_judge(context, is_signed_by_root, depth, *flags);
    return 0;
}

bool tls_bundle_attach(mbedtls_ssl_config* config, struct tls_anchor* anchor) {
    if (esp_crt_bundle_attach(config) != ESP_OK) return false;
    mbedtls_ssl_conf_verify(config, judge, anchor);
    return true;
}
