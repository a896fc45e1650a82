/*
 * Reads a FlatBuffer that nobody has vouched for. Every offset is checked against the file before
 * it is followed; the first one that is wrong sets `broken`, and from then on every read gives its
 * default, so that a caller may look once, at the end. Positions are bytes from the file's start; 0
 * is no position.
 */
#ifndef NIGHTJAR_MODEL_FLATBUFFER_H
#define NIGHTJAR_MODEL_FLATBUFFER_H

#include <stdbool.h>
#include <stdint.h>

struct flatbuffer {
    const uint8_t* bytes;
    uint32_t byte_length;
    bool broken;
};

/* `count` elements from `at`; an absent vector has none. */
struct flat_vector {
    uint32_t at;
    uint32_t count;
};

/* Position of the root table, 0 where the file is too short or has another identifier. */
uint32_t flat_root(struct flatbuffer* flat, const char identifier[4]);

/* A field of a table; `otherwise` where the table leaves it out. */
uint8_t flat_u8(struct flatbuffer* flat, uint32_t table, uint32_t slot, uint8_t otherwise);
int32_t flat_i32(struct flatbuffer* flat, uint32_t table, uint32_t slot, int32_t otherwise);
float flat_f32(struct flatbuffer* flat, uint32_t table, uint32_t slot, float otherwise);
uint64_t flat_u64(struct flatbuffer* flat, uint32_t table, uint32_t slot, uint64_t otherwise);
/* Position of a table that a field points to, 0 where it is absent. */
uint32_t flat_table(struct flatbuffer* flat, uint32_t table, uint32_t slot);
struct flat_vector flat_vector(struct flatbuffer* flat, uint32_t table, uint32_t slot,
                               uint32_t element_bytes);
/* A vector of tables, for flat_table_at. */
struct flat_vector flat_tables(struct flatbuffer* flat, uint32_t table, uint32_t slot);
/* Checks a string, its closing zero included. */
struct flat_vector flat_string(struct flatbuffer* flat, uint32_t table, uint32_t slot);

/* Elements of a vector; `index` must be below its count (assertion). */
uint32_t flat_table_at(struct flatbuffer* flat, struct flat_vector tables, uint32_t index);
int32_t flat_i32_at(const struct flatbuffer* flat, struct flat_vector values, uint32_t index);
int64_t flat_i64_at(const struct flatbuffer* flat, struct flat_vector values, uint32_t index);
float flat_f32_at(const struct flatbuffer* flat, struct flat_vector values, uint32_t index);

#endif
