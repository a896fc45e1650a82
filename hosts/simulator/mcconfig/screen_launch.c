/*
 * The entry of the library that mcconfig builds. mcsim calls it with its screen: wakes follow each
 * other there, each in a machine of its own, and the window stays alive while the board makes the
 * firmware wait. Without a screen (../launcher) it is one wake, which ends the process.
 */
#include <sys/resource.h>

#include "engine.h"
#include "screen.h"

enum {
    kIdleIntervalMs = 5,
    kAnswersPerIdleMax = 32,
    kAnswerWaitMs = 2,
    kRetrySeconds = 1,
    kMemoryBytesMax = 512 * 1024 * 1024,
};

static const char kNoBoard[] = "no board listens: start npx nightjar board --listen";

static txMachine* g_machine;
static int g_is_over;
static int g_is_told;
static time_t g_retry_at;

static void start_wake(txMachine* the) {
    main_import(the);
    machine_settle(the);
    wake_ask(the);
}

static void go_on(txMachine* the) {
    for (int answers = 0; answers < kAnswersPerIdleMax; answers++) {
        if (!link_tcp_readable(kAnswerWaitMs)) return;
        wake_go_on(the);
        wake_ask(the);
    }
}

/* Connects, unless there is no board, which is told once. */
static void connect_board(txMachine* the) {
    (void)the;
    if (link_tcp_open(link_tcp_port())) {
        g_is_told = 0;
        g_machine = machine_create();
        return;
    }
    if (!g_is_told) fprintf(stderr, "%s\n", kNoBoard);
    g_is_told = 1;
    g_retry_at = time(NULL) + kRetrySeconds;
}

static void forget_wake(txScreen* screen) {
    if (g_machine) machine_delete(g_machine);
    screen->machine = g_machine = NULL;
    link_close();
    g_is_over = 0;
}

/* A wake that is over is forgotten one idle later, when nothing of it is left in mcsim's loop. */
static void idle(txScreen* screen) {
    if (g_is_over) {
        forget_wake(screen);
        return;
    }
    if (!g_machine && time(NULL) < g_retry_at) return;
    int runs_on = machine_run(g_machine ? go_on : connect_board, g_machine);
    if (runs_on && g_machine && !screen->machine) {
        screen->machine = g_machine;
        runs_on = machine_run(start_wake, g_machine);
    }
    if (runs_on) return;
    g_is_over = 1;
    if (machine_exit_code() != kExitSlept) g_retry_at = time(NULL) + kRetrySeconds;
}

static void quit(txScreen* screen) {
    screen->stop(screen);
    screen->idle = NULL;
    screen->quit = NULL;
    forget_wake(screen);
}

static void run_one_wake(void) {
    const struct rlimit limit = {kMemoryBytesMax, kMemoryBytesMax};
    setrlimit(RLIMIT_DATA, &limit);
    if (!link_tcp_open(link_tcp_port())) machine_end(kExitLinkBroken, kNoBoard);
    txMachine* the = machine_create();
    start_wake(the);
    for (;;) {
        wake_go_on(the);
        wake_ask(the);
    }
}

__attribute__((visibility("default"))) void fxScreenLaunch(txScreen* screen) {
    if (!screen) run_one_wake();
    screen->idle = idle;
    screen->quit = quit;
    screen->start(screen, kIdleIntervalMs);
}
