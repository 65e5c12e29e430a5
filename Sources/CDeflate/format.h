/* SPDX-License-Identifier: Apache-2.0 */
/* Constants of the format, for both directions.  Section numbers in this directory are those of RFC 1951. */
#ifndef CDEFLATE_FORMAT_H
#define CDEFLATE_FORMAT_H

#include "cdeflate.h"

enum {
    END_OF_BLOCK = 256,
    LITERAL_CODES = 286,
    DISTANCE_CODES = 30,
    LENGTH_CODES = 19, /* the code for the lengths of the codes */
    FIXED_DISTANCES = 32,
};

/* The order in which the lengths of the code for lengths are sent (3.2.7). */
extern const uint8_t cd_length_order[LENGTH_CODES];

/* Fills in the lengths of the fixed codes (3.2.6). */
void cd_fixed_lengths(uint8_t literals[CD_HUFFMAN_MAX_SYMBOLS], uint8_t distances[FIXED_DISTANCES]);

#endif
