/* SPDX-License-Identifier: Apache-2.0 */
#include "deflater.h"

#include <string.h>

enum { MAX_DISTANCE = 32768, LAZY_LENGTH = 32 };

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

/* Returns the index in memory of the first of 8 bytes that is not 0; there must be one. */
static size_t first_byte(uint64_t bytes) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (size_t)__builtin_clzll(bytes) >> 3;
#else
    return (size_t)__builtin_ctzll(bytes) >> 3;
#endif
}

/* Returns the number of equal bytes at 'a' and 'b', at most 'most'. */
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
    return deflater->sequence_count < MAX_SEQUENCES - 1; /* one is reserved for the end */
}

static void add_match(cd_deflater *deflater, size_t literals, size_t length, size_t distance) {
    deflater->sequences[deflater->sequence_count++] =
        (sequence){(uint32_t)literals, (uint16_t)length, (uint16_t)distance};
    symbol of_length = length_symbol((unsigned)length), of_distance = distance_symbol((unsigned)distance);
    deflater->literal_counts[of_length.code] += 1;
    deflater->distance_counts[of_distance.code] += 1;
    deflater->extra_bits += of_length.extra_count + of_distance.extra_count;
}

/*
 * Adds the literals up to 'end'; if there is no room for the sequences after them, the block ends at the last match,
 * 'done'.
 */
static size_t end_sequences(cd_deflater *deflater, size_t done, size_t end) {
    if (!has_room(deflater)) end = done;
    deflater->sequences[deflater->sequence_count++] = (sequence){(uint32_t)(end - done), 0, 0};
    return end;
}

/* Returns whether 8 bytes are equal. */
static bool are_equal(uint64_t bytes) {
    return bytes == (bytes << 8 | bytes >> 56);
}

/*
 * Returns whether some literal costs one bit: then most bytes are that one, and short runs of it are everywhere and
 * do not pay off.
 */
static bool has_cheap_literal(const cd_deflater *deflater) {
    return memchr(deflater->literal_bits, 1, sizeof deflater->literal_bits) != NULL;
}

/* The runs that are searched: how many bytes after a position must exist. */
typedef enum runs { RUNS = 4, LONGER_RUNS = 8, LONG_RUNS = 16 } runs;

/*
 * Returns the next position from 'at' on, in steps of 4, where a byte and the 3 after it repeat the byte before; of
 * LONGER_RUNS a byte and the 6 after it; of LONG_RUNS a byte and the 14 after it, in steps of 16.
 */
static inline size_t next_run(const uint8_t *data, size_t at, size_t end, runs wanted) {
    if (wanted == RUNS) {
        while (at + RUNS <= end && load32(data + at) != load32(data + at - 1)) at += 4;
        return at;
    }
    const size_t step = wanted == LONG_RUNS ? 16 : 4;
    for (; at + wanted <= end; at += step) {
        const uint64_t bytes = load64(data + at - 1);
        if (are_equal(bytes) && (wanted == LONGER_RUNS || load64(data + at + 7) == bytes)) break;
    }
    return at;
}

/* Splits data[start..<end] into sequences of repeated bytes; returns the end of the block. */
static inline size_t match_runs(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end, runs wanted) {
    enum { MATCH_BITS = 9 }; /* approximate: a length's code and its extra bits, the distance's code */
    size_t done = start, at = start + 1;
    while (has_room(deflater)) {
        at = next_run(data, at, end, wanted);
        if (at + wanted > end) break;
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

/*
 * Runs are searched at every fourth position: of 8 equal bytes, 5 begin at one of them.  Shorter runs are seldom
 * worth a match; where a literal costs one bit, runs of 9 are not either, and of 11 equal bytes 8 begin before one.
 */
size_t cd_match_runs(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end) {
    return match_runs(deflater, data, start, end, has_cheap_literal(deflater) ? LONGER_RUNS : RUNS);
}

/* Of 31 equal bytes, 16 begin before a position that is searched. */
size_t cd_match_long_runs(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end) {
    return match_runs(deflater, data, start, end, LONG_RUNS);
}

/* ---- Strings ---- */

/*
 * The number of bytes: shorter strings are hardly ever worth their distance, and would be found everywhere in
 * filtered rows.
 */
enum { HASHED = 6 };

/* Returns the bytes of a string that are hashed, in the upper part of the word. */
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

/* Returns the longest match among the remembered strings, and remembers this one. */
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

/* Estimates how many bits a match saves over its bytes as literals; the bytes after the first COUNTED are ignored. */
static int gain_of(const cd_deflater *deflater, const uint8_t *data, size_t at, match found) {
    enum { MATCH_BITS = 10, COUNTED = 16 }; /* the codes of length and distance; the distance's extra bits are extra */
    if (found.length == 0) return 0;
    int bits = 0;
    for (size_t i = 0; i < found.length && i < COUNTED; i++) bits += deflater->literal_bits[data[at + i]];
    return bits - MATCH_BITS - (int)log2_of((unsigned)found.distance);
}

/* For every PATIENCE positions without a string, the step to the next grows by one, up to 8. */
enum { PATIENCE = 64, LONGEST_STEP = 8 };

/* Skips positions without a string, more of them the longer there was none; all are remembered. */
static size_t skip_place(cd_deflater *deflater, const uint8_t *data, size_t at, size_t end, size_t misses) {
    size_t step = 1 + misses / PATIENCE;
    if (step > LONGEST_STEP) step = LONGEST_STEP;
    for (size_t i = 1; i < step && at + i + 8 <= end; i++) remember(deflater, data, at + i);
    return at + step;
}

/* Extends a match to the left, as far as the literals before it reach. */
static void extend_back(const uint8_t *data, size_t done, size_t *at, match *found) {
    while (*at > done && *at > found->distance && found->length < MAX_MATCH
           && data[*at - 1] == data[*at - 1 - found->distance]) {
        *at -= 1;
        found->length += 1;
    }
}

/*
 * Splits data[start..<end] into sequences of strings that occurred before; returns the end of the block.  A match is
 * replaced by one that begins a byte later if that gains more.
 */
size_t cd_match_strings(cd_deflater *deflater, const uint8_t *data, size_t start, size_t end) {
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
        size_t next_place = at + 2; /* this one and the next are already remembered */
        extend_back(data, done, &at, &found);
        add_match(deflater, at - done, found.length, found.distance);
        done = at + found.length;
        for (at = next_place; at < done && at + 8 <= end; at++) remember(deflater, data, at);
        at = done;
    }
    return end_sequences(deflater, done, end);
}
