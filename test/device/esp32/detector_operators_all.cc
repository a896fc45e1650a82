/* All operators of model_operators.c, for tests and for networks of others. */
#define TF_LITE_STATIC_MEMORY 1 /* as the library is compiled: it changes the layout of tensors */
#define TF_LITE_STRIP_ERROR_STRINGS \
    1 /* texts that nobody reads; a release leaves out the library's */

#include "../../../native/detector/detector_operators.h"

void detector_register_operators(DetectorOperators* operators) {
    operators->AddAdd();
    operators->AddAveragePool2D();
    operators->AddConv2D();
    operators->AddDepthwiseConv2D();
    operators->AddFullyConnected();
    operators->AddMaxPool2D();
    operators->AddPad();
    operators->AddReshape();
    operators->AddSoftmax();
}
