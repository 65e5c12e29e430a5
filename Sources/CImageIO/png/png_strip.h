/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image data of a PNG being written: raw rows in, the bytes of IDAT chunks out.
 *
 * Rows are collected in strips of about a quarter of a megabyte.  A strip is filtered and deflated on its own, from
 * its rows and the row above it, and ends at a whole byte.  png_compressor.c does the deflating.
 */
#ifndef IC_PNG_STRIP_H
#define IC_PNG_STRIP_H

#include "cimageio.h"

typedef struct ic_png_strip ic_png_strip;

/* Creates a strip for rows of 'row_bytes' bytes, 'pixel_bytes' per pixel.  Returns NULL if out of memory. */
ic_png_strip *ic_png_strip_create(size_t row_bytes, size_t pixel_bytes, const ic_output *output);
void ic_png_strip_free(ic_png_strip *strip);

/* Returns the buffer for the next row's unfiltered bytes: 16-bit samples have the high byte first. */
uint8_t *ic_png_strip_row(ic_png_strip *strip);

/*
 * Accepts the row in that buffer as complete.  Call ic_png_strip_next() then until it returns 0: '*bytes' is the
 * content of an IDAT chunk, valid until the next call.  After the last row these are all.
 */
void ic_png_strip_advance(ic_png_strip *strip);
size_t ic_png_strip_next(ic_png_strip *strip, const uint8_t **bytes);

#endif
