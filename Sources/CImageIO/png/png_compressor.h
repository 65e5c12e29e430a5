/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deflates the strips of a PNG: filtered bytes in, the bytes of IDAT chunks out, in order.
 *
 * With several threads, slow strips (with string matching, or with an additional attempt by zlib) are deflated in
 * parallel by the compressor's own threads; the others immediately by the thread that asks for their bytes.  A strip is
 * deflated from its own bytes and the window before them, so the output does not depend on the threads.
 *
 * A compressor belongs to one thread at a time.
 */
#ifndef IC_PNG_COMPRESSOR_H
#define IC_PNG_COMPRESSOR_H

#include "cimageio.h"

#include <cdeflate.h>

/* The method for compressing a strip. */
typedef struct ic_png_method {
    bool is_filtered;
    cd_matching matching;
    int zlib_level; /* of the additional attempt by zlib, or 0 for none */
} ic_png_method;

/* A strip being compressed. */
typedef struct ic_png_part {
    uint8_t *filtered;      /* its bytes; the window is before them */
    size_t count;           /* the number of them */
    ic_png_method method;
    bool is_last;           /* of the image */
    cd_deflater *deflater;  /* the caller may use it until it hands over the strip */
    struct ic_png_job *job; /* internal to the compressor */
} ic_png_part;

typedef struct ic_png_compressor ic_png_compressor;

/*
 * Creates a compressor for strips of at most 'most' bytes, with at most 'threads' threads.  Returns NULL if out of
 * memory.
 */
ic_png_compressor *ic_png_compressor_create(size_t most, ic_compression compression, uint32_t threads);
void ic_png_compressor_free(ic_png_compressor *compressor);

/*
 * Returns the next strip, to be filled; its window is taken from the strip before.  There is one whenever
 * ic_png_compressor_next() has returned 0.
 */
ic_png_part *ic_png_compressor_fill(ic_png_compressor *compressor);

/* Accepts the strip as filled. */
void ic_png_compressor_give(ic_png_compressor *compressor);

/*
 * Returns the content of the next IDAT chunk, valid until the next call, or 0 if there is room for another strip.
 * After the last strip was handed over, 0 means that everything has been delivered.
 */
size_t ic_png_compressor_next(ic_png_compressor *compressor, const uint8_t **bytes);

#endif
