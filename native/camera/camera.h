/* One sensor on a chip's camera port, in JPEG. Every call returns in bounded time. */
#ifndef NIGHTJAR_CAMERA_H
#define NIGHTJAR_CAMERA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define kCameraWidthPixelsMax 640
#define kCameraHeightPixelsMax 480
/* A larger frame is dropped, and the sensor compresses more from then on. */
#define kCameraFrameBytesMax (24 * 1024)

/* In the order of CAMERA_CODES in esp-camera.ts, from 1. */
enum camera_status {
    kCameraOk,
    kCameraAbsent, /* nothing answered, with its supply cycled once */
    kCameraFailed, /* something answered, and then would not work; or no memory */
    kCameraInUse,
};

struct camera_frame {
    const uint8_t* jpeg;
    size_t jpeg_bytes;
};

/* Where the sensor's own exposure stood: what it may begin with next time. */
struct camera_exposure {
    uint16_t lines; /* exposure, in lines of the sensor */
    uint8_t gain;   /* the sensor's own code */
};

/* Powers the sensor up and starts it: frames of 640 x 480 come into two buffers in PSRAM. */
enum camera_status camera_open(void);

/* Stops the sensor and cuts its supply; nothing happens where it is not open. */
void camera_close(void);

/* Off and on again, for a sensor that opened and then never sent a frame. */
enum camera_status camera_reopen(void);

/*
 * The oldest whole frame, the driver's own until camera_return, which is due before the next call.
 * False where none waits; `*is_lost` tells that the driver announced one and then had none.
 */
bool camera_take(struct camera_frame* frame, bool* is_lost);
void camera_return(void);

/* False where the sensor is not open, or is none whose registers are known (OV2640). */
bool camera_get_exposure(struct camera_exposure* exposure);
bool camera_set_exposure(const struct camera_exposure* exposure);

#endif
