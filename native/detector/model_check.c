#include "model_check.h"

#include <string.h>

#include "model_graph.h"

/* Slots of the TensorFlow Lite schema, version 3. */
enum { kModelVersion = 0, kModelCodes = 1, kModelSubgraphs = 2, kModelDescription = 3 };
enum { kModelBuffers = 4, kModelMetadataBuffers = 5, kModelMetadata = 6, kModelSignatures = 7 };
enum { kCodeDeprecated = 0, kCodeCustom = 1, kCodeVersion = 2, kCodeBuiltin = 3 };
enum {
    kGraphTensors = 0,
    kGraphInputs = 1,
    kGraphOutputs = 2,
    kGraphOperators = 3,
    kGraphName = 4
};
enum { kOperatorCode = 0, kOperatorInputs = 1, kOperatorOutputs = 2, kOperatorOptionsType = 3 };
enum { kOperatorOptions = 4, kOperatorCustom = 5, kOperatorMutating = 7 };
enum { kOperatorIntermediates = 8, kOperatorCustomOffset = 9 };
enum { kMetadataName = 0 };
enum { kSignatureInputs = 0, kSignatureOutputs = 1, kSignatureKey = 2 };
enum { kTensorMapName = 0 };
enum { kSchemaVersion = 3, kOffsetBytes = 4 };

static struct flat_vector tables(struct flatbuffer* flat, uint32_t table, uint32_t slot) {
    return flat_vector(flat, table, slot, kOffsetBytes);
}

/* TensorFlow Lite Micro lays its arena out by this entry's numbers, unchecked. */
static bool is_memory_plan(const struct flatbuffer* flat, struct flat_vector name) {
    static const char kPlan[] = "OfflineMemoryAllocation";
    const uint32_t length = sizeof(kPlan) - 1;
    return name.count >= length && memcmp(flat->bytes + name.at, kPlan, length) == 0;
}

static void check_tensor_names(struct flatbuffer* flat, uint32_t signature, uint32_t slot) {
    const struct flat_vector names = tables(flat, signature, slot);
    if (names.count > kModelLabelsMax) flat->broken = true;
    for (uint32_t at = 0; at < names.count && !flat->broken; at++) {
        flat_string(flat, flat_table_at(flat, names, at), kTensorMapName);
    }
}

/* What no operator depends on, but an engine may read: names, metadata, signatures. */
static enum detector_status check_labels(struct flatbuffer* flat, uint32_t model) {
    flat_string(flat, model, kModelDescription);
    flat_vector(flat, model, kModelMetadataBuffers, sizeof(int32_t));
    const struct flat_vector metadata = tables(flat, model, kModelMetadata);
    const struct flat_vector signatures = tables(flat, model, kModelSignatures);
    if (metadata.count > kModelLabelsMax || signatures.count > kModelLabelsMax) {
        return kModelTooLarge;
    }
    for (uint32_t at = 0; at < metadata.count && !flat->broken; at++) {
        const struct flat_vector name =
            flat_string(flat, flat_table_at(flat, metadata, at), kMetadataName);
        if (is_memory_plan(flat, name)) return kModelUnknownOperator;
    }
    for (uint32_t at = 0; at < signatures.count && !flat->broken; at++) {
        const uint32_t signature = flat_table_at(flat, signatures, at);
        check_tensor_names(flat, signature, kSignatureInputs);
        check_tensor_names(flat, signature, kSignatureOutputs);
        flat_string(flat, signature, kSignatureKey);
    }
    return flat->broken ? kModelNotFlatbuffer : kDetectorOk;
}

/* Codes that no operator uses are left alone: exporters forget them there. */
static void read_code(struct flatbuffer* flat, uint32_t table, struct model_operator* operation) {
    const int32_t deprecated = (int8_t)flat_u8(flat, table, kCodeDeprecated, 0);
    const int32_t builtin = flat_i32(flat, table, kCodeBuiltin, 0);
    operation->code = builtin > deprecated ? builtin : deprecated;
    operation->version = flat_i32(flat, table, kCodeVersion, 1);
}

/* An engine looks at every code's name, used or not. */
static enum detector_status check_codes(struct model_graph* graph) {
    for (uint32_t at = 0; at < graph->codes.count && !graph->flat.broken; at++) {
        flat_string(&graph->flat, flat_table_at(&graph->flat, graph->codes, at), kCodeCustom);
    }
    return graph->flat.broken ? kModelNotFlatbuffer : kDetectorOk;
}

static enum detector_status check_tensors(struct model_graph* graph) {
    struct model_tensor tensor;
    for (uint32_t at = 0; at < graph->tensors.count; at++) {
        const enum detector_status status = model_graph_tensor(graph, (int32_t)at, &tensor);
        if (status != kDetectorOk) return status;
        if (tensor.content) model_graph_fill(graph, at);
    }
    return kDetectorOk;
}

/* Reads what an operator works on; every input must be there by the time it runs. */
static enum detector_status read_operator(struct model_graph* graph, uint32_t table,
                                          struct model_operator* operation) {
    struct flatbuffer* flat = &graph->flat;
    const struct flat_vector inputs = tables(flat, table, kOperatorInputs);
    const struct flat_vector outputs = tables(flat, table, kOperatorOutputs);
    if (inputs.count == 0 || inputs.count > kModelInputsMax || outputs.count != 1) {
        return kModelWrongShape;
    }
    if (flat_vector(flat, table, kOperatorCustom, 1).count > 0 ||
        flat_vector(flat, table, kOperatorMutating, 1).count > 0 ||
        tables(flat, table, kOperatorIntermediates).count > 0 ||
        flat_u64(flat, table, kOperatorCustomOffset, 0) != 0) {
        return kModelUnknownOperator;
    }
    operation->input_count = inputs.count;
    operation->options_type = flat_u8(flat, table, kOperatorOptionsType, 0);
    operation->options = flat_table(flat, table, kOperatorOptions);
    for (uint32_t at = 0; at < inputs.count; at++) {
        const int32_t index = flat_i32_at(flat, inputs, at);
        const enum detector_status status =
            model_graph_tensor(graph, index, &operation->inputs[at]);
        if (status != kDetectorOk) return status;
        if (!model_graph_is_filled(graph, (uint32_t)index)) return kModelWrongShape;
    }
    const int32_t index = flat_i32_at(flat, outputs, 0);
    const enum detector_status status = model_graph_tensor(graph, index, &operation->output);
    if (status != kDetectorOk) return status;
    if (operation->output.is_int32) return kModelWrongType;
    if (model_graph_is_filled(graph, (uint32_t)index)) return kModelWrongShape;
    model_graph_fill(graph, (uint32_t)index);
    return kDetectorOk;
}

static enum detector_status check_operators(struct model_graph* graph, int32_t* where) {
    struct model_operator operation;
    for (uint32_t at = 0; at < graph->operators.count; at++) {
        *where = (int32_t)at;
        const uint32_t table = flat_table_at(&graph->flat, graph->operators, at);
        const uint32_t code = (uint32_t)flat_i32(&graph->flat, table, kOperatorCode, 0);
        if (code >= graph->codes.count) return kModelNotFlatbuffer;
        memset(&operation, 0, sizeof(operation));
        read_code(&graph->flat, flat_table_at(&graph->flat, graph->codes, code), &operation);
        enum detector_status status = read_operator(graph, table, &operation);
        if (graph->flat.broken) return kModelNotFlatbuffer;
        if (status != kDetectorOk) return status;
        status = model_operator_check(graph, &operation);
        if (status != kDetectorOk) return status;
    }
    *where = -1;
    return kDetectorOk;
}

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

static enum detector_status check_input(struct model_graph* graph, uint32_t subgraph,
                                        struct detector_tensor* input) {
    uint32_t index = 0;
    const struct flat_vector inputs = tables(&graph->flat, subgraph, kGraphInputs);
    const enum detector_status status = describe(graph, inputs, input, &index);
    if (status != kDetectorOk) return status;
    if (input->rank != 3 || input->shape[0] > kModelInputSideMax ||
        input->shape[1] > kModelInputSideMax || (input->shape[2] != 1 && input->shape[2] != 3)) {
        return kModelWrongShape;
    }
    model_graph_fill(graph, index);
    return kDetectorOk;
}

static enum detector_status check_output(struct model_graph* graph, uint32_t subgraph,
                                         struct detector_tensor* output) {
    uint32_t index = 0;
    const struct flat_vector outputs = tables(&graph->flat, subgraph, kGraphOutputs);
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

static enum detector_status check_graph(struct model_graph* graph, uint32_t subgraph,
                                        struct model_description* description) {
    struct flatbuffer* flat = &graph->flat;
    graph->tensors = tables(flat, subgraph, kGraphTensors);
    graph->operators = tables(flat, subgraph, kGraphOperators);
    flat_string(flat, subgraph, kGraphName);
    if (flat->broken) return kModelNotFlatbuffer;
    if (graph->tensors.count > kModelTensorsMax || graph->operators.count > kModelOperatorsMax) {
        return kModelTooLarge;
    }
    enum detector_status status = check_tensors(graph);
    if (status == kDetectorOk) status = check_input(graph, subgraph, &description->input);
    if (status == kDetectorOk) status = check_operators(graph, &description->where);
    if (status == kDetectorOk) status = check_output(graph, subgraph, &description->output);
    description->macs = graph->macs;
    return flat->broken ? kModelNotFlatbuffer : status;
}

enum detector_status model_check(const uint8_t* model, size_t model_bytes, size_t model_bytes_max,
                                 struct model_description* description) {
    description->where = -1;
    if (model_bytes == 0) return kModelEmpty;
    if (model_bytes > model_bytes_max || model_bytes > INT32_MAX) return kModelTooLarge;
    struct model_graph graph = {.flat = {model, (uint32_t)model_bytes, false}};
    struct flatbuffer* flat = &graph.flat;
    const uint32_t root = flat_root(flat, "TFL3");
    const int32_t version = flat_i32(flat, root, kModelVersion, 0);
    graph.codes = tables(flat, root, kModelCodes);
    graph.buffers = tables(flat, root, kModelBuffers);
    const struct flat_vector subgraphs = tables(flat, root, kModelSubgraphs);
    if (flat->broken) return kModelNotFlatbuffer;
    if (version > kSchemaVersion) return kModelTooNew;
    if (version < kSchemaVersion) return kModelNotFlatbuffer;
    if (graph.codes.count > kModelLabelsMax || graph.buffers.count > kModelBuffersMax) {
        return kModelTooLarge;
    }
    if (subgraphs.count != 1) return kModelWrongShape;
    enum detector_status status = check_labels(flat, root);
    if (status == kDetectorOk) status = check_codes(&graph);
    if (status != kDetectorOk) return status;
    const uint32_t subgraph = flat_table_at(flat, subgraphs, 0);
    return flat->broken ? kModelNotFlatbuffer : check_graph(&graph, subgraph, description);
}
