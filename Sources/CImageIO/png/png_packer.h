/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deflates the strips of a PNG: filtered bytes in, the bytes of IDAT chunks out, in order.
 *
 * With several threads, slow strips (with string matching, or with an additional attempt by zlib) are deflated in
 * parallel by the packer's own threads; the others immediately by the thread that asks for their bytes.  A strip is
 * deflated from its own bytes and the window before them, so the output does not depend on the threads.
 *
 * A packer belongs to one thread at a time.
 */
#ifndef IC_PNG_PACKER_H
#define IC_PNG_PACKER_H

#include "cimageio.h"

#include <cdeflate.h>

/* The method for compressing a strip. */
typedef struct ic_png_method {
    bool is_filtered;
    cd_matching matching;
    int zlib_level; /* of the additional attempt by zlib, or 0 for none */
} ic_png_method;

/* A strip being packed. */
typedef struct ic_png_pack {
    uint8_t *filtered;      /* its bytes; the window is before them */
    size_t count;           /* the number of them */
    ic_png_method method;
    bool is_last;           /* of the image */
    cd_deflater *deflater;  /* the caller may use it until it hands over the strip */
    struct ic_png_work *work; /* internal to the packer */
} ic_png_pack;

typedef struct ic_png_packer ic_png_packer;

/*
 * Creates a packer for strips of at most 'most' bytes, with at most 'threads' threads.  Returns NULL if out of
 * memory.
 */
ic_png_packer *ic_png_packer_create(size_t most, ic_compression compression, uint32_t threads);
void ic_png_packer_free(ic_png_packer *packer);

/*
 * Returns the next strip, to be filled; its window is taken from the strip before.  There is one whenever
 * ic_png_packer_next() has returned 0.
 */
ic_png_pack *ic_png_packer_fill(ic_png_packer *packer);

/* Accepts the strip as filled. */
void ic_png_packer_give(ic_png_packer *packer);

/*
 * Returns the content of the next IDAT chunk, valid until the next call, or 0 if there is room for another strip.
 * After the last strip was handed over, 0 means that everything has been delivered.
 */
size_t ic_png_packer_next(ic_png_packer *packer, const uint8_t **bytes);

#endif
