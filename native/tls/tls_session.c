#include <mbedtls/platform_util.h>
#include <mbedtls/x509_crt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tls.h"
#include "tls_library.h"
#include "tls_verdict.h"

struct tls {
    mbedtls_ssl_config config;
    mbedtls_ssl_context ssl;
    mbedtls_x509_crt authorities;
    int authority_count;
    struct tls_anchor anchor;
    bool is_ready;
    /* What `tls_receive` was given and the library has not taken yet. */
    const uint8_t* input;
    size_t input_bytes;
    size_t output_start;
    size_t output_end;
    uint8_t output[kTlsOutputBytesMax];
};

static const char* const kProtocols[] = {"http/1.1", NULL};

static size_t output_room(const struct tls* tls) { return kTlsOutputBytesMax - tls->output_end; }

static int send_bytes(void* context, const unsigned char* bytes, size_t count) {
    struct tls* tls = context;
    const size_t room = output_room(tls);
    if (room == 0) return MBEDTLS_ERR_SSL_WANT_WRITE;
    const size_t taken = count < room ? count : room;
    memcpy(tls->output + tls->output_end, bytes, taken);
    tls->output_end += taken;
    return (int)taken;
}

static int receive_bytes(void* context, unsigned char* bytes, size_t count) {
    struct tls* tls = context;
    if (tls->input_bytes == 0) return MBEDTLS_ERR_SSL_WANT_READ;
    const size_t taken = count < tls->input_bytes ? count : tls->input_bytes;
    memcpy(bytes, tls->input, taken);
    tls->input += taken;
    tls->input_bytes -= taken;
    return (int)taken;
}

static enum tls_status configure(struct tls* tls, const char* host, bool tls13_only) {
    if (mbedtls_ssl_config_defaults(&tls->config, MBEDTLS_SSL_IS_CLIENT,
                                    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT))
        return kTlsOutOfMemory;
    if (!tls_library_configure(&tls->config, tls13_only)) return kTlsFailed;
    mbedtls_ssl_conf_authmode(&tls->config, MBEDTLS_SSL_VERIFY_REQUIRED);
    /* The cast is the older library's: it wants the array itself writable. */
    if (mbedtls_ssl_conf_alpn_protocols(&tls->config, (const char**)kProtocols)) return kTlsFailed;
    mbedtls_ssl_set_bio(&tls->ssl, tls, send_bytes, receive_bytes, NULL);
    return mbedtls_ssl_set_hostname(&tls->ssl, host) ? kTlsOutOfMemory : kTlsOk;
}

enum tls_status tls_open(const char* host, bool tls13_only, struct tls** opened) {
    const size_t host_bytes = strlen(host);
    *opened = NULL;
    if (host_bytes == 0 || host_bytes > kTlsHostBytesMax) return kTlsFailed;
    if ((int64_t)time(NULL) < kTlsClockSetSinceS) return kTlsClockUnset;
    struct tls* tls = calloc(1, sizeof(*tls));
    if (!tls) return kTlsOutOfMemory;
    mbedtls_ssl_config_init(&tls->config);
    mbedtls_ssl_init(&tls->ssl);
    mbedtls_x509_crt_init(&tls->authorities);
    const enum tls_status status = configure(tls, host, tls13_only);
    if (status == kTlsOk)
        *opened = tls;
    else
        tls_close(tls);
    return status;
}

enum tls_status tls_trust(struct tls* tls, const uint8_t* der, size_t der_bytes) {
    if (tls->authority_count >= kTlsAuthoritiesMax) return kTlsBadAuthority;
    if (mbedtls_x509_crt_parse_der(&tls->authorities, der, der_bytes)) return kTlsBadAuthority;
    tls->authority_count++;
    return kTlsOk;
}

static enum tls_status advance(struct tls* tls) {
    if (!tls->is_ready) {
        const int result = mbedtls_ssl_handshake(&tls->ssl);
        if (tls_library_goes_on(result)) return kTlsOk;
        if (result) return tls_verdict(result, mbedtls_ssl_get_verify_result(&tls->ssl));
        /* Asked once more, of another part of the library: nothing goes out to a stranger. */
        if (mbedtls_ssl_get_verify_result(&tls->ssl)) return kTlsUntrusted;
        tls->is_ready = true;
    }
    /* Reads into nothing: the record is opened and its plaintext waits for tls_read. */
    const int result = mbedtls_ssl_read(&tls->ssl, NULL, 0);
    if (result >= 0 || tls_library_goes_on(result)) return kTlsOk;
    return tls_verdict(result, 0);
}

enum tls_status tls_start(struct tls* tls) {
    if (tls->authority_count > 0)
        mbedtls_ssl_conf_ca_chain(&tls->config, &tls->authorities, NULL);
    else if (!tls_bundle_attach(&tls->config, &tls->anchor))
        return kTlsUntrusted;
    const int result = mbedtls_ssl_setup(&tls->ssl, &tls->config);
    if (result) return tls_verdict(result, 0);
    return advance(tls);
}

enum tls_status tls_receive(struct tls* tls, const uint8_t* bytes, size_t count, size_t* taken) {
    enum tls_status status = kTlsOk;
    tls->input = bytes;
    tls->input_bytes = count;
    for (;;) {
        if (tls_readable(tls) > 0) break;
        const size_t before = tls->input_bytes;
        status = advance(tls);
        /* A record of no bytes, or none at all: only what is taken brings it on. */
        if (status != kTlsOk || tls->input_bytes == before) break;
    }
    *taken = count - tls->input_bytes;
    tls->input = NULL;
    tls->input_bytes = 0;
    return status;
}

bool tls_is_ready(const struct tls* tls) { return tls->is_ready; }

size_t tls_readable(const struct tls* tls) {
    return tls->is_ready ? mbedtls_ssl_get_bytes_avail(&tls->ssl) : 0;
}

size_t tls_read(struct tls* tls, uint8_t* bytes, size_t count_max) {
    const size_t readable = tls_readable(tls);
    const size_t count = count_max < readable ? count_max : readable;
    if (count == 0) return 0;
    const int result = mbedtls_ssl_read(&tls->ssl, bytes, count);
    return result < 0 ? 0 : (size_t)result;
}

size_t tls_writable(const struct tls* tls) {
    const size_t room = output_room(tls);
    if (!tls->is_ready || room <= kTlsRecordOverheadBytes) return 0;
    return room - kTlsRecordOverheadBytes;
}

enum tls_status tls_write(struct tls* tls, const uint8_t* bytes, size_t count) {
    if (count > tls_writable(tls)) return kTlsFailed;
    while (count > 0) {
        const int written = mbedtls_ssl_write(&tls->ssl, bytes, count);
        /* There is room for one record: a library that wants more of them was agreed on less. */
        if (written <= 0) return tls_verdict(written, 0);
        bytes += written;
        count -= (size_t)written;
    }
    return kTlsOk;
}

void tls_end(struct tls* tls) {
    if (tls->is_ready) mbedtls_ssl_close_notify(&tls->ssl);
}

size_t tls_output(const struct tls* tls) { return tls->output_end - tls->output_start; }

size_t tls_drain(struct tls* tls, uint8_t* bytes, size_t count_max) {
    const size_t waiting = tls_output(tls);
    const size_t count = count_max < waiting ? count_max : waiting;
    memcpy(bytes, tls->output + tls->output_start, count);
    tls->output_start += count;
    if (tls->output_start == tls->output_end) tls->output_start = tls->output_end = 0;
    return count;
}

void tls_close(struct tls* tls) {
    if (!tls) return;
    mbedtls_ssl_free(&tls->ssl);
    mbedtls_ssl_config_free(&tls->config);
    mbedtls_x509_crt_free(&tls->authorities);
    mbedtls_platform_zeroize(tls, sizeof(*tls));
    free(tls);
}
