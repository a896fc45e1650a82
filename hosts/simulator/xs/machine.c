/* The platform hooks that XS calls, and how a machine is made, run and ended. */
#include "simulator.h"

/* About what the board's machine has; only the peaks of what is used are ever reported. */
static txCreation kSharedCreation = {
    .initialChunkSize = 256 * 1024,
    .incrementalChunkSize = 64 * 1024,
    .initialHeapCount = 16 * 1024,
    .incrementalHeapCount = 4 * 1024,
    .stackCount = 4096,
    .initialKeyCount = 4096,
    .incrementalKeyCount = 1024,
    .nameModulo = 1993,
    .symbolModulo = 127,
    .parserBufferSize = 64 * 1024,
    .parserTableModulo = 1993,
};
/* Grown in small steps, so that the peaks tell what was used rather than what was taken. */
static txCreation kFirmwareCreation = {
    .initialChunkSize = 4 * 1024,
    .incrementalChunkSize = 1024,
    .initialHeapCount = 256,
    .incrementalHeapCount = 64,
    .stackCount = 512,
    .initialKeyCount = 256,
    .incrementalKeyCount = 64,
    .nameModulo = 1993,
    .symbolModulo = 127,
    .parserBufferSize = 32 * 1024,
    .parserTableModulo = 1993,
};

static size_t g_heap_bytes_max;
static uint32_t g_computrons_max;
static uint32_t g_random_state = 0x9E3779B9u;

void machine_fail(int exit_code, const char* why) {
    fprintf(stderr, "%s\n", why);
    fflush(stderr);
    _exit(exit_code);
}

static void take_heap(txMachine* the, size_t byte_count) {
    the->host->heap_bytes += byte_count;
    if (the->host->heap_bytes > the->host->heap_bytes_max) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
}

void* fxAllocateChunks(txMachine* the, txSize byte_count) {
    take_heap(the, (size_t)byte_count);
    return malloc((size_t)byte_count);
}

void fxFreeChunks(txMachine* the, void* chunks) {
    (void)the;
    free(chunks);
}

txSlot* fxAllocateSlots(txMachine* the, txSize count) {
    take_heap(the, (size_t)count * sizeof(txSlot));
    return malloc((size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine* the, void* slots) {
    (void)the;
    free(slots);
}

void fxCreateMachinePlatform(txMachine* the) {
    the->host = calloc(1, sizeof(struct machine_host));
    if (!the->host) machine_fail(kExitOutOfMemory, "no memory for a machine");
    the->host->heap_bytes_max = g_heap_bytes_max;
}

void fxDeleteMachinePlatform(txMachine* the) {
    free(the->host);
    the->host = NULL;
}

void fxQueuePromiseJobs(txMachine* the) { the->host->promise_jobs = 1; }

/* An exception may be an object whose own toString throws; then its kind has to do. */
static void fail_with_exception(txMachine* the, int exit_code, const char* kind) {
    static char why[1024];
    snprintf(why, sizeof(why), "%s", kind);
    mxTry(the) { snprintf(why, sizeof(why), "%s: %s", kind, fxToString(the, &mxException)); }
    mxCatch(the) {}
    machine_fail(exit_code, why);
}

void fxAbort(txMachine* the, int status) {
    switch (status) {
        case XS_NOT_ENOUGH_MEMORY_EXIT:
            machine_fail(kExitOutOfMemory, "out of memory: the firmware's heap is full");
        case XS_STACK_OVERFLOW_EXIT:
            machine_fail(kExitStackOverflow, "stack overflow");
        case XS_NO_MORE_KEYS_EXIT:
            machine_fail(kExitOutOfKeys, "out of property keys");
        case XS_TOO_MUCH_COMPUTATION_EXIT:
            machine_fail(kExitComputronLimit, "computron limit reached");
        case XS_UNHANDLED_REJECTION_EXIT:
            fail_with_exception(the, kExitUnhandledRejection, "unhandled rejection");
            break;
        default:
            fail_with_exception(the, kExitUncaughtException, "uncaught exception");
            break;
    }
}

int simulator_rand(void) {
    g_random_state ^= g_random_state << 13;
    g_random_state ^= g_random_state >> 17;
    g_random_state ^= g_random_state << 5;
    return (int)(g_random_state & RAND_MAX);
}

txMachine* machine_create_shared(size_t heap_bytes_max) {
    g_heap_bytes_max = heap_bytes_max;
    fxInitializeSharedCluster();
    return fxCreateMachine(&kSharedCreation, "shared", NULL, 0);
}

txMachine* machine_clone(txMachine* shared, size_t heap_bytes_max) {
    g_heap_bytes_max = heap_bytes_max;
    return fxCloneMachine(&kFirmwareCreation, shared, "firmware", NULL);
}

/*
 * A collection moves running code by the distance that it notes in the header of the code's chunk.
 * In a linked image a shared chunk's note is NULL; in a machine shared at run time it still holds
 * the allocator's link to the next chunk, by which running code would be moved into nothing.
 */
static void pin_chunks(txMachine* the) {
    for (txBlock* block = the->firstBlock; block; block = block->nextBlock) {
        txByte* at = (txByte*)block + sizeof(txBlock);
        while (at < block->current) {
            txChunk* chunk = (txChunk*)at;
            at = chunk->temporary;
            chunk->temporary = NULL;
        }
    }
}

void machine_share(txMachine* the) {
    fxShareMachine(the);
    pin_chunks(the);
}

static txBoolean may_go_on(txMachine* the, txU4 computrons) {
    (void)the;
    return computrons <= g_computrons_max;
}

void machine_meter(txMachine* the, uint32_t computrons_max) {
    enum { kCheckEveryComputrons = 10000 };
    g_computrons_max = computrons_max;
    fxBeginMetering(the, may_go_on, kCheckEveryComputrons);
}

/* One turn's end: all promise jobs, then no rejection may be left without a handler. */
void machine_settle(txMachine* the) {
    do {
        while (the->host->promise_jobs) {
            the->host->promise_jobs = 0;
            fxRunPromiseJobs(the);
        }
        fxEndJob(the);
    } while (the->host->promise_jobs);
    fxCheckUnhandledRejections(the, 1);
}

static void import_fulfilled(txMachine* the) { (void)the; }

static void import_rejected(txMachine* the) {
    mxException = *mxArgv(0);
    fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
}

void machine_import(txMachine* the, const char* specifier) {
    fxBeginHost(the);
    {
        txSlot* realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
        mxPushStringC((txString)specifier);
        fxRunImport(the, realm, XS_NO_ID);
        mxDub();
        fxGetID(the, mxID(_then));
        mxCall();
        fxNewHostFunction(the, import_fulfilled, 1, XS_NO_ID, XS_NO_ID);
        fxNewHostFunction(the, import_rejected, 1, XS_NO_ID, XS_NO_ID);
        mxRunCount(2);
        mxPop();
    }
    fxEndHost(the);
    machine_settle(the);
}
