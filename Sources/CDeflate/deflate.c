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
typedef uint32_t byte_counts[4][256];

static void count_bytes(byte_counts counts, const uint8_t *data, size_t count) {
    size_t at = 0;
    for (; at + 4 <= count; at += 4) {
        for (int lane = 0; lane < 4; lane++) counts[lane][data[at + (size_t)lane]] += 1;
    }
    for (; at < count; at++) counts[0][data[at]] += 1;
}

/* Sets the count of each literal to 'factor' times what was counted, plus 'more', and that of the block's end. */
static void set_literal_counts(cd_deflater *deflater, byte_counts counts, uint32_t factor, uint32_t more) {
    for (int byte = 0; byte < 256; byte++) {
        const uint32_t count = counts[0][byte] + counts[1][byte] + counts[2][byte] + counts[3][byte];
        deflater->literal_counts[byte] = count * factor + more;
    }
    deflater->literal_counts[END_OF_BLOCK] = 1;
}

static void count_literals(cd_deflater *deflater, const uint8_t *data) {
    byte_counts counts = {{0}};
    for (size_t i = 0; i < deflater->sequence_count; i++) {
        count_bytes(counts, data, deflater->sequences[i].literals);
        data += deflater->sequences[i].literals + deflater->sequences[i].length;
    }
    set_literal_counts(deflater, counts, 1, 0);
}

/* Counts the literals in one of every SAMPLED_PART groups of bytes; those that are not seen need a code too. */
static void sample_literals(cd_deflater *deflater, const uint8_t *data) {
    enum { GROUP = 64, SAMPLED_PART = 8 };
    byte_counts counts = {{0}};
    for (size_t i = 0; i < deflater->sequence_count; i++) {
        const size_t literals = deflater->sequences[i].literals;
        for (size_t at = 0; at + GROUP <= literals; at += SAMPLED_PART * GROUP) count_bytes(counts, data + at, GROUP);
        data += literals + deflater->sequences[i].length;
    }
    set_literal_counts(deflater, counts, SAMPLED_PART, 1);
}

/* Returns whether the literals of the block are mostly in long sequences, of which a sample is enough. */
static bool has_long_sequences(const cd_deflater *deflater) {
    enum { LONG = 2 << 10 };
    return deflater->sequence_count <= BLOCK_BYTES / LONG;
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
                              cd_matching matching) {
    static cd_match_function *const functions[] = {
        [CD_MATCH_LONG_RUNS] = cd_match_long_runs,
        [CD_MATCH_RUNS] = cd_match_runs,
        [CD_MATCH_STRINGS] = cd_match_strings,
    };
    deflater->sequence_count = 0;
    deflater->extra_bits = 0;
    memset(deflater->literal_counts, 0, sizeof deflater->literal_counts);
    memset(deflater->distance_counts, 0, sizeof deflater->distance_counts);
    end = functions[matching](deflater, data, start, end);
    if (matching == CD_MATCH_LONG_RUNS && has_long_sequences(deflater)) {
        sample_literals(deflater, data + start);
    } else {
        count_literals(deflater, data + start);
    }
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
    const bool has_strings = matching == CD_MATCH_STRINGS;
    size_t end = match_and_count(deflater, data, start, limit, has_strings ? CD_MATCH_RUNS : matching);
    expect_literals(deflater);
    if (has_strings) end = match_and_count(deflater, data, start, limit, matching);
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
 * than stored blocks for those bytes, at most three with an alignment each.  But cd_put_block() writes it first, at
 * worst with the longest code for each byte and its codes in the head.
 */
size_t cd_deflate_bound(size_t count) {
    enum { MOST_HEAD = 512 };
    size_t shortest = (MAX_SEQUENCES - 1) * MIN_MATCH, block = count < BLOCK_BYTES ? count : BLOCK_BYTES;
    size_t stored = count + (count / shortest + 1) * 3 * (STORED_HEAD + 1) + STORED_HEAD + sizeof(uint64_t);
    return stored + block * (LITERAL_LIMIT - 8) / 8 + MOST_HEAD;
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
