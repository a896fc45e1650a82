/*
 * The C behind the firmware's side of the virtual board (../firmware), the same in each engine that
 * carries the firmware; what an engine must give is at the end.
 */
#ifndef NIGHTJAR_SIMULATOR_H
#define NIGHTJAR_SIMULATOR_H

#include <stddef.h>
#include <stdint.h>

#include "xsAll.h"

/* How a wake ended; docs/SPEC.md, "Exit codes of the firmware's process". */
enum {
    kExitSlept = 0,
    kExitUncaughtException = 10,
    kExitUnhandledRejection = 11,
    kExitOutOfMemory = 12,
    kExitStackOverflow = 13,
    kExitComputronLimit = 14,
    kExitOutOfKeys = 15,
    kExitLinkBroken = 16,
    kExitModule = 17,
    kExitUsage = 18,
    kExitStripped = 19,
};

enum {
    kLinkVersion = 1,
    kLinkPort = 7419,
    kLinkTextBytesMax = 64 * 1024,
    kLinkPayloadBytesMax = 4 * 1024 * 1024,
    kListenersMax = 64,
};

/* What a wake has in C, beside its machine. */
struct wake {
    struct timer* timers;
    txSlot listeners[kListenersMax];
};

/* link.c */
struct link_answer {
    /* The listener of an event, 0 for an answer. */
    uint32_t target;
    char* text;
    uint32_t text_bytes;
    uint8_t* payload;
    uint32_t payload_bytes;
};
/* What an engine has used so far in this wake. */
struct link_usage {
    uint64_t computrons;
    uint32_t slot_bytes_peak;
    uint32_t chunk_bytes_peak;
};
/* Work of C that a chip would take time for; told with the next frame. */
enum link_work { kLinkDecode, kLinkInference, kLinkWorkCount };
void link_worked(enum link_work work);
void link_open(int in_fd, int out_fd);
void link_close(void);
void link_send(struct link_usage usage, const char* text, uint32_t text_bytes, const void* payload,
               uint32_t payload_bytes);
/* The answer stays valid until the next one. */
const struct link_answer* link_receive(void);
double link_monotonic_ms(void);
uint64_t link_wall_us(void);

/* link_tcp.c: the link to a board that listens on this machine. */
/* The port out of the environment's NIGHTJAR_BOARD_PORT, else kLinkPort. */
uint16_t link_tcp_port(void);
/*
 * Connects, greets and learns where the flash is; false where no board listens. A board that
 * refuses ends the wake.
 */
int link_tcp_open(uint16_t port);
/* Whether an answer is there, within so many milliseconds. */
int link_tcp_readable(int wait_ms);

/* link_xs.c */
void link_dispatch(txMachine* the, const struct link_answer* event);

/* partition.c */
/* Names the file of the flash chip; buffers over another one must be gone. */
void partition_chip(const char* path, size_t path_bytes);

/* timers.c */
/* Milliseconds since boot at which the next timer is due, or a negative number for none. */
double timers_next_ms(txMachine* the);
/* Runs one timer that is due; false where none is. */
int timers_run_due(txMachine* the);

/* wake.c */
/* Runs all that is due, then tells the board that nothing is left to do until it answers. */
void wake_ask(txMachine* the);
/* Waits for that answer, and runs what it brings. */
void wake_go_on(txMachine* the);

/* `kind` says what ended it; the exception's own words follow, where it has any. */
void wake_end_by_exception(txMachine* the, int exit_code, const char* kind);
/* Ends it as XS asks, by a status that every version of the engine has. */
void wake_end_by_status(txMachine* the, int status);

/* Given by each engine. */
struct wake* wake_of(txMachine* the);
struct link_usage machine_usage(txMachine* the);
/* One turn's end: all promise jobs, then no rejection may be left without a handler. */
void machine_settle(txMachine* the);
/* Ends the wake: with its reason, or without one where the firmware slept. */
void machine_end(int exit_code, const char* why) __attribute__((noreturn));

#endif
