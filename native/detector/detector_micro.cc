/*
 * detector.h on TensorFlow Lite Micro: the board's engine. The model is read where it lies; all
 * that it computes lies in one arena, in the chip's own RAM where that has room and in PSRAM
 * otherwise.
 */
#define TF_LITE_STATIC_MEMORY 1 /* as the library is compiled: it changes the layout of tensors */
#define TF_LITE_STRIP_ERROR_STRINGS \
    1 /* texts that nobody reads; a release leaves out the library's */

#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>

#include "detector.h"
#include "detector_arena.h"
#include "detector_operators.h"
#include "model_check.h"
#include "tensorflow/lite/micro/micro_interpreter.h"

namespace {

/* Enough for every model that the check lets pass. */
enum { kProbeBytesMax = 2 * 1024 * 1024 };

bool is_as_described(const TfLiteTensor* tensor, const detector_tensor& expected) {
    return tensor && tensor->type == kTfLiteInt8 && tensor->data.int8 &&
           tensor->bytes == expected.bytes;
}

}  // namespace

struct detector {
    model_description description;
    detector_arena arena;
    DetectorOperators operators;
    std::optional<tflite::MicroInterpreter> interpreter;
};

namespace {

using Detector = struct detector;

/* False where the arena is too small or the engine will not have the model. */
bool prepare(Detector* opened, const uint8_t* model, const detector_arena& arena) {
    opened->arena = arena;
    if (!arena.bytes) return false;
    opened->interpreter.emplace(tflite::GetModel(model), opened->operators, arena.bytes,
                                arena.byte_length);
    return opened->interpreter->AllocateTensors() == kTfLiteOk &&
           is_as_described(opened->interpreter->input(0), opened->description.input) &&
           is_as_described(opened->interpreter->output(0), opened->description.output);
}

void give_up(Detector* opened) {
    opened->interpreter.reset();
    detector_arena_give_back(&opened->arena);
}

/* A model that will not do with kProbeBytesMax either is refused; any other lacks memory. */
enum detector_status tell_refusal_from_shortage(Detector* opened, const uint8_t* model) {
    const auto probe = detector_arena_take(kDetectorExternalMemory, kProbeBytesMax);
    const bool is_refused =
        !prepare(opened, model, probe) && probe.bytes && probe.byte_length == kProbeBytesMax;
    give_up(opened);
    return is_refused ? kModelEngineRefused : kModelOutOfMemory;
}

enum detector_status start_engine(Detector* opened, const uint8_t* model) {
    for (const auto memory : {kDetectorInternalMemory, kDetectorExternalMemory}) {
        if (prepare(opened, model, detector_arena_take(memory, kArenaBytesMax))) return kDetectorOk;
        give_up(opened);
    }
    return tell_refusal_from_shortage(opened, model);
}

}  // namespace

const char* detector_engine_name(void) { return "TensorFlow Lite Micro with ESP-NN"; }

enum detector_status detector_open(const uint8_t* model, size_t model_bytes, size_t model_bytes_max,
                                   struct detector** detector, int32_t* where) {
    model_description description;
    *detector = nullptr;
    const enum detector_status status =
        model_check(model, model_bytes, model_bytes_max, &description);
    *where = description.where;
    if (status != kDetectorOk) return status;
    if (reinterpret_cast<uintptr_t>(model) % kModelAlignmentBytes != 0) return kModelEngineRefused;
    auto* opened = new (std::nothrow) Detector{};
    if (!opened) return kModelOutOfMemory;
    opened->description = description;
    detector_register_operators(&opened->operators);
    const enum detector_status started = start_engine(opened, model);
    if (started == kDetectorOk) {
        *detector = opened;
    } else {
        delete opened;
    }
    return started;
}

const struct detector_tensor* detector_input(const struct detector* detector) {
    return &detector->description.input;
}

const struct detector_tensor* detector_output(const struct detector* detector) {
    return &detector->description.output;
}

size_t detector_arena_bytes(const struct detector* detector) {
    return detector->interpreter->arena_used_bytes();
}

enum detector_memory detector_arena_memory(const struct detector* detector) {
    return detector->arena.memory;
}

enum detector_status detector_invoke(struct detector* detector, const int8_t* input,
                                     size_t input_bytes, int8_t* output, size_t output_bytes) {
    if (input_bytes != detector->description.input.bytes ||
        output_bytes != detector->description.output.bytes) {
        return kDetectorWrongTensor;
    }
    std::memcpy(detector->interpreter->input(0)->data.int8, input, input_bytes);
    if (detector->interpreter->Invoke() != kTfLiteOk) return kDetectorFailed;
    std::memcpy(output, detector->interpreter->output(0)->data.int8, output_bytes);
    return kDetectorOk;
}

void detector_close(struct detector* detector) {
    if (!detector) return;
    give_up(detector);
    delete detector;
}
