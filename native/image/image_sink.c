#include "image_sink.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The centred rectangle of the tensor's shape, at least one pixel. */
static void choose_area(const struct image_request* request, uint32_t width, uint32_t height,
                        struct image_area* area) {
    area->width = width;
    area->height = height;
    if (request->fit == kImageFitCrop) {
        if (width * request->height > height * request->width) {
            area->width = height * request->width / request->height;
        } else {
            area->height = width * request->height / request->width;
        }
        if (area->width == 0) area->width = 1;
        if (area->height == 0) area->height = 1;
    }
    area->left = (width - area->width) / 2;
    area->top = (height - area->height) / 2;
}

bool image_sink_is_enough(const struct image_request* request, uint32_t width, uint32_t height) {
    struct image_area area;
    choose_area(request, width, height, &area);
    return area.width >= request->width && area.height >= request->height &&
           width >= kImageSignatureSidePixels && height >= kImageSignatureSidePixels;
}

static bool allocate(struct image_sink* sink, uint32_t width) {
    const struct image_request* request = sink->request;
    const size_t row_values = (size_t)request->width * request->channels;
    const size_t tensor_bytes = row_values * request->height;
    const size_t sums = 2 * row_values + 2 * kImageSignatureSidePixels;
    const size_t row_bytes = (size_t)width * request->channels;
    sink->memory = calloc(
        1, sums * sizeof(uint32_t) + tensor_bytes + kImageSignatureBytes + row_bytes + width);
    if (!sink->memory) return false;
    uint32_t* sum = sink->memory;
    sink->tensor_area.row_sums = sum;
    sink->tensor_area.cell_sums = sum + row_values;
    sink->signature_area.row_sums = sum + 2 * row_values;
    sink->signature_area.cell_sums = sum + 2 * row_values + kImageSignatureSidePixels;
    sink->tensor = (uint8_t*)(sum + sums);
    sink->signature = sink->tensor + tensor_bytes;
    sink->row = sink->signature + kImageSignatureBytes;
    sink->luma_row = sink->row + row_bytes;
    return true;
}

bool image_sink_open(struct image_sink* sink, const struct image_request* request, uint32_t width,
                     uint32_t height) {
    assert(width * height <= IMAGE_AREA_SOURCE_PIXELS_MAX);
    memset(sink, 0, sizeof(*sink));
    sink->request = request;
    if (!allocate(sink, width)) return false;

    struct image_area* tensor = &sink->tensor_area;
    choose_area(request, width, height, tensor);
    tensor->target_width = request->width;
    tensor->target_height = request->height;
    tensor->channels = request->channels;
    tensor->flip = 0x80;
    tensor->target = sink->tensor;
    image_area_begin(tensor);

    struct image_area* signature = &sink->signature_area;
    signature->width = width;
    signature->height = height;
    signature->target_width = kImageSignatureSidePixels;
    signature->target_height = kImageSignatureSidePixels;
    signature->channels = 1;
    signature->target = sink->signature;
    image_area_begin(signature);
    return true;
}

/* BT.601 in 16-bit fixed point; the three weights are 65,536 together. */
static void luma_of_row(const uint8_t* rgb, uint32_t width, uint8_t* luma) {
    for (uint32_t x = 0; x < width; x++, rgb += 3) {
        luma[x] = (uint8_t)((19595u * rgb[0] + 38470u * rgb[1] + 7471u * rgb[2] + 32768u) >> 16);
    }
}

void image_sink_row(struct image_sink* sink, uint32_t y) {
    const uint8_t* luma = sink->row;
    if (sink->request->channels == 3) {
        luma_of_row(sink->row, sink->signature_area.width, sink->luma_row);
        luma = sink->luma_row;
    }
    image_area_row(&sink->tensor_area, y, sink->row);
    image_area_row(&sink->signature_area, y, luma);
}

void image_sink_deliver(const struct image_sink* sink) {
    const struct image_request* request = sink->request;
    memcpy(request->tensor, sink->tensor,
           (size_t)request->width * request->height * request->channels);
    memcpy(request->signature, sink->signature, kImageSignatureBytes);
}

void image_sink_close(struct image_sink* sink) {
    free(sink->memory);
    sink->memory = NULL;
}
