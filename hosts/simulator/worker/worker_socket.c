#include "worker_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool worker_address(const char* path, struct sockaddr_un* address) {
    memset(address, 0, sizeof(*address));
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof(address->sun_path)) return false;
    strcpy(address->sun_path, path);
    return true;
}

bool worker_read(int connection, void* bytes, size_t byte_length) {
    char* at = bytes;
    while (byte_length > 0) {
        const ssize_t count = recv(connection, at, byte_length, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        at += count;
        byte_length -= (size_t)count;
    }
    return true;
}

bool worker_write(int connection, const void* bytes, size_t byte_length) {
    const char* at = bytes;
    while (byte_length > 0) {
        const ssize_t count = send(connection, at, byte_length, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        at += count;
        byte_length -= (size_t)count;
    }
    return true;
}
