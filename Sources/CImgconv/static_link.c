/* SPDX-License-Identifier: Apache-2.0 */
/* What scripts/build-lib.sh needs to link static libraries into a shared one on Linux. */
#include <math.h>
#include <stdio.h>

/*
 * Distributions build libpng.a and libjpeg.a for programs, not for shared libraries, and the only difference that matters
 * is their direct access to 'stderr'.  The script renames that to this variable.  Both libraries use it only for messages
 * that our error handlers replace.
 */
__attribute__((visibility("hidden"))) FILE *ici_stderr;

__attribute__((constructor)) static void ici_set_stderr(void) { ici_stderr = stderr; }

/*
 * The Swift runtime names hypotf, whose newest version needs glibc 2.35, but does not call it.  The script links this in
 * its place, so that the library runs with glibc 2.34.  The square of a float is exact in double.
 */
float __wrap_hypotf(float x, float y);

__attribute__((visibility("hidden"))) float __wrap_hypotf(float x, float y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    return (float)sqrt((double)x * (double)x + (double)y * (double)y);
}
