/*
 * With one argument: tells the engine's name. Without arguments: opens each case, {model bytes,
 * bytes max, input bytes, output bytes}, the model and an input, and runs it twice, to {status,
 * where, status of invoke, arena bytes, its detector_memory, heap grown by the second run} and the
 * output. With SEED COUNT: damages the one model given that many times; what still passes the check
 * is opened and run. Prints the seed of each case first, so that a crash names its own.
 */
#include <malloc.h>
#include <string.h>

#include "detector.h"
#include "frames.h"
#include "mutate.h"

static uint8_t* aligned_copy(const uint8_t* bytes, uint32_t byte_length) {
    uint8_t* copy = aligned_alloc(kModelAlignmentBytes, (byte_length | 15u) + 1);
    memcpy(copy, bytes, byte_length);
    return copy;
}

static void run_cases(void) {
    uint32_t numbers[4];
    while (frames_next(numbers, 4)) {
        int32_t answer[6] = {0, -1, -1, 0, 0, 0};
        struct detector* detector;
        uint8_t* bytes = frames_read(numbers[0]);
        uint8_t* model = aligned_copy(bytes, numbers[0]);
        int8_t* input = (int8_t*)frames_read(numbers[2]);
        int8_t* output = calloc(1, numbers[3]);
        answer[0] = (int32_t)detector_open(model, numbers[0], numbers[1], &detector, &answer[1]);
        if (detector) {
            detector_invoke(detector, input, numbers[2], output, numbers[3]);
            const size_t before = mallinfo2().uordblks;
            answer[2] = (int32_t)detector_invoke(detector, input, numbers[2], output, numbers[3]);
            answer[5] = (int32_t)(mallinfo2().uordblks - before);
            answer[3] = (int32_t)detector_arena_bytes(detector);
            answer[4] = (int32_t)detector_arena_memory(detector);
        }
        frames_write(answer, sizeof(answer));
        frames_write(output, numbers[3]);
        detector_close(detector);
        free(output);
        free(input);
        free(model);
        free(bytes);
    }
}

static void run_once(struct detector* detector, uint32_t* state) {
    const uint32_t input_bytes = detector_input(detector)->bytes;
    const uint32_t output_bytes = detector_output(detector)->bytes;
    int8_t* input = malloc(input_bytes);
    int8_t* output = malloc(output_bytes);
    for (uint32_t at = 0; at < input_bytes; at++) input[at] = (int8_t)frames_random(state);
    detector_invoke(detector, input, input_bytes, output, output_bytes);
    free(input);
    free(output);
}

static void run_damaged(uint32_t seed, uint32_t count) {
    uint32_t numbers[2];
    uint32_t opened = 0, refused = 0;
    if (!frames_next(numbers, 2)) exit(2);
    uint8_t* model = frames_read(numbers[0]);
    for (uint32_t at = 0; at < count; at++) {
        uint32_t state = (seed + at) * 2654435761u | 1;
        struct detector* detector;
        int32_t where;
        uint8_t* damaged = aligned_copy(model, numbers[0]);
        mutate(damaged, numbers[0], &state);
        fprintf(stderr, "\rseed %u", seed + at);
        const enum detector_status status =
            detector_open(damaged, numbers[0], numbers[1], &detector, &where);
        if (status == kDetectorOk) {
            opened++;
            run_once(detector, &state);
            run_once(detector, &state);
        }
        if (status == kModelEngineRefused) refused++;
        detector_close(detector);
        free(damaged);
    }
    const uint32_t answer[2] = {opened, refused};
    frames_write(answer, sizeof(answer));
    free(model);
}

int main(int argument_count, char** arguments) {
    if (argument_count == 3) {
        run_damaged((uint32_t)atoi(arguments[1]), (uint32_t)atoi(arguments[2]));
    } else if (argument_count == 2) {
        frames_write(detector_engine_name(), strlen(detector_engine_name()));
    } else {
        run_cases();
    }
    return 0;
}
