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

#ifdef __cplusplus
}
#endif

#endif
