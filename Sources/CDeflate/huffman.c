/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct leaf {
    uint32_t frequency;
    uint16_t symbol;
} leaf;

static int by_frequency(const void *left, const void *right) {
    const leaf *a = left, *b = right;
    if (a->frequency != b->frequency) return a->frequency < b->frequency ? -1 : 1;
    return a->symbol < b->symbol ? -1 : 1;
}

/*
 * Huffman's algorithm with two queues: 'leaves' in order of rising frequency, and the created nodes, which are in
 * that order too.  Fills depth_counts[d] with the number of leaves at depth d; 'limit' includes all deeper ones.
 */
static void count_depths(uint32_t *depth_counts, const leaf *leaves, size_t count, unsigned limit) {
    uint32_t sums[CD_HUFFMAN_MAX_SYMBOLS];
    uint16_t leaf_parents[CD_HUFFMAN_MAX_SYMBOLS], node_parents[CD_HUFFMAN_MAX_SYMBOLS];
    size_t next_leaf = 0, next_node = 0;
    for (size_t node = 0; node + 1 < count; node++) {
        sums[node] = 0;
        for (int child = 0; child < 2; child++) {
            bool is_leaf = next_leaf < count
                           && (next_node == node || leaves[next_leaf].frequency <= sums[next_node]);
            sums[node] += is_leaf ? leaves[next_leaf].frequency : sums[next_node];
            if (is_leaf) {
                leaf_parents[next_leaf++] = (uint16_t)node;
            } else {
                node_parents[next_node++] = (uint16_t)node;
            }
        }
    }
    /* A node is created before its parent: going down from the root, the last one, every parent's depth is known. */
    uint16_t depths[CD_HUFFMAN_MAX_SYMBOLS];
    depths[count - 2] = 0;
    for (size_t node = count - 2; node-- > 0;) depths[node] = (uint16_t)(depths[node_parents[node]] + 1);
    for (size_t i = 0; i < count; i++) {
        unsigned depth = depths[leaf_parents[i]] + 1u;
        depth_counts[depth < limit ? depth : limit] += 1;
    }
}

/*
 * If leaves were lifted to 'limit', the code is oversubscribed: the sum of 2^(limit - length) exceeds 2^limit.  One
 * leaf at the limit moves up to become the sibling of the deepest leaf above it: that leaf goes a level down and the
 * two share its old place.  This frees the moved leaf's unit at the limit and changes nothing else, so each step
 * reduces the sum by 1, and it ends at exactly 2^limit.  There is a leaf above the limit as long as the sum is too
 * large, because 2^limit leaves at the limit would be exactly full.
 */
static void fit_to_limit(uint32_t *depth_counts, unsigned limit) {
    uint32_t sum = 0;
    for (unsigned depth = 1; depth <= limit; depth++) sum += depth_counts[depth] << (limit - depth);
    for (; sum > 1u << limit; sum--) {
        unsigned depth = limit - 1;
        while (depth_counts[depth] == 0) depth--;
        depth_counts[depth] -= 1;
        depth_counts[depth + 1] += 2;
        depth_counts[limit] -= 1;
    }
}

void cd_huffman_lengths(uint8_t *lengths, const uint32_t *frequencies, size_t count, unsigned limit) {
    leaf leaves[CD_HUFFMAN_MAX_SYMBOLS];
    size_t used = 0;
    memset(lengths, 0, count);
    for (size_t symbol = 0; symbol < count; symbol++) {
        if (frequencies[symbol] > 0) leaves[used++] = (leaf){frequencies[symbol], (uint16_t)symbol};
    }
    if (used < 2) {
        if (used == 1) lengths[leaves[0].symbol] = 1;
        return;
    }
    qsort(leaves, used, sizeof leaves[0], by_frequency);
    uint32_t depth_counts[CD_HUFFMAN_MAX_LENGTH + 1] = {0};
    count_depths(depth_counts, leaves, used, limit);
    fit_to_limit(depth_counts, limit);
    /* The rarest symbols get the longest codes. */
    size_t next = 0;
    for (unsigned depth = limit; depth > 0; depth--) {
        for (uint32_t i = 0; i < depth_counts[depth]; i++) lengths[leaves[next++].symbol] = (uint8_t)depth;
    }
}

static uint16_t reversed(uint32_t code, unsigned length) {
    uint32_t result = 0;
    for (unsigned bit = 0; bit < length; bit++) result |= (code >> bit & 1) << (length - 1 - bit);
    return (uint16_t)result;
}

void cd_huffman_codes(uint16_t *codes, const uint8_t *lengths, size_t count) {
    uint32_t next[CD_HUFFMAN_MAX_LENGTH + 2] = {0};
    for (size_t symbol = 0; symbol < count; symbol++) next[lengths[symbol] + 1] += 1;
    next[1] = 0; /* symbols of length 0 have no code */
    for (unsigned length = 1; length <= CD_HUFFMAN_MAX_LENGTH; length++) {
        next[length + 1] = (next[length] + next[length + 1]) << 1;
    }
    for (size_t symbol = 0; symbol < count; symbol++) {
        if (lengths[symbol] > 0) codes[symbol] = reversed(next[lengths[symbol]]++, lengths[symbol]);
    }
}

const uint8_t cd_length_order[LENGTH_CODES] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

void cd_fixed_lengths(uint8_t literals[CD_HUFFMAN_MAX_SYMBOLS], uint8_t distances[FIXED_DISTANCES]) {
    for (int i = 0; i < CD_HUFFMAN_MAX_SYMBOLS; i++) literals[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    memset(distances, 5, FIXED_DISTANCES);
}
