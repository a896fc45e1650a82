#include "model_rules.h"

enum { kPaddingSame = 0, kPaddingValid = 1 };
enum { kStrideMax = 16 };

/* Pixels of one side after a window of `window` moved over `side` by `stride`; 0 where none fit. */
static uint32_t side_after(uint8_t padding, uint32_t side, uint32_t window, uint32_t stride) {
    if (padding == kPaddingSame) return (side + stride - 1) / stride;
    return window > side ? 0 : (side - window) / stride + 1;
}

struct window {
    uint8_t padding;
    int32_t stride_x;
    int32_t stride_y;
    uint32_t width;
    uint32_t height;
    uint8_t activation;
};

static enum detector_status check_window(const struct window* window,
                                         const struct model_tensor* input,
                                         const struct model_tensor* output, uint32_t channels) {
    if (window->padding > kPaddingValid || window->activation > kModelActivationMax ||
        window->stride_x < 1 || window->stride_x > kStrideMax || window->stride_y < 1 ||
        window->stride_y > kStrideMax) {
        return kModelUnknownOperator;
    }
    const uint32_t height =
        side_after(window->padding, input->dims[1], window->height, (uint32_t)window->stride_y);
    const uint32_t width =
        side_after(window->padding, input->dims[2], window->width, (uint32_t)window->stride_x);
    return model_has_dims(output, 4, 1, height, width, channels) ? kDetectorOk : kModelWrongShape;
}

enum detector_status model_check_conv(struct model_graph* graph,
                                      const struct model_operator* operation) {
    enum { kPadding, kStrideX, kStrideY, kActivation, kDilationX, kDilationY };
    const struct model_tensor* input = &operation->inputs[0];
    const struct model_tensor* filter = &operation->inputs[1];
    const uint32_t options = operation->options;
    if (flat_i32(&graph->flat, options, kDilationX, 1) != 1 ||
        flat_i32(&graph->flat, options, kDilationY, 1) != 1) {
        return kModelUnknownOperator;
    }
    if (!model_is_picture(input) || filter->rank != 4 || filter->dims[3] != input->dims[3]) {
        return kModelWrongShape;
    }
    const struct window window = {
        .padding = flat_u8(&graph->flat, options, kPadding, 0),
        .stride_x = flat_i32(&graph->flat, options, kStrideX, 0),
        .stride_y = flat_i32(&graph->flat, options, kStrideY, 0),
        .width = filter->dims[2],
        .height = filter->dims[1],
        .activation = flat_u8(&graph->flat, options, kActivation, 0),
    };
    const uint32_t channels = filter->dims[0];
    enum detector_status status = check_window(&window, input, &operation->output, channels);
    if (status == kDetectorOk) status = model_check_weights(graph, operation, channels, 0);
    if (status != kDetectorOk) return status;
    return model_count_macs(graph, operation->output.elements, filter->elements / channels);
}

enum detector_status model_check_depthwise_conv(struct model_graph* graph,
                                                const struct model_operator* operation) {
    enum { kPadding, kStrideX, kStrideY, kMultiplier, kActivation, kDilationX, kDilationY };
    const struct model_tensor* input = &operation->inputs[0];
    const struct model_tensor* filter = &operation->inputs[1];
    const uint32_t options = operation->options;
    if (flat_i32(&graph->flat, options, kDilationX, 1) != 1 ||
        flat_i32(&graph->flat, options, kDilationY, 1) != 1) {
        return kModelUnknownOperator;
    }
    if (!model_is_picture(input) || filter->rank != 4 || filter->dims[0] != 1)
        return kModelWrongShape;
    const uint32_t channels = filter->dims[3];
    const int32_t multiplier = flat_i32(&graph->flat, options, kMultiplier, 0);
    if (multiplier < 1 || (uint64_t)input->dims[3] * (uint32_t)multiplier != channels) {
        return kModelWrongShape;
    }
    const struct window window = {
        .padding = flat_u8(&graph->flat, options, kPadding, 0),
        .stride_x = flat_i32(&graph->flat, options, kStrideX, 0),
        .stride_y = flat_i32(&graph->flat, options, kStrideY, 0),
        .width = filter->dims[2],
        .height = filter->dims[1],
        .activation = flat_u8(&graph->flat, options, kActivation, 0),
    };
    enum detector_status status = check_window(&window, input, &operation->output, channels);
    if (status == kDetectorOk) status = model_check_weights(graph, operation, channels, 3);
    if (status != kDetectorOk) return status;
    return model_count_macs(graph, operation->output.elements, filter->elements / channels);
}

enum detector_status model_check_pool(struct model_graph* graph,
                                      const struct model_operator* operation) {
    enum { kPadding, kStrideX, kStrideY, kWidth, kHeight, kActivation };
    const struct model_tensor* input = &operation->inputs[0];
    const uint32_t options = operation->options;
    if (!model_is_picture(input)) return kModelWrongShape;
    const int32_t width = flat_i32(&graph->flat, options, kWidth, 0);
    const int32_t height = flat_i32(&graph->flat, options, kHeight, 0);
    if (width < 1 || (uint32_t)width > input->dims[2] || height < 1 ||
        (uint32_t)height > input->dims[1]) {
        return kModelWrongShape;
    }
    const struct window window = {
        .padding = flat_u8(&graph->flat, options, kPadding, 0),
        .stride_x = flat_i32(&graph->flat, options, kStrideX, 0),
        .stride_y = flat_i32(&graph->flat, options, kStrideY, 0),
        .width = (uint32_t)width,
        .height = (uint32_t)height,
        .activation = flat_u8(&graph->flat, options, kActivation, 0),
    };
    if (!model_same_quantization(input, &operation->output)) return kModelWrongType;
    const enum detector_status status =
        check_window(&window, input, &operation->output, input->dims[3]);
    if (status != kDetectorOk) return status;
    return model_count_macs(graph, operation->output.elements, (uint32_t)width * (uint32_t)height);
}
