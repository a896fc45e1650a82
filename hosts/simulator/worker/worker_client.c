/* The firmware's end of the worker's connection, opened by the first request of each process. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "simulator.h"
#include "worker.h"
#include "worker_socket.h"

static int g_connection = -1;

static void give_up(const char* what) {
    fprintf(stderr, "worker: %s\n", what);
    exit(kExitLinkBroken);
}

static struct timeval time_limit(void) {
    const char* wanted = getenv("NIGHTJAR_WORKER_SECONDS");
    const int seconds = wanted ? atoi(wanted) : 0;
    return (struct timeval){.tv_sec = seconds > 0 ? seconds : kWorkerSecondsMax};
}

static void connect_to(const char* path) {
    struct sockaddr_un address;
    const struct timeval limit = time_limit();
    if (!worker_address(path, &address)) give_up("the path of its socket is too long");
    g_connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (g_connection < 0) give_up("no socket");
    setsockopt(g_connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(g_connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    if (connect(g_connection, (struct sockaddr*)&address, sizeof(address)) < 0)
        give_up("nobody listens");
}

static void send_all(const void* bytes, size_t byte_length) {
    if (!worker_write(g_connection, bytes, byte_length)) give_up("it takes no request");
}

static void take_all(void* bytes, size_t byte_length) {
    if (!worker_read(g_connection, bytes, byte_length)) give_up("it gives no answer");
}

uint32_t worker_ask(enum worker_op op, const struct worker_part* parts, int part_count, void* reply,
                    size_t reply_bytes) {
    struct worker_head head = {.op = op};
    if (g_connection < 0) {
        const char* path = getenv("NIGHTJAR_WORKER");
        if (!path) give_up("NIGHTJAR_WORKER does not name its socket");
        connect_to(path);
    }
    for (int at = 0; at < part_count; at++) head.bytes += (uint32_t)parts[at].byte_length;
    send_all(&head, sizeof(head));
    for (int at = 0; at < part_count; at++) send_all(parts[at].bytes, parts[at].byte_length);
    take_all(&head, sizeof(head));
    if (head.bytes != 0 && head.bytes != reply_bytes) give_up("an answer of the wrong length");
    take_all(reply, head.bytes);
    return head.op;
}
