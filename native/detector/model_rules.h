/* The rules behind the table of model_operators.c, and what they share. */
#ifndef NIGHTJAR_MODEL_RULES_H
#define NIGHTJAR_MODEL_RULES_H

#include "model_graph.h"

enum { kModelActivationMax = 3 };

typedef enum detector_status model_rule(struct model_graph* graph,
                                        const struct model_operator* operation);

/* model_windows.c: operators that move a window over a picture. */
model_rule model_check_conv;
model_rule model_check_depthwise_conv;
model_rule model_check_pool;

/* model_rules.c: the rest. */
model_rule model_check_add;
model_rule model_check_fully_connected;
model_rule model_check_pad;
model_rule model_check_reshape;
model_rule model_check_softmax;

bool model_has_dims(const struct model_tensor* tensor, uint32_t rank, uint32_t a, uint32_t b,
                    uint32_t c, uint32_t d);
bool model_same_quantization(const struct model_tensor* a, const struct model_tensor* b);
/* int8, one scale, [1, height, width, channels] */
bool model_is_picture(const struct model_tensor* tensor);
/* Adds to the network's multiplications: kModelTooLarge where it has too many. */
enum detector_status model_count_macs(struct model_graph* graph, uint32_t outputs, uint32_t each);
/* Inputs 1 and 2: constant int8 weights with one scale, or one for each of `channels` along
   `dimension`, and as many int32 biases. */
enum detector_status model_check_weights(struct model_graph* graph,
                                         const struct model_operator* operation, uint32_t channels,
                                         int32_t dimension);

#endif
