/* SPDX-License-Identifier: Apache-2.0 */
#include "png_feed.h"
#include "zlib_stream.h"

#include <crowloops.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_BYTES = 32 << 10, /* of rows in a stored block: at most 65535 */
    BLOCK_HEAD = 5,         /* RFC 1951, 3.2.4: the final bit, a length, its complement */
    CHECK_BYTES = 4,        /* the Adler-32 */
    CHUNK_BYTES = IC_PNG_CHUNK_HEAD + BLOCK_HEAD + BLOCK_BYTES + CHECK_BYTES + IC_PNG_CHUNK_CRC
};

struct ic_png_feed {
    ic_png_idat *idat;
    uint64_t left;  /* bytes of rows that are in no chunk yet */
    uint32_t adler; /* of those that are */
    size_t used, count;
    uint8_t chunk[CHUNK_BYTES];
};

static void put_number(uint8_t *bytes, uint32_t number) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* Completes a chunk whose content is in place. */
static void frame(ic_png_feed *feed, size_t length) {
    put_number(feed->chunk, (uint32_t)length);
    memcpy(feed->chunk + 4, "IDAT", 4);
    uint8_t *end = feed->chunk + IC_PNG_CHUNK_HEAD + length;
    put_number(end, ic_crc32(0, feed->chunk + 4, length + 4));
    feed->used = 0;
    feed->count = IC_PNG_CHUNK_HEAD + length + IC_PNG_CHUNK_CRC;
}

ic_png_feed *ic_png_feed_create(ic_png_idat *idat, uint64_t count) {
    static const uint8_t header[IC_PNG_FEED_FIRST] = {0x78, 0x01};
    ic_png_feed *feed = calloc(1, sizeof *feed);
    if (feed == NULL) return NULL;
    feed->idat = idat;
    feed->left = count;
    feed->adler = 1;
    memcpy(feed->chunk + IC_PNG_CHUNK_HEAD, header, sizeof header);
    frame(feed, sizeof header);
    feed->used = IC_PNG_CHUNK_HEAD; /* libpng has the head */
    return feed;
}

void ic_png_feed_free(ic_png_feed *feed) {
    free(feed);
}

/* Makes a chunk of the next bytes of rows: one stored block, and after the last one the Adler-32. */
static ic_status make_chunk(ic_png_feed *feed, ic_error *error) {
    uint8_t *block = feed->chunk + IC_PNG_CHUNK_HEAD, *bytes = block + BLOCK_HEAD;
    size_t wanted = feed->left < BLOCK_BYTES ? (size_t)feed->left : BLOCK_BYTES, count;
    if (ic_png_idat_read(feed->idat, bytes, wanted, &count, error) != IC_OK) return error->status;
    if (count == 0) return ic_fail(error, IC_CORRUPT, "PNG: Not enough image data");
    feed->left -= count;
    feed->adler = crl_loops_chosen()->adler32(feed->adler, bytes, count);
    bool is_last = feed->left == 0;
    block[0] = is_last;
    block[1] = (uint8_t)count;
    block[2] = (uint8_t)(count >> 8);
    block[3] = (uint8_t)~block[1];
    block[4] = (uint8_t)~block[2];
    if (is_last) put_number(bytes + count, feed->adler);
    frame(feed, BLOCK_HEAD + count + (is_last ? CHECK_BYTES : 0));
    return IC_OK;
}

ic_status ic_png_feed_take(ic_png_feed *feed, uint8_t *bytes, size_t count, ic_error *error) {
    while (count > 0) {
        if (feed->used == feed->count && make_chunk(feed, error) != IC_OK) return error->status;
        size_t part = feed->count - feed->used;
        if (part > count) part = count;
        memcpy(bytes, feed->chunk + feed->used, part);
        feed->used += part;
        bytes += part;
        count -= part;
    }
    return IC_OK;
}
