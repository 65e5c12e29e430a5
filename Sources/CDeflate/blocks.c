/* SPDX-License-Identifier: Apache-2.0 */
#include "literals.h"

#include <string.h>

enum { LENGTH_LIMIT = 7 };

/* ---- Codes of a block ---- */

static uint64_t bits_of(const uint32_t *counts, const uint8_t *lengths, size_t count) {
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) bits += (uint64_t)counts[i] * lengths[i];
    return bits;
}

/* The lengths of both codes as they are sent (3.2.7): runs of lengths are codes 16 to 18 with extra bits. */
typedef struct code_lengths {
    uint8_t codes[LITERAL_CODES + DISTANCE_CODES], extras[LITERAL_CODES + DISTANCE_CODES];
    size_t count;
    uint32_t counts[LENGTH_CODES];
    size_t literal_count, distance_count, length_count;
    prefix_code code;
    uint64_t bits; /* of the block's header, including all of these */
} code_lengths;

static const uint8_t length_extra_bits[LENGTH_CODES] = {[16] = 2, [17] = 3, [18] = 7};

static void add_code_length(code_lengths *head, unsigned code, size_t extra) {
    head->codes[head->count] = (uint8_t)code;
    head->extras[head->count++] = (uint8_t)extra;
    head->counts[code] += 1;
}

static void add_run_of_lengths(code_lengths *head, uint8_t length, size_t count) {
    if (length == 0) {
        for (; count >= 11; count -= count < 138 ? count : 138)
            add_code_length(head, 18, (count < 138 ? count : 138) - 11);
        if (count >= 3) {
            add_code_length(head, 17, count - 3);
            count = 0;
        }
    } else {
        add_code_length(head, length, 0);
        count -= 1;
        for (; count >= 3; count -= count < 6 ? count : 6) add_code_length(head, 16, (count < 6 ? count : 6) - 3);
    }
    for (; count > 0; count--) add_code_length(head, length, 0);
}

static void pack_code_lengths(code_lengths *head, const cd_deflater *deflater) {
    uint8_t lengths[LITERAL_CODES + DISTANCE_CODES];
    head->literal_count = LITERAL_CODES;
    while (deflater->literals.lengths[head->literal_count - 1] == 0) head->literal_count--;
    head->distance_count = DISTANCE_CODES;
    while (head->distance_count > 1 && deflater->distances.lengths[head->distance_count - 1] == 0)
        head->distance_count--;
    memcpy(lengths, deflater->literals.lengths, head->literal_count);
    memcpy(lengths + head->literal_count, deflater->distances.lengths, head->distance_count);
    size_t count = head->literal_count + head->distance_count;
    for (size_t start = 0, i = 1; i <= count; i++) {
        if (i < count && lengths[i] == lengths[start]) continue;
        add_run_of_lengths(head, lengths[start], i - start);
        start = i;
    }
    cd_huffman_lengths(head->code.lengths, head->counts, LENGTH_CODES, LENGTH_LIMIT);
    cd_huffman_codes(head->code.codes, head->code.lengths, LENGTH_CODES);
    head->length_count = LENGTH_CODES;
    while (head->code.lengths[cd_length_order[head->length_count - 1]] == 0) head->length_count--;
    head->bits = 3 + 14 + 3 * head->length_count + bits_of(head->counts, head->code.lengths, LENGTH_CODES)
                 + bits_of(head->counts, length_extra_bits, LENGTH_CODES);
}

static void make_fixed_codes(prefix_code *literals, prefix_code *distances) {
    cd_fixed_lengths(literals->lengths, distances->lengths);
    cd_huffman_codes(literals->codes, literals->lengths, CD_HUFFMAN_MAX_SYMBOLS);
    cd_huffman_codes(distances->codes, distances->lengths, FIXED_DISTANCES);
}

/* ---- Writing bits ---- */

void cd_put_to_byte(bit_writer *writer) {
    writer->count = (writer->count + 7) & ~7u;
    flush_bits(writer);
}

static void put_match(bit_writer *writer, const prefix_code *literals, const prefix_code *distances, sequence match) {
    symbol length = length_symbol(match.length), distance = distance_symbol(match.distance);
    put_bits(writer, literals->codes[length.code], literals->lengths[length.code]);
    put_bits(writer, length.extra, length.extra_count);
    put_bits(writer, distances->codes[distance.code], distances->lengths[distance.code]);
    put_bits(writer, distance.extra, distance.extra_count);
    flush_bits(writer);
}

/* Writes all sequences and the end of the block, in these codes. */
static void put_sequences(bit_writer *writer, const cd_deflater *deflater, const prefix_code *literals,
                          const prefix_code *distances, const uint8_t *data) {
    literal_table table;
    cd_fill_literal_table(&table, literals);
    cd_literal_writer *const put_literals = deflater->has_vectors ? cd_put_literals_vectors : cd_put_literals;
    for (size_t i = 0; i < deflater->sequence_count; i++) {
        sequence sequence = deflater->sequences[i];
        put_literals(writer, &table, data, sequence.literals);
        if (sequence.length > 0) put_match(writer, literals, distances, sequence);
        data += sequence.literals + sequence.length;
    }
    put_bits(writer, literals->codes[END_OF_BLOCK], literals->lengths[END_OF_BLOCK]);
    flush_bits(writer);
}

static void put_head(bit_writer *writer, const code_lengths *head) {
    put_bits(writer, head->literal_count - 257, 5);
    put_bits(writer, head->distance_count - 1, 5);
    put_bits(writer, head->length_count - 4, 4);
    flush_bits(writer);
    for (size_t i = 0; i < head->length_count; i++) {
        put_bits(writer, head->code.lengths[cd_length_order[i]], 3);
        flush_bits(writer);
    }
    for (size_t i = 0; i < head->count; i++) {
        unsigned code = head->codes[i];
        put_bits(writer, head->code.codes[code], head->code.lengths[code]);
        put_bits(writer, head->extras[i], length_extra_bits[code]);
        flush_bits(writer);
    }
}

void cd_put_stored(bit_writer *writer, const uint8_t *data, size_t count, bool is_last) {
    do {
        size_t part = count < MAX_STORED ? count : MAX_STORED;
        put_bits(writer, is_last && part == count, 3);
        cd_put_to_byte(writer);
        put_bits(writer, part | (~part & 0xffff) << 16, 32);
        flush_bits(writer);
        memcpy(writer->next, data, part);
        writer->next += part;
        data += part;
        count -= part;
    } while (count > 0);
}

/* ---- A block ---- */

enum { STORED_BLOCK = 0, FIXED_BLOCK = 1, DYNAMIC_BLOCK = 2 };

uint64_t cd_bits_of_sequences(const cd_deflater *deflater, const prefix_code *literals, const prefix_code *distances) {
    return bits_of(deflater->literal_counts, literals->lengths, LITERAL_CODES)
           + bits_of(deflater->distance_counts, distances->lengths, DISTANCE_CODES) + deflater->extra_bits;
}

void cd_put_block(bit_writer *writer, const cd_deflater *deflater, const uint8_t *data, size_t count,
                  bool is_last) {
    code_lengths head = {0};
    pack_code_lengths(&head, deflater);
    prefix_code literals, distances;
    make_fixed_codes(&literals, &distances);
    uint64_t dynamic = head.bits + cd_bits_of_sequences(deflater, &deflater->literals, &deflater->distances);
    uint64_t fixed = cd_bits_of_sequences(deflater, &literals, &distances);
    uint64_t stored = 8 * (count + STORED_HEAD * (count / MAX_STORED + 1));
    const bit_writer before = *writer;
    if (stored <= dynamic && stored <= fixed) {
        cd_put_stored(writer, data, count, is_last);
        return;
    }
    if (fixed <= dynamic) {
        put_bits(writer, (unsigned)is_last | FIXED_BLOCK << 1, 3);
        put_sequences(writer, deflater, &literals, &distances, data);
    } else {
        put_bits(writer, (unsigned)is_last | DYNAMIC_BLOCK << 1, 3);
        put_head(writer, &head);
        put_sequences(writer, deflater, &deflater->literals, &deflater->distances, data);
    }
    /* If the literals' counts are from a sample, the code may not suit the others. */
    if (8 * (uint64_t)(writer->next - before.next) > stored) {
        *writer = before;
        cd_put_stored(writer, data, count, is_last);
    }
}
