/* image.h on libjpeg-turbo: a Debian package on the desktop, an ESP-IDF component on the board. */
#include "image_turbo.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

static size_t coefficient_bytes(j_decompress_ptr codec) {
    size_t blocks = 0;
    for (int at = 0; at < codec->num_components; at++) {
        const jpeg_component_info* component = &codec->comp_info[at];
        blocks += (size_t)component->width_in_blocks * component->height_in_blocks;
    }
    return blocks * DCTSIZE2 * sizeof(JCOEF);
}

static enum image_status check_header(j_decompress_ptr codec) {
    const uint32_t width = codec->image_width;
    const uint32_t height = codec->image_height;
    if (width > kImageSidePixelsMax || height > kImageSidePixelsMax ||
        width * height > kImagePixelsMax) {
        return kImageTooLarge;
    }
    const J_COLOR_SPACE space = codec->jpeg_color_space;
    if (space != JCS_GRAYSCALE && space != JCS_YCbCr && space != JCS_RGB) return kImageUnsupported;
    /* Not every build of the library can decode the others, so none may. */
    if (!image_turbo_is_decoded(codec)) return kImageUnsupported;
    if (jpeg_has_multiple_scans(codec) && coefficient_bytes(codec) > kImageCoefficientBytesMax) {
        return kImageUnsupported;
    }
    return kImageOk;
}

/* The inverse DCT gives 1/8, 1/4, 1/2 or all of the frame's pixels: as few as will do. */
static void choose_scale(j_decompress_ptr codec, const struct image_request* request) {
    uint32_t reduction = DCTSIZE;
    while (reduction > 1 &&
           !image_sink_is_enough(request, (codec->image_width + reduction - 1) / reduction,
                                 (codec->image_height + reduction - 1) / reduction)) {
        reduction /= 2;
    }
    codec->scale_num = DCTSIZE / reduction;
    codec->scale_denom = DCTSIZE;
    codec->dct_method = JDCT_ISLOW;
    codec->do_fancy_upsampling = FALSE;
    codec->do_block_smoothing = FALSE;
    codec->out_color_space = request->channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_calc_output_dimensions(codec);
}

static void decode_rows(struct turbo_decode* decode) {
    j_decompress_ptr codec = &decode->codec;
    while (codec->output_scanline < codec->output_height) {
        const uint32_t y = codec->output_scanline;
        JSAMPROW row = decode->sink.row;
        jpeg_read_scanlines(codec, &row, 1);
        image_sink_row(&decode->sink, y);
    }
}

/* Everything that may jump out of libjpeg. */
static void run(struct turbo_decode* decode, const uint8_t* jpeg, size_t jpeg_bytes) {
    j_decompress_ptr codec = &decode->codec;
    jpeg_create_decompress(codec);
    image_turbo_feed(decode, jpeg, jpeg_bytes);
    jpeg_read_header(codec, TRUE);
    const enum image_status status = check_header(codec);
    if (status != kImageOk) image_turbo_fail((j_common_ptr)codec, status);
    choose_scale(codec, decode->request);
    const uint32_t width = codec->output_width;
    jpeg_start_decompress(codec);
    /* A lossless frame, which newer libraries read, cannot be scaled. */
    if (codec->output_width != width) image_turbo_fail((j_common_ptr)codec, kImageUnsupported);
    if (!image_sink_open(&decode->sink, decode->request, width, codec->output_height)) {
        image_turbo_fail((j_common_ptr)codec, kImageOutOfMemory);
    }
    decode_rows(decode);
    jpeg_finish_decompress(codec);
}

static void check_request(const struct image_request* request) {
    assert(request->tensor && request->signature);
    assert(request->width > 0 && request->width <= kImageTensorSidePixelsMax);
    assert(request->height > 0 && request->height <= kImageTensorSidePixelsMax);
    assert(request->channels == 1 || request->channels == 3);
    (void)request;
}

enum image_status image_decode(const uint8_t* jpeg, size_t jpeg_bytes,
                               const struct image_request* request, struct image_size* size) {
    check_request(request);
    if (jpeg_bytes == 0) return kImageEmpty;
    if (jpeg[0] != 0xFF || (jpeg_bytes > 1 && jpeg[1] != 0xD8)) return kImageNotJpeg;
    /* About 1.5 KiB: more than the board's native stack should be asked for. */
    struct turbo_decode* decode = calloc(1, sizeof(*decode));
    if (!decode) return kImageOutOfMemory;
    decode->request = request;
    image_turbo_catch(decode);
    if (setjmp(decode->failed) == 0) {
        run(decode, jpeg, jpeg_bytes);
        image_sink_deliver(&decode->sink);
        size->width = (uint16_t)decode->codec.image_width;
        size->height = (uint16_t)decode->codec.image_height;
    }
    jpeg_destroy_decompress(&decode->codec);
    const enum image_status status = decode->status;
    image_sink_close(&decode->sink);
    free(decode);
    return status;
}
