/*
 * One decode by libjpeg-turbo: image_turbo.c drives it, image_turbo_kinds.c says which frames it
 * may decode, image_turbo_callbacks.c is called back.
 */
#ifndef NIGHTJAR_IMAGE_TURBO_H
#define NIGHTJAR_IMAGE_TURBO_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>

#include "image_sink.h"

struct turbo_decode {
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    enum image_status status;

    const struct image_request* request;
    struct image_sink sink;
};

/* Before all else: errors of libjpeg set `status` and jump to `failed`. */
void image_turbo_catch(struct turbo_decode* decode);

/* After jpeg_create_decompress. The JPEG stays the caller's and is read until the decode ends. */
void image_turbo_feed(struct turbo_decode* decode, const uint8_t* jpeg, size_t jpeg_bytes);

/* Whether every build of the library decodes such a frame; after jpeg_read_header. */
bool image_turbo_is_decoded(const struct jpeg_decompress_struct* codec);

/* Ends the decode with a status of ours; does not return. */
void image_turbo_fail(j_common_ptr codec, enum image_status status);

#endif
