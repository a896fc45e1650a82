/*
 * The firmware's process. The supervisor builds the engine and the preloaded modules once, shares
 * them read-only, and forks a fresh process for every wake: deep sleep is a reboot, and nothing but
 * RTC memory and flash, both the board's, passes from one wake to the next.
 *
 * Usage: firmware MODULE_TABLE HEAP_BYTES_MAX COMPUTRONS_MAX
 * stdin:  a line "wake" per wake; its end ends the supervisor.
 * stdout: "ready XS_VERSION", then per wake "started PID" and "exited CODE" or "killed SIGNAL".
 * fd 3, 4: the link, for the firmware alone.
 *
 * With NIGHTJAR_BOARD_PORT in the environment it is one wake, in this process, over TCP.
 */
#include <errno.h>
#include <sys/wait.h>

#include "machine.h"

enum { kLinkInFd = 3, kLinkOutFd = 4, kSharedHeapBytesMax = 256 * 1024 * 1024 };

/* The firmware leaves by sleeping. */
static void run_wake(txMachine* shared, size_t heap_bytes_max, uint32_t computrons_max) {
    txMachine* the = machine_clone(shared, heap_bytes_max);
    if (!the) machine_end(kExitOutOfMemory, "no memory for the firmware's machine");
    machine_meter(the, computrons_max);
    machine_import(the, "main");
    for (;;) {
        wake_ask(the);
        wake_go_on(the);
    }
}

static void run_wake_over_pipes(txMachine* shared, size_t heap_bytes_max, uint32_t computrons_max) {
    const char* chip = getenv("NIGHTJAR_FLASH");
    if (chip) partition_chip(chip, strlen(chip));
    link_open(kLinkInFd, kLinkOutFd);
    run_wake(shared, heap_bytes_max, computrons_max);
}

static void run_wake_over_tcp(txMachine* shared, size_t heap_bytes_max, uint32_t computrons_max) {
    if (!link_tcp_open(link_tcp_port()))
        machine_end(kExitLinkBroken, "no board listens: start npx nightjar board --listen");
    run_wake(shared, heap_bytes_max, computrons_max);
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
    if (!shared) machine_end(kExitOutOfMemory, "no memory for the engine");
    native_install(shared);
    for (int i = 0; (specifier = modules_preloaded(i)); i++) machine_import(shared, specifier);
    machine_share(shared);
    return shared;
}

int main(int argc, char* argv[]) {
    char line[16];
    if (argc != 4) machine_end(kExitUsage, "usage: firmware TABLE HEAP_BYTES COMPUTRONS");
    modules_read(argv[1]);
    size_t heap_bytes_max = strtoul(argv[2], NULL, 10);
    uint32_t computrons_max = (uint32_t)strtoul(argv[3], NULL, 10);
    txMachine* shared = build_shared_machine();
    if (getenv("NIGHTJAR_BOARD_PORT")) run_wake_over_tcp(shared, heap_bytes_max, computrons_max);
    printf("ready %d.%d.%d\n", XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION);
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin)) {
        pid_t child = fork();
        if (child < 0) machine_end(kExitOutOfMemory, "no process for the firmware");
        if (child == 0) run_wake_over_pipes(shared, heap_bytes_max, computrons_max);
        tell("started", (int)child);
        await_wake(child);
    }
    return 0;
}
