/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one core of this machine can do at most: the ceilings that the kernels are measured against.
 *
 * The arithmetic runs on the widest vectors that the CPU has, with nothing but registers: one round is
 * ROOFLINE_CHAINS products and as many sums of vectors of roofline_floats() floats.
 */
#ifndef ROOFLINE_H
#define ROOFLINE_H

#include <stddef.h>

/* Sums that do not wait for each other. */
#define ROOFLINE_CHAINS 16

/* Floats in the widest vector of this CPU, which both functions use. */
size_t roofline_floats(void);

/* x * a + b, contracted: one instruction that rounds once.  Returns a sum so that the compiler keeps the loop. */
float roofline_fused(size_t rounds);

/* x * a + b with a rounded product, as the row loops do it: two instructions. */
float roofline_separate(size_t rounds);

/* Copies bytes by the C library. */
void roofline_copy(void *out, const void *in, size_t count);

#endif
