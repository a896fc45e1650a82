/*
 * What XS asks of a platform, for the desktop host: compiled into every XS source as XSPLATFORM.
 * Time and chance come from the virtual board, so that a run replays.
 */
#ifndef NIGHTJAR_PLATFORM_H
#define NIGHTJAR_PLATFORM_H

#if !defined(__GNUC__)
#error "the desktop host needs gcc or clang"
#endif
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the desktop host needs a little-endian machine"
#endif

#undef mxLittleEndian
#define mxLittleEndian 1
#if defined(__linux__)
#undef mxLinux
#define mxLinux 1
#else
#undef mxMacOSX
#define mxMacOSX 1
#endif
#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1
#if INTPTR_MAX == INT64_MAX
#define mx32bitID 1
#endif

struct machine_host;
#define mxMachinePlatform      \
    struct machine_host* host; \
    void* waiterCondition;     \
    void* waiterData;          \
    void* waiterLink;

int simulator_gettimeofday(struct timeval* now, void* zone);
int simulator_rand(void);
typedef struct timeval c_timeval;
#define c_gettimeofday simulator_gettimeofday
#define c_rand simulator_rand

#endif
