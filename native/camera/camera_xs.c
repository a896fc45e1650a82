/* The C behind esp-camera.ts. */
#include <stdlib.h>
#include <string.h>

#include "camera.h"
#include "xsmc.h"

#define kLost (-1)

/* open(): a camera_status */
void xs_camera_open(xsMachine* the) { xsmcSetInteger(xsResult, (xsIntegerValue)camera_open()); }

/* reopen(): a camera_status */
void xs_camera_reopen(xsMachine* the) { xsmcSetInteger(xsResult, (xsIntegerValue)camera_reopen()); }

/* close() */
void xs_camera_close(xsMachine* the) {
    (void)the;
    camera_close();
}

extern void frame_free(void* bytes);

/* take(): a frame (frame_xs.c), undefined where none waits, -1 where one was lost */
void xs_camera_take(xsMachine* the) {
    struct camera_frame frame;
    bool is_lost;
    if (!camera_take(&frame, &is_lost)) {
        if (is_lost) xsmcSetInteger(xsResult, kLost);
        return;
    }
    uint8_t* bytes = malloc(frame.jpeg_bytes);
    if (bytes) memcpy(bytes, frame.jpeg, frame.jpeg_bytes);
    camera_return();
    if (!bytes) {
        xsmcSetInteger(xsResult, kLost);
        return;
    }
    xsResult = xsNewHostObject(frame_free);
    xsmcSetHostBuffer(xsResult, bytes, (xsIntegerValue)frame.jpeg_bytes);
}

/* getExposure(): lines * 256 + gain, or undefined */
void xs_camera_get_exposure(xsMachine* the) {
    struct camera_exposure exposure;
    if (camera_get_exposure(&exposure))
        xsmcSetInteger(xsResult, exposure.lines << 8 | exposure.gain);
}

/* setExposure(lines * 256 + gain): whether the sensor took it */
void xs_camera_set_exposure(xsMachine* the) {
    const xsIntegerValue packed = xsmcToInteger(xsArg(0));
    const struct camera_exposure exposure = {
        .lines = (uint16_t)(packed >> 8),
        .gain = (uint8_t)packed,
    };
    xsmcSetBoolean(xsResult, camera_set_exposure(&exposure));
}
