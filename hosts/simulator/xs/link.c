/* The firmware's end of the link to the virtual board: docs/SPEC.md, "The link". */
#include <errno.h>

#include "simulator.h"

enum { kHeaderBytes = 32 };

/* xsmc.c; its header cannot stand beside the engine's own. */
extern txInteger _xsmcGetBuffer(txMachine* the, txSlot* slot, void** bytes, txUnsigned* byte_count,
                                txBoolean writable);

static int g_in_fd = -1;
static int g_out_fd = -1;
static uint64_t g_monotonic_us;
static uint64_t g_wall_us;
static struct link_answer g_answer;

void link_open(int in_fd, int out_fd) {
    g_in_fd = in_fd;
    g_out_fd = out_fd;
}

double link_monotonic_ms(void) { return (double)g_monotonic_us / 1000.0; }

int simulator_gettimeofday(struct timeval* now, void* zone) {
    (void)zone;
    now->tv_sec = (time_t)(g_wall_us / 1000000u);
    now->tv_usec = (suseconds_t)(g_wall_us % 1000000u);
    return 0;
}

static void write_all(const void* bytes, size_t byte_count) {
    const char* from = bytes;
    while (byte_count > 0) {
        ssize_t written = write(g_out_fd, from, byte_count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) machine_fail(kExitLinkBroken, "the link to the board is gone (write)");
        from += written;
        byte_count -= (size_t)written;
    }
}

static void read_all(void* bytes, size_t byte_count) {
    char* to = bytes;
    while (byte_count > 0) {
        ssize_t taken = read(g_in_fd, to, byte_count);
        if (taken < 0 && errno == EINTR) continue;
        if (taken <= 0) machine_fail(kExitLinkBroken, "the link to the board is gone (read)");
        to += taken;
        byte_count -= (size_t)taken;
    }
}

static void put_u32(uint8_t* to, uint32_t value) { memcpy(to, &value, sizeof(value)); }

static uint32_t get_u32(const uint8_t* from) {
    uint32_t value;
    memcpy(&value, from, sizeof(value));
    return value;
}

static uint64_t get_u64(const uint8_t* from) {
    uint64_t value;
    memcpy(&value, from, sizeof(value));
    return value;
}

static void write_header(txMachine* the, uint32_t text_bytes, uint32_t payload_bytes) {
    uint8_t header[kHeaderBytes] = {0};
    uint64_t computrons = the->meterIndex;
    put_u32(header, text_bytes);
    put_u32(header + 4, payload_bytes);
    put_u32(header + 8, (uint32_t)(the->peakHeapCount * (txSize)sizeof(txSlot)));
    put_u32(header + 12, (uint32_t)the->peakChunksSize);
    memcpy(header + 16, &computrons, sizeof(computrons));
    write_all(header, sizeof(header));
}

static void* room_for(void* old, uint32_t byte_count) {
    void* room = realloc(old, (size_t)byte_count + 1);
    if (!room) machine_fail(kExitOutOfMemory, "no memory for an answer of the board");
    return room;
}

static void read_answer(void) {
    uint8_t header[kHeaderBytes];
    read_all(header, sizeof(header));
    g_answer.text_bytes = get_u32(header);
    g_answer.payload_bytes = get_u32(header + 4);
    g_answer.target = get_u32(header + 8);
    g_monotonic_us = get_u64(header + 16);
    g_wall_us = get_u64(header + 24);
    if (g_answer.text_bytes > kLinkTextBytesMax || g_answer.payload_bytes > kLinkPayloadBytesMax)
        machine_fail(kExitLinkBroken, "the board sent a frame over its bounds");
    g_answer.text = room_for(g_answer.text, g_answer.text_bytes);
    g_answer.payload = room_for(g_answer.payload, g_answer.payload_bytes);
    read_all(g_answer.text, g_answer.text_bytes);
    read_all(g_answer.payload, g_answer.payload_bytes);
    g_answer.text[g_answer.text_bytes] = 0;
}

const struct link_answer* link_exchange(txMachine* the, const char* text, uint32_t text_bytes,
                                        const void* payload, uint32_t payload_bytes) {
    write_header(the, text_bytes, payload_bytes);
    write_all(text, text_bytes);
    write_all(payload, payload_bytes);
    read_answer();
    return &g_answer;
}

static void push_text(txMachine* the, const struct link_answer* answer) {
    mxPushUndefined();
    fxStringBuffer(the, the->stack, answer->text, (txSize)answer->text_bytes);
}

static void push_payload(txMachine* the, const struct link_answer* answer) {
    mxPushUndefined();
    fxArrayBuffer(the, the->stack, answer->payload, (txSize)answer->payload_bytes, -1);
}

/* exchange(text: string, payload?: ByteBuffer): [string, ArrayBuffer] */
void xs_link_exchange(txMachine* the) {
    void* payload = NULL;
    txUnsigned payload_bytes = 0;
    txString text = fxToString(the, mxArgv(0));
    uint32_t text_bytes = (uint32_t)strlen(text);
    if (mxArgc > 1 && !mxIsUndefined(mxArgv(1)))
        _xsmcGetBuffer(the, mxArgv(1), &payload, &payload_bytes, 0);
    if (text_bytes > kLinkTextBytesMax) mxRangeError("a call of %u bytes is too long", text_bytes);
    if (payload_bytes > kLinkPayloadBytesMax)
        mxRangeError("a payload of %u bytes is too long", payload_bytes);
    const struct link_answer* answer = link_exchange(the, text, text_bytes, payload, payload_bytes);
    push_text(the, answer);
    push_payload(the, answer);
    fxConstructArrayEntry(the, mxResult);
}

/* listen(callback: (text, payload) => void): number */
void xs_link_listen(txMachine* the) {
    for (uint32_t i = 0; i < kListenersMax; i++) {
        txSlot* listener = &the->host->listeners[i];
        if (listener->kind == XS_REFERENCE_KIND) continue;
        if (!fxIsCallable(the, mxArgv(0))) mxTypeError("a listener must be a function");
        listener->kind = mxArgv(0)->kind;
        listener->value = mxArgv(0)->value;
        fxRemember(the, listener);
        mxResult->kind = XS_INTEGER_KIND;
        mxResult->value.integer = (txInteger)i + 1;
        return;
    }
    mxRangeError("more than %d listeners", kListenersMax);
}

/* unlisten(target: number) */
void xs_link_unlisten(txMachine* the) {
    txInteger target = fxToInteger(the, mxArgv(0));
    if (target < 1 || target > kListenersMax) return;
    txSlot* listener = &the->host->listeners[target - 1];
    if (listener->kind != XS_REFERENCE_KIND) return;
    fxForget(the, listener);
    listener->kind = XS_UNDEFINED_KIND;
}

void link_dispatch(txMachine* the, const struct link_answer* event) {
    if (event->target > kListenersMax) machine_fail(kExitLinkBroken, "an event for no listener");
    txSlot* listener = &the->host->listeners[event->target - 1];
    if (listener->kind != XS_REFERENCE_KIND) return;
    fxBeginHost(the);
    {
        mxTry(the) {
            mxPushUndefined();
            mxPushSlot(listener);
            mxCall();
            push_text(the, event);
            push_payload(the, event);
            mxRunCount(2);
            mxPop();
        }
        mxCatch(the) { fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT); }
    }
    fxEndHost(the);
}

/* leave(): the wake is over; only the board and the flash remember it. */
void xs_power_leave(txMachine* the) {
    (void)the;
    _exit(kExitSlept);
}
