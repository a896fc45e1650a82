/*
 * detector_arena.h with two heaps as large as the environment says, so that a test may choose what
 * a board has free: INTERNAL_BYTES and EXTERNAL_BYTES.
 */
#include <stdio.h>
#include <stdlib.h>

#include "detector_arena.h"

static size_t bytes_free_in(enum detector_memory memory) {
    const int is_internal = memory == kDetectorInternalMemory;
    const char* text = getenv(is_internal ? "INTERNAL_BYTES" : "EXTERNAL_BYTES");
    return text ? strtoul(text, NULL, 10) : 0;
}

struct detector_arena detector_arena_take(enum detector_memory memory, size_t bytes_max) {
    const size_t spare = bytes_free_in(memory);
    struct detector_arena arena = {memory, NULL, spare < bytes_max ? spare : bytes_max};
    arena.byte_length -= arena.byte_length % kArenaAlignmentBytes;
    if (arena.byte_length >= kArenaBytesMin) {
        arena.bytes = aligned_alloc(kArenaAlignmentBytes, arena.byte_length);
    }
    return arena;
}

void detector_arena_give_back(struct detector_arena* arena) {
    free(arena->bytes);
    arena->bytes = NULL;
}
