/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transposition of a block of samples, in squares of 16 bytes a side.
 *
 * A square of 2^k rows is transposed by k perfect shuffles: each interleaves the rows i and i + 2^(k - 1), and so
 * rotates the bits of the index (row, column) by one place.
 */
#include "crowloops.h"

#include <string.h>

enum { SQUARE_BYTES = 16 };

typedef uint8_t vector8 __attribute__((vector_size(16)));
typedef uint16_t vector16 __attribute__((vector_size(16)));
typedef uint32_t vector32 __attribute__((vector_size(16)));

static inline vector8 low8(vector8 a, vector8 b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static inline vector8 high8(vector8 a, vector8 b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

static inline vector16 low16(vector16 a, vector16 b) {
    return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

static inline vector16 high16(vector16 a, vector16 b) {
    return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

static inline vector32 low32(vector32 a, vector32 b) {
    return __builtin_shufflevector(a, b, 0, 4, 1, 5);
}

static inline vector32 high32(vector32 a, vector32 b) {
    return __builtin_shufflevector(a, b, 2, 6, 3, 7);
}

#define LOAD(bits, side)                                                   \
    vector##bits a[side], b[side];                                         \
    for (ptrdiff_t i = 0; i < (side); i++) memcpy(&a[i], source + i * source_pitch, SQUARE_BYTES);

#define SHUFFLE(bits, side, from, to)                             \
    for (size_t i = 0; i < (side) / 2; i++) {                     \
        to[2 * i] = low##bits(from[i], from[i + (side) / 2]);     \
        to[2 * i + 1] = high##bits(from[i], from[i + (side) / 2]); \
    }

#define STORE(side, from) \
    for (ptrdiff_t i = 0; i < (side); i++) memcpy(target + i * target_pitch, &from[i], SQUARE_BYTES);

typedef void square(uint8_t *target, ptrdiff_t target_pitch, const uint8_t *source, ptrdiff_t source_pitch);

static void square8(uint8_t *target, ptrdiff_t target_pitch, const uint8_t *source, ptrdiff_t source_pitch) {
    LOAD(8, 16)
    SHUFFLE(8, 16, a, b)
    SHUFFLE(8, 16, b, a)
    SHUFFLE(8, 16, a, b)
    SHUFFLE(8, 16, b, a)
    STORE(16, a)
}

static void square16(uint8_t *target, ptrdiff_t target_pitch, const uint8_t *source, ptrdiff_t source_pitch) {
    LOAD(16, 8)
    SHUFFLE(16, 8, a, b)
    SHUFFLE(16, 8, b, a)
    SHUFFLE(16, 8, a, b)
    STORE(8, b)
}

static void square32(uint8_t *target, ptrdiff_t target_pitch, const uint8_t *source, ptrdiff_t source_pitch) {
    LOAD(32, 4)
    SHUFFLE(32, 4, a, b)
    SHUFFLE(32, 4, b, a)
    STORE(4, a)
}

void crl_transpose(void *target, ptrdiff_t target_pitch, const void *source, ptrdiff_t source_pitch, size_t rows,
                   size_t columns, size_t size) {
    square *transposed = size == 1 ? square8 : size == 2 ? square16 : square32;
    size_t side = SQUARE_BYTES / size;
    for (size_t y = 0; y < rows; y += side) {
        for (size_t x = 0; x < columns; x += side) {
            const uint8_t *from = (const uint8_t *)source + (ptrdiff_t)y * source_pitch + x * size;
            uint8_t *to = (uint8_t *)target + (ptrdiff_t)x * target_pitch + y * size;
            if (rows - y >= side && columns - x >= side) {
                transposed(to, target_pitch, from, source_pitch);
                continue;
            }
            for (size_t i = 0; i < side && i < rows - y; i++) {
                for (size_t j = 0; j < side && j < columns - x; j++) {
                    memcpy(to + (ptrdiff_t)j * target_pitch + i * size, from + (ptrdiff_t)i * source_pitch + j * size,
                           size);
                }
            }
        }
    }
}
