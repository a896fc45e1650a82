/* Decodes each case: {jpeg bytes, width, height, channels, fit} and the JPEG, to
   {status, width, height}, tensor, signature. Both start as 0x5A, to show that they were left. */
#include <string.h>

#include "frames.h"
#include "image.h"

int main(void) {
    uint32_t numbers[5];
    while (frames_next(numbers, 5)) {
        uint8_t* jpeg = frames_read(numbers[0]);
        const uint32_t tensor_bytes = numbers[1] * numbers[2] * numbers[3];
        struct image_request request = {
            .tensor = malloc(tensor_bytes),
            .width = (uint16_t)numbers[1],
            .height = (uint16_t)numbers[2],
            .channels = (uint8_t)numbers[3],
            .fit = (enum image_fit)numbers[4],
            .signature = malloc(kImageSignatureBytes),
        };
        struct image_size size = {0, 0};
        memset(request.tensor, 0x5A, tensor_bytes);
        memset(request.signature, 0x5A, kImageSignatureBytes);
        const enum image_status status = image_decode(jpeg, numbers[0], &request, &size);
        const uint32_t answer[3] = {status, size.width, size.height};
        frames_write(answer, sizeof(answer));
        frames_write(request.tensor, tensor_bytes);
        frames_write(request.signature, kImageSignatureBytes);
        free(request.tensor);
        free(request.signature);
        free(jpeg);
    }
    return 0;
}
