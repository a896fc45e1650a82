/*
 * The worker in C: decoder, detector and sums of the desktop, for a host that has none.
 *
 * Usage: worker SOCKET
 * stdout: "ready" once it listens. The end of stdin ends it. A process per connection, so that a
 * firmware that is killed in the middle of a request takes nothing with it.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../../native/detector/detector.h"
#include "worker_server.h"

void worker_fail(const char* what) {
    fprintf(stderr, "worker: %s\n", what);
    exit(1);
}

static void serve(int connection) {
    struct worker_head head;
    struct served served = {.connection = connection,
                            .request = malloc(kWorkerRequestBytesMax),
                            .reply = malloc(kWorkerReplyBytesMax)};
    if (!served.request || !served.reply) worker_fail("no memory");
    while (worker_read(connection, &head, sizeof(head))) {
        size_t reply_bytes = 0;
        if (head.bytes > kWorkerRequestBytesMax) worker_fail("a request that is too large");
        if (!worker_read(connection, served.request, head.bytes)) break;
        served.request_bytes = head.bytes;
        head.op = worker_answer(&served, head.op, &reply_bytes);
        head.bytes = (uint32_t)reply_bytes;
        if (!worker_write(connection, &head, sizeof(head))) break;
        if (!worker_write(connection, served.reply, reply_bytes)) break;
    }
    _exit(0);
}

static int listen_at(const char* path) {
    struct sockaddr_un address;
    if (!worker_address(path, &address)) worker_fail("the path of its socket is too long");
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr*)&address, sizeof(address)) < 0 ||
        listen(listener, 8) < 0) {
        worker_fail("cannot listen");
    }
    return listener;
}

int main(int argc, char* argv[]) {
    if (argc != 2) worker_fail("usage: worker SOCKET");
    signal(SIGCHLD, SIG_IGN);
    struct pollfd waits[] = {{listen_at(argv[1]), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    /* Loads the libraries once, so that every connection's process finds them loaded. */
    (void)detector_engine_name();
    puts("ready");
    fflush(stdout);
    for (;;) {
        if (poll(waits, 2, -1) < 0 && errno != EINTR) worker_fail("poll");
        if (waits[1].revents) return 0;
        if (!(waits[0].revents & POLLIN)) continue;
        const int connection = accept(waits[0].fd, NULL, NULL);
        if (connection < 0) continue;
        const pid_t child = fork();
        if (child == 0) serve(connection);
        close(connection);
    }
}
