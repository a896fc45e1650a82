/* The C behind bench.ts. */
#include <stdint.h>

#include "esp_heap_caps.h"
#include "xsmc.h"

/* freeMemory(): ArrayBuffer of uint32: internal, its largest piece, its least, external */
void xs_bench_free_memory(xsMachine* the) {
    const uint32_t internal = MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT;
    uint32_t bytes[] = {
        heap_caps_get_free_size(internal),
        heap_caps_get_largest_free_block(internal),
        heap_caps_get_minimum_free_size(internal),
        heap_caps_get_free_size(MALLOC_CAP_SPIRAM),
    };
    xsmcSetArrayBuffer(xsResult, bytes, sizeof(bytes));
}

/* A number that differs from word to word, so that a line of addresses that is stuck shows. */
static uint32_t pattern_of(uint32_t at) { return at * 2654435761u ^ 0xa5a5a5a5u; }

/* wrongExternalBytes(byteLength): all of them where there is no such piece of PSRAM */
void xs_bench_wrong_external_bytes(xsMachine* the) {
    const uint32_t words = (uint32_t)xsmcToInteger(xsArg(0)) / sizeof(uint32_t);
    volatile uint32_t* memory = heap_caps_malloc(words * sizeof(uint32_t), MALLOC_CAP_SPIRAM);
    uint32_t wrong = memory ? 0 : words;
    if (memory) {
        for (uint32_t at = 0; at < words; at++) memory[at] = pattern_of(at);
        for (uint32_t at = 0; at < words; at++) wrong += memory[at] != pattern_of(at);
        heap_caps_free((void*)memory);
    }
    xsmcSetInteger(xsResult, (xsIntegerValue)(wrong * sizeof(uint32_t)));
}

/* Its address is what a counter of instructions looks for (test/device/qemu). */
__attribute__((noinline)) void bench_mark(void) { __asm__ volatile(""); }

/* mark() */
void xs_bench_mark(xsMachine* the) {
    (void)the;
    bench_mark();
}
