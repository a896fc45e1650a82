/*
 * tls_driver HOST TLS13_ONLY PIECE_BYTES PATH [CA.der...]: speaks TLS over its standard input and
 * output, gets PATH by HTTP, and writes the plaintext of the reply to its standard error. Ends with
 * the tls_status as its exit code, kTlsClosed (1) where all went well. TLS_DRIVER_ROOT names the
 * one root of this host's bundle; TLS_DRIVER_CLOCK_S is what the clock shows.
 */
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tls.h"
#include "tls_library.h"

enum { kInputBytes = 4096, kExitCutOff = 64, kExitUsage = 65 };

/* For everybody in this process, the library too. */
time_t time(time_t* now) {
    const char* given = getenv("TLS_DRIVER_CLOCK_S");
    struct timespec real;
    clock_gettime(CLOCK_REALTIME, &real);
    const time_t shown = given ? (time_t)atoll(given) : real.tv_sec;
    if (now) *now = shown;
    return shown;
}

static mbedtls_x509_crt root;

static int judge(void* anchor, mbedtls_x509_crt* crt, int depth, uint32_t* flags) {
    mbedtls_x509_crt alone;
    uint32_t found;
    mbedtls_x509_crt_init(&alone);
    if (mbedtls_x509_crt_parse_der(&alone, crt->raw.p, crt->raw.len)) exit(kExitUsage);
    mbedtls_x509_crt_verify(&alone, &root, NULL, NULL, &found, NULL, NULL);
    mbedtls_x509_crt_free(&alone);
    const bool is_signed_by_root = !(found & MBEDTLS_X509_BADCERT_NOT_TRUSTED);
    *flags = tls_anchor_judge(anchor, is_signed_by_root, depth, *flags);
    return 0;
}

bool tls_bundle_attach(mbedtls_ssl_config* config, struct tls_anchor* anchor) {
    static mbedtls_x509_crt nobody;
    const char* path = getenv("TLS_DRIVER_ROOT");
    if (!path || mbedtls_x509_crt_parse_file(&root, path)) return false;
    mbedtls_ssl_conf_ca_chain(config, &nobody, NULL);
    mbedtls_ssl_conf_verify(config, judge, anchor);
    return true;
}

static void put_all(int file, const uint8_t* bytes, size_t count) {
    while (count > 0) {
        const ssize_t written = write(file, bytes, count);
        if (written <= 0) exit(kExitCutOff);
        bytes += written;
        count -= (size_t)written;
    }
}

/* Everything that waits, a few bytes at a time, until nothing more comes of it. */
static enum tls_status flush(struct tls* tls, size_t piece_bytes) {
    uint8_t bytes[kInputBytes];
    enum tls_status status = kTlsOk;
    while (tls_output(tls) > 0) {
        put_all(STDOUT_FILENO, bytes, tls_drain(tls, bytes, piece_bytes));
        size_t taken;
        if (tls_output(tls) == 0 && status == kTlsOk) status = tls_receive(tls, bytes, 0, &taken);
    }
    return status;
}

static enum tls_status trust_file(struct tls* tls, const char* path) {
    static uint8_t der[kInputBytes];
    FILE* file = fopen(path, "rb");
    if (!file) exit(kExitUsage);
    const size_t der_bytes = fread(der, 1, sizeof(der), file);
    fclose(file);
    return tls_trust(tls, der, der_bytes);
}

static enum tls_status send_request(struct tls* tls, const char* path, const char* host) {
    char request[512];
    const int count =
        snprintf(request, sizeof(request),
                 "GET %s HTTP/1.1\r\nhost: %s\r\nconnection: close\r\n\r\n", path, host);
    return tls_write(tls, (const uint8_t*)request, (size_t)count);
}

static void print_plaintext(struct tls* tls, size_t piece_bytes) {
    uint8_t bytes[kInputBytes];
    while (tls_readable(tls) > 0) put_all(STDERR_FILENO, bytes, tls_read(tls, bytes, piece_bytes));
}

static enum tls_status converse(struct tls* tls, char** argv, size_t piece_bytes) {
    uint8_t input[kInputBytes];
    bool has_asked = false;
    enum tls_status status = tls_start(tls);
    size_t from = 0, to = 0;
    while (status == kTlsOk) {
        status = flush(tls, piece_bytes);
        if (status == kTlsOk && tls_is_ready(tls) && !has_asked) {
            has_asked = true;
            status = send_request(tls, argv[4], argv[1]);
            continue;
        }
        print_plaintext(tls, piece_bytes);
        if (status != kTlsOk) break;
        if (from == to) {
            const ssize_t count = read(STDIN_FILENO, input, piece_bytes);
            if (count <= 0) exit(kExitCutOff);
            from = 0;
            to = (size_t)count;
        }
        size_t taken;
        status = tls_receive(tls, input + from, to - from, &taken);
        from += taken;
    }
    print_plaintext(tls, piece_bytes);
    if (status == kTlsClosed) tls_end(tls);
    flush(tls, kInputBytes);
    return status;
}

int main(int argc, char** argv) {
    if (argc < 5) return kExitUsage;
    const size_t piece_bytes = (size_t)atoi(argv[3]);
    if (piece_bytes < 1 || piece_bytes > kInputBytes) return kExitUsage;
    struct tls* tls;
    enum tls_status status = tls_open(argv[1], strcmp(argv[2], "1") == 0, &tls);
    for (int at = 5; at < argc && status == kTlsOk; at++) status = trust_file(tls, argv[at]);
    if (status == kTlsOk) status = converse(tls, argv, piece_bytes);
    tls_close(tls);
    mbedtls_x509_crt_free(&root);
    return (int)status;
}
