/* Runs the firmware's main; the engine's inner header cannot stand beside this one. */
#include "xs.h"

void main_import(xsMachine* machine) {
    xsBeginHost(machine);
    xsResult = xsImportNow("main");
    xsEndHost(machine);
}
