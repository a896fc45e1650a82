/* What the pieces of the npm engine's host know of each other. */
#ifndef NIGHTJAR_MACHINE_H
#define NIGHTJAR_MACHINE_H

#include "simulator.h"

/* Hangs off every machine as the->host. */
struct machine_host {
    int promise_jobs;
    size_t heap_bytes;
    size_t heap_bytes_max;
    struct wake wake;
};

/* heap.c: the bound of each machine that is made from now on. */
void heap_limit(size_t heap_bytes_max);

/* machine.c */
txMachine* machine_create_shared(size_t heap_bytes_max);
/* Makes the machine read-only; it can then be cloned but no longer run. */
void machine_share(txMachine* the);
txMachine* machine_clone(txMachine* shared, size_t heap_bytes_max);
void machine_meter(txMachine* the, uint32_t computrons_max);
void machine_import(txMachine* the, const char* specifier);

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

#endif
