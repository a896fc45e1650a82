/*
 * Looks at every byte of a TensorFlow Lite file that an engine will act upon, before it does. An
 * engine trusts its model: a wrong offset or a stride of zero ends the process. What passes here
 * may still be refused by the engine, and never makes it crash.
 */
#ifndef NIGHTJAR_MODEL_CHECK_H
#define NIGHTJAR_MODEL_CHECK_H

#include "detector.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    kModelInputSideMax = 256,
    kModelClassesMax = 16,
};

struct model_description {
    struct detector_tensor input;
    struct detector_tensor output;
    /* Multiplications of one inference. */
    uint32_t macs;
    /* A bit for each operator that is used: 1 << its code. */
    uint64_t operators;
    /* The operator at fault, counted from 0; -1 where the fault is elsewhere. */
    int32_t where;
    /* Its code; -1 where there is none. */
    int32_t where_code;
};

/* `description` is whole only on kDetectorOk; `where` and its code are always set. Allocates
 * nothing. */
enum detector_status model_check(const uint8_t* model, size_t model_bytes, size_t model_bytes_max,
                                 struct model_description* description);

#ifdef __cplusplus
}
#endif

#endif
