#include "image_area.h"

#include <string.h>

void image_area_begin(struct image_area* area) {
    area->rows_done = 0;
    area->units_missing = area->height;
}

/* One channel of one source row, summed into the target's columns; each column weighs `width`. */
static void sum_columns(const struct image_area* area, const uint8_t* pixel, uint32_t* sums) {
    const uint32_t step = area->channels;
    uint32_t units_left = area->target_width;
    for (uint32_t column = 0; column < area->target_width; column++) {
        uint32_t missing = area->width;
        uint32_t sum = 0;
        while (missing >= units_left) {
            sum += units_left * *pixel;
            missing -= units_left;
            pixel += step;
            units_left = area->target_width;
        }
        if (missing > 0) {
            sum += missing * *pixel;
            units_left -= missing;
        }
        sums[column * step] = sum;
    }
}

static void add_row(struct image_area* area, uint32_t weight) {
    const uint32_t count = area->target_width * area->channels;
    for (uint32_t at = 0; at < count; at++) area->cell_sums[at] += weight * area->row_sums[at];
}

static void finish_row(struct image_area* area) {
    const uint32_t count = area->target_width * area->channels;
    const uint32_t weight = area->width * area->height;
    uint8_t* target = area->target + (size_t)area->rows_done * count;
    for (uint32_t at = 0; at < count; at++) {
        target[at] = (uint8_t)((area->cell_sums[at] + weight / 2) / weight) ^ area->flip;
    }
    memset(area->cell_sums, 0, count * sizeof(*area->cell_sums));
    area->rows_done++;
    area->units_missing = area->height;
}

void image_area_row(struct image_area* area, uint32_t y, const uint8_t* pixels) {
    if (y < area->top || y - area->top >= area->height) return;
    for (uint32_t channel = 0; channel < area->channels; channel++) {
        const uint8_t* first = pixels + (size_t)area->left * area->channels + channel;
        sum_columns(area, first, area->row_sums + channel);
    }
    uint32_t units_left = area->target_height;
    while (units_left > 0) {
        const uint32_t units = units_left < area->units_missing ? units_left : area->units_missing;
        add_row(area, units);
        units_left -= units;
        area->units_missing -= units;
        if (area->units_missing == 0) finish_row(area);
    }
}
