/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fuzz targets in C: those of C code, and those of the interface for C.
 *
 * A target takes any bytes, and returns NULL, or a sentence about the promise that the code under test broke.  Targets
 * are not reentrant.
 */
#ifndef CFUZZTARGETS_H
#define CFUZZTARGETS_H

#include <stddef.h>
#include <stdint.h>

/* CDeflate and the zlib stream of a PNG against zlib. */
const char *fuzz_inflate(const uint8_t *data, size_t size);

/* The image data of a PNG of any kind, in a sound file, against libpng and the textbook. */
const char *fuzz_png_data(const uint8_t *data, size_t size);

/* A whole PNG file, and a whole JPEG file. */
const char *fuzz_png(const uint8_t *data, size_t size);
const char *fuzz_jpeg(const uint8_t *data, size_t size);

/* The functions of imgconv.h, and imgconv_explain() alone. */
const char *fuzz_gate(const uint8_t *data, size_t size);
const char *fuzz_explain(const uint8_t *data, size_t size);

#endif
