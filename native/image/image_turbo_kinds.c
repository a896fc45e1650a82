/*
 * The kinds of JPEG that are decoded: eight bits a sample, Huffman codes, a DCT. libjpeg-turbo can
 * be built without the others, and ESP-IDF's component is built with all of them: 12 and 16 bits a
 * sample, arithmetic codes, lossless frames, palettes. image_turbo_is_decoded turns such frames
 * away before any of the library's code for them could run. A static library's code for them would
 * be linked all the same, 64 KB of a board's flash, because one function names the beginning of
 * every kind; so those beginnings are given here, and refuse. A shared library keeps its own.
 */
#include "image_turbo.h"

#include <jerror.h>

/* What its first scan says: a predictor in the place of a band of coefficients (T.81, H.1). */
static bool is_lossless(const struct jpeg_decompress_struct* codec) {
    return !codec->progressive_mode && codec->Ss > 0 && codec->Se == 0;
}

bool image_turbo_is_decoded(const struct jpeg_decompress_struct* codec) {
    return codec->data_precision == 8 && !codec->arith_code && !is_lossless(codec);
}

static void refuse(j_decompress_ptr codec) { ERREXIT(codec, JERR_NOT_COMPILED); }

#define REFUSED(name)            \
    void name(j_decompress_ptr); \
    void name(j_decompress_ptr codec) { refuse(codec); }

#define REFUSED_WITH_BUFFER(name)                       \
    void name(j_decompress_ptr, boolean);               \
    void name(j_decompress_ptr codec, boolean buffer) { \
        (void)buffer;                                   \
        refuse(codec);                                  \
    }

REFUSED(jinit_arith_decoder)

REFUSED(jinit_1pass_quantizer)
REFUSED(jinit_2pass_quantizer)

REFUSED(jinit_lhuff_decoder)
REFUSED(jinit_lossless_decompressor)
REFUSED_WITH_BUFFER(jinit_d_diff_controller)

REFUSED(j12init_1pass_quantizer)
REFUSED(j12init_2pass_quantizer)
REFUSED(j12init_color_deconverter)
REFUSED(j12init_inverse_dct)
REFUSED(j12init_lossless_decompressor)
REFUSED(j12init_merged_upsampler)
REFUSED(j12init_upsampler)
REFUSED_WITH_BUFFER(j12init_d_coef_controller)
REFUSED_WITH_BUFFER(j12init_d_diff_controller)
REFUSED_WITH_BUFFER(j12init_d_main_controller)
REFUSED_WITH_BUFFER(j12init_d_post_controller)

REFUSED(j16init_color_deconverter)
REFUSED(j16init_lossless_decompressor)
REFUSED(j16init_upsampler)
REFUSED_WITH_BUFFER(j16init_d_diff_controller)
REFUSED_WITH_BUFFER(j16init_d_main_controller)
REFUSED_WITH_BUFFER(j16init_d_post_controller)

/*
 * Upsampling and the change of colours in one pass give what one after the other gives, a little
 * sooner and in 7 KB more. Weak, for where the library has the name to itself.
 */
extern void jinit_color_deconverter(j_decompress_ptr) __attribute__((weak));
extern void jinit_upsampler(j_decompress_ptr) __attribute__((weak));

void jinit_merged_upsampler(j_decompress_ptr);
void jinit_merged_upsampler(j_decompress_ptr codec) {
    jinit_color_deconverter(codec);
    jinit_upsampler(codec);
}

#define TRANSFORM_REFUSED(name)                                                                   \
    void name(j_decompress_ptr, jpeg_component_info*, JCOEFPTR, JSAMPARRAY, JDIMENSION);          \
    void name(j_decompress_ptr codec, jpeg_component_info* component, JCOEFPTR block,             \
              JSAMPARRAY samples, JDIMENSION column) {                                            \
        (void)component, (void)block, (void)samples, (void)column;                                \
        refuse(codec);                                                                            \
    }

/* JDCT_ISLOW is exact, and the only one asked for. */
TRANSFORM_REFUSED(jpeg_idct_float)
TRANSFORM_REFUSED(jpeg_idct_ifast)
