/*
 * Of XS what key_value_esp32.c uses: arguments are texts or numbers, an answer is kept as it was
 * given.
 */
#ifndef NIGHTJAR_TEST_XSMC_H
#define NIGHTJAR_TEST_XSMC_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef int32_t xsIntegerValue;
typedef uint32_t xsUnsignedValue;

typedef struct {
    char* text[4];
    int number[4];
    /* Of an array the length. */
    xsIntegerValue answer;
    int is_array;
} xsMachine;

#define xsArg(at) (at)
#define xsVar(at) (at)
#define xsResult 0

#define xsmcToString(at) (the->text[at])
#define xsmcToInteger(at) (the->number[at])
#define xsmcTest(at) (the->number[at] != 0)
#define xsmcSetInteger(slot, value) (the->is_array = 0, the->answer = (value))
#define xsmcVars(count) ((void)(count))
#define xsmcSetNewArray(slot, length) (the->is_array = 1, the->answer = (length))
#define xsmcSetString(slot, value) ((void)(value))
#define xsmcSetIndex(slot, at, value) (the->answer = (at) + 1)
#define xsmcSetArrayBuffer(slot, value, byte_length) ((void)(value), the->answer = (byte_length))
#define xsmcGetBufferReadable(slot, value, byte_length) \
    (*(value) = the->text[slot], *(byte_length) = (xsUnsignedValue)the->number[slot])
#define xsRangeError(message) abort()

#endif
