/* image.h by the worker: there is no libjpeg-turbo of 32 bits beside the one of 64. */
#include <stdlib.h>
#include <string.h>

#include "../../../native/image/image.h"
#include "worker.h"

enum image_status image_decode(const uint8_t* jpeg, size_t jpeg_bytes,
                               const struct image_request* request, struct image_size* size) {
    const struct worker_picture wanted = {.width = request->width,
                                          .height = request->height,
                                          .channels = request->channels,
                                          .fit = (uint16_t)request->fit};
    const struct worker_part parts[] = {{&wanted, sizeof(wanted)}, {jpeg, jpeg_bytes}};
    const size_t tensor_bytes = (size_t)request->width * request->height * request->channels;
    const size_t reply_bytes = sizeof(struct worker_picture) + tensor_bytes + kImageSignatureBytes;
    uint8_t* reply = malloc(reply_bytes);
    if (!reply) return kImageOutOfMemory;
    const enum image_status status =
        (enum image_status)worker_ask(kWorkerDecode, parts, 2, reply, reply_bytes);
    if (status == kImageOk) {
        struct worker_picture picture;
        memcpy(&picture, reply, sizeof(picture));
        *size = (struct image_size){picture.width, picture.height};
        memcpy(request->tensor, reply + sizeof(picture), tensor_bytes);
        memcpy(request->signature, reply + sizeof(picture) + tensor_bytes, kImageSignatureBytes);
    }
    free(reply);
    return status;
}
