/*
 * The C behind detector.ts. No property is read here, so that no table of names is needed. The
 * garbage collector moves buffers, so none is looked at before the last argument was.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "detector.h"
#include "xsmc.h"

struct opened {
    struct detector* detector;
    /* The model, where the script's buffer may move; NULL where it is used in place. */
    uint8_t* copy;
};

enum { kNumbersPerTensor = kDetectorRankMax + 3, kNumbers = 2 * kNumbersPerTensor + 2 };

void xs_detector_destructor(void* it) {
    struct opened* opened = it;
    if (!opened) return;
    detector_close(opened->detector);
    free(opened->copy);
    free(opened);
}

static struct opened* opened_of(xsMachine* the) {
    struct opened* opened = xsmcGetHostDataValidate(xsThis, xs_detector_destructor);
    if (!opened) xsUnknownError("detector: closed");
    return opened;
}

/* Keeps a copy in `opened`; gives its aligned start, NULL where memory is short. */
static const uint8_t* copy_aligned(struct opened* opened, const void* model, size_t model_bytes) {
    opened->copy = malloc(model_bytes + kModelAlignmentBytes - 1);
    if (!opened->copy) return NULL;
    const uintptr_t past = (uintptr_t)opened->copy % kModelAlignmentBytes;
    uint8_t* start = opened->copy + (past ? kModelAlignmentBytes - past : 0);
    return memcpy(start, model, model_bytes);
}

static enum detector_status open_model(struct opened* opened, const void* model, size_t model_bytes,
                                       size_t model_bytes_max, bool in_place, int32_t* where) {
    *where = -1;
    if (model_bytes == 0) return kModelEmpty;
    if (model_bytes > model_bytes_max) return kModelTooLarge;
    if (!in_place) {
        model = copy_aligned(opened, model, model_bytes);
        if (!model) return kModelOutOfMemory;
    }
    return detector_open(model, model_bytes, model_bytes_max, &opened->detector, where);
}

/*
 * open(model, modelBytesMax): 0, or a detector_status + 256 * (the operator at fault + 1). Memory
 * that does not move is used in place: the script keeps its buffer for as long as the detector.
 */
void xs_detector_open(xsMachine* the) {
    void* model;
    xsUnsignedValue model_bytes;
    int32_t where;
    if (xsmcGetHostDataValidate(xsThis, xs_detector_destructor)) xsUnknownError("detector: open");
    const xsIntegerValue model_bytes_max = xsmcToInteger(xsArg(1));
    const bool is_fixed =
        xsmcGetBufferReadable(xsArg(0), &model, &model_bytes) == xsBufferNonrelocatable;
    const bool in_place = is_fixed && (uintptr_t)model % kModelAlignmentBytes == 0;
    struct opened* opened = calloc(1, sizeof(*opened));
    if (!opened) {
        xsmcSetInteger(xsResult, kModelOutOfMemory);
        return;
    }
    const enum detector_status status =
        open_model(opened, model, model_bytes, (size_t)model_bytes_max, in_place, &where);
    if (status == kDetectorOk) {
        xsmcSetHostData(xsThis, opened);
        xsmcSetInteger(xsResult, 0);
    } else {
        xs_detector_destructor(opened);
        xsmcSetInteger(xsResult, (xsIntegerValue)status + 256 * (where + 1));
    }
}

static void put_tensor(double* numbers, const struct detector_tensor* tensor) {
    numbers[0] = tensor->rank;
    for (uint32_t at = 0; at < tensor->rank; at++) numbers[1 + at] = tensor->shape[at];
    numbers[1 + kDetectorRankMax] = tensor->scale;
    numbers[2 + kDetectorRankMax] = tensor->zero_point;
}

/*
 * describe(): ArrayBuffer of float64: rank, three sides, scale, zero point, twice; arena bytes, a
 * detector_memory
 */
void xs_detector_describe(xsMachine* the) {
    const struct opened* opened = opened_of(the);
    double numbers[kNumbers] = {0};
    put_tensor(numbers, detector_input(opened->detector));
    put_tensor(numbers + kNumbersPerTensor, detector_output(opened->detector));
    numbers[2 * kNumbersPerTensor] = (double)detector_arena_bytes(opened->detector);
    numbers[2 * kNumbersPerTensor + 1] = detector_arena_memory(opened->detector);
    xsmcSetArrayBuffer(xsResult, numbers, sizeof(numbers));
}

/* invoke(input, output): a detector_status */
void xs_detector_invoke(xsMachine* the) {
    struct opened* opened = opened_of(the);
    void* input;
    void* output;
    xsUnsignedValue input_bytes, output_bytes;
    xsmcGetBufferReadable(xsArg(0), &input, &input_bytes);
    xsmcGetBufferWritable(xsArg(1), &output, &output_bytes);
    xsmcSetInteger(xsResult, (xsIntegerValue)detector_invoke(opened->detector, input, input_bytes,
                                                             output, output_bytes));
}

/* close(): may be called again */
void xs_detector_close(xsMachine* the) {
    struct opened* opened = xsmcGetHostDataValidate(xsThis, xs_detector_destructor);
    xsmcSetHostData(xsThis, NULL);
    xs_detector_destructor(opened);
}

/* engine(): its name */
void xs_detector_engine(xsMachine* the) {
    xsmcSetString(xsResult, (xsStringValue)detector_engine_name());
}
