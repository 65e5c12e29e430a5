/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CRC-32 by carry-less multiplication, 64 bytes at a time.
 *
 * A CRC is the remainder of a polynomial over GF(2) divided by P = x^32 + x^26 + ... + 1, with the bits of each byte
 * reversed, as everywhere in this file.  Data n bits before other data is weighted by x^n relative to it, and
 * x^n mod P is an equivalent weight.  So two 64-bit products with such constants fold 128 bits onto the data n bits later
 * without changing the remainder.  The last 128 bits are reduced to 64 and, by Barrett's method, to 32.
 *
 * Source: Gopal, Ozturk, Guilford and others, "Fast CRC computation for generic polynomials using PCLMULQDQ
 * instruction", Intel, 2009.
 */
#include "crowloops.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("pclmul,sse4.1")))

/* x^n mod P, bits reversed, shifted left by 1, because products of reversed numbers are one bit too low. */
#define FOLD_512_LOW 0x154442bd4  /* n = 4 * 128 + 32 */
#define FOLD_512_HIGH 0x1c6e41596 /* n = 4 * 128 - 32 */
#define FOLD_128_LOW 0x1751997d0  /* n = 128 + 32 */
#define FOLD_128_HIGH 0x0ccaa009e /* n = 128 - 32 */
#define FOLD_64 0x163cd6124       /* n = 64 */
#define POLYNOMIAL 0x1db710641    /* P */
#define QUOTIENT 0x1f7011641      /* x^64 / P */

enum { STEP = 64 };

TARGET static inline __m128i load(const uint8_t *bytes) {
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

/* Folds 'data' onto 'next', at the distance of the constants. */
TARGET static inline __m128i folded(__m128i data, __m128i constants, __m128i next) {
    __m128i low = _mm_clmulepi64_si128(data, constants, 0x00), high = _mm_clmulepi64_si128(data, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/* Returns the remainder of 128 bits. */
TARGET static uint32_t reduced(__m128i data) {
    const __m128i low_half = _mm_setr_epi32(-1, 0, -1, 0);
    __m128i constants = _mm_set_epi64x(FOLD_128_HIGH, FOLD_128_LOW);
    data = _mm_xor_si128(_mm_clmulepi64_si128(data, constants, 0x10), _mm_srli_si128(data, 8));
    __m128i low = _mm_and_si128(data, low_half);
    data = _mm_xor_si128(_mm_clmulepi64_si128(low, _mm_set_epi64x(0, FOLD_64), 0x00), _mm_srli_si128(data, 4));
    constants = _mm_set_epi64x(QUOTIENT, POLYNOMIAL);
    __m128i multiple = _mm_and_si128(_mm_clmulepi64_si128(_mm_and_si128(data, low_half), constants, 0x10), low_half);
    data = _mm_xor_si128(_mm_clmulepi64_si128(multiple, constants, 0x00), data);
    return (uint32_t)_mm_extract_epi32(data, 1);
}

/* Returns the state, not inverted, after whole 16-byte units; 'count' is a multiple of 16 and at least 64. */
TARGET static uint32_t fold(uint32_t state, const uint8_t *bytes, size_t count) {
    __m128i parts[4];
    for (int i = 0; i < 4; i++) parts[i] = load(bytes + 16 * i);
    parts[0] = _mm_xor_si128(parts[0], _mm_cvtsi32_si128((int)state));
    __m128i constants = _mm_set_epi64x(FOLD_512_HIGH, FOLD_512_LOW);
    size_t at = STEP;
    for (; at + STEP <= count; at += STEP)
        for (int i = 0; i < 4; i++) parts[i] = folded(parts[i], constants, load(bytes + at + 16 * (size_t)i));
    constants = _mm_set_epi64x(FOLD_128_HIGH, FOLD_128_LOW);
    __m128i data = parts[0];
    for (int i = 1; i < 4; i++) data = folded(data, constants, parts[i]);
    for (; at < count; at += 16) data = folded(data, constants, load(bytes + at));
    return reduced(data);
}

/* Divides bit by bit, for bytes that do not fill 16. */
static uint32_t divided(uint32_t state, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        state ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) state = state >> 1 ^ (0xedb88320 & (0 - (state & 1)));
    }
    return state;
}

static uint32_t crc32_by_folding(uint32_t crc, const uint8_t *bytes, size_t count) {
    uint32_t state = ~crc;
    size_t whole = count < STEP ? 0 : count / 16 * 16;
    if (whole > 0) state = fold(state, bytes, whole);
    return ~divided(state, bytes + whole, count - whole);
}
#endif

crl_crc32 *crl_crc32_by_folding(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1")) return crc32_by_folding;
#endif
    return NULL;
}
