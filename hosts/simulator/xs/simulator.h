/* What the pieces of the desktop host know of each other. */
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
};

enum {
    kLinkTextBytesMax = 64 * 1024,
    kLinkPayloadBytesMax = 4 * 1024 * 1024,
    kListenersMax = 64,
};

/* Hangs off every machine as the->host. */
struct machine_host {
    int promise_jobs;
    size_t heap_bytes;
    size_t heap_bytes_max;
    struct timer* timers;
    txSlot listeners[kListenersMax];
};

/* machine.c */
txMachine* machine_create_shared(size_t heap_bytes_max);
/* Makes the machine read-only; it can then be cloned but no longer run. */
void machine_share(txMachine* the);
txMachine* machine_clone(txMachine* shared, size_t heap_bytes_max);
void machine_meter(txMachine* the, uint32_t computrons_max);
void machine_settle(txMachine* the);
void machine_import(txMachine* the, const char* specifier);
void machine_fail(int exit_code, const char* why) __attribute__((noreturn));

/* modules.c: the table is the one that the manifest gave, lines of "specifier<TAB>path". */
void modules_read(const char* table_path);
const char* modules_preloaded(int index);

/* native_table.c is generated from the names that the firmware's compiled scripts use. */
struct native_function {
    const char* name;
    txCallback function;
};
struct native_class {
    const char* name;
    txCallback constructor;
};
extern const struct native_function native_functions[];
extern const struct native_class native_classes[];
/* native.c */
void native_install(txMachine* the);
void native_construct(txMachine* the, txDestructor destructor);

/* link.c */
struct link_answer {
    uint32_t target;
    char* text;
    uint32_t text_bytes;
    uint8_t* payload;
    uint32_t payload_bytes;
};
void link_open(int in_fd, int out_fd);
/* Writes a request and reads its answer, which stays valid until the next exchange. */
const struct link_answer* link_exchange(txMachine* the, const char* text, uint32_t text_bytes,
                                        const void* payload, uint32_t payload_bytes);
void link_dispatch(txMachine* the, const struct link_answer* event);
double link_monotonic_ms(void);

/* timers.c */
/* Milliseconds since boot at which the next timer is due, or a negative number for none. */
double timers_next_ms(txMachine* the);
/* Runs one timer that is due; false where none is. */
int timers_run_due(txMachine* the);

#endif
