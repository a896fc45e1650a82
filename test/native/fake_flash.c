#include "fake_flash.h"

#include <string.h>

#include "esp_partition.h"

#define kJournalBytes 20480
#define kFailed (-1)

static uint8_t g_journal[kJournalBytes];
static const esp_partition_t kJournal = {kJournalBytes};
static uint32_t g_changes;
static uint32_t g_cut_at = kFakeNever;
static uint32_t g_refuse_at = kFakeNever;

void fake_flash_cut_at(uint32_t at) {
    g_changes = 0;
    g_cut_at = at;
}

void fake_flash_refuse_at(uint32_t at) {
    g_changes = 0;
    g_refuse_at = at;
}

bool fake_flash_power_up(void) {
    const bool has_come = g_changes > g_cut_at || g_changes > g_refuse_at;
    g_cut_at = g_refuse_at = kFakeNever;
    return has_come;
}

bool fake_flash_changes(void) {
    const uint32_t at = g_changes++;
    return at < g_cut_at && at != g_refuse_at;
}

void fake_flash_erase_journal(void) { memset(g_journal, 0xff, sizeof(g_journal)); }

/* Of `size` bytes as many as get changed: half of them where power goes. */
static size_t changed_of(size_t size) {
    const bool is_cut = g_changes == g_cut_at;
    if (fake_flash_changes()) return size;
    return is_cut ? size / 2 : 0;
}

static bool is_within(size_t at, size_t size) {
    return at <= kJournalBytes && size <= kJournalBytes - at;
}

const esp_partition_t* esp_partition_find_first(int type, int subtype, const char* label) {
    (void)type;
    (void)subtype;
    return strcmp(label, "journal") == 0 ? &kJournal : NULL;
}

int esp_partition_read(const esp_partition_t* partition, size_t at, void* bytes, size_t size) {
    if (partition != &kJournal || !is_within(at, size)) return kFailed;
    memcpy(bytes, g_journal + at, size);
    return 0;
}

int esp_partition_write(const esp_partition_t* partition, size_t at, const void* bytes,
                        size_t size) {
    if (partition != &kJournal || !is_within(at, size)) return kFailed;
    const size_t changed = changed_of(size);
    for (size_t byte = 0; byte < changed; byte++)
        g_journal[at + byte] &= ((const uint8_t*)bytes)[byte];
    return changed == size ? 0 : kFailed;
}

int esp_partition_erase_range(const esp_partition_t* partition, size_t at, size_t size) {
    if (partition != &kJournal || !is_within(at, size)) return kFailed;
    const size_t changed = changed_of(size);
    memset(g_journal + at, 0xff, changed);
    return changed == size ? 0 : kFailed;
}
