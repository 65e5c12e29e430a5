/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image data of a PNG that is being read: IDAT chunks in, rows out.
 *
 * libpng is stricter nowhere: the chunks' bounds and CRCs, the stream's codes and its Adler-32, the number of its bytes
 * and the filters' numbers are all checked.
 */
#ifndef IC_PNG_DATA_H
#define IC_PNG_DATA_H

#include "png_chunks.h"

typedef struct ic_png_data ic_png_data;

/*
 * For 'height' rows of 'row_bytes' bytes, 'pixel_bytes' a pixel.  The head of the first IDAT chunk, with this length, has
 * been taken from 'source'.  NULL when memory is out.
 */
ic_png_data *ic_png_data_create(ic_source *source, uint32_t first_length, size_t row_bytes, size_t pixel_bytes,
                                uint32_t height);
void ic_png_data_free(ic_png_data *data);

/* The next row's bytes, as the file has them before filtering, valid until the next call; NULL with 'error' filled. */
const uint8_t *ic_png_data_next_row(ic_png_data *data, ic_error *error);

/*
 * After the last row: reads to the end of the IDAT chunks and fills 'head' with the head of the chunk behind them, which
 * it has taken.
 */
ic_status ic_png_data_finish(ic_png_data *data, uint8_t head[IC_PNG_CHUNK_HEAD], ic_error *error);

#endif
