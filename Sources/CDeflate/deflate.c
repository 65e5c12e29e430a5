/* SPDX-License-Identifier: Apache-2.0 */
#include "cdeflate.h"

#include <stdlib.h>
#include <string.h>

/* Section numbers in this file are those of RFC 1951. */
enum {
    END_OF_BLOCK = 256,
    LITERAL_CODES = 286,
    DISTANCE_CODES = 30,
    LENGTH_CODES = 19, /* the code for the lengths of the codes */
    MIN_MATCH = 3,
    MAX_MATCH = 258,
    MAX_DISTANCE = 32768,
    MAX_STORED = 65535,
    STORED_HEAD = 5, /* bytes: 3 bits, the alignment, twice the count */
    /* Four literals and seven pending bits fit in 64 bits; 15 would save next to nothing. */
    LITERAL_LIMIT = 14,
    DISTANCE_LIMIT = 15,
    LENGTH_LIMIT = 7,
    MAX_SEQUENCES = 16 << 10,
    BLOCK_BYTES = 128 << 10,
    LAZY_LENGTH = 32,
    HASH_BITS = 14,
    HASH_WAYS = 4,
};

/* Literals as they stand in the data, then a copy of what stands 'distance' bytes before; none if 'length' is 0. */
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
    uint8_t literal_bits[256];   /* about what a literal costs: whether a match is worth it depends on this */
    prefix_code literals, distances;
    uint32_t heads[1 << HASH_BITS][HASH_WAYS]; /* places + 1 of strings, the newest first; 0 is none */
};

cd_deflater *cd_deflater_create(void) {
    return malloc(sizeof(cd_deflater));
}

void cd_deflater_free(cd_deflater *deflater) {
    free(deflater);
}

/* ---- Symbols (3.2.5) ---- */

typedef struct symbol {
    unsigned code, extra_count, extra;
} symbol;

static unsigned log2_of(unsigned number) {
    return 31 - (unsigned)__builtin_clz(number);
}

/* Lengths have four codes for every power of two from 8 on, distances two from 4 on. */
static symbol length_symbol(unsigned length) {
    unsigned rest = length - MIN_MATCH;
    if (length == MAX_MATCH) return (symbol){285, 0, 0};
    if (rest < 8) return (symbol){257 + rest, 0, 0};
    unsigned extra_count = log2_of(rest) - 2;
    return (symbol){257 + 4 * extra_count + (rest >> extra_count), extra_count, rest & ((1u << extra_count) - 1)};
}

static symbol distance_symbol(unsigned distance) {
    unsigned rest = distance - 1;
    if (rest < 4) return (symbol){rest, 0, 0};
    unsigned extra_count = log2_of(rest) - 1;
    return (symbol){2 * extra_count + (rest >> extra_count), extra_count, rest & ((1u << extra_count) - 1)};
}

/* ---- Finding matches ---- */

static uint32_t load32(const uint8_t *bytes) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static uint64_t load64(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The place of the first byte in memory, of 8, that is not 0; there is one. */
static size_t first_byte(uint64_t bytes) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (size_t)__builtin_clzll(bytes) >> 3;
#else
    return (size_t)__builtin_ctzll(bytes) >> 3;
#endif
}

/* How many bytes at 'a' and 'b' are equal, at most 'most'. */
static size_t common_length(const uint8_t *a, const uint8_t *b, size_t most) {
    size_t count = 0;
    for (; count + 8 <= most; count += 8) {
        uint64_t different = load64(a + count) ^ load64(b + count);
        if (different != 0) return count + first_byte(different);
    }
    while (count < most && a[count] == b[count]) count++;
    return count;
}

static bool has_room(const cd_deflater *deflater) {
    return deflater->sequence_count < MAX_SEQUENCES - 1; /* one is for the end */
}

static void add_match(cd_deflater *deflater, size_t literals, size_t length, size_t distance) {
    deflater->sequences[deflater->sequence_count++] =
        (sequence){(uint32_t)literals, (uint16_t)length, (uint16_t)distance};
    symbol of_length = length_symbol((unsigned)length), of_distance = distance_symbol((unsigned)distance);
    deflater->literal_counts[of_length.code] += 1;
    deflater->distance_counts[of_distance.code] += 1;
    deflater->extra_bits += of_length.extra_count + of_distance.extra_count;
}

/* The literals up to 'end'; if there is no room for what follows, the block ends at the last match, 'done'. */
static size_t end_sequences(cd_deflater *deflater, size_t done, size_t end) {
    if (!has_room(deflater)) end = done;
    deflater->sequences[deflater->sequence_count++] = (sequence){(uint32_t)(end - done), 0, 0};
    return end;
}

/* Whether 8 bytes are equal. */
static bool are_equal(uint64_t bytes) {
    return bytes == (bytes << 8 | bytes >> 56);
}

/* Whether some literal costs one bit: then most bytes are that one, and short runs of it are everywhere and no gain. */
static bool has_cheap_literal(const cd_deflater *deflater) {
    return memchr(deflater->literal_bits, 1, sizeof deflater->literal_bits) != NULL;
}

/* The next place from 'at' on, in steps of 4, where a byte and the 3 behind it repeat the one before; with 'is_long', the 6. */
static inline size_t next_run(const uint8_t *data, size_t at, size_t end, bool is_long) {
    if (is_long) {
        while (at + 8 <= end && !are_equal(load64(data + at - 1))) at += 4;
    } else {
        while (at + 4 <= end && load32(data + at) != load32(data + at - 1)) at += 4;
    }
    return at;
}

/*
 * Splits data[start..<end] into sequences of repeated bytes; returns where the block ends.
 *
 * They are looked for at every fourth place: of 8 equal bytes, 5 begin at one of them.  Shorter runs are seldom worth
 * a match; where a literal costs one bit, runs of 9 are not either, and of 11 equal bytes 8 begin before one.
 */
static size_t match_runs(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end) {
    enum { MATCH_BITS = 9 }; /* a length's code and its extra bits, the distance's code: about */
    const bool is_long = has_cheap_literal(deflater);
    size_t done = start, at = start + 1;
    while (has_room(deflater)) {
        at = next_run(data, at, end, is_long);
        if (at + (is_long ? 8 : 4) > end) break;
        size_t first = at; /* the first byte that repeats the one before it */
        while (first > done + 1 && data[first - 2] == data[at]) first--;
        size_t behind = at + 4 + common_length(data + at + 3, data + at + 4, end - at - 4);
        at = behind + 1;
        if ((behind - first) * deflater->literal_bits[data[first]] <= MATCH_BITS) continue;
        while (behind - first >= MIN_MATCH && has_room(deflater)) {
            size_t length = behind - first < MAX_MATCH ? behind - first : MAX_MATCH;
            add_match(deflater, first - done, length, 1);
            first += length;
            done = first;
        }
    }
    return end_sequences(deflater, done, end);
}

/* ---- Strings ---- */

/* Of so many bytes: shorter strings are hardly ever worth their distance, and would be found everywhere in filtered rows. */
enum { HASHED = 6 };

/* The bytes of a string that are hashed, in the upper part. */
static uint64_t hashed(const uint8_t *bytes) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return load64(bytes) & ~(uint64_t)0 << (64 - 8 * HASHED);
#else
    return load64(bytes) << (64 - 8 * HASHED);
#endif
}

/* 2^64 / the golden ratio: Knuth's multiplicative hashing */
static uint32_t hash_of(const uint8_t *bytes) {
    return (uint32_t)(hashed(bytes) * 0x9e3779b97f4a7c15u >> (64 - HASH_BITS));
}

static void remember(cd_deflater *deflater, const uint8_t *data, size_t at) {
    uint32_t *head = deflater->heads[hash_of(data + at)];
    for (int way = HASH_WAYS - 1; way > 0; way--) head[way] = head[way - 1];
    head[0] = (uint32_t)at + 1;
}

typedef struct match {
    size_t length, distance;
} match;

/* The longest of the strings that are remembered, and remembers this one. */
static match find_match(cd_deflater *deflater, const uint8_t *data, size_t at, size_t end) {
    const uint32_t *head = deflater->heads[hash_of(data + at)];
    size_t most = end - at < MAX_MATCH ? end - at : MAX_MATCH;
    match best = {0, 0};
    for (int way = 0; way < HASH_WAYS; way++) {
        size_t distance = at + 1 - head[way];
        if (head[way] == 0 || distance > MAX_DISTANCE) break;
        const uint8_t *place = data + at - distance;
        if (hashed(place) != hashed(data + at) || place[best.length] != data[at + best.length]) continue;
        size_t length = HASHED + common_length(place + HASHED, data + at + HASHED, most - HASHED);
        if (length > best.length) best = (match){length, distance};
        if (length == most) break;
    }
    remember(deflater, data, at);
    return best;
}

/* About how many bits a match takes less than its bytes as literals; of long ones no more than that they are long. */
static int gain_of(const cd_deflater *deflater, const uint8_t *data, size_t at, match found) {
    enum { MATCH_BITS = 10, COUNTED = 16 }; /* the codes of length and distance; the distance's extra bits are extra */
    if (found.length == 0) return 0;
    int bits = 0;
    for (size_t i = 0; i < found.length && i < COUNTED; i++) bits += deflater->literal_bits[data[at + i]];
    return bits - MATCH_BITS - (int)log2_of((unsigned)found.distance);
}

/* Behind so many places without a string the next place looked at is two further on, and so on up to 8. */
enum { PATIENCE = 64, LONGEST_STEP = 8 };

/* Goes past places without a string, the more the longer there was none; all are remembered. */
static size_t skip_place(cd_deflater *deflater, const uint8_t *data, size_t at, size_t end, size_t misses) {
    size_t step = 1 + misses / PATIENCE;
    if (step > LONGEST_STEP) step = LONGEST_STEP;
    for (size_t i = 1; i < step && at + i + 8 <= end; i++) remember(deflater, data, at + i);
    return at + step;
}

/* Lengthens a match to the left, as far as the literals before it go. */
static void extend_back(const uint8_t *data, size_t done, size_t *at, match *found) {
    while (*at > done && *at > found->distance && found->length < MAX_MATCH
           && data[*at - 1] == data[*at - 1 - found->distance]) {
        *at -= 1;
        found->length += 1;
    }
}

/*
 * Splits data[start..<end] into sequences of strings that occurred before; returns where the block ends.  A match gives
 * way to one that begins a byte later and gains more.
 */
static size_t match_strings(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end) {
    size_t done = start, at = start, misses = 0;
    while (at + 9 <= end && has_room(deflater)) {
        match found = find_match(deflater, data, at, end);
        int gain = gain_of(deflater, data, at, found);
        if (gain <= 0) {
            at = skip_place(deflater, data, at, end, misses++);
            continue;
        }
        misses = 0;
        while (found.length < LAZY_LENGTH && at + 9 < end) {
            match next = find_match(deflater, data, at + 1, end);
            int next_gain = gain_of(deflater, data, at + 1, next) - deflater->literal_bits[data[at]];
            if (next_gain <= gain) break;
            found = next;
            gain = next_gain;
            at++;
        }
        size_t next_place = at + 2; /* this one and the next are remembered */
        extend_back(data, done, &at, &found);
        add_match(deflater, at - done, found.length, found.distance);
        done = at + found.length;
        for (at = next_place; at < done && at + 8 <= end; at++) remember(deflater, data, at);
        at = done;
    }
    return end_sequences(deflater, done, end);
}

/* ---- Codes of a block ---- */

/* Four tables, so that equal bytes in a row do not wait for each other. */
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
    uint64_t bits; /* of the block's head with all this */
} code_lengths;

static const uint8_t length_order[LENGTH_CODES] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
static const uint8_t length_extra_bits[LENGTH_CODES] = {[16] = 2, [17] = 3, [18] = 7};

static void add_code_length(code_lengths *head, unsigned code, size_t extra) {
    head->codes[head->count] = (uint8_t)code;
    head->extras[head->count++] = (uint8_t)extra;
    head->counts[code] += 1;
}

static void add_run_of_lengths(code_lengths *head, uint8_t length, size_t count) {
    if (length == 0) {
        for (; count >= 11; count -= count < 138 ? count : 138) add_code_length(head, 18, (count < 138 ? count : 138) - 11);
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
    while (head->distance_count > 1 && deflater->distances.lengths[head->distance_count - 1] == 0) head->distance_count--;
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
    while (head->code.lengths[length_order[head->length_count - 1]] == 0) head->length_count--;
    head->bits = 3 + 14 + 3 * head->length_count + bits_of(head->counts, head->code.lengths, LENGTH_CODES)
                 + bits_of(head->counts, length_extra_bits, LENGTH_CODES);
}

static void make_code(prefix_code *code, const uint32_t *counts, size_t count, unsigned limit) {
    cd_huffman_lengths(code->lengths, counts, count, limit);
    cd_huffman_codes(code->codes, code->lengths, count);
}

/* The codes that every decoder knows (3.2.6). */
static void make_fixed_codes(prefix_code *literals, prefix_code *distances) {
    for (int i = 0; i < CD_HUFFMAN_MAX_SYMBOLS; i++) literals->lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    memset(distances->lengths, 5, 32);
    cd_huffman_codes(literals->codes, literals->lengths, CD_HUFFMAN_MAX_SYMBOLS);
    cd_huffman_codes(distances->codes, distances->lengths, 32);
}

/* ---- Writing bits ---- */

typedef struct bit_writer {
    uint64_t bits; /* the lowest 'count' are not written yet */
    unsigned count;
    uint8_t *next;
} bit_writer;

/* Leaves at most 7 bits pending.  Writes 8 bytes, of which those behind 'next' are not valid yet. */
static inline void flush_bits(bit_writer *writer) {
    uint64_t bits = writer->bits;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bits = __builtin_bswap64(bits);
#endif
    memcpy(writer->next, &bits, sizeof bits);
    writer->next += writer->count >> 3;
    writer->bits >>= writer->count & ~7u;
    writer->count &= 7;
}

static inline void put_bits(bit_writer *writer, uint64_t bits, unsigned count) {
    writer->bits |= bits << writer->count;
    writer->count += count;
}

static void put_to_byte(bit_writer *writer) {
    writer->count = (writer->count + 7) & ~7u;
    flush_bits(writer);
}

static void put_literals(bit_writer *writer, const uint32_t *table, const uint8_t *data, size_t count) {
    bit_writer local = *writer; /* in registers */
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        uint32_t a = table[data[i]], b = table[data[i + 1]], c = table[data[i + 2]], d = table[data[i + 3]];
        unsigned ab = (a >> 16) + (b >> 16), cd = (c >> 16) + (d >> 16);
        uint64_t first = (a & 0xffff) | (uint64_t)(b & 0xffff) << (a >> 16);
        uint64_t second = (c & 0xffff) | (uint64_t)(d & 0xffff) << (c >> 16);
        put_bits(&local, first | second << ab, ab + cd);
        flush_bits(&local);
    }
    for (; i < count; i++) {
        put_bits(&local, table[data[i]] & 0xffff, table[data[i]] >> 16);
        flush_bits(&local);
    }
    *writer = local;
}

static void put_match(bit_writer *writer, const prefix_code *literals, const prefix_code *distances, sequence match) {
    symbol length = length_symbol(match.length), distance = distance_symbol(match.distance);
    put_bits(writer, literals->codes[length.code], literals->lengths[length.code]);
    put_bits(writer, length.extra, length.extra_count);
    put_bits(writer, distances->codes[distance.code], distances->lengths[distance.code]);
    put_bits(writer, distance.extra, distance.extra_count);
    flush_bits(writer);
}

/* All sequences and the end of the block, in these codes. */
static void put_sequences(bit_writer *writer, const cd_deflater *deflater, const prefix_code *literals,
                          const prefix_code *distances, const uint8_t *data) {
    uint32_t table[256]; /* code and, above 16 bits, its length */
    for (int byte = 0; byte < 256; byte++) table[byte] = literals->codes[byte] | (uint32_t)literals->lengths[byte] << 16;
    for (size_t i = 0; i < deflater->sequence_count; i++) {
        sequence sequence = deflater->sequences[i];
        put_literals(writer, table, data, sequence.literals);
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
        put_bits(writer, head->code.lengths[length_order[i]], 3);
        flush_bits(writer);
    }
    for (size_t i = 0; i < head->count; i++) {
        unsigned code = head->codes[i];
        put_bits(writer, head->code.codes[code], head->code.lengths[code]);
        put_bits(writer, head->extras[i], length_extra_bits[code]);
        flush_bits(writer);
    }
}

static void put_stored(bit_writer *writer, const uint8_t *data, size_t count, bool is_last) {
    do {
        size_t part = count < MAX_STORED ? count : MAX_STORED;
        put_bits(writer, is_last && part == count, 3);
        put_to_byte(writer);
        put_bits(writer, part | (~part & 0xffff) << 16, 32);
        flush_bits(writer);
        memcpy(writer->next, data, part);
        writer->next += part;
        data += part;
        count -= part;
    } while (count > 0);
}

/* ---- A block, a strip ---- */

enum { STORED_BLOCK = 0, FIXED_BLOCK = 1, DYNAMIC_BLOCK = 2 };

/* What literals cost in the code that was made last, and more than all others if they did not occur. */
static void expect_literals(cd_deflater *deflater) {
    for (int byte = 0; byte < 256; byte++) {
        uint8_t bits = deflater->literals.lengths[byte];
        deflater->literal_bits[byte] = bits > 0 ? bits : LITERAL_LIMIT;
    }
}

typedef size_t match_function(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end);

/* Finds the sequences of data[start..<end] and makes their codes; returns where the block ends. */
static size_t match_and_count(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end,
                              match_function *match) {
    deflater->sequence_count = 0;
    deflater->extra_bits = 0;
    memset(deflater->literal_counts, 0, sizeof deflater->literal_counts);
    memset(deflater->distance_counts, 0, sizeof deflater->distance_counts);
    end = match(deflater, data, start, end);
    count_literals(deflater, data + start);
    make_code(&deflater->literals, deflater->literal_counts, LITERAL_CODES, LITERAL_LIMIT);
    make_code(&deflater->distances, deflater->distance_counts, DISTANCE_CODES, DISTANCE_LIMIT);
    /* Without matches there could be no code at all, but some decoders want one. */
    if (deflater->sequence_count == 1) deflater->distances.lengths[0] = 1;
    return end;
}

/*
 * The next block.  What a literal costs without strings decides whether a string is worth it: the costs in a block
 * full of strings, where common bytes are seldom literals, would call for ever more of them.
 */
static size_t match_block(cd_deflater *deflater, const uint8_t *data, size_t start, size_t count, cd_matching matching) {
    size_t limit = count - start < BLOCK_BYTES ? count : start + BLOCK_BYTES;
    size_t end = match_and_count(deflater, data, start, limit, match_runs);
    expect_literals(deflater);
    if (matching == CD_MATCH_STRINGS) end = match_and_count(deflater, data, start, limit, match_strings);
    return end;
}

static uint64_t bits_of_symbols(const cd_deflater *deflater, const prefix_code *literals, const prefix_code *distances) {
    return bits_of(deflater->literal_counts, literals->lengths, LITERAL_CODES)
           + bits_of(deflater->distance_counts, distances->lengths, DISTANCE_CODES) + deflater->extra_bits;
}

static void put_block(bit_writer *writer, const cd_deflater *deflater, const uint8_t *data, size_t count,
                      bool is_last) {
    code_lengths head = {0};
    pack_code_lengths(&head, deflater);
    prefix_code literals, distances;
    make_fixed_codes(&literals, &distances);
    uint64_t dynamic = head.bits + bits_of_symbols(deflater, &deflater->literals, &deflater->distances);
    uint64_t fixed = bits_of_symbols(deflater, &literals, &distances);
    uint64_t stored = 8 * (count + STORED_HEAD * (count / MAX_STORED + 1));
    if (stored <= dynamic && stored <= fixed) {
        put_stored(writer, data, count, is_last);
    } else if (fixed <= dynamic) {
        put_bits(writer, (unsigned)is_last | FIXED_BLOCK << 1, 3);
        put_sequences(writer, deflater, &literals, &distances, data);
    } else {
        put_bits(writer, (unsigned)is_last | DYNAMIC_BLOCK << 1, 3);
        put_head(writer, &head);
        put_sequences(writer, deflater, &deflater->literals, &deflater->distances, data);
    }
}

/* What literals will cost, about: the logarithm of how seldom they are in a sample. */
static void guess_literals(cd_deflater *deflater, const uint8_t *data, size_t count) {
    enum { SAMPLED = 4 << 10 };
    uint32_t counts[256] = {0};
    const size_t step = count / SAMPLED + 1;
    unsigned sampled = 0;
    for (size_t i = 0; i < count; i += step, sampled++) counts[data[i]] += 1;
    for (int byte = 0; byte < 256; byte++) {
        /* Half a bit more, so that the logarithm is rounded and not cut: 1.41 = 181 / 128. */
        unsigned bits = counts[byte] == 0 ? LITERAL_LIMIT : log2_of((uint32_t)(sampled * 181ull / 128 / counts[byte]));
        deflater->literal_bits[byte] = (uint8_t)(bits < 1 ? 1 : bits < LITERAL_LIMIT ? bits : LITERAL_LIMIT);
    }
}

static void start_strip(cd_deflater *deflater, const uint8_t *data, size_t count, cd_matching matching) {
    guess_literals(deflater, data, count);
    if (matching == CD_MATCH_STRINGS) memset(deflater->heads, 0, sizeof deflater->heads);
}

/*
 * A block is 128 KiB, or less if it has MAX_SEQUENCES - 1 matches of at least MIN_MATCH bytes; it is never larger than
 * stored ones for the same bytes, at most three with an alignment each.
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
        put_block(&writer, deflater, data + start, end - start, is_last && end == count);
        start = end;
    } while (start < count);
    if (is_last) {
        put_to_byte(&writer);
    } else {
        put_stored(&writer, data, 0, false); /* an empty block, which ends at a whole byte */
    }
    return (size_t)(writer.next - out);
}

uint64_t cd_deflate_estimate(cd_deflater *deflater, const uint8_t *data, size_t count, cd_matching matching) {
    start_strip(deflater, data, count, matching);
    uint64_t bits = 0;
    size_t start = 0;
    do {
        start = match_block(deflater, data, start, count, matching);
        bits += bits_of_symbols(deflater, &deflater->literals, &deflater->distances);
    } while (start < count);
    return bits;
}
