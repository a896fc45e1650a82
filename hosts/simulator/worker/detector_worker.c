/*
 * detector.h by the worker. The model is checked here as for every engine; the worker gets it whole
 * and keeps it for the connection.
 */
#include <stdlib.h>
#include <string.h>

#include "../../../native/detector/detector.h"
#include "../../../native/detector/model_check.h"
#include "worker.h"

struct detector {
    struct model_description description;
    size_t arena_bytes;
};

const char* detector_engine_name(void) {
    static struct worker_hello hello;
    if (hello.version == 0) worker_ask(kWorkerHello, NULL, 0, &hello, sizeof(hello));
    hello.engine[sizeof(hello.engine) - 1] = 0;
    return hello.engine;
}

enum detector_status detector_open(const uint8_t* model, size_t model_bytes, size_t model_bytes_max,
                                   struct detector** detector, int32_t* where) {
    struct model_description description;
    struct worker_opened reply = {0};
    *detector = NULL;
    const enum detector_status status =
        model_check(model, model_bytes, model_bytes_max, &description);
    *where = description.where;
    if (status != kDetectorOk) return status;
    if ((uintptr_t)model % kModelAlignmentBytes != 0) return kModelEngineRefused;
    const struct worker_part part = {model, model_bytes};
    const enum detector_status opened_as =
        (enum detector_status)worker_ask(kWorkerOpen, &part, 1, &reply, sizeof(reply));
    if (opened_as != kDetectorOk) return opened_as;
    if (reply.input_bytes != description.input.bytes ||
        reply.output_bytes != description.output.bytes) {
        return kModelEngineRefused;
    }
    struct detector* opened = calloc(1, sizeof(*opened));
    if (!opened) return kModelOutOfMemory;
    opened->description = description;
    opened->arena_bytes = reply.arena_bytes;
    *detector = opened;
    return kDetectorOk;
}

const struct detector_tensor* detector_input(const struct detector* detector) {
    return &detector->description.input;
}

const struct detector_tensor* detector_output(const struct detector* detector) {
    return &detector->description.output;
}

size_t detector_arena_bytes(const struct detector* detector) { return detector->arena_bytes; }

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
    const struct worker_part part = {input, input_bytes};
    return (enum detector_status)worker_ask(kWorkerInvoke, &part, 1, output, output_bytes);
}

void detector_close(struct detector* detector) { free(detector); }
