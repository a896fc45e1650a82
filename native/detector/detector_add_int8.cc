/*
 * ADD of two int8 tensors of one shape, by ESP-NN: all that model_check_add lets pass. The
 * library's own adds every type in every shape, for 15 KB of a board's flash; it stays out of the
 * image since its registration is given here.
 */
#define TF_LITE_STATIC_MEMORY 1 /* as the library is compiled: it changes the layout of tensors */
#define TF_LITE_STRIP_ERROR_STRINGS \
    1 /* texts that nobody reads; a release leaves out the library's */

#include <esp_nn.h>

#include "tensorflow/lite/kernels/kernel_util.h"
#include "tensorflow/lite/micro/kernels/add.h"
#include "tensorflow/lite/micro/kernels/kernel_util.h"

namespace {

void* take_sums(TfLiteContext* context, const char* options, size_t option_bytes) {
    (void)options;
    (void)option_bytes;
    return context->AllocatePersistentBuffer(context, sizeof(tflite::OpDataAdd));
}

TfLiteStatus prepare(TfLiteContext* context, TfLiteNode* node) {
    const TfLiteStatus status = tflite::AddPrepare(context, node);
    if (status != kTfLiteOk) return status;
    const auto* sums = static_cast<const tflite::OpDataAdd*>(node->user_data);
    return sums->requires_broadcast ? kTfLiteError : kTfLiteOk;
}

TfLiteStatus add(TfLiteContext* context, TfLiteNode* node) {
    const auto* sums = static_cast<const tflite::OpDataAdd*>(node->user_data);
    const auto* a = tflite::micro::GetEvalInput(context, node, tflite::kAddInputTensor1);
    const auto* b = tflite::micro::GetEvalInput(context, node, tflite::kAddInputTensor2);
    auto* sum = tflite::micro::GetEvalOutput(context, node, tflite::kAddOutputTensor);
    esp_nn_add_elementwise_s8(a->data.int8, b->data.int8, sums->input1_offset, sums->input2_offset,
                              sums->input1_multiplier, sums->input2_multiplier, sums->input1_shift,
                              sums->input2_shift, sums->left_shift, sum->data.int8,
                              sums->output_offset, sums->output_multiplier, sums->output_shift,
                              sums->output_activation_min, sums->output_activation_max,
                              static_cast<int>(tflite::NumElements(sum->dims)));
    return kTfLiteOk;
}

}  // namespace

namespace tflite {

TFLMRegistration Register_ADD() { return micro::RegisterOp(take_sums, prepare, add); }

}  // namespace tflite
