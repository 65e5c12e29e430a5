/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image data of a PNG being read: IDAT chunks in, rows out.
 *
 * This is at least as strict as libpng: it checks the chunks' bounds and CRCs, the stream's codes and its Adler-32,
 * the number of its bytes and the filter types.
 */
#ifndef IC_PNG_DATA_H
#define IC_PNG_DATA_H

#include "png_chunks.h"

typedef struct ic_png_data ic_png_data;

/*
 * Creates a decoder of 'height' rows of 'row_bytes' bytes, 'pixel_bytes' per pixel.  The head of the first IDAT
 * chunk, with this length, has been consumed from 'source'.  Returns NULL if out of memory.
 */
ic_png_data *ic_png_data_create(ic_source *source, uint32_t first_length, size_t row_bytes, size_t pixel_bytes,
                                uint32_t height);
void ic_png_data_free(ic_png_data *data);

/*
 * Returns the unfiltered bytes of the next row, in the file's byte order, valid until the next call; NULL with
 * 'error' filled.
 */
const uint8_t *ic_png_data_next_row(ic_png_data *data, ic_error *error);

/*
 * After the last row: reads to the end of the IDAT chunks, consumes the head of the chunk after them and stores it in
 * 'head'.
 */
ic_status ic_png_data_finish(ic_png_data *data, uint8_t head[IC_PNG_CHUNK_HEAD], ic_error *error);

#endif
