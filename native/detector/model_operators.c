/*
 * The operators that a network may use, each with what has to hold so that an engine, which trusts
 * the file, neither reads nor writes outside a tensor. The table holds what person detectors are
 * made of and was measured on both engines: the same bytes, but for CONV_2D and FULLY_CONNECTED,
 * where the desktop's matrix kernels round in their own way and a value in some hundreds is one
 * step off. A global average is an AVERAGE_POOL_2D; an operator comes in with its rule and its
 * measurement.
 */
#include "model_rules.h"

/* Codes, versions and kinds of options as in the TensorFlow Lite schema, version 3. */
static const struct {
    uint8_t code;
    /* The newest whose meaning for int8 the rule covers. */
    uint8_t version_max;
    uint8_t inputs;
    uint8_t options_type;
    model_rule* rule;
} kOperators[] = {
    {0, 2, 2, 11, model_check_add},            /* ADD */
    {1, 2, 1, 5, model_check_pool},            /* AVERAGE_POOL_2D */
    {3, 3, 3, 1, model_check_conv},            /* CONV_2D */
    {4, 3, 3, 2, model_check_depthwise_conv},  /* DEPTHWISE_CONV_2D */
    {9, 4, 3, 8, model_check_fully_connected}, /* FULLY_CONNECTED */
    {17, 2, 1, 5, model_check_pool},           /* MAX_POOL_2D */
    {22, 1, 2, 17, model_check_reshape},       /* RESHAPE */
    {25, 2, 1, 9, model_check_softmax},        /* SOFTMAX */
    {34, 2, 2, 22, model_check_pad},           /* PAD */
};
enum { kOperatorCount = sizeof(kOperators) / sizeof(*kOperators) };

enum detector_status model_operator_check(struct model_graph* graph,
                                          const struct model_operator* operation) {
    for (uint32_t at = 0; at < kOperatorCount; at++) {
        if (kOperators[at].code != operation->code) continue;
        if (operation->version < 1 || operation->version > kOperators[at].version_max) {
            return kModelTooNew;
        }
        if (operation->input_count != kOperators[at].inputs) return kModelWrongShape;
        if (operation->options && operation->options_type != kOperators[at].options_type) {
            return kModelUnknownOperator;
        }
        const enum detector_status status = kOperators[at].rule(graph, operation);
        return graph->flat.broken ? kModelNotFlatbuffer : status;
    }
    return kModelUnknownOperator;
}
