/*
 * Exactly the operators of models/person-detect/model.json, for images that are flashed. A network
 * that wants others is refused by the engine; an image for it registers them here.
 */
#define TF_LITE_STATIC_MEMORY 1 /* as the library is compiled: it changes the layout of tensors */
#define TF_LITE_STRIP_ERROR_STRINGS \
    1 /* texts that nobody reads; a release leaves out the library's */

#include "detector_operators.h"

void detector_register_operators(DetectorOperators* operators) {
    operators->AddAdd();
    operators->AddAveragePool2D();
    operators->AddConv2D();
    operators->AddDepthwiseConv2D();
    operators->AddReshape();
}
