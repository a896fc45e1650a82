/*
 * detector.h on the TensorFlow Lite C library: the desktop's engine, one thread. The library brings
 * XNNPACK along but applies it only to interpreters that are given its delegate; none is, since its
 * kernels round differently from those of the board.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detector.h"
#include "model_check.h"
#include "tensorflow/lite/c/c_api.h"

struct detector {
    struct model_description description;
    TfLiteModel* model;
    TfLiteInterpreter* interpreter;
    TfLiteTensor* input;
    const TfLiteTensor* output;
};

/* What it would say stands in the status; a firmware's console is not the engine's. */
static void discard_message(void* nobody, const char* format, va_list arguments) {
    (void)nobody;
    (void)format;
    (void)arguments;
}

const char* detector_engine_name(void) {
    static char name[48];
    snprintf(name, sizeof(name), "TensorFlow Lite %s (C library)", TfLiteVersion());
    return name;
}

static bool make_interpreter(struct detector* detector) {
    TfLiteInterpreterOptions* options = TfLiteInterpreterOptionsCreate();
    if (!options) return false;
    TfLiteInterpreterOptionsSetNumThreads(options, 1);
    TfLiteInterpreterOptionsSetErrorReporter(options, discard_message, NULL);
    detector->interpreter = TfLiteInterpreterCreate(detector->model, options);
    TfLiteInterpreterOptionsDelete(options);
    return detector->interpreter &&
           TfLiteInterpreterAllocateTensors(detector->interpreter) == kTfLiteOk;
}

static bool is_as_described(const TfLiteTensor* tensor, const struct detector_tensor* expected) {
    return tensor && TfLiteTensorType(tensor) == kTfLiteInt8 && TfLiteTensorData(tensor) &&
           TfLiteTensorByteSize(tensor) == expected->bytes;
}

/* The first inference makes the buffers that all others use. */
static bool warm_up(struct detector* detector) {
    memset(TfLiteTensorData(detector->input), 0, detector->description.input.bytes);
    return TfLiteInterpreterInvoke(detector->interpreter) == kTfLiteOk;
}

static bool start_engine(struct detector* detector, const uint8_t* model, size_t model_bytes) {
    detector->model = TfLiteModelCreate(model, model_bytes);
    if (!detector->model || !make_interpreter(detector)) return false;
    detector->input = TfLiteInterpreterGetInputTensor(detector->interpreter, 0);
    detector->output = TfLiteInterpreterGetOutputTensor(detector->interpreter, 0);
    return is_as_described(detector->input, &detector->description.input) &&
           is_as_described(detector->output, &detector->description.output) && warm_up(detector);
}

enum detector_status detector_open(const uint8_t* model, size_t model_bytes, size_t model_bytes_max,
                                   struct detector** detector, int32_t* where) {
    struct model_description description;
    *detector = NULL;
    const enum detector_status status =
        model_check(model, model_bytes, model_bytes_max, &description);
    *where = description.where;
    if (status != kDetectorOk) return status;
    if ((uintptr_t)model % kModelAlignmentBytes != 0) return kModelEngineRefused;
    struct detector* opened = calloc(1, sizeof(*opened));
    if (!opened) return kModelOutOfMemory;
    opened->description = description;
    if (!start_engine(opened, model, model_bytes)) {
        detector_close(opened);
        return kModelEngineRefused;
    }
    *detector = opened;
    return kDetectorOk;
}

const struct detector_tensor* detector_input(const struct detector* detector) {
    return &detector->description.input;
}

const struct detector_tensor* detector_output(const struct detector* detector) {
    return &detector->description.output;
}

size_t detector_arena_bytes(const struct detector* detector) {
    (void)detector;
    return 0;
}

enum detector_memory detector_arena_memory(const struct detector* detector) {
    (void)detector;
    return kDetectorUnknownMemory;
}

enum detector_status detector_invoke(struct detector* detector, const int8_t* input,
                                     size_t input_bytes, int8_t* output, size_t output_bytes) {
    if (input_bytes != detector->description.input.bytes ||
        output_bytes != detector->description.output.bytes) {
        return kDetectorWrongTensor;
    }
    memcpy(TfLiteTensorData(detector->input), input, input_bytes);
    if (TfLiteInterpreterInvoke(detector->interpreter) != kTfLiteOk) return kDetectorFailed;
    memcpy(output, TfLiteTensorData(detector->output), output_bytes);
    return kDetectorOk;
}

void detector_close(struct detector* detector) {
    if (!detector) return;
    if (detector->interpreter) TfLiteInterpreterDelete(detector->interpreter);
    if (detector->model) TfLiteModelDelete(detector->model);
    free(detector);
}
