/*
 * A network: a quantized picture in, one quantized score per class out. One engine per host stands
 * behind this header: the TensorFlow Lite C library on a desktop, TensorFlow Lite Micro on a board.
 */
#ifndef NIGHTJAR_DETECTOR_H
#define NIGHTJAR_DETECTOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /* What a model slot of the board holds after its header. */
    kModelBytesMax = 316 * 1024,
    /* Engines read the model's numbers where they lie. */
    kModelAlignmentBytes = 16,
    kDetectorRankMax = 3,
};

/* In the order of ModelCode, then InvokeCode, in modules/host/detector.ts. */
enum detector_status {
    kDetectorOk,
    kModelEmpty,
    kModelNotFlatbuffer,
    kModelTooLarge,
    kModelTooNew,
    kModelWrongType,
    kModelWrongShape,
    kModelUnknownOperator,
    kModelEngineRefused,
    kModelOutOfMemory,
    kDetectorWrongTensor,
    kDetectorFailed,
};

/* In the order of ArenaMemory in modules/host/detector.ts. */
enum detector_memory {
    /* The engine does not say. */
    kDetectorUnknownMemory,
    /* The chip's own RAM. */
    kDetectorInternalMemory,
    /* PSRAM, slower and behind a cache. */
    kDetectorExternalMemory,
};

/* An int8 tensor without its batch; real value = scale * (quantized - zero_point). */
struct detector_tensor {
    uint32_t rank;
    uint32_t shape[kDetectorRankMax];
    uint32_t bytes;
    float scale;
    int32_t zero_point;
};

struct detector;

const char* detector_engine_name(void);

/*
 * Checks the model (model_check.h), then hands it to the engine. The model's bytes are not copied:
 * they must stay where they are until detector_close, at a multiple of kModelAlignmentBytes.
 * Everything that invoking needs is allocated here. On failure `*detector` is NULL and nothing is
 * kept; `*where` is then the operator at fault, counted from 0, or -1 where it is none.
 */
enum detector_status detector_open(const uint8_t* model, size_t model_bytes, size_t model_bytes_max,
                                   struct detector** detector, int32_t* where);

const struct detector_tensor* detector_input(const struct detector* detector);
const struct detector_tensor* detector_output(const struct detector* detector);

/* Bytes of the tensor arena in use, as the engine counts them; 0 where it does not. */
size_t detector_arena_bytes(const struct detector* detector);

enum detector_memory detector_arena_memory(const struct detector* detector);

/* Allocates nothing. The lengths must be those of the tensors, else kDetectorWrongTensor. */
enum detector_status detector_invoke(struct detector* detector, const int8_t* input,
                                     size_t input_bytes, int8_t* output, size_t output_bytes);

/* NULL is ignored. */
void detector_close(struct detector* detector);

#ifdef __cplusplus
}
#endif

#endif
