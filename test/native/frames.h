/* How a C test driver hears its cases and gives its answers: packed numbers and bytes on pipes. */
#ifndef NIGHTJAR_TEST_FRAMES_H
#define NIGHTJAR_TEST_FRAMES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Exactly `byte_length` bytes in memory of their own, so that a sanitizer sees their end. */
static inline uint8_t* frames_read(uint32_t byte_length) {
    uint8_t* bytes = malloc(byte_length);
    if (byte_length > 0 && fread(bytes, 1, byte_length, stdin) != byte_length) exit(2);
    return bytes;
}

/* False at the end of the cases. */
static inline int frames_next(uint32_t* numbers, uint32_t count) {
    return fread(numbers, sizeof(*numbers), count, stdin) == count;
}

static inline void frames_write(const void* bytes, size_t byte_length) {
    if (fwrite(bytes, 1, byte_length, stdout) != byte_length) exit(2);
}

/* xorshift: the same numbers everywhere for one seed. */
static inline uint32_t frames_random(uint32_t* state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

#endif
