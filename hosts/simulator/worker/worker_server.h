/* What the pieces of the worker in C know of each other. */
#ifndef NIGHTJAR_WORKER_SERVER_H
#define NIGHTJAR_WORKER_SERVER_H

#include "worker.h"
#include "worker_socket.h"

/* One firmware's process, and the model that it opened. */
struct served {
    int connection;
    /* kWorkerRequestBytesMax, of which so many are the request. */
    uint8_t* request;
    uint32_t request_bytes;
    /* kWorkerReplyBytesMax. */
    uint8_t* reply;
    /* At a multiple of kModelAlignmentBytes, for as long as the detector. */
    uint8_t* model;
    struct detector* detector;
};

/* worker_answers.c: gives the status, and what of `reply` is the answer. */
uint32_t worker_answer(struct served* served, uint32_t op, size_t* reply_bytes);

/* worker_main.c: ends the process. */
void worker_fail(const char* what) __attribute__((noreturn));

#endif
