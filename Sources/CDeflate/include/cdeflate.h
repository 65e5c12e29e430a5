/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cdeflate: deflate (RFC 1951) for PNG, fast where zlib is slow.  It has no dependencies.
 *
 * A handle belongs to one thread at a time; there are no globals.
 *
 * The filtered rows of a photo are noise around 0: hardly any string occurs twice, and nearly all compression comes
 * from a good prefix code for single bytes.  So CD_MATCH_RUNS only looks for runs of one byte.  Drawn pictures repeat
 * themselves, so CD_MATCH_STRINGS also looks for earlier strings.  CD_MATCH_LONG_RUNS is faster than both: it finds
 * only runs of about 16 bytes or more, and where there are few of them it counts only a sample of the bytes for the
 * prefix code.
 */
#ifndef CDEFLATE_H
#define CDEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cd_matching { CD_MATCH_LONG_RUNS, CD_MATCH_RUNS, CD_MATCH_STRINGS } cd_matching;

/* Working memory, about 0.4 MB; it keeps nothing from one call to the next. */
typedef struct cd_deflater cd_deflater;

/* Returns NULL if out of memory. */
cd_deflater *cd_deflater_create(void);
void cd_deflater_free(cd_deflater *deflater);

/*
 * Turns vector instructions on or off, for tests: the output is the same.  Returns false if the CPU does not have them;
 * they are used where it has.
 */
bool cd_deflater_set_vectors(cd_deflater *deflater, bool is_on);

/*
 * Returns the room that cd_deflate() needs for the output of 'count' bytes.  The output itself is at most 5 bytes for
 * each stored block longer than the input, and the end; more is written before a block turns out to be larger.
 */
size_t cd_deflate_bound(size_t count);

/*
 * cd_deflate() compresses 'count' bytes at 'data' to 'out', which has room for cd_deflate_bound(count) bytes, and
 * returns the number of bytes written.  The output ends at a whole byte: the outputs for several strips,
 * concatenated, the last with 'is_last', are one deflate stream.  'count' is below 2^31.
 */
size_t cd_deflate(cd_deflater *deflater, uint8_t *out, const uint8_t *data, size_t count, cd_matching matching,
                  bool is_last);

/*
 * Estimates the number of bits of cd_deflate()'s output for these bytes, without block headers: for a sample of a
 * larger input.
 */
uint64_t cd_deflate_estimate(cd_deflater *deflater, const uint8_t *data, size_t count, cd_matching matching);

/* ---- Inflating ---- */

/* The state of inflating one deflate stream, about 120 KB. */
typedef struct cd_inflater cd_inflater;

/* Returns NULL if out of memory. */
cd_inflater *cd_inflater_create(void);
void cd_inflater_free(cd_inflater *inflater);

/* The remaining input and the remaining space for output of cd_inflate(). */
typedef struct cd_ends {
    const uint8_t *in;
    size_t in_count;
    uint8_t *out;
    size_t out_count;
} cd_ends;

/*
 * cd_inflate() consumes bytes of the stream at 'in' and writes the inflated bytes to 'out', until one of them is used
 * up or the stream has ended; it then updates the fields to what is left.  It may hold back output after all input is
 * consumed: a call without input delivers it.  Returns false if the bytes are not a deflate stream; then the inflater
 * must not be used any more.
 */
bool cd_inflate(cd_inflater *inflater, cd_ends *ends);

/* Returns whether the stream has ended and all its bytes were delivered. */
bool cd_inflater_has_ended(const cd_inflater *inflater);

/* Returns the next of the bytes, at most 8, that were consumed after the end of the stream; false if none is left. */
bool cd_inflater_take_byte(cd_inflater *inflater, uint8_t *byte);

/* ---- Prefix codes (3.2.2), for tests ---- */

enum { CD_HUFFMAN_MAX_SYMBOLS = 288, CD_HUFFMAN_MAX_LENGTH = 15 };

/*
 * cd_huffman_lengths() finds the lengths, in bits, of a prefix code for symbols with these frequencies.
 *
 * A symbol that never occurs gets length 0, any other 1 to 'limit' bits.  The code is complete (the sum of 2^-length
 * is 1), except that a single symbol gets length 1, and without symbols there is no code.  It is optimal if Huffman's
 * tree is not deeper than 'limit', otherwise nearly optimal.
 *
 * 'count' is at most CD_HUFFMAN_MAX_SYMBOLS and at most 2^limit, 'limit' is at most CD_HUFFMAN_MAX_LENGTH, the sum of
 * 'frequencies' is below 2^32.
 */
void cd_huffman_lengths(uint8_t *lengths, const uint32_t *frequencies, size_t count, unsigned limit);

/* Computes the canonical codes for these lengths, each with its first bit lowest, as deflate sends them. */
void cd_huffman_codes(uint16_t *codes, const uint8_t *lengths, size_t count);

#ifdef __cplusplus
}
#endif

#endif
