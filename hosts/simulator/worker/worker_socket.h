/* Both ends of a worker's connection. */
#ifndef NIGHTJAR_WORKER_SOCKET_H
#define NIGHTJAR_WORKER_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/un.h>

/* False where the path is too long. */
bool worker_address(const char* path, struct sockaddr_un* address);

/* All of it; false where the other end has gone, or lets the socket's time limit pass. */
bool worker_read(int connection, void* bytes, size_t byte_length);
bool worker_write(int connection, const void* bytes, size_t byte_length);

#endif
