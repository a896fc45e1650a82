/* Averages each case: {frame's width, height, tensor's width, height, channels, fit} and the
   frame's pixels, to tensor and signature. Needs no JPEG library, so it builds for 32 bits too. */
#include <string.h>

#include "frames.h"
#include "image_sink.h"

int main(void) {
    uint32_t numbers[6];
    while (frames_next(numbers, 6)) {
        const uint32_t row_bytes = numbers[0] * numbers[4];
        uint8_t* pixels = frames_read(row_bytes * numbers[1]);
        const uint32_t tensor_bytes = numbers[2] * numbers[3] * numbers[4];
        struct image_request request = {
            .tensor = malloc(tensor_bytes),
            .width = (uint16_t)numbers[2],
            .height = (uint16_t)numbers[3],
            .channels = (uint8_t)numbers[4],
            .fit = (enum image_fit)numbers[5],
            .signature = malloc(kImageSignatureBytes),
        };
        struct image_sink sink;
        if (!image_sink_open(&sink, &request, numbers[0], numbers[1])) return 3;
        for (uint32_t y = 0; y < numbers[1]; y++) {
            memcpy(sink.row, pixels + y * row_bytes, row_bytes);
            image_sink_row(&sink, y);
        }
        image_sink_deliver(&sink);
        image_sink_close(&sink);
        frames_write(request.tensor, tensor_bytes);
        frames_write(request.signature, kImageSignatureBytes);
        free(request.tensor);
        free(request.signature);
        free(pixels);
    }
    return 0;
}
