#include <string.h>

#include "model_graph.h"

/* Slots of the TensorFlow Lite schema, version 3. */
enum { kCodeDeprecated = 0, kCodeVersion = 2, kCodeBuiltin = 3 };
enum { kOperatorCode = 0, kOperatorInputs = 1, kOperatorOutputs = 2, kOperatorOptionsType = 3 };
enum { kOperatorOptions = 4, kOperatorCustom = 5, kOperatorMutating = 7 };
enum { kOperatorIntermediates = 8, kOperatorCustomOffset = 9 };

/* Codes that no operator uses are left alone: exporters forget them there. */
static enum detector_status read_code(struct model_graph* graph, uint32_t table,
                                      struct model_operator* operation) {
    struct flatbuffer* flat = &graph->flat;
    const uint32_t index = (uint32_t)flat_i32(flat, table, kOperatorCode, 0);
    if (index >= graph->codes.count) return kModelNotFlatbuffer;
    const uint32_t code = flat_table_at(flat, graph->codes, index);
    const int32_t deprecated = (int8_t)flat_u8(flat, code, kCodeDeprecated, 0);
    const int32_t builtin = flat_i32(flat, code, kCodeBuiltin, 0);
    operation->code = builtin > deprecated ? builtin : deprecated;
    operation->version = flat_i32(flat, code, kCodeVersion, 1);
    return kDetectorOk;
}

static enum detector_status read_inputs(struct model_graph* graph, struct flat_vector inputs,
                                        struct model_operator* operation) {
    operation->input_count = inputs.count;
    for (uint32_t at = 0; at < inputs.count; at++) {
        const int32_t index = flat_i32_at(&graph->flat, inputs, at);
        const enum detector_status status =
            model_graph_tensor(graph, index, &operation->inputs[at]);
        if (status != kDetectorOk) return status;
        if (!model_graph_is_filled(graph, (uint32_t)index)) return kModelWrongShape;
    }
    return kDetectorOk;
}

static enum detector_status read_output(struct model_graph* graph, struct flat_vector outputs,
                                        struct model_operator* operation) {
    const int32_t index = flat_i32_at(&graph->flat, outputs, 0);
    const enum detector_status status = model_graph_tensor(graph, index, &operation->output);
    if (status != kDetectorOk) return status;
    if (operation->output.is_int32) return kModelWrongType;
    if (model_graph_is_filled(graph, (uint32_t)index)) return kModelWrongShape;
    model_graph_fill(graph, (uint32_t)index);
    return kDetectorOk;
}

static enum detector_status read_tensors(struct model_graph* graph, uint32_t table,
                                         struct model_operator* operation) {
    struct flatbuffer* flat = &graph->flat;
    const struct flat_vector inputs = flat_vector(flat, table, kOperatorInputs, sizeof(int32_t));
    const struct flat_vector outputs = flat_vector(flat, table, kOperatorOutputs, sizeof(int32_t));
    if (inputs.count == 0 || inputs.count > kModelInputsMax || outputs.count != 1) {
        return kModelWrongShape;
    }
    if (flat_vector(flat, table, kOperatorCustom, 1).count > 0 ||
        flat_vector(flat, table, kOperatorMutating, 1).count > 0 ||
        flat_vector(flat, table, kOperatorIntermediates, sizeof(int32_t)).count > 0 ||
        flat_u64(flat, table, kOperatorCustomOffset, 0) != 0) {
        return kModelUnknownOperator;
    }
    operation->options_type = flat_u8(flat, table, kOperatorOptionsType, 0);
    operation->options = flat_table(flat, table, kOperatorOptions);
    const enum detector_status status = read_inputs(graph, inputs, operation);
    return status == kDetectorOk ? read_output(graph, outputs, operation) : status;
}

enum detector_status model_operator_read(struct model_graph* graph, uint32_t table,
                                         struct model_operator* operation) {
    memset(operation, 0, sizeof(*operation));
    enum detector_status status = read_code(graph, table, operation);
    if (status == kDetectorOk) status = read_tensors(graph, table, operation);
    return graph->flat.broken ? kModelNotFlatbuffer : status;
}
