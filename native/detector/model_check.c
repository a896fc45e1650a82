#include "model_check.h"

#include "model_graph.h"

/* Slots of the TensorFlow Lite schema, version 3. */
enum { kModelVersion = 0, kModelCodes = 1, kModelSubgraphs = 2, kModelBuffers = 4 };
enum { kCodeCustom = 1 };
enum { kGraphTensors = 0, kGraphOperators = 3, kGraphName = 4 };
enum { kSchemaVersion = 3 };

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

static enum detector_status check_operators(struct model_graph* graph,
                                            struct model_description* description) {
    struct model_operator operation = {.code = -1};
    description->operators = 0;
    for (uint32_t at = 0; at < graph->operators.count; at++) {
        description->where = (int32_t)at;
        const uint32_t table = flat_table_at(&graph->flat, graph->operators, at);
        enum detector_status status = model_operator_read(graph, table, &operation);
        description->where_code = operation.code;
        if (status == kDetectorOk) status = model_operator_check(graph, &operation);
        if (status != kDetectorOk) return status;
        description->operators |= (uint64_t)1 << operation.code;
    }
    description->where = description->where_code = -1;
    return kDetectorOk;
}

static enum detector_status check_graph(struct model_graph* graph, uint32_t subgraph,
                                        struct model_description* description) {
    struct flatbuffer* flat = &graph->flat;
    graph->tensors = flat_tables(flat, subgraph, kGraphTensors);
    graph->operators = flat_tables(flat, subgraph, kGraphOperators);
    flat_string(flat, subgraph, kGraphName);
    if (flat->broken) return kModelNotFlatbuffer;
    if (graph->tensors.count > kModelTensorsMax || graph->operators.count > kModelOperatorsMax) {
        return kModelTooLarge;
    }
    enum detector_status status = check_tensors(graph);
    if (status == kDetectorOk) status = model_input_check(graph, subgraph, &description->input);
    if (status == kDetectorOk) status = check_operators(graph, description);
    if (status == kDetectorOk) status = model_output_check(graph, subgraph, &description->output);
    description->macs = graph->macs;
    return flat->broken ? kModelNotFlatbuffer : status;
}

enum detector_status model_check(const uint8_t* model, size_t model_bytes, size_t model_bytes_max,
                                 struct model_description* description) {
    description->where = description->where_code = -1;
    if (model_bytes == 0) return kModelEmpty;
    if (model_bytes > model_bytes_max || model_bytes > INT32_MAX) return kModelTooLarge;
    struct model_graph graph = {.flat = {model, (uint32_t)model_bytes, false}};
    struct flatbuffer* flat = &graph.flat;
    const uint32_t root = flat_root(flat, "TFL3");
    const int32_t version = flat_i32(flat, root, kModelVersion, 0);
    graph.codes = flat_tables(flat, root, kModelCodes);
    graph.buffers = flat_tables(flat, root, kModelBuffers);
    const struct flat_vector subgraphs = flat_tables(flat, root, kModelSubgraphs);
    if (flat->broken) return kModelNotFlatbuffer;
    if (version > kSchemaVersion) return kModelTooNew;
    if (version < kSchemaVersion) return kModelNotFlatbuffer;
    if (graph.codes.count > kModelLabelsMax || graph.buffers.count > kModelBuffersMax) {
        return kModelTooLarge;
    }
    if (subgraphs.count != 1) return kModelWrongShape;
    enum detector_status status = model_labels_check(flat, root);
    if (status == kDetectorOk) status = check_codes(&graph);
    if (status != kDetectorOk) return status;
    const uint32_t subgraph = flat_table_at(flat, subgraphs, 0);
    return flat->broken ? kModelNotFlatbuffer : check_graph(&graph, subgraph, description);
}
