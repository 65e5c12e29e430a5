/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a PNG whose image data only needs unfiltering. */
#ifndef IC_PNG_DATA_H
#define IC_PNG_DATA_H

#include "png_idat.h"

typedef struct ic_png_data ic_png_data;

/*
 * Creates a decoder of 'height' rows of 'row_bytes' bytes, 'pixel_bytes' per pixel.  The caller keeps 'idat' as long.
 * Returns NULL if out of memory.
 */
ic_png_data *ic_png_data_create(ic_png_idat *idat, size_t row_bytes, size_t pixel_bytes, uint32_t height);
void ic_png_data_free(ic_png_data *data);

/*
 * Returns the unfiltered bytes of the next row, in the file's byte order, valid until the next call; NULL with
 * 'error' filled.  Fails with IC_CORRUPT if the image data has no whole row any more; then it must not be called again.
 */
const uint8_t *ic_png_data_next_row(ic_png_data *data, ic_error *error);

#endif
