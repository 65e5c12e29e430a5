/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CRC-32 by carry-less multiplication, 64 bytes at a time.
 *
 * Definition.  The bits of the data are the coefficients of a polynomial M over GF(2), in which addition is XOR.
 * The first bit has the highest power.  The CRC is the remainder of M * x^32 divided by P = x^32 + x^26 + ... + 1;
 * the first 32 bits of M and the result are inverted.  divided() below takes this remainder one bit at a time.
 *
 * Folding.  Only the remainder matters, so a part of M may be replaced by anything with the same remainder.  Let L
 * be 64 bits of data and H the next 64 bits.  Counted in the powers of 128 bits that start n bits later, they are
 *
 *     (L * x^64 + H) * x^n,  which has the remainder of  L * (x^(n + 64) mod P) + H * (x^n mod P).
 *
 * Both factors in parentheses are constants of 32 bits, so the products have less than 128 bits: XORed onto the 128
 * bits n bits later, they replace L and H.  fold() keeps four such pairs, 512 bits apart, because a multiplication
 * takes several cycles; at the end it folds the four onto one, 128 bits apart.
 *
 * Bit order.  CRC-32 takes the lowest bit of each byte first, so bit i of a 128-bit register is the coefficient of
 * x^(127 - i), and bit i of a 64-bit half that of x^(63 - i).  This has two consequences:
 *
 *   - Bit i times bit j of two halves is bit i + j of the product and belongs to x^(126 - i - j), but a register
 *     reads it as x^(127 - i - j): it reads each product times x.
 *   - A constant C of 32 reversed bits in the low end of a half reads as C * x^32.  Shifted left by 1, it reads as
 *     C * x^31.
 *
 * Together: a half times the shifted constant x^k mod P reads as the half times x^(k + 32).  Hence k = n + 32 for L
 * and k = n - 32 for H.
 *
 * The end.  reduced() returns V * x^32 mod P for the last 128 bits, V.  It computes, up to multiples of P,
 *
 *     W = V * x^64 = L * x^128 + H * x^64,       with k = 96 for L; a multiple of x^32
 *     V * x^96 = T * x^128 + (the rest) * x^32,  with k = 64 for T, the first 32 bits of W; a multiple of x^64
 *
 * so V * x^32 is left in 64 bits, A * x^32 + B.  Barrett's method divides them by P, with divisions rounded down:
 * the quotient is the upper half of A * (x^64 / P), and the remainder is B XOR the lower half of quotient * P.
 *
 * scripts/crc_constants.py derives all constants from the exponents of P; 'make lint' compares them.
 *
 * Source: Gopal, Ozturk, Guilford and others, "Fast CRC computation for generic polynomials using PCLMULQDQ
 * instruction", Intel, 2009.
 */
#include "crowloops.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("pclmul,sse4.1")))

/* x^k mod P: 32 reversed bits, shifted left by 1.  LOW multiplies the low half of a register, which is L. */
#define FOLD_512_LOW 0x154442bd4  /* k = 512 + 32 */
#define FOLD_512_HIGH 0x1c6e41596 /* k = 512 - 32 */
#define FOLD_128_LOW 0x1751997d0  /* k = 128 + 32 */
#define FOLD_128_HIGH 0x0ccaa009e /* k = 128 - 32 */
#define FOLD_64 0x163cd6124       /* k = 64 */
/* 33 reversed bits. */
#define POLYNOMIAL 0x1db710641 /* P */
#define QUOTIENT 0x1f7011641   /* x^64 / P */
/* 32 reversed bits: P without x^32. */
#define BITWISE 0xedb88320

enum { STEP = 64 };

TARGET static inline __m128i load(const uint8_t *bytes) {
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

/* Folds 'data' onto 'next', which is as many bits later as the constants say. */
TARGET static inline __m128i folded(__m128i data, __m128i constants, __m128i next) {
    __m128i low = _mm_clmulepi64_si128(data, constants, 0x00), high = _mm_clmulepi64_si128(data, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/* Returns V * x^32 mod P, bits reversed, for V in 'data'. */
TARGET static uint32_t reduced(__m128i data) {
    const __m128i low_half = _mm_setr_epi32(-1, 0, -1, 0);
    __m128i constants = _mm_set_epi64x(FOLD_128_HIGH, FOLD_128_LOW);
    /* V * x^64.  Moving a register right by 8 bytes multiplies by x^64 what stays in it: H. */
    data = _mm_xor_si128(_mm_clmulepi64_si128(data, constants, 0x10), _mm_srli_si128(data, 8));
    /* V * x^96. */
    __m128i low = _mm_and_si128(data, low_half);
    data = _mm_xor_si128(_mm_clmulepi64_si128(low, _mm_set_epi64x(0, FOLD_64), 0x00), _mm_srli_si128(data, 4));
    /* V * x^32 mod P, in the third quarter of the powers: bits 32 to 63 of the register. */
    constants = _mm_set_epi64x(QUOTIENT, POLYNOMIAL);
    __m128i quotient = _mm_and_si128(_mm_clmulepi64_si128(_mm_and_si128(data, low_half), constants, 0x10), low_half);
    data = _mm_xor_si128(_mm_clmulepi64_si128(quotient, constants, 0x00), data);
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
        for (int bit = 0; bit < 8; bit++) state = state >> 1 ^ (BITWISE & (0 - (state & 1)));
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
