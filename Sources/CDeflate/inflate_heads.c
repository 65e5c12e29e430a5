/* SPDX-License-Identifier: Apache-2.0 */
#include "inflater.h"

#include <string.h>

static bool use_fixed_codes(cd_inflater *inflater) {
    uint8_t *literals = inflater->lengths, *distances = literals + CD_HUFFMAN_MAX_SYMBOLS;
    cd_fixed_lengths(literals, distances);
    inflater->phase = SYMBOLS;
    return cd_make_literal_table(inflater->literals, literals, CD_HUFFMAN_MAX_SYMBOLS)
           && cd_make_distance_table(inflater->distances, distances, FIXED_DISTANCES);
}

step cd_read_block_head(cd_inflater *inflater) {
    if (inflater->count < 3) return NEED_INPUT;
    inflater->is_last_block = take_bits(inflater, 1) == 1;
    switch (take_bits(inflater, 2)) {
    case 0: inflater->phase = STORED_HEAD; return GO_ON;
    case 1: return use_fixed_codes(inflater) ? GO_ON : DAMAGED;
    case 2: inflater->phase = CODE_COUNTS; return GO_ON;
    default: return DAMAGED;
    }
}

step cd_read_stored_head(cd_inflater *inflater) {
    unsigned padding = inflater->count % 8;
    if (inflater->count < padding + 32) return NEED_INPUT;
    take_bits(inflater, padding);
    unsigned count = take_bits(inflater, 16);
    if (take_bits(inflater, 16) != (~count & 0xffff)) return DAMAGED;
    inflater->stored_left = count;
    inflater->phase = STORED_BYTES;
    return GO_ON;
}

step cd_read_code_counts(cd_inflater *inflater) {
    if (inflater->count < 14) return NEED_INPUT;
    inflater->literal_count = take_bits(inflater, 5) + 257;
    inflater->distance_count = take_bits(inflater, 5) + 1;
    inflater->length_count = take_bits(inflater, 4) + 4;
    if (inflater->literal_count > LITERAL_CODES || inflater->distance_count > DISTANCE_CODES) return DAMAGED;
    memset(inflater->lengths, 0, LENGTH_CODES);
    inflater->lengths_known = 0;
    inflater->phase = LENGTHS_OF_LENGTHS;
    return GO_ON;
}

static bool is_complete(const uint8_t *lengths, size_t count) {
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += lengths[i] > 0 ? 1u << (MAX_BITS - lengths[i]) : 0;
    return sum == 1u << MAX_BITS;
}

step cd_read_lengths_of_lengths(cd_inflater *inflater, cd_ends *ends) {
    while (inflater->lengths_known < inflater->length_count) {
        refill(inflater, ends);
        if (inflater->count < 3) return NEED_INPUT;
        inflater->lengths[cd_length_order[inflater->lengths_known++]] = (uint8_t)take_bits(inflater, 3);
    }
    if (!is_complete(inflater->lengths, LENGTH_CODES)
        || !cd_make_length_table(inflater->length_table, inflater->lengths, LENGTH_CODES)) {
        return DAMAGED;
    }
    inflater->lengths_known = 0;
    inflater->phase = LENGTHS;
    return GO_ON;
}

static step use_own_codes(cd_inflater *inflater) {
    const uint8_t *lengths = inflater->lengths;
    inflater->phase = SYMBOLS;
    bool is_right = lengths[END_OF_BLOCK] > 0
                    && cd_make_literal_table(inflater->literals, lengths, inflater->literal_count)
                    && cd_make_distance_table(inflater->distances, lengths + inflater->literal_count,
                                              inflater->distance_count);
    if (is_right) cd_pair_literals(inflater->literals);
    return is_right ? GO_ON : DAMAGED;
}

/* Reads the lengths of both codes, where 16 repeats the previous one and 17 and 18 are runs of zeros (3.2.7). */
step cd_read_lengths(cd_inflater *inflater, cd_ends *ends) {
    static const uint8_t extra_bits[] = {2, 3, 7}, least[] = {3, 3, 11};
    size_t all = inflater->literal_count + inflater->distance_count;
    while (inflater->lengths_known < all) {
        refill(inflater, ends);
        entry e = inflater->length_table[inflater->bits & ((1 << LENGTH_BITS) - 1)];
        unsigned symbol = value_of(e), extra = symbol < 16 ? 0 : extra_bits[symbol - 16];
        if (inflater->count < length_of(e) + extra) return NEED_INPUT;
        take_bits(inflater, length_of(e));
        if (symbol < 16) {
            inflater->lengths[inflater->lengths_known++] = (uint8_t)symbol;
            continue;
        }
        if (symbol == 16 && inflater->lengths_known == 0) return DAMAGED;
        uint8_t length = symbol == 16 ? inflater->lengths[inflater->lengths_known - 1] : 0;
        size_t count = least[symbol - 16] + take_bits(inflater, extra);
        if (count > all - inflater->lengths_known) return DAMAGED;
        memset(inflater->lengths + inflater->lengths_known, length, count);
        inflater->lengths_known += count;
    }
    return use_own_codes(inflater);
}
