/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks of a PNG that is being written, by this library itself: libpng would check, change or leave out some of them. */
#ifndef IC_PNG_PUT_H
#define IC_PNG_PUT_H

#include "internal.h"

/* A whole chunk.  Fails with IC_IO, IC_MEMORY. */
ic_status ic_png_put_chunk(ic_writer *writer, const char *name, const uint8_t *bytes, size_t count);

/* All of 'metadata' in an order that the standard allows before the palette, and after the image data where it may stand there. */
ic_status ic_png_put_metadata(ic_writer *writer, const ic_metadata *metadata);

#endif
