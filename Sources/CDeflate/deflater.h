/* SPDX-License-Identifier: Apache-2.0 */
/* Shared declarations of the deflater. */
#ifndef CDEFLATE_DEFLATER_H
#define CDEFLATE_DEFLATER_H

#include "format.h"

enum {
    MIN_MATCH = 3,
    MAX_MATCH = 258,
    MAX_STORED = 65535,
    STORED_HEAD = 5, /* bytes: 3 bits, the alignment, the count and its complement */
    MAX_SEQUENCES = 16 << 10,
    HASH_BITS = 14,
    HASH_WAYS = 4,
};

/* Literals copied from the data, then a copy of the bytes 'distance' bytes before; none if 'length' is 0. */
typedef struct sequence {
    uint32_t literals;
    uint16_t length, distance;
} sequence;

typedef struct prefix_code {
    uint16_t codes[CD_HUFFMAN_MAX_SYMBOLS];
    uint8_t lengths[CD_HUFFMAN_MAX_SYMBOLS];
} prefix_code;

struct cd_deflater {
    sequence sequences[MAX_SEQUENCES];
    size_t sequence_count;
    uint32_t literal_counts[LITERAL_CODES], distance_counts[DISTANCE_CODES];
    uint64_t extra_bits;         /* of all matches in the block */
    uint8_t literal_bits[256];   /* the approximate cost of a literal, which decides whether a match is worth it */
    prefix_code literals, distances;
    bool has_vectors;            /* whether literals are written by vectors */
    uint32_t heads[1 << HASH_BITS][HASH_WAYS]; /* positions + 1 of strings, the newest first; 0 is none */
};

/* ---- Symbols (3.2.5) ---- */

typedef struct symbol {
    unsigned code, extra_count, extra;
} symbol;

static inline unsigned log2_of(unsigned number) {
    return 31 - (unsigned)__builtin_clz(number);
}

/* Lengths have four codes for every power of two from 8 on, distances two from 4 on. */
static inline symbol length_symbol(unsigned length) {
    unsigned rest = length - MIN_MATCH;
    if (length == MAX_MATCH) return (symbol){285, 0, 0};
    if (rest < 8) return (symbol){257 + rest, 0, 0};
    unsigned extra_count = log2_of(rest) - 2;
    return (symbol){257 + 4 * extra_count + (rest >> extra_count), extra_count, rest & ((1u << extra_count) - 1)};
}

static inline symbol distance_symbol(unsigned distance) {
    unsigned rest = distance - 1;
    if (rest < 4) return (symbol){rest, 0, 0};
    unsigned extra_count = log2_of(rest) - 1;
    return (symbol){2 * extra_count + (rest >> extra_count), extra_count, rest & ((1u << extra_count) - 1)};
}

/* ---- Finding matches (matches.c) ---- */

/* Splits data[start..<end] into sequences and counts their matches; returns the end of the block. */
typedef size_t cd_match_function(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end);

/* Matches are repeated bytes. */
cd_match_function cd_match_runs;
/* The same, but only runs of about 16 bytes or more. */
cd_match_function cd_match_long_runs;
/* Matches are strings that occurred before, found through 'heads'. */
cd_match_function cd_match_strings;

/* ---- Writing (blocks.c) ---- */

typedef struct bit_writer {
    uint64_t bits; /* the lowest 'count' are not written yet */
    unsigned count;
    uint8_t *next;
} bit_writer;

/* Writes the sequences as a block of the kind that needs the fewest bits. */
void cd_put_block(bit_writer *writer, const cd_deflater *deflater, const uint8_t *data, size_t count, bool is_last);

/* Writes stored blocks; without bytes, an empty one. */
void cd_put_stored(bit_writer *writer, const uint8_t *data, size_t count, bool is_last);

/* Pads with zeros to a whole byte. */
void cd_put_to_byte(bit_writer *writer);

/* Returns the number of bits of the sequences in these codes. */
uint64_t cd_bits_of_sequences(const cd_deflater *deflater, const prefix_code *literals, const prefix_code *distances);

#endif
