/* SPDX-License-Identifier: Apache-2.0 */
#include "roofline.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

/* The base of x86-64 has no contracted multiply-add; that of arm64 has. */
#define LEVEL(name) name##_base
#define FLOATS 4
#if defined(__aarch64__)
#define FUSED(x, a, b) __builtin_elementwise_fma(x, a, b)
#else
#define FUSED(x, a, b) ((x) * (a) + (b))
#endif
#include "level.inc"
#undef LEVEL
#undef FLOATS
#undef FUSED

#if defined(__x86_64__)
#define FUSED(x, a, b) __builtin_elementwise_fma(x, a, b)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define LEVEL(name) name##_v3
#define FLOATS 8
#include "level.inc"
#undef LEVEL
#undef FLOATS
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,tune=znver4"))), apply_to = function)
#define LEVEL(name) name##_v4
#define FLOATS 16
#include "level.inc"
#undef LEVEL
#undef FLOATS
#pragma clang attribute pop
#endif

size_t roofline_floats(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4")) return 16;
    if (__builtin_cpu_supports("x86-64-v3")) return 8;
#endif
    return 4;
}

float roofline_fused(size_t rounds) {
    volatile float one = 1;
#if defined(__x86_64__)
    if (roofline_floats() == 16) return fused_v4(rounds, one);
    if (roofline_floats() == 8) return fused_v3(rounds, one);
#endif
    return fused_base(rounds, one);
}

float roofline_separate(size_t rounds) {
    volatile float one = 1;
#if defined(__x86_64__)
    if (roofline_floats() == 16) return separate_v4(rounds, one);
    if (roofline_floats() == 8) return separate_v3(rounds, one);
#endif
    return separate_base(rounds, one);
}

void roofline_copy(void *out, const void *in, size_t count) { memcpy(out, in, count); }
