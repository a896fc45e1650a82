/* The link as ../firmware/board.ts sees it. */
#include "simulator.h"

/* xsmc.c; its header cannot stand beside the engine's own. */
extern txInteger _xsmcGetBuffer(txMachine* the, txSlot* slot, void** bytes, txUnsigned* byte_count,
                                txBoolean writable);

/* native/camera/frame_xs.c */
extern void frame_free(void* bytes);

static void push_text(txMachine* the, const struct link_answer* answer) {
    mxPushUndefined();
    fxStringBuffer(the, the->stack, answer->text, (txSize)answer->text_bytes);
}

static void push_payload(txMachine* the, const struct link_answer* answer) {
    mxPushUndefined();
    fxArrayBuffer(the, the->stack, answer->payload, (txSize)answer->payload_bytes, -1);
}

/* A frame as a board has it: in memory of its own, which its close or the collector frees. */
static void push_frame(txMachine* the, const struct link_answer* answer) {
    void* frame = malloc(answer->payload_bytes ? answer->payload_bytes : 1);
    if (!frame) mxUnknownError("no memory for a frame");
    memcpy(frame, answer->payload, answer->payload_bytes);
    fxNewHostObject(the, frame_free);
    fxSetHostBuffer(the, the->stack, frame, (txSize)answer->payload_bytes);
}

static const struct link_answer* exchange(txMachine* the) {
    void* payload = NULL;
    txUnsigned payload_bytes = 0;
    txString text = fxToString(the, mxArgv(0));
    uint32_t text_bytes = (uint32_t)strlen(text);
    if (mxArgc > 1 && !mxIsUndefined(mxArgv(1)))
        _xsmcGetBuffer(the, mxArgv(1), &payload, &payload_bytes, 0);
    if (text_bytes > kLinkTextBytesMax) mxRangeError("a call of %u bytes is too long", text_bytes);
    if (payload_bytes > kLinkPayloadBytesMax)
        mxRangeError("a payload of %u bytes is too long", payload_bytes);
    link_send(machine_usage(the), text, text_bytes, payload, payload_bytes);
    return link_receive();
}

/* exchange(text: string, payload?: ByteBuffer): [string, ArrayBuffer] */
void xs_link_exchange(txMachine* the) {
    const struct link_answer* answer = exchange(the);
    push_text(the, answer);
    push_payload(the, answer);
    fxConstructArrayEntry(the, mxResult);
}

/* exchangeForFrame(text: string): [string, a frame of frame_xs.c] */
void xs_link_exchange_frame(txMachine* the) {
    const struct link_answer* answer = exchange(the);
    push_text(the, answer);
    push_frame(the, answer);
    fxConstructArrayEntry(the, mxResult);
}

/* listen(callback: (text, payload) => void): number */
void xs_link_listen(txMachine* the) {
    for (uint32_t i = 0; i < kListenersMax; i++) {
        txSlot* listener = &wake_of(the)->listeners[i];
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
    txSlot* listener = &wake_of(the)->listeners[target - 1];
    if (listener->kind != XS_REFERENCE_KIND) return;
    fxForget(the, listener);
    listener->kind = XS_UNDEFINED_KIND;
}

void link_dispatch(txMachine* the, const struct link_answer* event) {
    if (event->target > kListenersMax) machine_end(kExitLinkBroken, "an event for no listener");
    txSlot* listener = &wake_of(the)->listeners[event->target - 1];
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

/* worked(work: number), an enum link_work */
void xs_link_worked(txMachine* the) {
    link_worked((enum link_work)(fxToInteger(the, mxArgv(0)) & 1));
}

/* leave(): the wake is over; only the board and the flash remember it. */
void xs_power_leave(txMachine* the) {
    (void)the;
    machine_end(kExitSlept, NULL);
}

static void set_number(txMachine* the, double value) {
    mxResult->kind = XS_NUMBER_KIND;
    mxResult->value.number = value;
}

/* Milliseconds since boot, as an integer. */
void xs_time_ticks(txMachine* the) { set_number(the, floor(link_monotonic_ms())); }

/* Milliseconds since boot, to the microsecond. */
void xs_time_monotonic(txMachine* the) { set_number(the, link_monotonic_ms()); }

/* Milliseconds since 1970 by the board's clock, as an integer. */
void xs_time_wall(txMachine* the) { set_number(the, (double)(link_wall_us() / 1000u)); }
