/* SPDX-License-Identifier: Apache-2.0 */
/* Section numbers in this file are those of RFC 1951. */
#include "cdeflate.h"

#include <stdlib.h>
#include <string.h>

enum {
    END_OF_BLOCK = 256,
    MAX_LITERAL_CODES = 286,
    MAX_DISTANCE_CODES = 30,
    LENGTH_CODES = 19,
    MAX_BITS = 15,
    WINDOW = 32 << 10,
    SPACE = 64 << 10, /* output behind the window before it slides */
    SLACK = 320,      /* the longest match, and what copying by eight bytes writes beyond it */
    /*
     * Codes up to these bits are found by one look.  A longer one takes a second look, into a table for all codes with
     * the same first bits.  Where k more bits are looked at, at least k + 1 codes share them, because codes are complete:
     * n codes need at most n * 2^k / (k + 1) entries there, 922 for 288 codes and k = 4, 512 for 32 and k = 7.
     */
    LITERAL_BITS = 11,
    DISTANCE_BITS = 8,
    LITERAL_ENTRIES = (1 << LITERAL_BITS) + 1024,
    DISTANCE_ENTRIES = (1 << DISTANCE_BITS) + 512,
    LENGTH_BITS = 7,
};

/*
 * What a table says of the next bits: the code's length in bits 0 to 7, the kind in 8 to 11; in 12 to 15 the number of
 * literals, of extra bits, or of bits of the second look; in 16 to 31 one literal or two, the first lowest, the base of
 * a length or distance, or the second table's place.
 */
typedef uint32_t entry;

enum { LITERAL = 0, BASE = 1, END = 2, LINK = 3, INVALID = 4 };

static entry make_entry(unsigned length, unsigned kind, unsigned extra, unsigned value) {
    return length | kind << 8 | extra << 12 | value << 16;
}

static unsigned length_of(entry e) { return e & 0xff; }
static unsigned kind_of(entry e) { return e >> 8 & 15; }
static unsigned extra_of(entry e) { return e >> 12 & 15; }
static unsigned value_of(entry e) { return e >> 16; }

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
    uint8_t lengths[MAX_LITERAL_CODES + MAX_DISTANCE_CODES + 138];
    entry length_table[1 << LENGTH_BITS];
    entry literals[LITERAL_ENTRIES], distances[DISTANCE_ENTRIES];
    size_t made, taken; /* bytes of 'output' that are decoded, that were handed out */
    uint8_t output[WINDOW + SPACE + SLACK];
};

cd_inflater *cd_inflater_create(void) {
    cd_inflater *inflater = malloc(sizeof *inflater);
    if (inflater == NULL) return NULL;
    inflater->phase = BLOCK_HEAD;
    inflater->is_last_block = false;
    inflater->bits = 0;
    inflater->count = 0;
    inflater->made = inflater->taken = 0;
    return inflater;
}

void cd_inflater_free(cd_inflater *inflater) {
    free(inflater);
}

/* ---- Tables ---- */

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
    if (symbol >= MAX_DISTANCE_CODES) return make_entry(length, INVALID, 0, 0);
    unsigned extra = symbol / 2 - 1;
    return make_entry(length, BASE, extra, 1 + ((2 + symbol % 2) << extra));
}

static entry length_entry(unsigned symbol, unsigned length) {
    return make_entry(length, LITERAL, 0, symbol);
}

/* Writes 'e' wherever the first bits of 'code' lead, in a table of 2^bits entries. */
static void spread(entry *table, unsigned bits, unsigned code, unsigned length, entry e) {
    for (size_t i = code; i < (size_t)1 << bits; i += (size_t)1 << length) table[i] = e;
}

/* The bits of the second look behind the first bits of a code: as many as its longest brother needs. */
static unsigned link_bits(const uint16_t *codes, const uint8_t *lengths, size_t count, unsigned root, unsigned prefix) {
    unsigned bits = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_brother = lengths[i] > root && (codes[i] & ((1u << root) - 1)) == prefix;
        if (is_brother && lengths[i] - root > bits) bits = lengths[i] - root;
    }
    return bits;
}

/*
 * Fills a table for a code of these lengths.  False if no code has them: too many, or too few, except that a code may
 * consist of one symbol of one bit, or of none at all (3.2.7); what is missing is INVALID then.
 */
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

/* Puts two literals in one entry wherever the codes of both fit in the first look. */
static void pair_literals(entry *table) {
    for (size_t i = (size_t)1 << LITERAL_BITS; i-- > 0;) {
        if (kind_of(table[i]) != LITERAL) continue;
        /* What follows the first code; that entry is still single, because the places go down. */
        entry second = table[i >> length_of(table[i])];
        unsigned length = length_of(table[i]) + length_of(second);
        if (kind_of(second) != LITERAL || length > LITERAL_BITS) continue;
        table[i] = make_entry(length, LITERAL, 2, value_of(table[i]) | value_of(second) << 8);
    }
}

/* ---- Bits ---- */

static void refill(cd_inflater *inflater, cd_ends *ends) {
    while (inflater->count < 56 && ends->in_count > 0) {
        inflater->bits |= (uint64_t)*ends->in++ << inflater->count;
        inflater->count += 8;
        ends->in_count--;
    }
}

static unsigned take_bits(cd_inflater *inflater, unsigned count) {
    unsigned result = (unsigned)(inflater->bits & (((uint64_t)1 << count) - 1));
    inflater->bits >>= count;
    inflater->count -= count;
    return result;
}

/* ---- Heads of blocks ---- */

typedef enum step { GO_ON, NEED_INPUT, OUTPUT_FULL, DAMAGED } step;

static bool use_fixed_codes(cd_inflater *inflater) {
    uint8_t *lengths = inflater->lengths;
    for (int i = 0; i < 288; i++) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    memset(lengths + 288, 5, 32);
    inflater->phase = SYMBOLS;
    return make_table(inflater->literals, LITERAL_BITS, lengths, 288, literal_entry)
           && make_table(inflater->distances, DISTANCE_BITS, lengths + 288, 32, distance_entry);
}

static step read_block_head(cd_inflater *inflater) {
    if (inflater->count < 3) return NEED_INPUT;
    inflater->is_last_block = take_bits(inflater, 1) == 1;
    switch (take_bits(inflater, 2)) {
    case 0: inflater->phase = STORED_HEAD; return GO_ON;
    case 1: return use_fixed_codes(inflater) ? GO_ON : DAMAGED;
    case 2: inflater->phase = CODE_COUNTS; return GO_ON;
    default: return DAMAGED;
    }
}

static void end_block(cd_inflater *inflater) {
    inflater->phase = inflater->is_last_block ? STREAM_END : BLOCK_HEAD;
    if (inflater->is_last_block) take_bits(inflater, inflater->count % 8);
}

static step read_stored_head(cd_inflater *inflater) {
    unsigned padding = inflater->count % 8;
    if (inflater->count < padding + 32) return NEED_INPUT;
    take_bits(inflater, padding);
    unsigned count = take_bits(inflater, 16);
    if (take_bits(inflater, 16) != (~count & 0xffff)) return DAMAGED;
    inflater->stored_left = count;
    inflater->phase = STORED_BYTES;
    return GO_ON;
}

static size_t room_of(const cd_inflater *inflater) {
    return inflater->made < WINDOW + SPACE ? WINDOW + SPACE - inflater->made : 0;
}

static step read_stored_bytes(cd_inflater *inflater, cd_ends *ends) {
    while (inflater->stored_left > 0 && inflater->count > 0 && room_of(inflater) > 0) {
        inflater->output[inflater->made++] = (uint8_t)take_bits(inflater, 8);
        inflater->stored_left--;
    }
    if (inflater->count == 0) {
        size_t part = inflater->stored_left < ends->in_count ? inflater->stored_left : ends->in_count;
        if (part > room_of(inflater)) part = room_of(inflater);
        if (part > 0) memcpy(inflater->output + inflater->made, ends->in, part);
        inflater->made += part;
        inflater->stored_left -= part;
        ends->in += part;
        ends->in_count -= part;
    }
    if (inflater->stored_left > 0) return room_of(inflater) == 0 ? OUTPUT_FULL : NEED_INPUT;
    end_block(inflater);
    return GO_ON;
}

static step read_code_counts(cd_inflater *inflater) {
    if (inflater->count < 14) return NEED_INPUT;
    inflater->literal_count = take_bits(inflater, 5) + 257;
    inflater->distance_count = take_bits(inflater, 5) + 1;
    inflater->length_count = take_bits(inflater, 4) + 4;
    if (inflater->literal_count > MAX_LITERAL_CODES || inflater->distance_count > MAX_DISTANCE_CODES) return DAMAGED;
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

static step read_lengths_of_lengths(cd_inflater *inflater, cd_ends *ends) {
    static const uint8_t order[LENGTH_CODES] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    while (inflater->lengths_known < inflater->length_count) {
        refill(inflater, ends);
        if (inflater->count < 3) return NEED_INPUT;
        inflater->lengths[order[inflater->lengths_known++]] = (uint8_t)take_bits(inflater, 3);
    }
    if (!is_complete(inflater->lengths, LENGTH_CODES)
        || !make_table(inflater->length_table, LENGTH_BITS, inflater->lengths, LENGTH_CODES, length_entry)) {
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
                    && make_table(inflater->literals, LITERAL_BITS, lengths, inflater->literal_count, literal_entry)
                    && make_table(inflater->distances, DISTANCE_BITS, lengths + inflater->literal_count,
                                  inflater->distance_count, distance_entry);
    if (is_right) pair_literals(inflater->literals);
    return is_right ? GO_ON : DAMAGED;
}

/* The lengths of both codes, where 16 repeats the one before and 17 and 18 stand for zeros (3.2.7). */
static step read_lengths(cd_inflater *inflater, cd_ends *ends) {
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

/* ---- Symbols ---- */

static inline entry look_up(const entry *table, unsigned root, uint64_t bits) {
    return table[bits & ((1u << root) - 1)];
}

static inline entry follow(const entry *table, entry link, uint64_t bits) {
    return table[value_of(link) + (bits & ((1u << extra_of(link)) - 1))];
}

/* One literal or two; writes two bytes always. */
static inline uint8_t *put_literals(uint8_t *out, entry e) {
    out[0] = (uint8_t)value_of(e);
    out[1] = (uint8_t)(value_of(e) >> 8);
    return out + extra_of(e);
}

/* Copies may write up to 7 bytes more than 'length'. */
static inline void copy_match(uint8_t *out, size_t distance, size_t length) {
    const uint8_t *from = out - distance;
    if (distance >= 8) {
        for (size_t i = 0; i < length; i += 8) memcpy(out + i, from + i, 8);
    } else if (distance == 1) {
        memset(out, *from, length);
    } else {
        for (size_t i = 0; i < length; i++) out[i] = from[i];
    }
}

/* One entry of the table, if all its bits are there: literals, a whole match, the end of the block. */
static step read_symbol(cd_inflater *inflater) {
    uint64_t bits = inflater->bits;
    unsigned left = inflater->count;
    unsigned extras[2] = {0, 0}, values[2] = {0, 0};
    for (int part = 0; part < 2; part++) {
        const entry *table = part == 0 ? inflater->literals : inflater->distances;
        entry e = look_up(table, part == 0 ? LITERAL_BITS : DISTANCE_BITS, bits);
        for (bool is_second = false;; is_second = true) {
            if (left < length_of(e)) return NEED_INPUT;
            bits >>= length_of(e);
            left -= length_of(e);
            if (kind_of(e) != LINK || is_second) break;
            e = follow(table, e, bits);
        }
        if (kind_of(e) == INVALID) return DAMAGED;
        if (kind_of(e) != BASE) {
            inflater->bits = bits;
            inflater->count = left;
            if (kind_of(e) == END) {
                end_block(inflater);
            } else {
                put_literals(inflater->output + inflater->made, e);
                inflater->made += extra_of(e);
            }
            return GO_ON;
        }
        extras[part] = extra_of(e);
        if (left < extras[part]) return NEED_INPUT;
        values[part] = value_of(e) + (unsigned)(bits & ((1u << extras[part]) - 1));
        bits >>= extras[part];
        left -= extras[part];
    }
    if (values[1] > inflater->made) return DAMAGED;
    copy_match(inflater->output + inflater->made, values[1], values[0]);
    inflater->made += values[0];
    inflater->bits = bits;
    inflater->count = left;
    return GO_ON;
}

static inline uint64_t load_bits(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/*
 * Symbols as long as 8 bytes of input are there.  Each round begins with 56 bits or more: enough for two literals of up to
 * 15 bits and one more look; a match, of up to 48 bits, is preceded by another filling.
 */
static step read_symbols_quickly(cd_inflater *inflater, cd_ends *ends) {
    const entry *literals = inflater->literals, *distances = inflater->distances;
    const uint8_t *in = ends->in, *in_end = ends->in + ends->in_count;
    uint8_t *out = inflater->output + inflater->made, *out_end = inflater->output + WINDOW + SPACE;
    uint64_t bits = inflater->bits;
    unsigned count = inflater->count;
    step result = GO_ON;

/* The bits above 'count' are those of the bytes at 'in': when they are taken again they do not change. */
#define FILL()                                                                                                         \
    (bits |= load_bits(in) << count, in += (63 - count) >> 3, count |= 56)
#define TAKE(number) (bits >>= (number), count -= (number))

    while (in_end - in >= 16 && out < out_end) {
        FILL();
        entry e = look_up(literals, LITERAL_BITS, bits);
        if (kind_of(e) == LITERAL) {
            TAKE(length_of(e));
            out = put_literals(out, e);
            e = look_up(literals, LITERAL_BITS, bits);
            if (kind_of(e) == LITERAL) {
                TAKE(length_of(e));
                out = put_literals(out, e);
                e = look_up(literals, LITERAL_BITS, bits);
                if (kind_of(e) == LITERAL) {
                    TAKE(length_of(e));
                    out = put_literals(out, e);
                    continue;
                }
            }
        }
        FILL();
        TAKE(length_of(e));
        if (kind_of(e) == LINK) {
            e = follow(literals, e, bits);
            TAKE(length_of(e));
        }
        if (kind_of(e) == LITERAL) {
            out = put_literals(out, e);
            continue;
        }
        if (kind_of(e) != BASE) {
            if (kind_of(e) == INVALID) result = DAMAGED;
            if (kind_of(e) == END) inflater->phase = BLOCK_HEAD; /* end_block() follows */
            break;
        }
        size_t length = value_of(e) + (size_t)(bits & ((1u << extra_of(e)) - 1));
        TAKE(extra_of(e));
        e = look_up(distances, DISTANCE_BITS, bits);
        TAKE(length_of(e));
        if (kind_of(e) == LINK) {
            e = follow(distances, e, bits);
            TAKE(length_of(e));
        }
        size_t distance = value_of(e) + (size_t)(bits & ((1u << extra_of(e)) - 1));
        TAKE(extra_of(e));
        if (kind_of(e) != BASE || distance > (size_t)(out - inflater->output)) {
            result = DAMAGED;
            break;
        }
        copy_match(out, distance, length);
        out += length;
    }
#undef FILL
#undef TAKE
    inflater->bits = bits & (((uint64_t)1 << count) - 1);
    inflater->count = count;
    inflater->made = (size_t)(out - inflater->output);
    ends->in_count = (size_t)(in_end - in);
    ends->in = in;
    if (inflater->phase == BLOCK_HEAD) end_block(inflater);
    return result;
}

static step read_symbols(cd_inflater *inflater, cd_ends *ends) {
    step result = read_symbols_quickly(inflater, ends);
    while (result == GO_ON && inflater->phase == SYMBOLS) {
        if (inflater->made >= WINDOW + SPACE) return OUTPUT_FULL;
        refill(inflater, ends);
        result = read_symbol(inflater);
    }
    return result;
}

/* ---- The stream ---- */

static step decode(cd_inflater *inflater, cd_ends *ends) {
    step result = GO_ON;
    while (result == GO_ON && inflater->phase != STREAM_END) {
        if (inflater->phase != STORED_BYTES) refill(inflater, ends);
        switch (inflater->phase) {
        case BLOCK_HEAD: result = read_block_head(inflater); break;
        case STORED_HEAD: result = read_stored_head(inflater); break;
        case STORED_BYTES: result = read_stored_bytes(inflater, ends); break;
        case CODE_COUNTS: result = read_code_counts(inflater); break;
        case LENGTHS_OF_LENGTHS: result = read_lengths_of_lengths(inflater, ends); break;
        case LENGTHS: result = read_lengths(inflater, ends); break;
        case SYMBOLS: result = read_symbols(inflater, ends); break;
        case STREAM_END: break;
        }
    }
    return result;
}

static void hand_out(cd_inflater *inflater, cd_ends *ends) {
    size_t part = inflater->made - inflater->taken;
    if (part > ends->out_count) part = ends->out_count;
    if (part > 0) memcpy(ends->out, inflater->output + inflater->taken, part);
    inflater->taken += part;
    ends->out += part;
    ends->out_count -= part;
}

/* Makes room, once all that was decoded is handed out. */
static void slide(cd_inflater *inflater) {
    if (inflater->made < WINDOW + SPACE) return;
    memmove(inflater->output, inflater->output + inflater->made - WINDOW, WINDOW);
    inflater->made = inflater->taken = WINDOW;
}

bool cd_inflate(cd_inflater *inflater, cd_ends *ends) {
    step result = GO_ON;
    for (;;) {
        hand_out(inflater, ends);
        if (ends->out_count == 0 || result == NEED_INPUT || inflater->phase == STREAM_END) return true;
        slide(inflater);
        result = decode(inflater, ends);
        if (result == DAMAGED) return false;
    }
}

bool cd_inflater_has_ended(const cd_inflater *inflater) {
    return inflater->phase == STREAM_END && inflater->taken == inflater->made;
}

bool cd_inflater_take_byte(cd_inflater *inflater, uint8_t *byte) {
    if (inflater->phase != STREAM_END || inflater->count == 0) return false;
    *byte = (uint8_t)take_bits(inflater, 8);
    return true;
}
