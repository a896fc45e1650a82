/* A network's graph as the checks see it: tensors read one at a time, nothing allocated. */
#ifndef NIGHTJAR_MODEL_GRAPH_H
#define NIGHTJAR_MODEL_GRAPH_H

#include "detector.h"
#include "model_flatbuffer.h"

enum {
    kModelTensorsMax = 512,
    kModelOperatorsMax = 256,
    kModelBuffersMax = 1024,
    kModelLabelsMax = 64,
    kModelRankMax = 4,
    /* Five times the board's arena: no computed tensor of a model that runs there comes near. */
    kModelTensorBytesMax = 512 * 1024,
    /* The board does about 20 million a second; this is also the most that an engine may unfold a
       convolution's input to, in bytes. */
    kModelMacsMax = 64 * 1024 * 1024,
    kModelInputsMax = 3,
};

struct model_graph {
    struct flatbuffer flat;
    struct flat_vector codes;
    struct flat_vector tensors;
    struct flat_vector operators;
    struct flat_vector buffers;
    /* A bit for each tensor that holds something when the next operator runs. */
    uint8_t filled[kModelTensorsMax / 8];
    uint32_t macs;
};

struct model_tensor {
    uint32_t rank;
    uint32_t dims[kModelRankMax];
    uint32_t elements;
    /* Either int8 or, for constants only, int32. */
    bool is_int32;
    /* A constant's bytes, NULL where an operator computes it. */
    const uint8_t* content;
    struct flat_vector scales;
    /* Of the first channel. */
    float scale;
    int32_t zero_point;
    int32_t quantized_dimension;
};

struct model_operator {
    int32_t code;
    int32_t version;
    uint32_t input_count;
    struct model_tensor inputs[kModelInputsMax];
    struct model_tensor output;
    /* Position of the options' table, 0 where there is none. */
    uint32_t options;
    uint8_t options_type;
};

/* model_graph.c: reads and checks one tensor by itself. `index` may be any number. */
enum detector_status model_graph_tensor(struct model_graph* graph, int32_t index,
                                        struct model_tensor* tensor);
bool model_graph_is_filled(const struct model_graph* graph, uint32_t index);
void model_graph_fill(struct model_graph* graph, uint32_t index);

/* model_labels.c: what no operator depends on, but an engine may read: names, metadata, signatures.
   `model` is the root table. */
enum detector_status model_labels_check(struct flatbuffer* flat, uint32_t model);

/* model_ends.c: the graph's only input and its only output, as the detector describes them: without
   the batch. The input counts as filled from then on; the output must be by then. */
enum detector_status model_input_check(struct model_graph* graph, uint32_t subgraph,
                                       struct detector_tensor* input);
enum detector_status model_output_check(struct model_graph* graph, uint32_t subgraph,
                                        struct detector_tensor* output);

/* model_operator_reader.c: the operator in `table`, its tensors checked one by one. Every input
   must be there by the time it runs; its output counts as filled from then on. */
enum detector_status model_operator_read(struct model_graph* graph, uint32_t table,
                                         struct model_operator* operation);

/* model_operators.c: whether the operator is in the table and its tensors fit together. */
enum detector_status model_operator_check(struct model_graph* graph,
                                          const struct model_operator* operation);

#endif
