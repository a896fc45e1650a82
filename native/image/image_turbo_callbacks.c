#include "image_turbo.h"

#include <jerror.h>

void image_turbo_fail(j_common_ptr codec, enum image_status status) {
    struct turbo_decode* decode = codec->client_data;
    decode->status = status;
    longjmp(decode->failed, 1);
}

static enum image_status status_of_error(int code) {
    switch (code) {
        case JERR_NO_SOI:
            return kImageNotJpeg;
        case JERR_OUT_OF_MEMORY:
            return kImageOutOfMemory;
        case JERR_IMAGE_TOO_BIG:
        case JERR_WIDTH_OVERFLOW:
            return kImageTooLarge;
        case JERR_BAD_PRECISION:
        case JERR_CCIR601_NOTIMPL:
        case JERR_COMPONENT_COUNT:
        case JERR_CONVERSION_NOTIMPL:
        case JERR_FRACT_SAMPLE_NOTIMPL:
        case JERR_NOTIMPL:
        case JERR_NOT_COMPILED:
        case JERR_SOF_UNSUPPORTED:
            return kImageUnsupported;
        default:
            return kImageCorrupt;
    }
}

static void on_error(j_common_ptr codec) {
    image_turbo_fail(codec, status_of_error(codec->err->msg_code));
}

/*
 * libjpeg warns and invents pixels where the entropy-coded bytes make no sense; such a frame must
 * not be judged. Only the two warnings about headers leave the pixels whole.
 */
static void on_message(j_common_ptr codec, int level) {
    const int code = codec->err->msg_code;
    if (level < 0 && code != JWRN_ADOBE_XFORM && code != JWRN_JFIF_MAJOR) {
        image_turbo_fail(codec, kImageCorrupt);
    }
}

static void on_output(j_common_ptr codec) { (void)codec; }

static void on_format(j_common_ptr codec, char* text) {
    (void)codec;
    text[0] = '\0';
}

static void on_reset(j_common_ptr codec) {
    codec->err->num_warnings = 0;
    codec->err->msg_code = 0;
}

static void on_source_begin(j_decompress_ptr codec) { (void)codec; }

static boolean on_source_empty(j_decompress_ptr codec) {
    image_turbo_fail((j_common_ptr)codec, kImageTruncated);
    return FALSE;
}

static void on_source_skip(j_decompress_ptr codec, long bytes) {
    if (bytes <= 0) return;
    if ((size_t)bytes > codec->src->bytes_in_buffer) {
        image_turbo_fail((j_common_ptr)codec, kImageTruncated);
    }
    codec->src->next_input_byte += bytes;
    codec->src->bytes_in_buffer -= (size_t)bytes;
}

static void on_progress(j_common_ptr codec) {
    if (((j_decompress_ptr)codec)->input_scan_number > kImageScansMax) {
        image_turbo_fail(codec, kImageUnsupported);
    }
}

void image_turbo_catch(struct turbo_decode* decode) {
    decode->codec.err = &decode->errors;
    decode->codec.client_data = decode;
    /* All of them our own: jpeg_std_error would link a text for each error, and nobody reads one.
     */
    decode->errors.error_exit = on_error;
    decode->errors.emit_message = on_message;
    decode->errors.output_message = on_output;
    decode->errors.format_message = on_format;
    decode->errors.reset_error_mgr = on_reset;
}

void image_turbo_feed(struct turbo_decode* decode, const uint8_t* jpeg, size_t jpeg_bytes) {
    decode->source.next_input_byte = jpeg;
    decode->source.bytes_in_buffer = jpeg_bytes;
    decode->source.init_source = on_source_begin;
    decode->source.fill_input_buffer = on_source_empty;
    decode->source.skip_input_data = on_source_skip;
    decode->source.resync_to_restart = jpeg_resync_to_restart;
    decode->source.term_source = on_source_begin;
    decode->progress.progress_monitor = on_progress;
    decode->codec.src = &decode->source;
    decode->codec.progress = &decode->progress;
}
