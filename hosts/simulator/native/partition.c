/* The chip's file in memory, read-only: on the board the flash cache maps a partition so. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "simulator.h"

static char g_path[C_PATH_MAX];
static const uint8_t* g_chip;
static size_t g_chip_bytes;

void partition_chip(const char* path, size_t path_bytes) {
    if (g_chip) munmap((void*)g_chip, g_chip_bytes);
    g_chip = NULL;
    if (path_bytes >= sizeof(g_path)) path_bytes = 0;
    memcpy(g_path, path, path_bytes);
    g_path[path_bytes] = 0;
}

static void map_chip(txMachine* the) {
    struct stat status;
    int fd = open(g_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) < 0) mxUnknownError("the flash chip's file cannot be read");
    void* chip = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (chip == MAP_FAILED) mxUnknownError("the flash chip's file cannot be mapped");
    g_chip = chip;
    g_chip_bytes = (size_t)status.st_size;
}

/* The mapping outlives every buffer over it: it goes with the wake. */
static void release_nothing(void* it) { (void)it; }

/* map(address, byteLength): HostBuffer */
void xs_partition_map(txMachine* the) {
    uint32_t address = fxToUnsigned(the, mxArgv(0));
    uint32_t byte_length = fxToUnsigned(the, mxArgv(1));
    if (!g_chip) map_chip(the);
    if (address > g_chip_bytes || byte_length > g_chip_bytes - address)
        mxRangeError("not within the flash chip");
    fxNewHostObject(the, release_nothing);
    fxSetHostBuffer(the, the->stack, (void*)(g_chip + address), (txSize)byte_length);
    fxPetrifyHostBuffer(the, the->stack);
    mxPullSlot(mxResult);
}
