/* SPDX-License-Identifier: Apache-2.0 */
/* Writing bits, and the literals between matches. */
#ifndef CDEFLATE_LITERALS_H
#define CDEFLATE_LITERALS_H

#include "deflater.h"

#include <string.h>

/* Leaves at most 7 bits pending.  Writes 8 bytes; those from 'next' on are not valid yet. */
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

/* The codes of all bytes, of at most 14 bits: whole, and in parts of 8 bits for vectors. */
typedef struct literal_table {
    uint32_t whole[256]; /* the code, and its length from bit 16 on */
    uint8_t lows[256], highs[256], lengths[256];
} literal_table;

void cd_fill_literal_table(literal_table *table, const prefix_code *code);

/* Writes literals. */
typedef void cd_literal_writer(bit_writer *writer, const literal_table *table, const uint8_t *data, size_t count);

cd_literal_writer cd_put_literals;
/* The same bits by AVX-512 with VBMI, 64 literals at once; only where cd_has_vectors(). */
cd_literal_writer cd_put_literals_vectors;

/* Returns whether this CPU has what cd_put_literals_vectors() needs. */
bool cd_has_vectors(void);

#endif
