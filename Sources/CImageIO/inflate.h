/* SPDX-License-Identifier: Apache-2.0 */
/* A zlib stream (RFC 1950) inflated piece by piece: by ISA-L where the build found it, else by cdeflate. */
#ifndef IC_INFLATE_H
#define IC_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ic_inflater ic_inflater;

/* NULL when memory is out. */
ic_inflater *ic_inflater_create(void);
void ic_inflater_free(ic_inflater *inflater);

/* What is left of the two ends of ic_inflate(). */
typedef struct ic_inflation {
    const uint8_t *in;
    size_t in_count;
    uint8_t *out;
    size_t out_count;
} ic_inflation;

/*
 * ic_inflate() takes bytes of the stream at 'in' and writes what they hold to 'out', until one of them is used up or the
 * stream has ended; the fields then tell what is left.  It may hold back output though all input is taken: call it
 * again, without input, until it writes nothing.  Returns NULL, or what is wrong with the stream: then the inflater is of
 * no more use.  The Adler-32 is checked.
 */
const char *ic_inflate(ic_inflater *inflater, ic_inflation *ends);

/* Whether the stream has come to its end, its Adler-32 included. */
bool ic_inflater_has_ended(const ic_inflater *inflater);

/* Whether bytes behind the end were taken. */
bool ic_inflater_has_surplus(const ic_inflater *inflater);

/* CRC-32 of PNG's chunks, begun with 0. */
uint32_t ic_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
