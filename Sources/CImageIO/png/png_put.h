/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks of a PNG being written, without libpng, which would check, change or drop some of them. */
#ifndef IC_PNG_PUT_H
#define IC_PNG_PUT_H

#include "internal.h"

/* Writes a whole chunk.  Fails with IC_IO, IC_MEMORY. */
ic_status ic_png_put_chunk(ic_writer *writer, const char *name, const uint8_t *bytes, size_t count);

/*
 * Writes all of 'metadata' in an order that the standard allows before the palette, or after the image data for kinds
 * allowed there.
 */
ic_status ic_png_put_metadata(ic_writer *writer, const ic_metadata *metadata);

#endif
