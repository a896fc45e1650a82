/* The partition `journal` in memory, and when power goes or a change is refused, NVS's too. */
#ifndef NIGHTJAR_TEST_FAKE_FLASH_H
#define NIGHTJAR_TEST_FAKE_FLASH_H

#include <stdbool.h>
#include <stdint.h>

#define kFakeNever 0xffffffff

/* From the change numbered `at` on, counted from now, nothing is changed any more. */
void fake_flash_cut_at(uint32_t at);
/* That change alone is refused. */
void fake_flash_refuse_at(uint32_t at);
/* Whether the cut or the refusal has come; both are taken back. */
bool fake_flash_power_up(void);
/* Each change asks once whether it is made. */
bool fake_flash_changes(void);
void fake_flash_erase_journal(void);

#endif
