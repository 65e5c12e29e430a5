/* SPDX-License-Identifier: Apache-2.0 */
#include "inflater.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- Stored blocks ---- */

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

/* ---- Symbols ---- */

static inline entry look_up(const entry *table, unsigned root, uint64_t bits) {
    return table[bits & ((1u << root) - 1)];
}

static inline entry follow(const entry *table, entry link, uint64_t bits) {
    return table[value_of(link) + (bits & ((1u << extra_of(link)) - 1))];
}

/* Writes one or two literals; always stores two bytes. */
static inline uint8_t *put_literals(uint8_t *out, entry e) {
    out[0] = (uint8_t)value_of(e);
    out[1] = (uint8_t)(value_of(e) >> 8);
    return out + extra_of(e);
}

/* May write up to 7 bytes more than 'length'. */
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

/* Decodes one entry of the table, if all its bits are available: literals, a whole match, the end of the block. */
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

/* The bits at hand and the input after them, in registers while symbols are decoded quickly. */
typedef struct quick_bits {
    uint64_t bits;
    unsigned count;    /* of 'bits'; the bits above are those of the bytes at 'in', so reading them again is harmless */
    const uint8_t *in; /* the next 8 bytes can be read */
} quick_bits;

/* Makes at least 56 bits available. */
static inline void quick_fill(quick_bits *q) {
    q->bits |= load_bits(q->in) << q->count;
    q->in += (63 - q->count) >> 3;
    q->count |= 56;
}

static inline void quick_take(quick_bits *q, unsigned number) {
    q->bits >>= number;
    q->count -= number;
}

/* Takes the code of a symbol whose first part was looked up; returns the entry of the whole code. */
static inline entry quick_symbol(quick_bits *q, const entry *table, entry e) {
    quick_take(q, length_of(e));
    if (kind_of(e) != LINK) return e;
    e = follow(table, e, q->bits);
    quick_take(q, length_of(e));
    return e;
}

/* Takes the extra bits of a length or a distance; returns its value. */
static inline size_t quick_value(quick_bits *q, entry e) {
    size_t value = value_of(e) + (size_t)(q->bits & ((1u << extra_of(e)) - 1));
    quick_take(q, extra_of(e));
    return value;
}

/* Takes three literals; or fewer, and returns false with the entry of what follows them in '*e'. */
static inline bool quick_literals(quick_bits *q, const entry *literals, uint8_t **out, entry *e) {
    for (int i = 0; i < 3; i++) {
        *e = look_up(literals, LITERAL_BITS, q->bits);
        if (kind_of(*e) != LITERAL) return false;
        quick_take(q, length_of(*e));
        *out = put_literals(*out, *e);
    }
    return true;
}

/*
 * Decodes symbols while 8 bytes of input can be loaded for every refill.  Each round begins with 56 bits or more:
 * enough for two literals of up to 15 bits and one more lookup; a match, of up to 48 bits, is preceded by another
 * refill.
 */
static step read_symbols_quickly(cd_inflater *inflater, cd_ends *ends) {
    const entry *literals = inflater->literals, *distances = inflater->distances;
    const uint8_t *in_end = ends->in + ends->in_count;
    uint8_t *out = inflater->output + inflater->made, *out_end = inflater->output + WINDOW + SPACE;
    quick_bits q = {.bits = inflater->bits, .count = inflater->count, .in = ends->in};
    step result = GO_ON;

    while (in_end - q.in >= 16 && out < out_end) {
        entry e;
        quick_fill(&q);
        if (quick_literals(&q, literals, &out, &e)) continue;
        quick_fill(&q);
        e = quick_symbol(&q, literals, e);
        if (kind_of(e) == LITERAL) {
            out = put_literals(out, e);
            continue;
        }
        if (kind_of(e) != BASE) {
            if (kind_of(e) == INVALID) result = DAMAGED;
            if (kind_of(e) == END) inflater->phase = BLOCK_HEAD; /* end_block() follows */
            break;
        }
        size_t length = quick_value(&q, e);
        e = quick_symbol(&q, distances, look_up(distances, DISTANCE_BITS, q.bits));
        size_t distance = quick_value(&q, e);
        if (kind_of(e) != BASE || distance > (size_t)(out - inflater->output)) {
            result = DAMAGED;
            break;
        }
        copy_match(out, distance, length);
        out += length;
    }
    inflater->bits = q.bits & (((uint64_t)1 << q.count) - 1);
    inflater->count = q.count;
    inflater->made = (size_t)(out - inflater->output);
    ends->in_count = (size_t)(in_end - q.in);
    ends->in = q.in;
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
        case BLOCK_HEAD: result = cd_read_block_head(inflater); break;
        case STORED_HEAD: result = cd_read_stored_head(inflater); break;
        case STORED_BYTES: result = read_stored_bytes(inflater, ends); break;
        case CODE_COUNTS: result = cd_read_code_counts(inflater); break;
        case LENGTHS_OF_LENGTHS: result = cd_read_lengths_of_lengths(inflater, ends); break;
        case LENGTHS: result = cd_read_lengths(inflater, ends); break;
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

/* Makes room once all decoded bytes are delivered. */
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
        if (result != DAMAGED) continue;
        hand_out(inflater, ends);
        return false;
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
