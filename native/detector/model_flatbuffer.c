#include "model_flatbuffer.h"

#include <assert.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "FlatBuffers are little-endian and are read here as they are"
#endif

enum { kOffsetBytes = 4, kIdentifierBytes = 4, kVtableHeaderBytes = 4, kSlotBytes = 2 };

static uint32_t broken(struct flatbuffer* flat) {
    flat->broken = true;
    return 0;
}

static bool holds(const struct flatbuffer* flat, uint32_t at, uint64_t byte_length) {
    return at + byte_length <= flat->byte_length;
}

static void copy(const struct flatbuffer* flat, uint32_t at, void* value, uint32_t byte_length) {
    memcpy(value, flat->bytes + at, byte_length);
}

static uint16_t read_u16(const struct flatbuffer* flat, uint32_t at) {
    uint16_t value;
    copy(flat, at, &value, sizeof(value));
    return value;
}

static uint32_t read_u32(const struct flatbuffer* flat, uint32_t at) {
    uint32_t value;
    copy(flat, at, &value, sizeof(value));
    return value;
}

/* Follows the offset at `at`, which lies within the file. */
static uint32_t follow(struct flatbuffer* flat, uint32_t at) {
    const uint32_t offset = read_u32(flat, at);
    if (offset == 0 || offset > flat->byte_length - at) return broken(flat);
    const uint32_t target = at + offset;
    if (target % kOffsetBytes != 0 || !holds(flat, target, kOffsetBytes)) return broken(flat);
    return target;
}

static uint32_t vtable_of(const struct flatbuffer* flat, uint32_t table) {
    int32_t back;
    copy(flat, table, &back, sizeof(back));
    const int64_t vtable = (int64_t)table - back;
    return vtable < 0 || vtable >= flat->byte_length ? 0 : (uint32_t)vtable;
}

static uint32_t check_table(struct flatbuffer* flat, uint32_t table) {
    if (table == 0) return 0;
    const uint32_t vtable = vtable_of(flat, table);
    if (vtable == 0 || vtable % kSlotBytes != 0 || !holds(flat, vtable, kVtableHeaderBytes)) {
        return broken(flat);
    }
    const uint32_t vtable_bytes = read_u16(flat, vtable);
    const uint32_t table_bytes = read_u16(flat, vtable + kSlotBytes);
    if (vtable_bytes < kVtableHeaderBytes || vtable_bytes % kSlotBytes != 0 ||
        table_bytes < kOffsetBytes || !holds(flat, vtable, vtable_bytes) ||
        !holds(flat, table, table_bytes)) {
        return broken(flat);
    }
    return table;
}

uint32_t flat_root(struct flatbuffer* flat, const char identifier[4]) {
    if (!holds(flat, 0, kOffsetBytes + kIdentifierBytes)) return broken(flat);
    if (memcmp(flat->bytes + kOffsetBytes, identifier, kIdentifierBytes) != 0) return broken(flat);
    return check_table(flat, follow(flat, 0));
}

/* Position of a field's value, 0 where the table, checked when it was reached, leaves it out. */
static uint32_t field(struct flatbuffer* flat, uint32_t table, uint32_t slot,
                      uint32_t byte_length) {
    if (flat->broken || table == 0) return 0;
    const uint32_t vtable = vtable_of(flat, table);
    const uint32_t entry = kVtableHeaderBytes + slot * kSlotBytes;
    if (entry + kSlotBytes > read_u16(flat, vtable)) return 0;
    const uint32_t offset = read_u16(flat, vtable + entry);
    if (offset == 0) return 0;
    const uint32_t alignment = byte_length < kOffsetBytes ? byte_length : kOffsetBytes;
    if (offset + byte_length > read_u16(flat, vtable + kSlotBytes) ||
        (table + offset) % alignment != 0) {
        return broken(flat);
    }
    return table + offset;
}

uint8_t flat_u8(struct flatbuffer* flat, uint32_t table, uint32_t slot, uint8_t otherwise) {
    const uint32_t at = field(flat, table, slot, sizeof(uint8_t));
    return at ? flat->bytes[at] : otherwise;
}

int32_t flat_i32(struct flatbuffer* flat, uint32_t table, uint32_t slot, int32_t otherwise) {
    int32_t value = otherwise;
    const uint32_t at = field(flat, table, slot, sizeof(value));
    if (at) copy(flat, at, &value, sizeof(value));
    return value;
}

float flat_f32(struct flatbuffer* flat, uint32_t table, uint32_t slot, float otherwise) {
    float value = otherwise;
    const uint32_t at = field(flat, table, slot, sizeof(value));
    if (at) copy(flat, at, &value, sizeof(value));
    return value;
}

uint64_t flat_u64(struct flatbuffer* flat, uint32_t table, uint32_t slot, uint64_t otherwise) {
    uint64_t value = otherwise;
    const uint32_t at = field(flat, table, slot, sizeof(value));
    if (at) copy(flat, at, &value, sizeof(value));
    return value;
}

uint32_t flat_table(struct flatbuffer* flat, uint32_t table, uint32_t slot) {
    const uint32_t at = field(flat, table, slot, kOffsetBytes);
    return at ? check_table(flat, follow(flat, at)) : 0;
}

struct flat_vector flat_vector(struct flatbuffer* flat, uint32_t table, uint32_t slot,
                               uint32_t element_bytes) {
    struct flat_vector vector = {0, 0};
    const uint32_t at = field(flat, table, slot, kOffsetBytes);
    const uint32_t start = at ? follow(flat, at) : 0;
    if (start == 0) return vector;
    const uint32_t count = read_u32(flat, start);
    if (!holds(flat, start + kOffsetBytes, (uint64_t)count * element_bytes)) {
        broken(flat);
        return vector;
    }
    vector.at = start + kOffsetBytes;
    vector.count = count;
    return vector;
}

struct flat_vector flat_tables(struct flatbuffer* flat, uint32_t table, uint32_t slot) {
    return flat_vector(flat, table, slot, kOffsetBytes);
}

struct flat_vector flat_string(struct flatbuffer* flat, uint32_t table, uint32_t slot) {
    const struct flat_vector text = flat_vector(flat, table, slot, 1);
    if (text.at == 0) return text;
    if (!holds(flat, text.at + text.count, 1) || flat->bytes[text.at + text.count] != 0) {
        broken(flat);
    }
    return text;
}

uint32_t flat_table_at(struct flatbuffer* flat, struct flat_vector tables, uint32_t index) {
    assert(index < tables.count);
    return check_table(flat, follow(flat, tables.at + index * kOffsetBytes));
}

int32_t flat_i32_at(const struct flatbuffer* flat, struct flat_vector values, uint32_t index) {
    int32_t value;
    assert(index < values.count);
    copy(flat, values.at + index * sizeof(value), &value, sizeof(value));
    return value;
}

int64_t flat_i64_at(const struct flatbuffer* flat, struct flat_vector values, uint32_t index) {
    int64_t value;
    assert(index < values.count);
    copy(flat, values.at + index * sizeof(value), &value, sizeof(value));
    return value;
}

float flat_f32_at(const struct flatbuffer* flat, struct flat_vector values, uint32_t index) {
    float value;
    assert(index < values.count);
    copy(flat, values.at + index * sizeof(value), &value, sizeof(value));
    return value;
}
