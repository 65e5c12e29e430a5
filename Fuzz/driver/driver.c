/* SPDX-License-Identifier: Apache-2.0 */
/* Gives libFuzzer one of the targets in Tests/FuzzTests/Targets: the one that IMGCONV_FUZZ_TARGET names. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Implemented in Driver.swift. */
intptr_t fuzz_target_named(const char *name);
void fuzz_target_list(void);
void fuzz_target_run(intptr_t target, const uint8_t *data, size_t size);

/* Called by libFuzzer. */
int LLVMFuzzerInitialize(const int *argc, char *const **argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static intptr_t target;

int LLVMFuzzerInitialize(const int *argc, char *const **argv) {
    (void)argc, (void)argv;
    const char *name = getenv("IMGCONV_FUZZ_TARGET");
    target = name == NULL ? -1 : fuzz_target_named(name);
    if (target >= 0) return 0;
    /* Without a known name: the names, each with the size of its inputs. */
    fuzz_target_list();
    exit(name == NULL ? 0 : 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_target_run(target, data, size);
    return 0;
}
