/*
 * How ESP-IDF's component builds libjpeg-turbo, as far as the library's headers depend on it. CMake
 * writes this file too, but only after mcconfig has compiled our C. A component built otherwise is
 * refused by jpeg_create_decompress, which compares version and size of the structure.
 */
#ifndef NIGHTJAR_JCONFIG_H
#define NIGHTJAR_JCONFIG_H

#define JPEG_LIB_VERSION 80
#define LIBJPEG_TURBO_VERSION 3.1.1
#define LIBJPEG_TURBO_VERSION_NUMBER 3001001
#define C_ARITH_CODING_SUPPORTED 1
#define D_ARITH_CODING_SUPPORTED 1
#define MEM_SRCDST_SUPPORTED 1
#define BITS_IN_JSAMPLE 8

#endif
