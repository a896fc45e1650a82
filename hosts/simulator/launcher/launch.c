/*
 * Runs one wake of firmware that mcconfig built for mcsim, without mcsim and its window.
 *
 * Usage: launch LIBRARY, with the board's port in NIGHTJAR_BOARD_PORT. The exit code is the wake's.
 */
#include <dlfcn.h>
#include <stdio.h>

enum { kExitModule = 17, kExitUsage = 18 };

int main(int argc, char* argv[]) {
    if (argc != 2) {
        fputs("usage: launch LIBRARY\n", stderr);
        return kExitUsage;
    }
    void* library = dlopen(argv[1], RTLD_NOW);
    void (*launch)(void* screen) = NULL;
    if (library) *(void**)&launch = dlsym(library, "fxScreenLaunch");
    if (!launch) {
        fprintf(stderr, "%s\n", dlerror());
        return kExitModule;
    }
    launch(NULL);
    return kExitModule;
}
