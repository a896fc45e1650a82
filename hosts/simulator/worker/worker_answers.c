/* What a worker in C answers, by the sources of native/ that a desktop runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../native/detector/detector.h"
#include "../../../native/detector/model_check.h"
#include "../../../native/image/image.h"
#include "../../../native/signature/signature.h"
#include "worker_server.h"

static uint32_t hello(struct served* served, size_t* reply_bytes) {
    struct worker_hello told = {.version = kWorkerVersion};
    snprintf(told.engine, sizeof(told.engine), "%s", detector_engine_name());
    memcpy(served->reply, &told, *reply_bytes = sizeof(told));
    return 0;
}

static uint32_t open_model(struct served* served, size_t* reply_bytes) {
    int32_t where;
    detector_close(served->detector);
    served->detector = NULL;
    free(served->model);
    const size_t units = served->request_bytes / kModelAlignmentBytes + 1;
    served->model = aligned_alloc(kModelAlignmentBytes, units * kModelAlignmentBytes);
    if (!served->model) return kModelOutOfMemory;
    memcpy(served->model, served->request, served->request_bytes);
    const enum detector_status status = detector_open(
        served->model, served->request_bytes, kWorkerRequestBytesMax, &served->detector, &where);
    if (status != kDetectorOk) return status;
    const struct worker_opened told = {
        .arena_bytes = (uint32_t)detector_arena_bytes(served->detector),
        .input_bytes = detector_input(served->detector)->bytes,
        .output_bytes = detector_output(served->detector)->bytes,
    };
    memcpy(served->reply, &told, *reply_bytes = sizeof(told));
    return kDetectorOk;
}

static struct worker_tensor tensor_of(const struct detector_tensor* tensor) {
    struct worker_tensor told = {
        .rank = tensor->rank, .scale = tensor->scale, .zero_point = tensor->zero_point};
    memcpy(told.shape, tensor->shape, sizeof(told.shape));
    return told;
}

static uint32_t describe(struct served* served, size_t* reply_bytes) {
    struct model_description description = {0};
    const enum detector_status status =
        model_check(served->request, served->request_bytes, kWorkerRequestBytesMax, &description);
    const struct worker_described told = {.status = status,
                                          .where = description.where,
                                          .where_code = description.where_code,
                                          .macs = description.macs,
                                          .operators = description.operators,
                                          .input = tensor_of(&description.input),
                                          .output = tensor_of(&description.output)};
    memcpy(served->reply, &told, *reply_bytes = sizeof(told));
    return kDetectorOk;
}

static uint32_t invoke(struct served* served, size_t* reply_bytes) {
    if (!served->detector) return kDetectorFailed;
    const size_t output_bytes = detector_output(served->detector)->bytes;
    if (output_bytes > kWorkerReplyBytesMax) return kDetectorWrongTensor;
    const enum detector_status status =
        detector_invoke(served->detector, (const int8_t*)served->request, served->request_bytes,
                        (int8_t*)served->reply, output_bytes);
    if (status == kDetectorOk) *reply_bytes = output_bytes;
    return status;
}

static uint32_t decode(struct served* served, size_t* reply_bytes) {
    struct worker_picture wanted;
    struct image_size size;
    if (served->request_bytes < sizeof(wanted)) worker_fail("a decoding without its size");
    memcpy(&wanted, served->request, sizeof(wanted));
    const size_t tensor_bytes = (size_t)wanted.width * wanted.height * wanted.channels;
    if (sizeof(wanted) + tensor_bytes + kImageSignatureBytes > kWorkerReplyBytesMax)
        worker_fail("a tensor that is too large");
    uint8_t* const tensor = served->reply + sizeof(wanted);
    const struct image_request request = {.tensor = (int8_t*)tensor,
                                          .width = wanted.width,
                                          .height = wanted.height,
                                          .channels = (uint8_t)wanted.channels,
                                          .fit = (enum image_fit)wanted.fit,
                                          .signature = tensor + tensor_bytes};
    const enum image_status status = image_decode(
        served->request + sizeof(wanted), served->request_bytes - sizeof(wanted), &request, &size);
    if (status != kImageOk) return status;
    const struct worker_picture told = {.width = size.width, .height = size.height};
    memcpy(served->reply, &told, sizeof(told));
    *reply_bytes = sizeof(told) + tensor_bytes + kImageSignatureBytes;
    return kImageOk;
}

static uint32_t sha256(struct served* served, size_t* reply_bytes) {
    if (!signature_sha256(served->request, served->request_bytes, served->reply))
        return kSignatureUnavailable;
    *reply_bytes = kSignatureSha256Bytes;
    return kSignatureOk;
}

static uint32_t sha1(struct served* served, size_t* reply_bytes) {
    if (!signature_sha1(served->request, served->request_bytes, served->reply))
        return kSignatureUnavailable;
    *reply_bytes = kSignatureSha1Bytes;
    return kSignatureOk;
}

static uint32_t verify(struct served* served) {
    uint32_t lengths[3];
    if (served->request_bytes < sizeof(lengths)) worker_fail("a signature without its lengths");
    memcpy(lengths, served->request, sizeof(lengths));
    const uint64_t sum = (uint64_t)lengths[0] + lengths[1] + lengths[2];
    if (sum != served->request_bytes - sizeof(lengths))
        worker_fail("a signature of the wrong lengths");
    const uint8_t* at = served->request + sizeof(lengths);
    const struct signature_bytes digest = {at, lengths[0]};
    const struct signature_bytes signature = {at + lengths[0], lengths[1]};
    const struct signature_bytes key = {at + lengths[0] + lengths[1], lengths[2]};
    return signature_verify(digest, signature, key);
}

uint32_t worker_answer(struct served* served, uint32_t op, size_t* reply_bytes) {
    switch (op) {
        case kWorkerHello:
            return hello(served, reply_bytes);
        case kWorkerOpen:
            return open_model(served, reply_bytes);
        case kWorkerInvoke:
            return invoke(served, reply_bytes);
        case kWorkerDecode:
            return decode(served, reply_bytes);
        case kWorkerSha256:
            return sha256(served, reply_bytes);
        case kWorkerVerify:
            return verify(served);
        case kWorkerSha1:
            return sha1(served, reply_bytes);
        case kWorkerDescribe:
            return describe(served, reply_bytes);
    }
    worker_fail("an unknown request");
    return 0;
}
