/* The C behind console.ts. */
#include <stdio.h>

#include "xsmc.h"

/* write(line): to the standard output, which ESP-IDF ties to the console of its configuration */
void xs_console_write(xsMachine* the) {
    puts(xsmcToString(xsArg(0)));
    fflush(stdout);
}
