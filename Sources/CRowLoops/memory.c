/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "crowloops_library.h"

void *crl_allocate(size_t alignment, size_t size) {
    void *memory = NULL;
    return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

void *crl_allocate_zeros(size_t count, size_t size) {
    return calloc(count, size);
}

void crl_free(void *memory) {
    free(memory);
}
