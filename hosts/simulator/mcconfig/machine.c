/* A machine per wake, and how it ends. */
#include "engine.h"

/* mc.xs.c, made by the SDK's linker. */
extern void* xsPreparationAndCreation(txCreation** creation);

static struct wake g_wake;
/* Where a wake goes at its end; NULL where the process ends with it. */
static jmp_buf* g_end;
static int g_exit_code;

txMachine* machine_create(void) {
    void* preparation = xsPreparationAndCreation(NULL);
    memset(&g_wake, 0, sizeof(g_wake));
    txMachine* the = fxPrepareMachine(NULL, preparation, "firmware", NULL, NULL);
    if (!the) machine_end(kExitOutOfMemory, "no memory for the firmware's machine");
    return the;
}

void machine_delete(txMachine* the) { fxDeleteMachine(the); }

struct wake* wake_of(txMachine* the) {
    (void)the;
    return &g_wake;
}

/* Computrons are counted only in an XS that was compiled for it, which the SDK's desktop is not. */
struct link_usage machine_usage(txMachine* the) {
    return (struct link_usage){
        .slot_bytes_peak = (uint32_t)((size_t)the->peakHeapCount * sizeof(txSlot)),
        .chunk_bytes_peak = (uint32_t)the->peakChunksSize,
    };
}

static int has_jobs(txMachine* the) { return mxPendingJobs.value.reference->next != NULL; }

void machine_settle(txMachine* the) {
    do {
        while (has_jobs(the)) fxRunPromiseJobs(the);
        fxEndJob(the);
    } while (has_jobs(the));
    fxCheckUnhandledRejections(the, 1);
}

int machine_run(void (*act)(txMachine* the), txMachine* the) {
    jmp_buf end;
    g_end = &end;
    int runs_on = setjmp(end) == 0;
    if (runs_on) act(the);
    /* mcsim's main loop still runs what the engine queued there: it must find nothing to do. */
    if (!runs_on && the) mxPendingJobs.value.reference->next = NULL;
    g_end = NULL;
    return runs_on;
}

void machine_end(int exit_code, const char* why) {
    if (why) fprintf(stderr, "%s\n", why);
    fflush(stderr);
    if (!g_end) _exit(exit_code);
    g_exit_code = exit_code;
    longjmp(*g_end, 1);
}

int machine_exit_code(void) { return g_exit_code; }

void fxAbort(txMachine* the, int status) {
    switch (status) {
        case XS_JAVASCRIPT_STACK_OVERFLOW_EXIT:
        case XS_NATIVE_STACK_OVERFLOW_EXIT:
            machine_end(kExitStackOverflow, "stack overflow");
        case XS_DEAD_STRIP_EXIT:
            machine_end(kExitStripped, "a built-in that the linker left out");
        default:
            wake_end_by_status(the, status);
            break;
    }
}
