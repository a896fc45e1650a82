/*
 * Without arguments: checks each case, {model bytes, bytes max} and the model, to {status, where,
 * multiplications}, the input's {rank, sides, zero point, scale} and the output's.
 * With SEED COUNT: damages the one model given that many times and counts the statuses.
 */
#include <string.h>

#include "frames.h"
#include "model_check.h"
#include "mutate.h"

static void write_tensor(const struct detector_tensor* tensor) {
    frames_write(&tensor->rank, sizeof(tensor->rank));
    frames_write(tensor->shape, sizeof(tensor->shape));
    frames_write(&tensor->zero_point, sizeof(tensor->zero_point));
    frames_write(&tensor->scale, sizeof(tensor->scale));
}

static void check_cases(void) {
    uint32_t numbers[2];
    while (frames_next(numbers, 2)) {
        struct model_description description;
        memset(&description, 0, sizeof(description));
        uint8_t* model = frames_read(numbers[0]);
        const enum detector_status status =
            model_check(model, numbers[0], numbers[1], &description);
        const int32_t answer[3] = {(int32_t)status, description.where, (int32_t)description.macs};
        frames_write(answer, sizeof(answer));
        write_tensor(&description.input);
        write_tensor(&description.output);
        free(model);
    }
}

static void check_damaged(uint32_t seed, uint32_t count) {
    uint32_t numbers[2];
    uint32_t statuses[kDetectorFailed + 1] = {0};
    if (!frames_next(numbers, 2)) exit(2);
    uint8_t* model = frames_read(numbers[0]);
    for (uint32_t at = 0; at < count; at++) {
        uint32_t state = (seed + at) * 2654435761u | 1;
        const uint32_t bytes =
            frames_random(&state) % 8 ? numbers[0] : 1 + frames_random(&state) % numbers[0];
        struct model_description description;
        uint8_t* damaged = malloc(bytes);
        memcpy(damaged, model, bytes);
        mutate(damaged, bytes, &state);
        statuses[model_check(damaged, bytes, numbers[1], &description)]++;
        free(damaged);
    }
    frames_write(statuses, sizeof(statuses));
    free(model);
}

int main(int argument_count, char** arguments) {
    if (argument_count == 3) {
        check_damaged((uint32_t)atoi(arguments[1]), (uint32_t)atoi(arguments[2]));
    } else {
        check_cases();
    }
    return 0;
}
