/* The link over loopback, with a greeting first: docs/SPEC.md, "Over TCP". */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "simulator.h"

static int g_socket = -1;

uint16_t link_tcp_port(void) {
    const char* text = getenv("NIGHTJAR_BOARD_PORT");
    long port = text ? strtol(text, NULL, 10) : kLinkPort;
    if (port < 1 || port > UINT16_MAX)
        machine_end(kExitUsage, "NIGHTJAR_BOARD_PORT must be a port, 1 to 65535");
    return (uint16_t)port;
}

static int connect_loopback(uint16_t port) {
    const int no_delay = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr*)&address, sizeof(address)) == 0) {
        /* Each frame waits for its answer: nothing is gained by waiting for more to send. */
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof(no_delay));
        return fd;
    }
    close(fd);
    return -1;
}

static void greet(void) {
    char text[128];
    struct link_usage none = {0};
    const char* form = "{\"op\":\"hello\",\"link\":%d,\"xs\":\"%d.%d.%d\"}";
    int text_bytes = snprintf(text, sizeof(text), form, kLinkVersion, XS_MAJOR_VERSION,
                              XS_MINOR_VERSION, XS_PATCH_VERSION);
    link_send(none, text, (uint32_t)text_bytes, NULL, 0);
    const struct link_answer* answer = link_receive();
    if (answer->target) machine_end(kExitLinkBroken, answer->text);
    partition_chip((const char*)answer->payload, answer->payload_bytes);
}

int link_tcp_open(uint16_t port) {
    signal(SIGPIPE, SIG_IGN);
    g_socket = connect_loopback(port);
    if (g_socket < 0) return 0;
    link_open(g_socket, g_socket);
    greet();
    return 1;
}

int link_tcp_readable(int wait_ms) {
    struct pollfd socket = {.fd = g_socket, .events = POLLIN};
    return poll(&socket, 1, wait_ms) > 0;
}
