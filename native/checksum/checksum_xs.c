/* xs_checksum_crc32 for checksum.ts. */
#include "checksum.h"
#include "xsmc.h"

/* crc32(bytes): a number from 0 to 2^32 - 1 */
void xs_checksum_crc32(xsMachine* the) {
    void* bytes;
    xsUnsignedValue byte_length;
    xsmcGetBufferReadable(xsArg(0), &bytes, &byte_length);
    xsmcSetNumber(xsResult, (xsNumberValue)checksum_crc32(bytes, byte_length));
}
