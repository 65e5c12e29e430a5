/* SPDX-License-Identifier: Apache-2.0 */
#include "crowloops.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* a * b + c rounds twice at every level of CPU, so that all of them give the same bits. */
#pragma STDC FP_CONTRACT OFF

#define LEVEL(name) name##_base
#define LEVEL_NAME "base"
#define BLOCK 32
#include "row_loops.inc"
#undef LEVEL
#undef LEVEL_NAME
#undef BLOCK

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define LEVEL(name) name##_v3
#define LEVEL_NAME "x86-64-v3"
#define BLOCK 64
#include "row_loops.inc"
#undef LEVEL
#undef LEVEL_NAME
#undef BLOCK
#pragma clang attribute pop
#endif

static const crl_loops *const tables[] = {
    &table_base,
#if defined(__x86_64__)
    &table_v3,
#endif
};

size_t crl_loops_available(const crl_loops *const **list) {
    *list = tables;
#if defined(__x86_64__)
    return __builtin_cpu_supports("x86-64-v3") ? 2 : 1;
#else
    return 1;
#endif
}

const crl_loops *crl_loops_chosen(void) {
    /* Two threads that arrive together choose the same table, so the last store is as good as the first. */
    static _Atomic(const crl_loops *) chosen;
    const crl_loops *loops = atomic_load_explicit(&chosen, memory_order_acquire);
    if (!loops) {
        const crl_loops *const *list;
        size_t count = crl_loops_available(&list);
        const char *forced = getenv("IMGCONV_CPU");
        loops = forced && strcmp(forced, "base") == 0 ? list[0] : list[count - 1];
        atomic_store_explicit(&chosen, loops, memory_order_release);
    }
    return loops;
}
