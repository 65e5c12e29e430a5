/* SPDX-License-Identifier: Apache-2.0 */
#include "inflater.h"

static entry literal_entry(unsigned symbol, unsigned length) {
    if (symbol < END_OF_BLOCK) return make_entry(length, LITERAL, 1, symbol);
    if (symbol == END_OF_BLOCK) return make_entry(length, END, 0, 0);
    unsigned index = symbol - 257;
    if (index < 8) return make_entry(length, BASE, 0, 3 + index);
    if (index == 28) return make_entry(length, BASE, 0, 258);
    if (index > 28) return make_entry(length, INVALID, 0, 0);
    unsigned extra = index / 4 - 1;
    return make_entry(length, BASE, extra, 3 + ((4 + index % 4) << extra));
}

static entry distance_entry(unsigned symbol, unsigned length) {
    if (symbol < 4) return make_entry(length, BASE, 0, 1 + symbol);
    if (symbol >= DISTANCE_CODES) return make_entry(length, INVALID, 0, 0);
    unsigned extra = symbol / 2 - 1;
    return make_entry(length, BASE, extra, 1 + ((2 + symbol % 2) << extra));
}

static entry length_entry(unsigned symbol, unsigned length) {
    return make_entry(length, LITERAL, 0, symbol);
}

/* Writes 'e' to every entry whose index begins with the bits of 'code', in a table of 2^bits entries. */
static void spread(entry *table, unsigned bits, unsigned code, unsigned length, entry e) {
    for (size_t i = code; i < (size_t)1 << bits; i += (size_t)1 << length) table[i] = e;
}

/*
 * Returns the bits of the second lookup after the first bits of a code: as many as the longest code with that prefix
 * needs.
 */
static unsigned link_bits(const uint16_t *codes, const uint8_t *lengths, size_t count, unsigned root, unsigned prefix) {
    unsigned bits = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_brother = lengths[i] > root && (codes[i] & ((1u << root) - 1)) == prefix;
        if (is_brother && lengths[i] - root > bits) bits = lengths[i] - root;
    }
    return bits;
}

/* Fills a table whose first lookup uses 'root' bits. */
static bool make_table(entry *table, unsigned root, const uint8_t *lengths, size_t count,
                       entry entry_of(unsigned symbol, unsigned length)) {
    uint32_t room = 1u << MAX_BITS;
    unsigned longest = 0;
    for (size_t i = 0; i < count; i++) {
        if (lengths[i] == 0) continue;
        uint32_t part = 1u << (MAX_BITS - lengths[i]);
        if (part > room) return false;
        room -= part;
        if (lengths[i] > longest) longest = lengths[i];
    }
    if (room > 0 && longest > 1) return false;
    uint16_t codes[CD_HUFFMAN_MAX_SYMBOLS + 32] = {0};
    cd_huffman_codes(codes, lengths, count);
    if (room > 0) spread(table, root, 0, 0, make_entry(1, INVALID, 0, 0));
    if (longest > root) spread(table, root, 0, 0, 0);
    size_t end = (size_t)1 << root;
    for (size_t i = 0; i < count; i++) {
        unsigned length = lengths[i], prefix = codes[i] & ((1u << root) - 1);
        if (length == 0) continue;
        if (length <= root) {
            spread(table, root, codes[i], length, entry_of((unsigned)i, length));
            continue;
        }
        if (table[prefix] == 0) {
            unsigned bits = link_bits(codes, lengths, count, root, prefix);
            table[prefix] = make_entry(root, LINK, bits, (unsigned)end);
            end += (size_t)1 << bits;
        }
        spread(table + value_of(table[prefix]), extra_of(table[prefix]), codes[i] >> root, length - root,
               entry_of((unsigned)i, length - root));
    }
    return true;
}

bool cd_make_literal_table(entry table[LITERAL_ENTRIES], const uint8_t *lengths, size_t count) {
    return make_table(table, LITERAL_BITS, lengths, count, literal_entry);
}

bool cd_make_distance_table(entry table[DISTANCE_ENTRIES], const uint8_t *lengths, size_t count) {
    return make_table(table, DISTANCE_BITS, lengths, count, distance_entry);
}

bool cd_make_length_table(entry table[1 << LENGTH_BITS], const uint8_t *lengths, size_t count) {
    return make_table(table, LENGTH_BITS, lengths, count, length_entry);
}

void cd_pair_literals(entry table[LITERAL_ENTRIES]) {
    for (size_t i = (size_t)1 << LITERAL_BITS; i-- > 0;) {
        if (kind_of(table[i]) != LITERAL) continue;
        /* The entry of the code that follows; it is still single, because the indices go down. */
        entry second = table[i >> length_of(table[i])];
        unsigned length = length_of(table[i]) + length_of(second);
        if (kind_of(second) != LITERAL || length > LITERAL_BITS) continue;
        table[i] = make_entry(length, LITERAL, 2, value_of(table[i]) | value_of(second) << 8);
    }
}
