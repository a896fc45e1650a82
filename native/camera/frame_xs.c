/*
 * The C behind camera-frame.ts. A frame lies outside the script's heap, of which it would be a
 * quarter, and which would keep it until the collector comes.
 */
#include <stdlib.h>

#include "xsmc.h"

void frame_free(void* bytes) { free(bytes); }

/* length(): bytes; 0 once it was released */
void xs_frame_length(xsMachine* the) { xsmcSetInteger(xsResult, xsmcGetHostBufferLength(xsThis)); }

/* release(): whether it had not been before. Views that are left over it throw. */
void xs_frame_release(xsMachine* the) {
    void* bytes = xsmcGetHostData(xsThis);
    if (bytes) {
        xsmcSetHostBuffer(xsThis, NULL, 0);
        free(bytes);
    }
    xsmcSetBoolean(xsResult, bytes != NULL);
}
