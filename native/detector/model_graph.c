#include "model_graph.h"

#include <math.h>

/* Slots of the TensorFlow Lite schema, version 3. */
enum { kTensorShape = 0, kTensorType = 1, kTensorBuffer = 2, kTensorName = 3 };
enum { kTensorQuantization = 4, kTensorIsVariable = 5, kTensorSparsity = 6 };
enum { kTensorShapeSignature = 7, kTensorVariants = 9 };
enum { kQuantizationScale = 2, kQuantizationZeroPoint = 3, kQuantizationDetailsType = 4 };
enum { kQuantizationDimension = 6 };
enum { kBufferContent = 0, kBufferOffset = 1, kBufferByteLength = 2 };
enum { kTypeInt32 = 2, kTypeInt8 = 9 };

/* What computed tensors have; engines turn numbers outside into integers that overflow. */
static const float kActivationScaleMin = 0x1p-24f;
static const float kScaleMin = 0x1p-126f;
static const float kScaleMax = 0x1p8f;

bool model_graph_is_filled(const struct model_graph* graph, uint32_t index) {
    return (graph->filled[index / 8] >> (index % 8)) & 1;
}

void model_graph_fill(struct model_graph* graph, uint32_t index) {
    graph->filled[index / 8] |= (uint8_t)(1u << (index % 8));
}

static enum detector_status read_shape(struct flatbuffer* flat, uint32_t table,
                                       struct model_tensor* tensor) {
    const struct flat_vector shape = flat_vector(flat, table, kTensorShape, sizeof(int32_t));
    flat_vector(flat, table, kTensorShapeSignature, sizeof(int32_t));
    if (shape.count > kModelRankMax) return kModelWrongShape;
    uint64_t elements = 1;
    tensor->rank = shape.count;
    for (uint32_t at = 0; at < shape.count; at++) {
        const int32_t dim = flat_i32_at(flat, shape, at);
        if (dim < 1) return kModelWrongShape;
        tensor->dims[at] = (uint32_t)dim;
        elements *= (uint32_t)dim;
        if (elements > UINT32_MAX / sizeof(int32_t)) return kModelTooLarge;
    }
    tensor->elements = (uint32_t)elements;
    return kDetectorOk;
}

static enum detector_status read_quantization(struct flatbuffer* flat, uint32_t table,
                                              struct model_tensor* tensor) {
    const uint32_t quantization = flat_table(flat, table, kTensorQuantization);
    if (flat_u8(flat, quantization, kQuantizationDetailsType, 0) != 0) return kModelWrongType;
    tensor->scales = flat_vector(flat, quantization, kQuantizationScale, sizeof(float));
    const struct flat_vector zeroes =
        flat_vector(flat, quantization, kQuantizationZeroPoint, sizeof(int64_t));
    tensor->quantized_dimension = flat_i32(flat, quantization, kQuantizationDimension, 0);
    tensor->scale = 0;
    tensor->zero_point = 0;
    /* Shapes and paddings are int32 without a scale. */
    if (tensor->scales.count == 0) return tensor->is_int32 ? kDetectorOk : kModelWrongType;
    if (zeroes.count != tensor->scales.count) return kModelWrongType;
    for (uint32_t at = 0; at < zeroes.count; at++) {
        const float scale = flat_f32_at(flat, tensor->scales, at);
        const int64_t zero = flat_i64_at(flat, zeroes, at);
        if (tensor->is_int32 ? !(scale >= 0) : !(scale >= kScaleMin)) return kModelWrongType;
        if (scale > kScaleMax || zero < INT8_MIN || zero > INT8_MAX) return kModelWrongType;
        /* Only weights have a scale per channel, and theirs are symmetric. */
        if (zeroes.count > 1 && zero != 0) return kModelWrongType;
    }
    tensor->scale = flat_f32_at(flat, tensor->scales, 0);
    tensor->zero_point = (int32_t)flat_i64_at(flat, zeroes, 0);
    return kDetectorOk;
}

static enum detector_status read_content(struct model_graph* graph, uint32_t table,
                                         struct model_tensor* tensor) {
    struct flatbuffer* flat = &graph->flat;
    const uint32_t index = (uint32_t)flat_i32(flat, table, kTensorBuffer, 0);
    if (index >= graph->buffers.count) return kModelNotFlatbuffer;
    const uint32_t buffer = flat_table_at(flat, graph->buffers, index);
    const struct flat_vector content = flat_vector(flat, buffer, kBufferContent, 1);
    /* Newer files may keep numbers behind the FlatBuffer, where nothing verifies them. */
    if (flat_u64(flat, buffer, kBufferOffset, 0) || flat_u64(flat, buffer, kBufferByteLength, 0)) {
        return kModelTooNew;
    }
    tensor->content = content.count > 0 ? flat->bytes + content.at : NULL;
    const uint32_t bytes = tensor->elements * (tensor->is_int32 ? sizeof(int32_t) : 1);
    if (content.count > 0) return content.count == bytes ? kDetectorOk : kModelWrongShape;
    if (tensor->is_int32) return kModelWrongType;
    if (bytes > kModelTensorBytesMax) return kModelTooLarge;
    const bool is_plain = tensor->scales.count == 1 && tensor->scale >= kActivationScaleMin;
    return is_plain ? kDetectorOk : kModelWrongType;
}

enum detector_status model_graph_tensor(struct model_graph* graph, int32_t index,
                                        struct model_tensor* tensor) {
    struct flatbuffer* flat = &graph->flat;
    if (index < 0 || (uint32_t)index >= graph->tensors.count) return kModelNotFlatbuffer;
    const uint32_t table = flat_table_at(flat, graph->tensors, (uint32_t)index);
    const uint8_t type = flat_u8(flat, table, kTensorType, 0);
    flat_string(flat, table, kTensorName);
    if (flat->broken) return kModelNotFlatbuffer;
    if ((type != kTypeInt8 && type != kTypeInt32) || flat_u8(flat, table, kTensorIsVariable, 0) ||
        flat_table(flat, table, kTensorSparsity) ||
        flat_vector(flat, table, kTensorVariants, sizeof(uint32_t)).count > 0) {
        return kModelWrongType;
    }
    tensor->is_int32 = type == kTypeInt32;
    enum detector_status status = read_shape(flat, table, tensor);
    if (status == kDetectorOk) status = read_quantization(flat, table, tensor);
    if (status == kDetectorOk) status = read_content(graph, table, tensor);
    return flat->broken ? kModelNotFlatbuffer : status;
}
