/* SPDX-License-Identifier: Apache-2.0 */
#include "literals.h"

void cd_fill_literal_table(literal_table *table, const prefix_code *code) {
    for (int byte = 0; byte < 256; byte++) {
        table->whole[byte] = code->codes[byte] | (uint32_t)code->lengths[byte] << 16;
        table->lows[byte] = (uint8_t)code->codes[byte];
        table->highs[byte] = (uint8_t)(code->codes[byte] >> 8);
        table->lengths[byte] = code->lengths[byte];
    }
}

void cd_put_literals(bit_writer *writer, const literal_table *table, const uint8_t *data, size_t count) {
    const uint32_t *whole = table->whole;
    bit_writer local = *writer; /* in registers */
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        uint32_t a = whole[data[i]], b = whole[data[i + 1]], c = whole[data[i + 2]], d = whole[data[i + 3]];
        unsigned ab = (a >> 16) + (b >> 16), cd = (c >> 16) + (d >> 16);
        uint64_t first = (a & 0xffff) | (uint64_t)(b & 0xffff) << (a >> 16);
        uint64_t second = (c & 0xffff) | (uint64_t)(d & 0xffff) << (c >> 16);
        put_bits(&local, first | second << ab, ab + cd);
        flush_bits(&local);
    }
    for (; i < count; i++) {
        put_bits(&local, whole[data[i]] & 0xffff, whole[data[i]] >> 16);
        flush_bits(&local);
    }
    *writer = local;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,bmi2")))

bool cd_has_vectors(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("bmi2");
}

/* A table of 256 bytes in registers. */
typedef struct table_lanes {
    __m512i parts[4];
} table_lanes;

VECTORS static inline table_lanes load_table(const uint8_t *bytes) {
    return (table_lanes){{_mm512_loadu_si512(bytes), _mm512_loadu_si512(bytes + 64), _mm512_loadu_si512(bytes + 128),
                          _mm512_loadu_si512(bytes + 192)}};
}

/* Looks 64 bytes up; 'upper' tells which are 128 or more. */
VECTORS static inline __m512i look_up(const table_lanes *table, __m512i bytes, __mmask64 upper) {
    return _mm512_mask_blend_epi8(upper, _mm512_permutex2var_epi8(table->parts[0], bytes, table->parts[1]),
                                  _mm512_permutex2var_epi8(table->parts[2], bytes, table->parts[3]));
}

/* The bits of four literals in each lane of 64 bits, and how many they are. */
typedef struct quads {
    __m512i bits, counts;
} quads;

/* Joins the codes in lanes of 16 bits, and their lengths. */
VECTORS static inline quads join(__m512i codes, __m512i lengths) {
    const __m512i low_words = _mm512_set1_epi32(0xffff), low_halves = _mm512_set1_epi64(0xffffffff);
    const __m512i first_lengths = _mm512_and_si512(lengths, low_words);
    const __m512i pairs = _mm512_or_si512(_mm512_and_si512(codes, low_words),
                                          _mm512_sllv_epi32(_mm512_srli_epi32(codes, 16), first_lengths));
    const __m512i pair_lengths = _mm512_add_epi32(first_lengths, _mm512_srli_epi32(lengths, 16));
    const __m512i first_pairs = _mm512_and_si512(pair_lengths, low_halves);
    return (quads){
        _mm512_or_si512(_mm512_and_si512(pairs, low_halves),
                        _mm512_sllv_epi64(_mm512_srli_epi64(pairs, 32), first_pairs)),
        _mm512_add_epi64(first_pairs, _mm512_srli_epi64(pair_lengths, 32)),
    };
}

VECTORS void cd_put_literals_vectors(bit_writer *writer, const literal_table *table, const uint8_t *data,
                                     size_t count) {
    enum { BLOCK = 64, QUADS = 8 };
    size_t i = 0;
    if (count >= BLOCK) {
        const table_lanes lows = load_table(table->lows), highs = load_table(table->highs);
        const table_lanes lengths = load_table(table->lengths);
        bit_writer local = *writer; /* in registers */
        for (; i + BLOCK <= count; i += BLOCK) {
            const __m512i bytes = _mm512_loadu_si512(data + i), zero = _mm512_setzero_si512();
            const __mmask64 upper = _mm512_movepi8_mask(bytes);
            const __m512i low = look_up(&lows, bytes, upper), high = look_up(&highs, bytes, upper);
            const __m512i length = look_up(&lengths, bytes, upper);
            /* Of every 16 bytes, the first eight are in one vector and the others in the other. */
            const quads halves[2] = {
                join(_mm512_unpacklo_epi8(low, high), _mm512_unpacklo_epi8(length, zero)),
                join(_mm512_unpackhi_epi8(low, high), _mm512_unpackhi_epi8(length, zero)),
            };
            uint64_t bits[2][QUADS], counts[2][QUADS];
            for (int half = 0; half < 2; half++) {
                _mm512_storeu_si512(bits[half], halves[half].bits);
                _mm512_storeu_si512(counts[half], halves[half].counts);
            }
#pragma clang loop unroll(full)
            for (int quad = 0; quad < 2 * QUADS; quad++) {
                const int half = quad / 2 % 2, lane = quad / 4 * 2 + quad % 2;
                put_bits(&local, bits[half][lane], (unsigned)counts[half][lane]);
                flush_bits(&local);
            }
        }
        *writer = local;
    }
    cd_put_literals(writer, table, data + i, count - i);
}

#else

bool cd_has_vectors(void) {
    return false;
}

void cd_put_literals_vectors(bit_writer *writer, const literal_table *table, const uint8_t *data, size_t count) {
    cd_put_literals(writer, table, data, count);
}

#endif
