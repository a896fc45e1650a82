/*
 * The firmware's process. The supervisor builds the engine and the preloaded modules once, shares
 * them read-only, and forks a fresh process for every wake: deep sleep is a reboot, and nothing but
 * RTC memory and flash, both the board's, passes from one wake to the next.
 *
 * Usage: firmware MODULE_TABLE HEAP_BYTES_MAX COMPUTRONS_MAX
 * stdin:  a line "wake" per wake; its end ends the supervisor.
 * stdout: "ready XS_VERSION", then per wake "started PID" and "exited CODE" or "killed SIGNAL".
 * fd 3, 4: the link, for the firmware alone.
 */
#include <errno.h>
#include <sys/wait.h>

#include "simulator.h"

enum { kLinkInFd = 3, kLinkOutFd = 4, kSharedHeapBytesMax = 256 * 1024 * 1024 };

static int run_due_timers(txMachine* the) {
    int any = 0;
    while (timers_run_due(the)) {
        machine_settle(the);
        any = 1;
    }
    return any;
}

static const struct link_answer* ask_what_next(txMachine* the) {
    char text[64];
    int text_bytes;
    double due_ms = timers_next_ms(the);
    if (due_ms < 0)
        text_bytes = snprintf(text, sizeof(text), "{\"op\":\"idle\",\"dueMs\":null}");
    else
        text_bytes = snprintf(text, sizeof(text), "{\"op\":\"idle\",\"dueMs\":%.3f}", due_ms);
    return link_exchange(the, text, (uint32_t)text_bytes, NULL, 0);
}

/* Runs what is due and asks the board what comes next; the firmware leaves by sleeping. */
static void run_for_ever(txMachine* the) {
    for (;;) {
        if (run_due_timers(the)) continue;
        const struct link_answer* answer = ask_what_next(the);
        if (!answer->target) continue;
        link_dispatch(the, answer);
        machine_settle(the);
    }
}

static void run_wake(txMachine* shared, size_t heap_bytes_max, uint32_t computrons_max) {
    link_open(kLinkInFd, kLinkOutFd);
    txMachine* the = machine_clone(shared, heap_bytes_max);
    if (!the) machine_fail(kExitOutOfMemory, "no memory for the firmware's machine");
    machine_meter(the, computrons_max);
    machine_import(the, "main");
    run_for_ever(the);
}

static void tell(const char* what, int number) {
    printf("%s %d\n", what, number);
    fflush(stdout);
}

static void await_wake(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status))
        tell("killed", WTERMSIG(status));
    else
        tell("exited", WEXITSTATUS(status));
}

static txMachine* build_shared_machine(void) {
    const char* specifier;
    txMachine* shared = machine_create_shared(kSharedHeapBytesMax);
    if (!shared) machine_fail(kExitOutOfMemory, "no memory for the engine");
    native_install(shared);
    for (int i = 0; (specifier = modules_preloaded(i)); i++) machine_import(shared, specifier);
    machine_share(shared);
    return shared;
}

int main(int argc, char* argv[]) {
    char line[16];
    if (argc != 4) machine_fail(kExitUsage, "usage: firmware TABLE HEAP_BYTES COMPUTRONS");
    modules_read(argv[1]);
    size_t heap_bytes_max = strtoul(argv[2], NULL, 10);
    uint32_t computrons_max = (uint32_t)strtoul(argv[3], NULL, 10);
    txMachine* shared = build_shared_machine();
    printf("ready %d.%d.%d\n", XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION);
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin)) {
        pid_t child = fork();
        if (child < 0) machine_fail(kExitOutOfMemory, "no process for the firmware");
        if (child == 0) run_wake(shared, heap_bytes_max, computrons_max);
        tell("started", (int)child);
        await_wake(child);
    }
    return 0;
}
