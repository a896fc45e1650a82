/*
 * What script is told of NVS. {call, error, key} with a domain "settings" that has the keys
 * "cloud-ca" and "cloud-key", where that call of NVS answers that error, asks for the first key or,
 * with `key` 1, for one that is not there, and gives {format, keys, whether these are an array,
 * set}.
 */
#include <string.h>

#include "fake_nvs.h"
#include "frames.h"
#include "settings_store.h"
#include "xsmc.h"

void xs_nvs_format(xsMachine* the);
void xs_nvs_keys(xsMachine* the);
void xs_nvs_set(xsMachine* the);

#define kStringFormat 1

void settings_store_note_change(const char* domain) { (void)domain; }
void settings_store_keep_changes(void) {}

static int set(char* key, char* value) {
    xsMachine machine = {.text = {kSettingsDomain, key, NULL, value},
                         .number = {0, 0, kStringFormat, (int)strlen(value)}};
    xs_nvs_set(&machine);
    return machine.answer;
}

int main(void) {
    uint32_t field[3];
    if (set("cloud-ca", "DER") != 0 || set("cloud-key", "sk-1") != 0) return 3;
    while (frames_next(field, 3)) {
        xsMachine machine = {.text = {kSettingsDomain, field[2] ? "none" : "cloud-ca"}};
        int32_t answer[4];
        g_fake_nvs_error[field[0]] = (esp_err_t)field[1];
        xs_nvs_format(&machine);
        answer[0] = machine.answer;
        xs_nvs_keys(&machine);
        answer[1] = machine.answer;
        answer[2] = machine.is_array;
        answer[3] = set("cloud-key", "sk-1");
        frames_write(answer, sizeof(answer));
        g_fake_nvs_error[field[0]] = ESP_OK;
    }
    fake_nvs_erase();
    return 0;
}
