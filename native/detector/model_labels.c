#include <string.h>

#include "model_graph.h"

/* Slots of the TensorFlow Lite schema, version 3. */
enum { kModelDescription = 3, kModelMetadataBuffers = 5, kModelMetadata = 6, kModelSignatures = 7 };
enum { kMetadataName = 0 };
enum { kSignatureInputs = 0, kSignatureOutputs = 1, kSignatureKey = 2 };
enum { kTensorMapName = 0 };

/* TensorFlow Lite Micro lays its arena out by this entry's numbers, unchecked. */
static bool is_memory_plan(const struct flatbuffer* flat, struct flat_vector name) {
    static const char kPlan[] = "OfflineMemoryAllocation";
    const uint32_t length = sizeof(kPlan) - 1;
    return name.count >= length && memcmp(flat->bytes + name.at, kPlan, length) == 0;
}

static void check_tensor_names(struct flatbuffer* flat, uint32_t signature, uint32_t slot) {
    const struct flat_vector names = flat_tables(flat, signature, slot);
    if (names.count > kModelLabelsMax) flat->broken = true;
    for (uint32_t at = 0; at < names.count && !flat->broken; at++) {
        flat_string(flat, flat_table_at(flat, names, at), kTensorMapName);
    }
}

enum detector_status model_labels_check(struct flatbuffer* flat, uint32_t model) {
    flat_string(flat, model, kModelDescription);
    flat_vector(flat, model, kModelMetadataBuffers, sizeof(int32_t));
    const struct flat_vector metadata = flat_tables(flat, model, kModelMetadata);
    const struct flat_vector signatures = flat_tables(flat, model, kModelSignatures);
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
