/* The firmware's end of the link to the virtual board: docs/SPEC.md, "The link". */
#include <errno.h>
#include <unistd.h>

#include "simulator.h"

enum { kHeaderBytes = 32 };

static int g_in_fd = -1;
static int g_out_fd = -1;
static uint64_t g_monotonic_us;
static uint64_t g_wall_us;
static struct link_answer g_answer;
static uint32_t g_worked[kLinkWorkCount];

void link_worked(enum link_work work) { g_worked[work] += 1; }

void link_open(int in_fd, int out_fd) {
    g_in_fd = in_fd;
    g_out_fd = out_fd;
    g_monotonic_us = 0;
}

void link_close(void) {
    if (g_in_fd >= 0) close(g_in_fd);
    if (g_out_fd >= 0 && g_out_fd != g_in_fd) close(g_out_fd);
    g_in_fd = g_out_fd = -1;
}

double link_monotonic_ms(void) { return (double)g_monotonic_us / 1000.0; }

uint64_t link_wall_us(void) { return g_wall_us; }

static void write_all(const void* bytes, size_t byte_count) {
    const char* from = bytes;
    while (byte_count > 0) {
        ssize_t written = write(g_out_fd, from, byte_count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) machine_end(kExitLinkBroken, "the link to the board is gone (write)");
        from += written;
        byte_count -= (size_t)written;
    }
}

static void read_all(void* bytes, size_t byte_count) {
    char* to = bytes;
    while (byte_count > 0) {
        ssize_t taken = read(g_in_fd, to, byte_count);
        if (taken < 0 && errno == EINTR) continue;
        if (taken <= 0) machine_end(kExitLinkBroken, "the link to the board is gone (read)");
        to += taken;
        byte_count -= (size_t)taken;
    }
}

static void put_u32(uint8_t* to, uint32_t value) { memcpy(to, &value, sizeof(value)); }

static uint32_t get_u32(const uint8_t* from) {
    uint32_t value;
    memcpy(&value, from, sizeof(value));
    return value;
}

static uint64_t get_u64(const uint8_t* from) {
    uint64_t value;
    memcpy(&value, from, sizeof(value));
    return value;
}

void link_send(struct link_usage usage, const char* text, uint32_t text_bytes, const void* payload,
               uint32_t payload_bytes) {
    uint8_t header[kHeaderBytes] = {0};
    put_u32(header, text_bytes);
    put_u32(header + 4, payload_bytes);
    put_u32(header + 8, usage.slot_bytes_peak);
    put_u32(header + 12, usage.chunk_bytes_peak);
    memcpy(header + 16, &usage.computrons, sizeof(usage.computrons));
    put_u32(header + 24, g_worked[kLinkDecode]);
    put_u32(header + 28, g_worked[kLinkInference]);
    memset(g_worked, 0, sizeof(g_worked));
    write_all(header, sizeof(header));
    write_all(text, text_bytes);
    write_all(payload, payload_bytes);
}

static void* room_for(void* old, uint32_t byte_count) {
    void* room = realloc(old, (size_t)byte_count + 1);
    if (!room) machine_end(kExitOutOfMemory, "no memory for an answer of the board");
    return room;
}

const struct link_answer* link_receive(void) {
    uint8_t header[kHeaderBytes];
    read_all(header, sizeof(header));
    g_answer.text_bytes = get_u32(header);
    g_answer.payload_bytes = get_u32(header + 4);
    g_answer.target = get_u32(header + 8);
    g_monotonic_us = get_u64(header + 16);
    g_wall_us = get_u64(header + 24);
    if (g_answer.text_bytes > kLinkTextBytesMax || g_answer.payload_bytes > kLinkPayloadBytesMax)
        machine_end(kExitLinkBroken, "the board sent a frame over its bounds");
    g_answer.text = room_for(g_answer.text, g_answer.text_bytes);
    g_answer.payload = room_for(g_answer.payload, g_answer.payload_bytes);
    read_all(g_answer.text, g_answer.text_bytes);
    read_all(g_answer.payload, g_answer.payload_bytes);
    g_answer.text[g_answer.text_bytes] = 0;
    return &g_answer;
}
