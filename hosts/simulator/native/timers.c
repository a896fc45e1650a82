/* One-shot and repeating timers, as the Moddable SDK's "timer" offers. */
#include "simulator.h"

struct timer {
    struct timer* next;
    double due_ms;
    double interval_ms; /* 0 for one shot */
    txSlot id;
    txSlot callback;
};

static void keep(txMachine* the, txSlot* root, const txSlot* value) {
    root->kind = value->kind;
    root->value = value->value;
    fxRemember(the, root);
}

/* A collected id means that the timer is gone already: a pending one is a root. */
static void destroy_timer_id(void* it) { (void)it; }

static struct timer* timer_of(txMachine* the, txSlot* id) {
    if (!mxIsReference(id) || fxGetHostDestructor(the, id) != destroy_timer_id)
        mxTypeError("not a timer");
    return fxGetHostData(the, id);
}

static void insert(txMachine* the, struct timer* timer) {
    struct timer** place = &wake_of(the)->timers;
    while (*place && (*place)->due_ms <= timer->due_ms) place = &(*place)->next;
    timer->next = *place;
    *place = timer;
}

static void detach(txMachine* the, struct timer* timer) {
    struct timer** place = &wake_of(the)->timers;
    while (*place && *place != timer) place = &(*place)->next;
    if (*place) *place = timer->next;
}

static void end_timer(txMachine* the, struct timer* timer) {
    detach(the, timer);
    mxPushSlot(&timer->id);
    fxSetHostData(the, the->stack, NULL);
    mxPop();
    fxForget(the, &timer->id);
    fxForget(the, &timer->callback);
    free(timer);
}

static double delay_argument(txMachine* the, int index) {
    if (mxArgc <= index || mxIsUndefined(mxArgv(index))) return 0;
    double delay_ms = fxToNumber(the, mxArgv(index));
    if (!(delay_ms >= 0)) mxRangeError("a delay must be 0 ms or more");
    return delay_ms;
}

/* In whole microseconds, as the link tells the time: a sum of doubles may lie just beyond them. */
static double whole_microseconds(double ms) { return round(ms * 1000) / 1000; }

static double due_after(double delay_ms) {
    return whole_microseconds(link_monotonic_ms() + delay_ms);
}

static void start(txMachine* the, double delay_ms, double interval_ms) {
    if (mxArgc < 1 || !fxIsCallable(the, mxArgv(0))) mxTypeError("a timer needs a function");
    struct timer* timer = calloc(1, sizeof(*timer));
    if (!timer) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
    timer->due_ms = due_after(delay_ms);
    timer->interval_ms = interval_ms;
    fxNewHostObject(the, destroy_timer_id);
    fxSetHostData(the, the->stack, timer);
    mxPullSlot(mxResult);
    keep(the, &timer->id, mxResult);
    keep(the, &timer->callback, mxArgv(0));
    insert(the, timer);
}

/* set(callback, delayMs = 0, repeatMs?) */
void xs_timer_set(txMachine* the) {
    double delay_ms = delay_argument(the, 1);
    start(the, delay_ms, delay_argument(the, 2));
}

/* repeat(callback, intervalMs) */
void xs_timer_repeat(txMachine* the) {
    double interval_ms = delay_argument(the, 1);
    if (interval_ms <= 0) mxRangeError("a repeating timer needs an interval over 0 ms");
    start(the, interval_ms, interval_ms);
}

/* schedule(id, delayMs?, repeatMs?): without a delay the timer waits until it is scheduled anew */
void xs_timer_schedule(txMachine* the) {
    if (mxArgc < 1) mxTypeError("not a timer");
    struct timer* timer = timer_of(the, mxArgv(0));
    if (!timer) mxTypeError("this timer has ended");
    int waits = mxArgc < 2 || mxIsUndefined(mxArgv(1));
    double delay_ms = waits ? (double)INFINITY : delay_argument(the, 1);
    timer->interval_ms = delay_argument(the, 2);
    detach(the, timer);
    timer->due_ms = due_after(delay_ms);
    insert(the, timer);
}

/* clear(id): an ended timer, undefined and null are ignored */
void xs_timer_clear(txMachine* the) {
    if (mxArgc < 1 || !mxIsReference(mxArgv(0))) return;
    struct timer* timer = timer_of(the, mxArgv(0));
    if (timer) end_timer(the, timer);
}

double timers_next_ms(txMachine* the) {
    struct timer* first = wake_of(the)->timers;
    return first && isfinite(first->due_ms) ? first->due_ms : -1;
}

static void call_back(txMachine* the, const txSlot* callback, const txSlot* id) {
    fxBeginHost(the);
    {
        mxTry(the) {
            mxPushUndefined();
            mxPushSlot(callback);
            mxCall();
            mxPushSlot(id);
            mxRunCount(1);
            mxPop();
        }
        mxCatch(the) { fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT); }
    }
    fxEndHost(the);
}

int timers_run_due(txMachine* the) {
    struct timer* timer = wake_of(the)->timers;
    if (!timer || timer->due_ms > link_monotonic_ms()) return 0;
    txSlot callback = timer->callback;
    txSlot id = timer->id;
    if (timer->interval_ms > 0) {
        detach(the, timer);
        timer->due_ms = whole_microseconds(timer->due_ms + timer->interval_ms);
        insert(the, timer);
        call_back(the, &callback, &id);
    } else {
        mxPushSlot(&id);
        mxPushSlot(&callback);
        end_timer(the, timer);
        call_back(the, the->stack, the->stack + 1);
        mxPop();
        mxPop();
    }
    return 1;
}
