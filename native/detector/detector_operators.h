/*
 * The operators that an image's engine has, of those that model_operators.c knows. Each costs flash
 * whether a network uses it or not: on an ESP32 PAD 12 KB, ADD 15 KB, SOFTMAX 9 KB.
 */
#ifndef NIGHTJAR_DETECTOR_OPERATORS_H
#define NIGHTJAR_DETECTOR_OPERATORS_H

#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"

enum { kDetectorOperatorsMax = 9 };

using DetectorOperators = tflite::MicroMutableOpResolver<kDetectorOperatorsMax>;

void detector_register_operators(DetectorOperators* operators);

#endif
