/*
 * Where the board's engine keeps what it computes: one piece of memory for as long as a detector is
 * open. A platform's file says what memory there is.
 */
#ifndef NIGHTJAR_DETECTOR_ARENA_H
#define NIGHTJAR_DETECTOR_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "detector.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /* 100 KiB on the board; a longer pointer is granted the room that it takes. */
    kArenaBytesMax = 25 * 1024 * sizeof(void*),
    /* Not worth a try with less. */
    kArenaBytesMin = 8 * 1024,
    kArenaAlignmentBytes = 16,
};

struct detector_arena {
    enum detector_memory memory;
    /* NULL where there is none. */
    uint8_t* bytes;
    size_t byte_length;
};

/*
 * A piece of `memory` of kArenaBytesMin to `bytes_max` bytes, as long as it has in one; none where
 * it has no such piece to spare.
 */
struct detector_arena detector_arena_take(enum detector_memory memory, size_t bytes_max);

/* None is ignored. */
void detector_arena_give_back(struct detector_arena* arena);

#ifdef __cplusplus
}
#endif

#endif
