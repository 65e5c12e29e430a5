/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cdeflate: deflate (RFC 1951) for PNG, quick where zlib is slow.  It depends on nothing.
 *
 * A handle belongs to one thread at a time; there are no globals.
 *
 * The filtered rows of a photo are noise around 0: hardly a string occurs twice, and nearly all that can be gained is a
 * good prefix code for single bytes.  So CD_MATCH_RUNS looks for runs of one byte only.  Drawn pictures repeat
 * themselves: CD_MATCH_STRINGS looks for earlier strings too.
 */
#ifndef CDEFLATE_H
#define CDEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cd_matching { CD_MATCH_RUNS, CD_MATCH_STRINGS } cd_matching;

/* Working memory, about 0.4 MB; it carries nothing from one call to the next. */
typedef struct cd_deflater cd_deflater;

/* NULL when memory is out. */
cd_deflater *cd_deflater_create(void);
void cd_deflater_free(cd_deflater *deflater);

/* The most bytes that cd_deflate() makes of 'count' bytes: 5 for each stored block, and the end. */
size_t cd_deflate_bound(size_t count);

/*
 * cd_deflate() compresses 'count' bytes at 'data' to 'out', which has room for cd_deflate_bound(count) bytes, and
 * returns how many bytes it wrote.  What it writes ends at a whole byte: the results for several strips, one behind the
 * other, the last with 'is_last', are one deflate stream.  'count' is below 2^31.
 */
size_t cd_deflate(cd_deflater *deflater, uint8_t *out, const uint8_t *data, size_t count, cd_matching matching,
                  bool is_last);

/*
 * About how many bits cd_deflate() makes of these bytes, without the heads of blocks: for a sample of something larger.
 */
uint64_t cd_deflate_estimate(cd_deflater *deflater, const uint8_t *data, size_t count, cd_matching matching);

/* ---- Inflating ---- */

/* A deflate stream that is being inflated, about 120 KB. */
typedef struct cd_inflater cd_inflater;

/* NULL when memory is out. */
cd_inflater *cd_inflater_create(void);
void cd_inflater_free(cd_inflater *inflater);

/* What is left of the two ends of cd_inflate(). */
typedef struct cd_ends {
    const uint8_t *in;
    size_t in_count;
    uint8_t *out;
    size_t out_count;
} cd_ends;

/*
 * cd_inflate() takes bytes of the stream at 'in' and writes what they hold to 'out', until one of them is used up or the
 * stream has ended; the fields then tell what is left.  It may hold back output though all input is taken: called again
 * without input it delivers that.  Returns false if the bytes are no deflate stream: then the inflater is of no more use.
 */
bool cd_inflate(cd_inflater *inflater, cd_ends *ends);

/* Whether the stream has come to its end and all its bytes were delivered. */
bool cd_inflater_has_ended(const cd_inflater *inflater);

/* The next of the bytes, at most 8, that were taken though they are behind the end of the stream; false if none is left. */
bool cd_inflater_take_byte(cd_inflater *inflater, uint8_t *byte);

/* ---- Prefix codes (3.2.2), for tests ---- */

enum { CD_HUFFMAN_MAX_SYMBOLS = 288, CD_HUFFMAN_MAX_LENGTH = 15 };

/*
 * cd_huffman_lengths() finds the lengths, in bits, of a prefix code for symbols that occur so often.
 *
 * A symbol that never occurs gets length 0, every other one 1 to 'limit' bits.  The code is complete (the sum of
 * 2^-length is 1), except that a single symbol gets length 1 and no symbol none.  It is the best possible if Huffman's
 * tree is not deeper than 'limit', else nearly.
 *
 * 'count' is at most CD_HUFFMAN_MAX_SYMBOLS and at most 2^limit, 'limit' at most CD_HUFFMAN_MAX_LENGTH, the sum of
 * 'frequencies' below 2^32.
 */
void cd_huffman_lengths(uint8_t *lengths, const uint32_t *frequencies, size_t count, unsigned limit);

/* The canonical codes for these lengths, each with its first bit lowest, as deflate sends them. */
void cd_huffman_codes(uint16_t *codes, const uint8_t *lengths, size_t count);

#ifdef __cplusplus
}
#endif

#endif
