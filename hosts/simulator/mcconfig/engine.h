/* The Moddable SDK's XS as an engine of the firmware. */
#ifndef NIGHTJAR_ENGINE_H
#define NIGHTJAR_ENGINE_H

#include "simulator.h"

/* machine.c */
/* A machine over the linked image, whose preloaded modules are read-only: nothing of another wake.
 */
txMachine* machine_create(void);
/* Also where the wake was left in the midst of script. */
void machine_delete(txMachine* the);
/* Runs `act`; false where the wake ended in it, which without this ends the process. */
int machine_run(void (*act)(txMachine* the), txMachine* the);
/* How the last wake ended. */
int machine_exit_code(void);

/* main_import.c */
void main_import(txMachine* the);

#endif
