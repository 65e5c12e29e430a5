/* SPDX-License-Identifier: Apache-2.0 */
/* Shared declarations of the inflater. */
#ifndef CDEFLATE_INFLATER_H
#define CDEFLATE_INFLATER_H

#include "format.h"

enum {
    MAX_BITS = 15,
    WINDOW = 32 << 10,
    SPACE = 64 << 10, /* output after the window before it slides */
    SLACK = 320,      /* the longest match, and the overrun of copying eight bytes at a time */
    /*
     * Codes up to these bits are found by one lookup.  A longer one needs a second lookup, in a table for all codes
     * with those first bits.  If the second lookup uses k bits, at least k + 1 codes share the first bits, because
     * codes are complete: n codes need at most n * 2^k / (k + 1) entries there, 922 for 288 codes and k = 4, 512 for
     * 32 and k = 7.
     */
    LITERAL_BITS = 11,
    DISTANCE_BITS = 8,
    LITERAL_ENTRIES = (1 << LITERAL_BITS) + 1024,
    DISTANCE_ENTRIES = (1 << DISTANCE_BITS) + 512,
    LENGTH_BITS = 7,
};

/*
 * A table entry describes the next bits: the code's length in bits 0 to 7, the kind in 8 to 11; in 12 to 15 the
 * number of literals, of extra bits, or of bits of the second lookup; in 16 to 31 one or two literals, the first
 * lowest, the base of a length or distance, or the second table's position.
 */
typedef uint32_t entry;

enum { LITERAL = 0, BASE = 1, END = 2, LINK = 3, INVALID = 4 };

static inline entry make_entry(unsigned length, unsigned kind, unsigned extra, unsigned value) {
    return length | kind << 8 | extra << 12 | value << 16;
}

static inline unsigned length_of(entry e) { return e & 0xff; }
static inline unsigned kind_of(entry e) { return e >> 8 & 15; }
static inline unsigned extra_of(entry e) { return e >> 12 & 15; }
static inline unsigned value_of(entry e) { return e >> 16; }

typedef enum phase {
    BLOCK_HEAD,
    STORED_HEAD,
    STORED_BYTES,
    CODE_COUNTS,
    LENGTHS_OF_LENGTHS,
    LENGTHS,
    SYMBOLS,
    STREAM_END
} phase;

struct cd_inflater {
    phase phase;
    bool is_last_block;
    uint64_t bits; /* the next 'count' bits of the stream, lowest first; those above are 0 */
    unsigned count; /* at most 63 */
    size_t stored_left;
    size_t literal_count, distance_count, length_count, lengths_known;
    uint8_t lengths[LITERAL_CODES + DISTANCE_CODES + 138];
    entry length_table[1 << LENGTH_BITS];
    entry literals[LITERAL_ENTRIES], distances[DISTANCE_ENTRIES];
    size_t made, taken; /* bytes of 'output' that are decoded, that were delivered */
    uint8_t output[WINDOW + SPACE + SLACK];
};

/* ---- Tables (inflate_tables.c) ---- */

/*
 * Each fills the table for a code of these lengths.  Returns false if no code has these lengths: too many, or too
 * few, except that a code may consist of one symbol of one bit, or of none at all (3.2.7); missing codes are INVALID
 * then.
 */
bool cd_make_literal_table(entry table[LITERAL_ENTRIES], const uint8_t *lengths, size_t count);
bool cd_make_distance_table(entry table[DISTANCE_ENTRIES], const uint8_t *lengths, size_t count);
bool cd_make_length_table(entry table[1 << LENGTH_BITS], const uint8_t *lengths, size_t count);

/* Puts two literals in one entry wherever the codes of both fit in the first lookup. */
void cd_pair_literals(entry table[LITERAL_ENTRIES]);

/* ---- Bits ---- */

static inline void refill(cd_inflater *inflater, cd_ends *ends) {
    while (inflater->count < 56 && ends->in_count > 0) {
        inflater->bits |= (uint64_t)*ends->in++ << inflater->count;
        inflater->count += 8;
        ends->in_count--;
    }
}

static inline unsigned take_bits(cd_inflater *inflater, unsigned count) {
    unsigned result = (unsigned)(inflater->bits & (((uint64_t)1 << count) - 1));
    inflater->bits >>= count;
    inflater->count -= count;
    return result;
}

/* ---- Steps ---- */

typedef enum step { GO_ON, NEED_INPUT, OUTPUT_FULL, DAMAGED } step;

static inline void end_block(cd_inflater *inflater) {
    inflater->phase = inflater->is_last_block ? STREAM_END : BLOCK_HEAD;
    if (inflater->is_last_block) take_bits(inflater, inflater->count % 8);
}

/* Read the headers of blocks and of stored data, in steps (inflate_heads.c). */
step cd_read_block_head(cd_inflater *inflater);
step cd_read_stored_head(cd_inflater *inflater);
step cd_read_code_counts(cd_inflater *inflater);
step cd_read_lengths_of_lengths(cd_inflater *inflater, cd_ends *ends);
step cd_read_lengths(cd_inflater *inflater, cd_ends *ends);

#endif
