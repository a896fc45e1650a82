/* The platform hooks that XS calls, and how a machine is made, run and ended. */
#include "machine.h"

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
    .stackCount = 768,
    .initialKeyCount = 256,
    .incrementalKeyCount = 64,
    .nameModulo = 1993,
    .symbolModulo = 127,
    .parserBufferSize = 32 * 1024,
    .parserTableModulo = 1993,
};

static uint32_t g_computrons_max;
static uint32_t g_random_state = 0x9E3779B9u;

void machine_end(int exit_code, const char* why) {
    if (why) fprintf(stderr, "%s\n", why);
    fflush(stderr);
    _exit(exit_code);
}

struct wake* wake_of(txMachine* the) {
    return &the->host->wake;
}

struct link_usage machine_usage(txMachine* the) {
    return (struct link_usage){
        .computrons = the->meterIndex,
        .slot_bytes_peak = (uint32_t)(the->peakHeapCount * (txSize)sizeof(txSlot)),
        .chunk_bytes_peak = (uint32_t)the->peakChunksSize,
    };
}

void fxQueuePromiseJobs(txMachine* the) { the->host->promise_jobs = 1; }

void fxAbort(txMachine* the, int status) {
    if (status == XS_STACK_OVERFLOW_EXIT) machine_end(kExitStackOverflow, "stack overflow");
    wake_end_by_status(the, status);
}

int simulator_gettimeofday(struct timeval* now, void* zone) {
    (void)zone;
    now->tv_sec = (time_t)(link_wall_us() / 1000000u);
    now->tv_usec = (suseconds_t)(link_wall_us() % 1000000u);
    return 0;
}

int simulator_rand(void) {
    g_random_state ^= g_random_state << 13;
    g_random_state ^= g_random_state >> 17;
    g_random_state ^= g_random_state << 5;
    return (int)(g_random_state & RAND_MAX);
}

txMachine* machine_create_shared(size_t heap_bytes_max) {
    heap_limit(heap_bytes_max);
    fxInitializeSharedCluster();
    return fxCreateMachine(&kSharedCreation, "shared", NULL, 0);
}

txMachine* machine_clone(txMachine* shared, size_t heap_bytes_max) {
    heap_limit(heap_bytes_max);
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
