/* The memory that XS asks of its platform, bounded for each machine. */
#include "machine.h"

static size_t g_heap_bytes_max;

void heap_limit(size_t heap_bytes_max) { g_heap_bytes_max = heap_bytes_max; }

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
    if (!the->host) machine_end(kExitOutOfMemory, "no memory for a machine");
    the->host->heap_bytes_max = g_heap_bytes_max;
}

void fxDeleteMachinePlatform(txMachine* the) {
    free(the->host);
    the->host = NULL;
}
