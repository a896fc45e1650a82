/*
 * The client's side of one TLS connection (1.2 or 1.3), without a network: bytes of the server go
 * in, bytes for it come out, and between them lies the plaintext. The server is always verified:
 * its chain against the given authorities or the host's bundle, its name, its validity by the
 * clock. There is no way around that. Nothing here waits, and nothing here knows XS.
 */
#ifndef NIGHTJAR_TLS_H
#define NIGHTJAR_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    kTlsHostBytesMax = 253,
    kTlsAuthoritiesMax = 8,
    /* Encrypted bytes that wait for the caller to send them. */
    kTlsOutputBytesMax = 4096,
    /* What a record adds to its plaintext: header, nonce, padding, tag. */
    kTlsRecordOverheadBytes = 128,
};

/* 2025-01-01: a clock that stands before it was never set. */
#define kTlsClockSetSinceS INT64_C(1735689600)

/* Kept in step with CODES in tls-session.ts. */
enum tls_status {
    kTlsOk,
    /* The server said that it will send no more. */
    kTlsClosed,
    kTlsUntrusted,
    kTlsWrongHost,
    kTlsExpired,
    kTlsClockUnset,
    kTlsFailed,
    kTlsBadAuthority,
    kTlsOutOfMemory,
};

struct tls;

/* `host` is the name that the certificate must carry; it is copied. */
enum tls_status tls_open(const char* host, bool tls13_only, struct tls** opened);

/* Trusts an authority: one certificate in DER, copied. Before the first byte is exchanged. */
enum tls_status tls_trust(struct tls* tls, const uint8_t* der, size_t der_bytes);

/* The first flight. Whoever trusted nobody by now trusts the host's bundle. */
enum tls_status tls_start(struct tls* tls);

/*
 * Takes bytes of the server, no further than the first plaintext that is to be read: `taken` says
 * how many. Gives kTlsClosed once, when the server has ended its side in good order.
 */
enum tls_status tls_receive(struct tls* tls, const uint8_t* bytes, size_t count, size_t* taken);

/* Whether the server is verified and plaintext may be written. */
bool tls_is_ready(const struct tls* tls);

/* Plaintext that is there. */
size_t tls_readable(const struct tls* tls);
size_t tls_read(struct tls* tls, uint8_t* bytes, size_t count_max);

/* Plaintext that `tls_write` takes now, all of it. */
size_t tls_writable(const struct tls* tls);
enum tls_status tls_write(struct tls* tls, const uint8_t* bytes, size_t count);

/* Says goodbye; the bytes of it are output like others. */
void tls_end(struct tls* tls);

/* Encrypted bytes for the server. Draining makes room: call `tls_receive` with none afterwards. */
size_t tls_output(const struct tls* tls);
size_t tls_drain(struct tls* tls, uint8_t* bytes, size_t count_max);

/* Gives everything back; NULL is ignored. */
void tls_close(struct tls* tls);

#endif
