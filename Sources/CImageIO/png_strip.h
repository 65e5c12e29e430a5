/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image data of a PNG that is being written: raw rows in, the bytes of IDAT chunks out.
 *
 * Rows are collected in strips of about a quarter of a megabyte.  A strip is filtered and deflated by itself, from its
 * rows and the row above it, and ends at a whole byte.  Deflating is png_packer.c's.
 */
#ifndef IC_PNG_STRIP_H
#define IC_PNG_STRIP_H

#include "cimageio.h"

typedef struct ic_png_strip ic_png_strip;

/* For rows of 'row_bytes' bytes, 'pixel_bytes' a pixel.  NULL when memory is out. */
ic_png_strip *ic_png_strip_create(size_t row_bytes, size_t pixel_bytes, const ic_output *output);
void ic_png_strip_free(ic_png_strip *strip);

/* Where the next row's bytes go, as the file has them before filtering: 16-bit samples with the high byte first. */
uint8_t *ic_png_strip_row(ic_png_strip *strip);

/*
 * Takes the row there as complete.  Then ic_png_strip_next() is to be called until it returns 0: '*bytes' are the
 * content of an IDAT chunk, valid until the next call.  After the last row those are all.
 */
void ic_png_strip_advance(ic_png_strip *strip);
size_t ic_png_strip_next(ic_png_strip *strip, const uint8_t **bytes);

#endif
