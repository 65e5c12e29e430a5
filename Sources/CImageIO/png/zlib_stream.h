/* SPDX-License-Identifier: Apache-2.0 */
/* Incremental inflating of a zlib stream (RFC 1950): by ISA-L if the build found it, else by cdeflate. */
#ifndef IC_INFLATE_H
#define IC_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ic_inflater ic_inflater;

/* Returns NULL if out of memory. */
ic_inflater *ic_inflater_create(void);
void ic_inflater_free(ic_inflater *inflater);

/* The remaining input and the remaining space for output of ic_inflate(). */
typedef struct ic_inflation {
    const uint8_t *in;
    size_t in_count;
    uint8_t *out;
    size_t out_count;
} ic_inflation;

/*
 * ic_inflate() consumes bytes of the stream at 'in' and writes the inflated bytes to 'out', until one of them is used
 * up or the stream has ended; it then updates the fields to what is left.  It may hold back output after all input is
 * consumed: call it again, without input, until it writes nothing.  Returns NULL, or a description of the error in
 * the stream, after which the inflater must not be used; 'ends' then counts what came before the error.  Checks the
 * Adler-32.
 */
const char *ic_inflate(ic_inflater *inflater, ic_inflation *ends);

/* Returns whether the stream has ended, including its Adler-32. */
bool ic_inflater_has_ended(const ic_inflater *inflater);

/* Returns whether bytes after the end were consumed. */
bool ic_inflater_has_surplus(const ic_inflater *inflater);

/* Returns the CRC-32 used for PNG chunks; start with 0. */
uint32_t ic_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
