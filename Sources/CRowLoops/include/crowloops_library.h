/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of the C library that Filters needs, under one name on every platform.
 *
 * The elementary functions are those of <math.h>: inlined, so that a call costs no more than there.
 */
#ifndef CROWLOOPS_LIBRARY_H
#define CROWLOOPS_LIBRARY_H

#include <math.h>
#include <stddef.h>

static inline double crl_exp(double x) {
    return exp(x);
}

static inline double crl_log10(double x) {
    return log10(x);
}

static inline double crl_sin(double x) {
    return sin(x);
}

static inline double crl_cos(double x) {
    return cos(x);
}

static inline float crl_atan2f(float y, float x) {
    return atan2f(y, x);
}

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Returns uninitialized memory of 'size' bytes, aligned to 'alignment', a power of two and a multiple of
 * sizeof(void *); NULL if there is not enough.  Free it with crl_free().
 */
void *crl_allocate(size_t alignment, size_t size);

/*
 * Returns 'count' zeros of 'size' bytes each, whose pages the system provides when they are first touched; NULL if
 * there is not enough memory.  Free it with crl_free().
 */
void *crl_allocate_zeros(size_t count, size_t size);

/* Frees memory of the two functions above. */
void crl_free(void *memory);

/*
 * Copies 'count' samples of 'size' bytes, 1, 2 or 4, that are 'stride' bytes apart, to where they follow each other, and
 * back.  Strides may be negative or 0, and samples need not be aligned.  The two places must not overlap.
 */
void crl_gather(void *samples, const void *from, ptrdiff_t stride, size_t size, size_t count);
void crl_scatter(void *to, ptrdiff_t stride, const void *samples, size_t size, size_t count);

#ifdef __cplusplus
}
#endif

#endif
