/* Damages a file as transfers, worn flash and people do. */
#ifndef NIGHTJAR_TEST_MUTATE_H
#define NIGHTJAR_TEST_MUTATE_H

#include <string.h>

#include "frames.h"

enum { kMutationsPerCaseMax = 8 };

/* Half of the damage goes to `head_bytes` at the start and at the end, where structure lies. */
static inline uint32_t mutate_position(uint32_t* state, uint32_t byte_length) {
    const uint32_t head_bytes = byte_length < 4096 ? byte_length : 4096;
    const uint32_t offset = frames_random(state) % head_bytes;
    switch (frames_random(state) % 4) {
        case 0:
            return offset;
        case 1:
            return byte_length - 1 - offset;
        default:
            return frames_random(state) % byte_length;
    }
}

static inline void mutate_once(uint8_t* bytes, uint32_t byte_length, uint32_t* state) {
    static const uint32_t kWords[] = {0, 1, 2, 4, 0x7F, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    const uint32_t at = mutate_position(state, byte_length);
    const uint32_t left = byte_length - at;
    uint32_t word = kWords[frames_random(state) % (sizeof(kWords) / sizeof(*kWords))];
    switch (frames_random(state) % 4) {
        case 0:
            bytes[at] ^= (uint8_t)(1u << (frames_random(state) % 8));
            break;
        case 1:
            bytes[at] = (uint8_t)frames_random(state);
            break;
        case 2:
            bytes[at] = (uint8_t)(bytes[at] + (frames_random(state) % 2 ? 1 : -1));
            break;
        default:
            memcpy(bytes + at, &word, left < sizeof(word) ? left : sizeof(word));
            break;
    }
}

/* One to kMutationsPerCaseMax times. */
static inline void mutate(uint8_t* bytes, uint32_t byte_length, uint32_t* state) {
    const uint32_t count = 1 + frames_random(state) % kMutationsPerCaseMax;
    for (uint32_t at = 0; at < count; at++) mutate_once(bytes, byte_length, state);
}

#endif
