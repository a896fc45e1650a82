/* Where a decoded frame's rows go: into the tensor and the signature of one request. */
#ifndef NIGHTJAR_IMAGE_SINK_H
#define NIGHTJAR_IMAGE_SINK_H

#include <stdbool.h>

#include "image.h"
#include "image_area.h"

struct image_sink {
    const struct image_request* request;
    /* One piece of memory behind all that follows. */
    void* memory;
    uint8_t* tensor;
    uint8_t* signature;
    /* Room for one row of the frame, `channels` bytes per pixel. */
    uint8_t* row;
    uint8_t* luma_row;
    struct image_area tensor_area;
    struct image_area signature_area;
};

/* Whether a frame of this size still has a pixel for every pixel of the tensor and signature. */
bool image_sink_is_enough(const struct image_request* request, uint32_t width, uint32_t height);

/* False where memory is short. `request` must outlive the sink. */
bool image_sink_open(struct image_sink* sink, const struct image_request* request, uint32_t width,
                     uint32_t height);

/* Takes sink->row as the frame's row `y`; rows come in order from 0. */
void image_sink_row(struct image_sink* sink, uint32_t y);

/* After the last row: fills the request's buffers. */
void image_sink_deliver(const struct image_sink* sink);

/* May be called on a sink of zeroes. */
void image_sink_close(struct image_sink* sink);

#endif
