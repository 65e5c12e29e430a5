/* SPDX-License-Identifier: Apache-2.0 */
#include "crowloops_library.h"

#include <stdint.h>
#include <string.h>

/* A copy of a fixed size is one instruction, whatever the alignment. */
#define COPY_STRIDED(SIZE, TO, TO_STRIDE, FROM, FROM_STRIDE) \
    for (size_t x = 0; x < count; x++) { \
        memcpy((TO) + (ptrdiff_t)x * (TO_STRIDE), (FROM) + (ptrdiff_t)x * (FROM_STRIDE), SIZE); \
    }

void crl_gather(void *samples, const void *from, ptrdiff_t stride, size_t size, size_t count) {
    uint8_t *to = samples;
    const uint8_t *source = from;
    switch (size) {
    case 1: COPY_STRIDED(1, to, 1, source, stride) break;
    case 2: COPY_STRIDED(2, to, 2, source, stride) break;
    case 4: COPY_STRIDED(4, to, 4, source, stride) break;
    default: break;
    }
}

void crl_scatter(void *to, ptrdiff_t stride, const void *samples, size_t size, size_t count) {
    uint8_t *target = to;
    const uint8_t *source = samples;
    switch (size) {
    case 1: COPY_STRIDED(1, target, stride, source, 1) break;
    case 2: COPY_STRIDED(2, target, stride, source, 2) break;
    case 4: COPY_STRIDED(4, target, stride, source, 4) break;
    default: break;
    }
}
