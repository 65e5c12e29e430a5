/* SPDX-License-Identifier: Apache-2.0 */
#include "literals.h"

#include <stdlib.h>
#include <string.h>

enum {
    /*
     * cd_put_literals() writes four at once, which fit in 64 bits with seven pending ones; 15 would save next to
     * nothing.
     */
    LITERAL_LIMIT = 14,
    DISTANCE_LIMIT = 15,
    BLOCK_BYTES = 128 << 10,
};

cd_deflater *cd_deflater_create(void) {
    cd_deflater *deflater = malloc(sizeof(cd_deflater));
    if (deflater) deflater->has_vectors = cd_has_vectors();
    return deflater;
}

bool cd_deflater_set_vectors(cd_deflater *deflater, bool is_on) {
    deflater->has_vectors = is_on && cd_has_vectors();
    return deflater->has_vectors == is_on;
}

void cd_deflater_free(cd_deflater *deflater) {
    free(deflater);
}

/* ---- Codes of a block ---- */

/* Four tables, so that increments for consecutive equal bytes are independent. */
static void count_literals(cd_deflater *deflater, const uint8_t *data) {
    uint32_t counts[4][256] = {{0}};
    for (size_t i = 0; i < deflater->sequence_count; i++) {
        size_t literals = deflater->sequences[i].literals, at = 0;
        for (; at + 4 <= literals; at += 4) {
            for (int lane = 0; lane < 4; lane++) counts[lane][data[at + (size_t)lane]] += 1;
        }
        for (; at < literals; at++) counts[0][data[at]] += 1;
        data += literals + deflater->sequences[i].length;
    }
    for (int byte = 0; byte < 256; byte++) {
        deflater->literal_counts[byte] = counts[0][byte] + counts[1][byte] + counts[2][byte] + counts[3][byte];
    }
    deflater->literal_counts[END_OF_BLOCK] = 1;
}

static void make_code(prefix_code *code, const uint32_t *counts, size_t count, unsigned limit) {
    cd_huffman_lengths(code->lengths, counts, count, limit);
    cd_huffman_codes(code->codes, code->lengths, count);
}

/* ---- A block, a strip ---- */

/* Sets the cost of literals to their length in the latest code; those that did not occur cost more than all others. */
static void expect_literals(cd_deflater *deflater) {
    for (int byte = 0; byte < 256; byte++) {
        uint8_t bits = deflater->literals.lengths[byte];
        deflater->literal_bits[byte] = bits > 0 ? bits : LITERAL_LIMIT;
    }
}

/* Finds the sequences of data[start..<end] and makes their codes; returns the end of the block. */
static size_t match_and_count(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end,
                              cd_match_function *match) {
    deflater->sequence_count = 0;
    deflater->extra_bits = 0;
    memset(deflater->literal_counts, 0, sizeof deflater->literal_counts);
    memset(deflater->distance_counts, 0, sizeof deflater->distance_counts);
    end = match(deflater, data, start, end);
    count_literals(deflater, data + start);
    make_code(&deflater->literals, deflater->literal_counts, LITERAL_CODES, LITERAL_LIMIT);
    make_code(&deflater->distances, deflater->distance_counts, DISTANCE_CODES, DISTANCE_LIMIT);
    /* Without matches there could be no code at all, but some decoders require one. */
    if (deflater->sequence_count == 1) deflater->distances.lengths[0] = 1;
    return end;
}

/*
 * Matches the next block.  The cost of a literal without strings decides whether a string is worth it: the costs in a
 * block full of strings, where common bytes are seldom literals, would favor more and more strings.
 */
static size_t match_block(cd_deflater *deflater, const uint8_t *data, size_t start, size_t count,
                          cd_matching matching) {
    size_t limit = count - start < BLOCK_BYTES ? count : start + BLOCK_BYTES;
    size_t end = match_and_count(deflater, data, start, limit, cd_match_runs);
    expect_literals(deflater);
    if (matching == CD_MATCH_STRINGS) end = match_and_count(deflater, data, start, limit, cd_match_strings);
    return end;
}

/* Estimates the cost of literals: the logarithm of their inverse frequency in a sample. */
static void guess_literals(cd_deflater *deflater, const uint8_t *data, size_t count) {
    enum { SAMPLED = 4 << 10 };
    uint32_t counts[256] = {0};
    const size_t step = count / SAMPLED + 1;
    unsigned sampled = 0;
    for (size_t i = 0; i < count; i += step, sampled++) counts[data[i]] += 1;
    for (int byte = 0; byte < 256; byte++) {
        /* Half a bit more, so that the logarithm is rounded and not truncated: 1.41 = 181 / 128. */
        unsigned bits = counts[byte] == 0 ? LITERAL_LIMIT : log2_of((uint32_t)(sampled * 181ull / 128 / counts[byte]));
        deflater->literal_bits[byte] = (uint8_t)(bits < 1 ? 1 : bits < LITERAL_LIMIT ? bits : LITERAL_LIMIT);
    }
}

static void start_strip(cd_deflater *deflater, const uint8_t *data, size_t count, cd_matching matching) {
    guess_literals(deflater, data, count);
    if (matching == CD_MATCH_STRINGS) memset(deflater->heads, 0, sizeof deflater->heads);
}

/*
 * A block is 128 KiB, or less if it has MAX_SEQUENCES - 1 matches of at least MIN_MATCH bytes; it is never larger
 * than stored blocks for those bytes, at most three with an alignment each.
 */
size_t cd_deflate_bound(size_t count) {
    size_t shortest = (MAX_SEQUENCES - 1) * MIN_MATCH;
    return count + (count / shortest + 1) * 3 * (STORED_HEAD + 1) + STORED_HEAD + sizeof(uint64_t);
}

size_t cd_deflate(cd_deflater *deflater, uint8_t *out, const uint8_t *data, size_t count, cd_matching matching,
                  bool is_last) {
    bit_writer writer = {0, 0, out};
    start_strip(deflater, data, count, matching);
    size_t start = 0;
    do {
        size_t end = match_block(deflater, data, start, count, matching);
        cd_put_block(&writer, deflater, data + start, end - start, is_last && end == count);
        start = end;
    } while (start < count);
    if (is_last) {
        cd_put_to_byte(&writer);
    } else {
        cd_put_stored(&writer, data, 0, false); /* an empty block, which ends at a whole byte */
    }
    return (size_t)(writer.next - out);
}

uint64_t cd_deflate_estimate(cd_deflater *deflater, const uint8_t *data, size_t count, cd_matching matching) {
    start_strip(deflater, data, count, matching);
    uint64_t bits = 0;
    size_t start = 0;
    do {
        start = match_block(deflater, data, start, count, matching);
        bits += cd_bits_of_sequences(deflater, &deflater->literals, &deflater->distances);
    } while (start < count);
    return bits;
}
