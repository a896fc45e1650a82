#include "model_rules.h"

#include <math.h>
#include <string.h>

enum { kPadPixelsMax = 256 };
/* Quantized results are multiplied by this at most; a shift by more than 31 bits is not defined. */
static const double kMultiplierMax = 1024;

bool model_has_dims(const struct model_tensor* tensor, uint32_t rank, uint32_t a, uint32_t b,
                    uint32_t c, uint32_t d) {
    const uint32_t dims[kModelRankMax] = {a, b, c, d};
    return tensor->rank == rank && memcmp(tensor->dims, dims, rank * sizeof(uint32_t)) == 0;
}

static bool same_dims(const struct model_tensor* a, const struct model_tensor* b) {
    return a->rank == b->rank && memcmp(a->dims, b->dims, a->rank * sizeof(uint32_t)) == 0;
}

bool model_same_quantization(const struct model_tensor* a, const struct model_tensor* b) {
    return a->scale == b->scale && a->zero_point == b->zero_point;
}

bool model_is_picture(const struct model_tensor* tensor) {
    return !tensor->is_int32 && tensor->scales.count == 1 && tensor->rank == 4 &&
           tensor->dims[0] == 1;
}

enum detector_status model_count_macs(struct model_graph* graph, uint32_t outputs, uint32_t each) {
    const uint64_t macs = graph->macs + (uint64_t)outputs * each;
    if (macs > kModelMacsMax) return kModelTooLarge;
    graph->macs = (uint32_t)macs;
    return kDetectorOk;
}

enum detector_status model_check_weights(struct model_graph* graph,
                                         const struct model_operator* operation, uint32_t channels,
                                         int32_t dimension) {
    const struct model_tensor* weights = &operation->inputs[1];
    const struct model_tensor* bias = &operation->inputs[2];
    if (!weights->content || !bias->content) return kModelWrongShape;
    if (weights->is_int32 || weights->zero_point != 0 || !bias->is_int32) return kModelWrongType;
    if (!model_has_dims(bias, 1, channels, 0, 0, 0)) return kModelWrongShape;
    const uint32_t scales = weights->scales.count;
    if (scales > 1 && (scales != channels || weights->quantized_dimension != dimension)) {
        return kModelWrongShape;
    }
    if (bias->scales.count > 1 && bias->scales.count != channels) return kModelWrongShape;
    for (uint32_t at = 0; at < scales; at++) {
        const double product =
            (double)operation->inputs[0].scale * flat_f32_at(&graph->flat, weights->scales, at);
        if (product / operation->output.scale > kMultiplierMax) return kModelWrongType;
    }
    return kDetectorOk;
}

enum detector_status model_check_fully_connected(struct model_graph* graph,
                                                 const struct model_operator* operation) {
    enum { kActivation, kWeightsFormat, kKeepDims };
    const struct model_tensor* input = &operation->inputs[0];
    const struct model_tensor* weights = &operation->inputs[1];
    const uint32_t options = operation->options;
    if (flat_u8(&graph->flat, options, kActivation, 0) > kModelActivationMax ||
        flat_u8(&graph->flat, options, kWeightsFormat, 0) != 0 ||
        flat_u8(&graph->flat, options, kKeepDims, 0) != 0) {
        return kModelUnknownOperator;
    }
    if (input->is_int32 || input->scales.count != 1) return kModelWrongType;
    if (weights->rank != 2 || weights->dims[1] != input->elements || weights->scales.count != 1 ||
        !model_has_dims(&operation->output, 2, 1, weights->dims[0], 0, 0)) {
        return kModelWrongShape;
    }
    const enum detector_status status = model_check_weights(graph, operation, weights->dims[0], 0);
    return status == kDetectorOk ? model_count_macs(graph, 1, weights->elements) : status;
}

enum detector_status model_check_add(struct model_graph* graph,
                                     const struct model_operator* operation) {
    enum { kActivation };
    const struct model_tensor* a = &operation->inputs[0];
    const struct model_tensor* b = &operation->inputs[1];
    const struct model_tensor* sum = &operation->output;
    if (flat_u8(&graph->flat, operation->options, kActivation, 0) > kModelActivationMax) {
        return kModelUnknownOperator;
    }
    if (a->is_int32 || b->is_int32 || a->scales.count != 1 || b->scales.count != 1) {
        return kModelWrongType;
    }
    /* Without broadcasting. Both inputs are scaled up by 2^20 and the sum down to the output's. */
    if (!same_dims(a, b) || !same_dims(a, sum)) return kModelWrongShape;
    if (2.0 * fmaxf(a->scale, b->scale) / (0x1p20 * sum->scale) >= 1.0) return kModelWrongType;
    return model_count_macs(graph, sum->elements, 1);
}

enum detector_status model_check_pad(struct model_graph* graph,
                                     const struct model_operator* operation) {
    const struct model_tensor* input = &operation->inputs[0];
    const struct model_tensor* paddings = &operation->inputs[1];
    const struct model_tensor* output = &operation->output;
    if (!model_is_picture(input) || output->rank != 4) return kModelWrongShape;
    if (!paddings->content || !paddings->is_int32) return kModelWrongType;
    if (!model_has_dims(paddings, 2, 4, 2, 0, 0)) return kModelWrongShape;
    if (!model_same_quantization(input, output)) return kModelWrongType;
    for (uint32_t at = 0; at < 4; at++) {
        int32_t both[2];
        memcpy(both, paddings->content + at * sizeof(both), sizeof(both));
        if (both[0] < 0 || both[0] > kPadPixelsMax || both[1] < 0 || both[1] > kPadPixelsMax ||
            output->dims[at] != input->dims[at] + (uint32_t)both[0] + (uint32_t)both[1]) {
            return kModelWrongShape;
        }
    }
    return model_count_macs(graph, output->elements, 1);
}

/* The new shape is the second input's numbers, one of which may be -1 for "what is left". */
enum detector_status model_check_reshape(struct model_graph* graph,
                                         const struct model_operator* operation) {
    const struct model_tensor* input = &operation->inputs[0];
    const struct model_tensor* shape = &operation->inputs[1];
    const struct model_tensor* output = &operation->output;
    if (input->is_int32 || !shape->is_int32 || !shape->content) return kModelWrongType;
    if (!model_same_quantization(input, output)) return kModelWrongType;
    if (shape->rank != 1 || shape->dims[0] != output->rank || input->elements != output->elements) {
        return kModelWrongShape;
    }
    uint32_t left_open = 0;
    for (uint32_t at = 0; at < output->rank; at++) {
        int32_t dim;
        memcpy(&dim, shape->content + at * sizeof(dim), sizeof(dim));
        if (dim == -1 && left_open++ == 0) continue;
        if (dim < 1 || (uint32_t)dim != output->dims[at]) return kModelWrongShape;
    }
    return model_count_macs(graph, output->elements, 1);
}

enum detector_status model_check_softmax(struct model_graph* graph,
                                         const struct model_operator* operation) {
    enum { kBeta };
    const struct model_tensor* input = &operation->inputs[0];
    const struct model_tensor* output = &operation->output;
    if (flat_f32(&graph->flat, operation->options, kBeta, 0) != 1.0f) return kModelUnknownOperator;
    if (input->is_int32 || input->scales.count != 1) return kModelWrongType;
    if (input->rank != 2 || !same_dims(input, output)) return kModelWrongShape;
    if (output->scale != 0x1p-8f || output->zero_point != INT8_MIN) return kModelWrongType;
    return model_count_macs(graph, output->elements, 1);
}
