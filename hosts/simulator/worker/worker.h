/*
 * What a host's process cannot do itself is done by a worker beside it (docs/SPEC.md, "The
 * worker"): for a host of 32 bits, which has no TensorFlow Lite, and by an engine that lives in
 * Python. One connection per firmware's process, one request at a time, little-endian.
 */
#ifndef NIGHTJAR_WORKER_H
#define NIGHTJAR_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum worker_op {
    kWorkerHello = 1,
    kWorkerOpen,
    kWorkerInvoke,
    kWorkerDecode,
    kWorkerSha256,
    kWorkerVerify,
    kWorkerDescribe,
    kWorkerSha1,
};

enum {
    kWorkerVersion = 1,
    kWorkerRequestBytesMax = 4 * 1024 * 1024,
    kWorkerReplyBytesMax = 512 * 1024,
    kWorkerNameBytesMax = 64,
    kWorkerSecondsMax = 20,
};

/* Before every request, and before every reply: then `op` is the status of what was asked. */
struct worker_head {
    uint32_t op;
    uint32_t bytes;
};

struct worker_part {
    const void* bytes;
    size_t byte_length;
};

/* Of kWorkerHello's reply. */
struct worker_hello {
    uint32_t version;
    char engine[kWorkerNameBytesMax];
};

/* Of kWorkerOpen's reply. */
struct worker_opened {
    uint32_t arena_bytes;
    uint32_t input_bytes;
    uint32_t output_bytes;
};

struct worker_tensor {
    uint32_t rank;
    uint32_t shape[3];
    float scale;
    int32_t zero_point;
};

/* Of kWorkerDescribe's reply: what model_check finds, fit or not. */
struct worker_described {
    uint32_t status;
    int32_t where;
    int32_t where_code;
    uint32_t macs;
    uint64_t operators;
    struct worker_tensor input;
    struct worker_tensor output;
};

/* Of kWorkerDecode's request, before the JPEG, and of its reply, before tensor and signature. */
struct worker_picture {
    uint16_t width;
    uint16_t height;
    uint16_t channels;
    uint16_t fit;
};

/*
 * worker_client.c: sends the parts as one request and takes its reply, which must have none or
 * `reply_bytes` bytes. Gives the status. A worker that is gone, or takes longer than
 * kWorkerSecondsMax, ends the process: a run without it would not be the one that was asked for.
 */
uint32_t worker_ask(enum worker_op op, const struct worker_part* parts, int part_count, void* reply,
                    size_t reply_bytes);

#endif
