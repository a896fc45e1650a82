/* detector_arena.h on ESP-IDF's heaps: the chip's own RAM, and PSRAM behind the cache. */
#include "detector_arena.h"
#include "esp_heap_caps.h"

/* Left to the engine of scripts and to the system for as long as an inference lasts. */
enum { kInternalReserveBytes = 16 * 1024 };

static const uint32_t kInternal = MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT;
static const uint32_t kExternal = MALLOC_CAP_SPIRAM | MALLOC_CAP_8BIT;

static size_t smaller_of(size_t a, size_t b) { return a < b ? a : b; }

static size_t spare_bytes(uint32_t capabilities, size_t reserve_bytes) {
    const size_t free_bytes = heap_caps_get_free_size(capabilities);
    const size_t piece_bytes = heap_caps_get_largest_free_block(capabilities);
    if (free_bytes < reserve_bytes || piece_bytes < kArenaAlignmentBytes) return 0;
    return smaller_of(free_bytes - reserve_bytes, piece_bytes - kArenaAlignmentBytes);
}

struct detector_arena detector_arena_take(enum detector_memory memory, size_t bytes_max) {
    const int is_internal = memory == kDetectorInternalMemory;
    const uint32_t capabilities = is_internal ? kInternal : kExternal;
    const size_t spare = spare_bytes(capabilities, is_internal ? kInternalReserveBytes : 0);
    struct detector_arena arena = {memory, NULL, smaller_of(spare, bytes_max)};
    if (arena.byte_length >= kArenaBytesMin) {
        arena.bytes =
            heap_caps_aligned_alloc(kArenaAlignmentBytes, arena.byte_length, capabilities);
    }
    return arena;
}

void detector_arena_give_back(struct detector_arena* arena) {
    heap_caps_free(arena->bytes);
    arena->bytes = NULL;
}
