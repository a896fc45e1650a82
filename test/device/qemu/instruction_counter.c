/*
 * A QEMU plugin (API version 1) that counts the instructions of an emulated chip between two calls
 * of one function, each core for itself:
 *
 *   cc -shared -fPIC -I<QEMU>/include/qemu $(pkg-config --cflags glib-2.0) instruction_counter.c
 *   qemu-system-xtensa ... -plugin ./counter.so,mark=0x<address of bench_mark>,out=counts.txt
 *
 * Every second call ends a span and writes a line. Idle cores wait without executing anything, so
 * waiting costs nothing here.
 */
#include <inttypes.h>
#include <qemu-plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

enum { kCores = 2 };

static uint64_t g_executed[kCores];
static uint64_t g_span_begin[kCores];
static uint64_t g_mark_address;
static unsigned g_marks;
static FILE* g_file;

static void count(unsigned int core, void* nothing) {
    (void)nothing;
    if (core < kCores) g_executed[core]++;
}

static void mark(unsigned int core, void* nothing) {
    (void)core;
    (void)nothing;
    if (g_marks++ % 2 == 0) {
        memcpy(g_span_begin, g_executed, sizeof(g_executed));
        return;
    }
    fprintf(g_file, "span %u: %" PRIu64 " on core 0, %" PRIu64 " on core 1\n", g_marks / 2,
            g_executed[0] - g_span_begin[0], g_executed[1] - g_span_begin[1]);
    fflush(g_file);
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb* block) {
    (void)id;
    const size_t instructions = qemu_plugin_tb_n_insns(block);
    for (size_t at = 0; at < instructions; at++) {
        struct qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(block, at);
        qemu_plugin_register_vcpu_insn_exec_cb(instruction, count, QEMU_PLUGIN_CB_NO_REGS, NULL);
        if (qemu_plugin_insn_vaddr(instruction) == g_mark_address) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, mark, QEMU_PLUGIN_CB_NO_REGS, NULL);
        }
    }
}

static const char* value_of(const char* argument, const char* name) {
    const size_t length = strlen(name);
    return strncmp(argument, name, length) == 0 && argument[length] == '=' ? argument + length + 1
                                                                           : NULL;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* machine,
                                           int argument_count, char** arguments) {
    (void)machine;
    for (int at = 0; at < argument_count; at++) {
        const char* address = value_of(arguments[at], "mark");
        const char* path = value_of(arguments[at], "out");
        if (address) g_mark_address = strtoull(address, NULL, 0);
        if (path) g_file = fopen(path, "w");
    }
    if (!g_mark_address || !g_file) return 1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    return 0;
}
