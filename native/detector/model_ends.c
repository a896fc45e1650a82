#include <string.h>

#include "model_check.h"
#include "model_graph.h"

/* Slots of the TensorFlow Lite schema, version 3. */
enum { kGraphInputs = 1, kGraphOutputs = 2 };

/* The graph's only input or output, as the detector describes it: without the batch. */
static enum detector_status describe(struct model_graph* graph, struct flat_vector ends,
                                     struct detector_tensor* end, uint32_t* index) {
    struct model_tensor tensor;
    if (ends.count != 1) return kModelWrongShape;
    const int32_t only = flat_i32_at(&graph->flat, ends, 0);
    const enum detector_status status = model_graph_tensor(graph, only, &tensor);
    if (status != kDetectorOk) return status;
    if (tensor.is_int32 || tensor.content) return kModelWrongType;
    if (tensor.rank < 2 || tensor.dims[0] != 1) return kModelWrongShape;
    *index = (uint32_t)only;
    end->rank = tensor.rank - 1;
    memcpy(end->shape, tensor.dims + 1, end->rank * sizeof(uint32_t));
    end->bytes = tensor.elements;
    end->scale = tensor.scale;
    end->zero_point = tensor.zero_point;
    return kDetectorOk;
}

enum detector_status model_input_check(struct model_graph* graph, uint32_t subgraph,
                                       struct detector_tensor* input) {
    uint32_t index = 0;
    const struct flat_vector inputs =
        flat_vector(&graph->flat, subgraph, kGraphInputs, sizeof(int32_t));
    const enum detector_status status = describe(graph, inputs, input, &index);
    if (status != kDetectorOk) return status;
    if (input->rank != 3 || input->shape[0] > kModelInputSideMax ||
        input->shape[1] > kModelInputSideMax || (input->shape[2] != 1 && input->shape[2] != 3)) {
        return kModelWrongShape;
    }
    model_graph_fill(graph, index);
    return kDetectorOk;
}

enum detector_status model_output_check(struct model_graph* graph, uint32_t subgraph,
                                        struct detector_tensor* output) {
    uint32_t index = 0;
    const struct flat_vector outputs =
        flat_vector(&graph->flat, subgraph, kGraphOutputs, sizeof(int32_t));
    const enum detector_status status = describe(graph, outputs, output, &index);
    if (status != kDetectorOk) return status;
    const uint32_t classes = output->shape[output->rank - 1];
    if (classes != output->bytes || classes > kModelClassesMax || output->rank == 2 ||
        !model_graph_is_filled(graph, index)) {
        return kModelWrongShape;
    }
    output->rank = 1;
    output->shape[0] = classes;
    return kDetectorOk;
}
