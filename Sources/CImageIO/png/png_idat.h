/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image data of a PNG being read: IDAT chunks in, inflated bytes out.
 *
 * Checks the chunks' bounds and CRCs, the stream's codes and its Adler-32.
 */
#ifndef IC_PNG_IDAT_H
#define IC_PNG_IDAT_H

#include "png_chunks.h"

typedef struct ic_png_idat ic_png_idat;

/* What follows the last row. */
typedef struct ic_png_end {
    uint8_t head[IC_PNG_CHUNK_HEAD]; /* of the chunk after the IDAT chunks */
    size_t head_count;               /* the bytes of it that the file has */
    bool has_surplus;                /* more image data than the rows take was skipped, not inflated */
    bool is_cut;                     /* the file ends before, which is lenient */
} ic_png_end;

/*
 * Starts to read image data.  The head of the first IDAT chunk, with this length, has been consumed from 'source'.
 * 'is_lenient' tolerates damage: see the functions below.  Returns NULL if out of memory.
 */
ic_png_idat *ic_png_idat_create(ic_source *source, uint32_t first_length, bool is_lenient);
void ic_png_idat_free(ic_png_idat *idat);

/*
 * Inflates 'count' bytes to 'out'.  '*got' is less at the end of the stream.  Fails with IC_CORRUPT, IC_IO.  If
 * lenient, damage ends the stream in place of an error, and a wrong CRC is only counted.
 */
ic_status ic_png_idat_read(ic_png_idat *idat, uint8_t *out, size_t count, size_t *got, ic_error *error);

/*
 * After the last row: checks the Adler-32, reads to the end of the IDAT chunks and describes what follows.  Fails as
 * ic_png_idat_read() does; if lenient, what cannot be read is left out.
 */
ic_status ic_png_idat_finish(ic_png_idat *idat, ic_png_end *end, ic_error *error);

/* Returns the problem that was tolerated first, or NULL. */
const char *ic_png_idat_problem(const ic_png_idat *idat);

#endif
