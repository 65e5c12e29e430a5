/* SPDX-License-Identifier: Apache-2.0 */
#include "crowloops.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* a * b + c rounds twice at every CPU level, so that all levels give identical bits. */
#pragma STDC FP_CONTRACT OFF

#include "columns.inc"

/*
 * The weights of R, G and B in Y, -Cb and -Cr times 2^16, rounded, where 0.587 is twice 19235.  They sum to 2^16, 0 and
 * 0, so that gray has no color.  -0.5 fits in 16 bits, 0.5 does not.
 */
enum {
    PLANE_Y_R = 19595,
    PLANE_Y_HALF_G = 19235,
    PLANE_Y_B = 7471,
    PLANE_CB_R = 11058,
    PLANE_CB_G = 21710,
    PLANE_CR_G = 27439,
    PLANE_CR_B = 5329,
    PLANE_HALF = -32768
};

#define LEVEL(name) name##_base
#define SHORTER(name) name##_columns
#define LEVEL_NAME "base"
#define BLOCK 32
#define LANES 4
#include "row_loops.inc"
#undef LEVEL
#undef SHORTER
#undef LEVEL_NAME
#undef BLOCK
#undef LANES

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define LEVEL(name) name##_v3
#define SHORTER(name) name##_base
#define LEVEL_NAME "x86-64-v3"
#define BLOCK 64
#define LANES 8
#include "row_loops.inc"
#undef LEVEL
#undef SHORTER
#undef LEVEL_NAME
#undef BLOCK
#undef LANES
#pragma clang attribute pop

/* The tuning only permits the use of 512-bit vectors; the instructions are those of x86-64-v4. */
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,tune=znver4"))), apply_to = function)
#define LEVEL(name) name##_v4
#define SHORTER(name) name##_v3
#define LEVEL_NAME "x86-64-v4"
/*
 * AVX-512 comparisons give masks, which are available later than vectors: a chain of pixels would wait for them.
 * Rows are resampled in vectors of eight, because sixteen would be assembled from four loads each.
 */
#define BORROWED(name) name##_v3
#define BLOCK 256
#define LANES 16
#include "row_loops.inc"
#undef LEVEL
#undef SHORTER
#undef LEVEL_NAME
#undef BLOCK
#undef LANES
#undef BORROWED
#pragma clang attribute pop
#endif

static const crl_loops *const tables[] = {
    &table_base,
#if defined(__x86_64__)
    &table_v3,
    &table_v4,
#endif
};

size_t crl_loops_available(const crl_loops *const **list) {
    *list = tables;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4")) return 3;
    return __builtin_cpu_supports("x86-64-v3") ? 2 : 1;
#else
    return 1;
#endif
}

const crl_loops *crl_loops_chosen(void) {
    /* Threads that race here choose the same table, so the last store is as good as the first. */
    static _Atomic(const crl_loops *) chosen;
    const crl_loops *loops = atomic_load_explicit(&chosen, memory_order_acquire);
    if (!loops) {
        const crl_loops *const *list;
        size_t count = crl_loops_available(&list);
        const char *wanted = getenv("IMGCONV_CPU");
        loops = list[count - 1];
        for (size_t i = 0; wanted && i < count; i++)
            if (strcmp(wanted, list[i]->name) == 0) loops = list[i];
        atomic_store_explicit(&chosen, loops, memory_order_release);
    }
    return loops;
}
