/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image data of a PNG as libpng gets it: IDAT chunks of stored blocks with exactly the bytes of the rows.
 *
 * libpng reads the rows of images that need more than unfiltering.  The file's own stream is inflated and checked by
 * png_idat.c, so that both kinds of images accept and refuse the same image data, and surplus data is not inflated.
 */
#ifndef IC_PNG_FEED_H
#define IC_PNG_FEED_H

#include "png_idat.h"

typedef struct ic_png_feed ic_png_feed;

enum { IC_PNG_FEED_FIRST = 2 }; /* the length of the first chunk: the zlib stream's header */

/*
 * Creates the stream of 'count' bytes of rows, from 'idat', which the caller keeps as long.  It starts with the content
 * of the first chunk, whose length is IC_PNG_FEED_FIRST.  Returns NULL if out of memory.
 */
ic_png_feed *ic_png_feed_create(ic_png_idat *idat, uint64_t count);
void ic_png_feed_free(ic_png_feed *feed);

/* Takes the next bytes: content, CRC, the next chunk's head and so on.  Fails with IC_CORRUPT if no data is left. */
ic_status ic_png_feed_take(ic_png_feed *feed, uint8_t *bytes, size_t count, ic_error *error);

#endif
