/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deflates the strips of a PNG: filtered bytes in, the bytes of IDAT chunks out, in order.
 *
 * With several threads, strips that take long (looking for strings, or zlib's attempt beside ours) are deflated several at
 * once by threads of the packer's own; the others at once by whoever asks for their bytes.  A strip is deflated from its own bytes
 * and the window before them, so that what is written does not depend on the threads.
 *
 * A packer belongs to one thread at a time.
 */
#ifndef IC_PNG_PACKER_H
#define IC_PNG_PACKER_H

#include "cimageio.h"

#include <cdeflate.h>

/* How a strip is written. */
typedef struct ic_png_method {
    bool is_filtered;
    cd_matching matching;
    int zlib_level; /* of zlib's attempt beside ours, or 0 for none */
} ic_png_method;

/* A strip on its way. */
typedef struct ic_png_pack {
    uint8_t *filtered;      /* its bytes; the window is before them */
    size_t count;           /* of them */
    ic_png_method method;
    bool is_last;           /* of the image */
    cd_deflater *deflater;  /* the caller may use it as long as the strip is not given back */
    struct ic_png_work *work; /* the packer's own */
} ic_png_pack;

typedef struct ic_png_packer ic_png_packer;

/* For strips of at most 'most' bytes, by at most 'threads' threads.  NULL when memory is out. */
ic_png_packer *ic_png_packer_create(size_t most, ic_compression compression, uint32_t threads);
void ic_png_packer_free(ic_png_packer *packer);

/*
 * The next strip, to be filled; the window is that of the strip before.  There is one whenever ic_png_packer_next() has
 * returned 0.
 */
ic_png_pack *ic_png_packer_fill(ic_png_packer *packer);

/* Takes the strip as filled. */
void ic_png_packer_give(ic_png_packer *packer);

/*
 * The content of the next IDAT chunk, valid until the next call, or 0: there is room for another strip.  When the last strip was
 * given it returns 0 when all is delivered.
 */
size_t ic_png_packer_next(ic_png_packer *packer, const uint8_t **bytes);

#endif
