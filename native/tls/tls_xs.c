/*
 * The C behind tls-session.ts. The garbage collector moves buffers, so none is looked at before the
 * last argument was, and none is kept.
 */
#include "tls.h"
#include "xsmc.h"

enum { kStatusUnit = 65536 };

void xs_tls_destructor(void* it) { tls_close(it); }

static struct tls* tls_of(xsMachine* the) {
    struct tls* tls = xsmcGetHostDataValidate(xsThis, xs_tls_destructor);
    if (!tls) xsUnknownError("tls: closed");
    return tls;
}

/* open(host, tls13Only): a tls_status */
void xs_tls_open(xsMachine* the) {
    struct tls* tls;
    if (xsmcGetHostDataValidate(xsThis, xs_tls_destructor)) xsUnknownError("tls: open");
    const bool tls13_only = xsmcToBoolean(xsArg(1));
    const enum tls_status status = tls_open(xsmcToString(xsArg(0)), tls13_only, &tls);
    if (status == kTlsOk) xsmcSetHostData(xsThis, tls);
    xsmcSetInteger(xsResult, (xsIntegerValue)status);
}

/* trust(der): a tls_status */
void xs_tls_trust(xsMachine* the) {
    struct tls* tls = tls_of(the);
    void* der;
    xsUnsignedValue der_bytes;
    xsmcGetBufferReadable(xsArg(0), &der, &der_bytes);
    xsmcSetInteger(xsResult, (xsIntegerValue)tls_trust(tls, der, der_bytes));
}

/* start(): a tls_status */
void xs_tls_start(xsMachine* the) {
    xsmcSetInteger(xsResult, (xsIntegerValue)tls_start(tls_of(the)));
}

/* receive(bytes, offset): how many were taken + 65,536 x a tls_status */
void xs_tls_receive(xsMachine* the) {
    struct tls* tls = tls_of(the);
    void* bytes;
    xsUnsignedValue count;
    size_t taken;
    const xsIntegerValue offset = xsmcToInteger(xsArg(1));
    xsmcGetBufferReadable(xsArg(0), &bytes, &count);
    if (count >= kStatusUnit || offset < 0 || (xsUnsignedValue)offset > count)
        xsRangeError("tls: too many bytes");
    const enum tls_status status =
        tls_receive(tls, (const uint8_t*)bytes + offset, count - (xsUnsignedValue)offset, &taken);
    xsmcSetInteger(xsResult, (xsIntegerValue)(taken + kStatusUnit * (size_t)status));
}

/* isReady(): boolean */
void xs_tls_is_ready(xsMachine* the) { xsmcSetBoolean(xsResult, tls_is_ready(tls_of(the))); }

/* readable(), writable(), output(): bytes */
void xs_tls_readable(xsMachine* the) {
    xsmcSetInteger(xsResult, (xsIntegerValue)tls_readable(tls_of(the)));
}

void xs_tls_writable(xsMachine* the) {
    xsmcSetInteger(xsResult, (xsIntegerValue)tls_writable(tls_of(the)));
}

void xs_tls_output(xsMachine* the) {
    xsmcSetInteger(xsResult, (xsIntegerValue)tls_output(tls_of(the)));
}

/* read(buffer): how many bytes of it were filled */
void xs_tls_read(xsMachine* the) {
    struct tls* tls = tls_of(the);
    void* bytes;
    xsUnsignedValue count;
    xsmcGetBufferWritable(xsArg(0), &bytes, &count);
    xsmcSetInteger(xsResult, (xsIntegerValue)tls_read(tls, bytes, count));
}

/* readByte(): a byte, or undefined */
void xs_tls_read_byte(xsMachine* the) {
    uint8_t byte;
    if (tls_read(tls_of(the), &byte, 1) == 1) xsmcSetInteger(xsResult, byte);
}

/* write(bytes): a tls_status */
void xs_tls_write(xsMachine* the) {
    struct tls* tls = tls_of(the);
    void* bytes;
    xsUnsignedValue count;
    xsmcGetBufferReadable(xsArg(0), &bytes, &count);
    xsmcSetInteger(xsResult, (xsIntegerValue)tls_write(tls, bytes, count));
}

/* drain(buffer): how many bytes of it were filled */
void xs_tls_drain(xsMachine* the) {
    struct tls* tls = tls_of(the);
    void* bytes;
    xsUnsignedValue count;
    xsmcGetBufferWritable(xsArg(0), &bytes, &count);
    xsmcSetInteger(xsResult, (xsIntegerValue)tls_drain(tls, bytes, count));
}

/* end(): says goodbye */
void xs_tls_end(xsMachine* the) { tls_end(tls_of(the)); }

/* close(): may be called again */
void xs_tls_close(xsMachine* the) {
    struct tls* tls = xsmcGetHostDataValidate(xsThis, xs_tls_destructor);
    xsmcSetHostData(xsThis, NULL);
    tls_close(tls);
}
