/*
 * Area averaging of a picture that arrives row by row: every target pixel is the mean of the area
 * that it covers, with pixels on an edge counted in proportion.
 *
 * Exact: a source of w x h pixels and a target of W x H share a grid of w*W by h*H units, so every
 * overlap is a whole number and every target pixel weighs w*h in all. The one rounding is
 * (sum + w*h/2) / (w*h), halves upwards. Works in both directions: enlarging repeats pixels.
 */
#ifndef NIGHTJAR_IMAGE_AREA_H
#define NIGHTJAR_IMAGE_AREA_H

#include <stdint.h>

/* 255 * w * h has to stay below 2^32. */
#define IMAGE_AREA_SOURCE_PIXELS_MAX (UINT32_MAX / 256)

struct image_area {
    /* The rectangle of the source that is averaged. */
    uint32_t left;
    uint32_t top;
    uint32_t width;
    uint32_t height;

    uint32_t target_width;
    uint32_t target_height;
    uint32_t channels;
    /* Exclusive-or of each byte of the result: 0x80 gives a pixel's value minus 128. */
    uint8_t flip;
    /* target_width * target_height * channels bytes. */
    uint8_t* target;

    /* target_width * channels sums each, zeroed by the caller. */
    uint32_t* row_sums;
    uint32_t* cell_sums;
    /* Target rows finished, and source units of the next one that are still to come. */
    uint32_t rows_done;
    uint32_t units_missing;
};

/* Call once all but rows_done and units_missing is set. */
void image_area_begin(struct image_area* area);

/* Takes source row `y`; rows come in order from 0, each `channels` bytes per pixel. */
void image_area_row(struct image_area* area, uint32_t y, const uint8_t* pixels);

#endif
