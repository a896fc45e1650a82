/*
 * JPEG -> what the detector and the motion gate look at, in one decode and a few rows of memory.
 *
 * The same bytes give the same result on every host: only integers are used, libjpeg-turbo's scaled
 * inverse DCT is exact by its own rules, and chroma is never interpolated.
 */
#ifndef NIGHTJAR_IMAGE_H
#define NIGHTJAR_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    kImageSidePixelsMax = 8192,
    kImagePixelsMax = 24 * 1000 * 1000,
    /*
     * A progressive frame is decoded through an array of all its coefficients, which has to fit the
     * board's PSRAM beside the camera: 1 MiB is VGA at 4:2:0. A camera makes none; the bound is for
     * pictures from elsewhere, and the same on every host so that no result depends on the memory.
     */
    kImageCoefficientBytesMax = 1024 * 1024,
    /* A progressive frame may ask for any number of passes over it; encoders use about ten. */
    kImageScansMax = 64,
    kImageTensorSidePixelsMax = 256,
    kImageSignatureSidePixels = 16,
    kImageSignatureBytes = kImageSignatureSidePixels * kImageSignatureSidePixels,
};

/* In the order of DecodeCode in modules/host/image.ts. */
enum image_status {
    kImageOk,
    kImageEmpty,
    kImageNotJpeg,
    kImageTruncated,
    kImageCorrupt,
    kImageUnsupported,
    kImageTooLarge,
    kImageOutOfMemory,
};

enum image_fit {
    /* The whole frame, whatever its shape, fills the tensor. */
    kImageFitSquash,
    /* The largest centred rectangle of the tensor's shape fills it. */
    kImageFitCrop,
};

/* The buffers stay the caller's. */
struct image_request {
    /* height x width x channels bytes, HWC, each the pixel's value minus 128. */
    int8_t* tensor;
    /* 1 to kImageTensorSidePixelsMax each. */
    uint16_t width;
    uint16_t height;
    /* 1: luma (BT.601), 3: red, green, blue. */
    uint8_t channels;
    enum image_fit fit;
    /* kImageSignatureBytes: mean luma of each cell of the whole frame, whatever `fit` says. */
    uint8_t* signature;
};

struct image_size {
    uint16_t width;
    uint16_t height;
};

/*
 * Decodes `jpeg` once. On kImageOk both buffers are filled and `size` is the frame's own; on any
 * other status nothing was written. The request itself must be within its bounds (assertion).
 */
enum image_status image_decode(const uint8_t* jpeg, size_t jpeg_bytes,
                               const struct image_request* request, struct image_size* size);

#ifdef __cplusplus
}
#endif

#endif
