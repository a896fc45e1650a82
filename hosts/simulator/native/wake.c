/* What a wake does between its first line of script and its end. */
#include "simulator.h"

static void run_due_timers(txMachine* the) {
    while (timers_run_due(the)) machine_settle(the);
}

void wake_ask(txMachine* the) {
    char text[64];
    int text_bytes;
    run_due_timers(the);
    double due_ms = timers_next_ms(the);
    if (due_ms < 0)
        text_bytes = snprintf(text, sizeof(text), "{\"op\":\"idle\",\"dueMs\":null}");
    else
        text_bytes = snprintf(text, sizeof(text), "{\"op\":\"idle\",\"dueMs\":%.3f}", due_ms);
    link_send(machine_usage(the), text, (uint32_t)text_bytes, NULL, 0);
}

void wake_go_on(txMachine* the) {
    const struct link_answer* answer = link_receive();
    if (!answer->target) return;
    link_dispatch(the, answer);
    machine_settle(the);
}

/* An exception may be an object whose own toString throws; then its kind has to do. */
void wake_end_by_exception(txMachine* the, int exit_code, const char* kind) {
    static char why[1024];
    snprintf(why, sizeof(why), "%s", kind);
    mxTry(the) { snprintf(why, sizeof(why), "%s: %s", kind, fxToString(the, &mxException)); }
    mxCatch(the) {}
    machine_end(exit_code, why);
}

void wake_end_by_status(txMachine* the, int status) {
    switch (status) {
        case XS_NOT_ENOUGH_MEMORY_EXIT:
            machine_end(kExitOutOfMemory, "out of memory: the firmware's heap is full");
        case XS_NO_MORE_KEYS_EXIT:
            machine_end(kExitOutOfKeys, "out of property keys");
        case XS_TOO_MUCH_COMPUTATION_EXIT:
            machine_end(kExitComputronLimit, "computron limit reached");
        case XS_UNHANDLED_REJECTION_EXIT:
            wake_end_by_exception(the, kExitUnhandledRejection, "unhandled rejection");
            break;
        default:
            wake_end_by_exception(the, kExitUncaughtException, "uncaught exception");
            break;
    }
}
