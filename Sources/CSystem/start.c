/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lets a static program start without /proc, as in a bare chroot.
 *
 * On Linux, Swift's run-time library reads two files there: /proc/self/cmdline for the arguments, which are empty if
 * that fails, and /proc/self/exe for its own location, without which a static program aborts before main().  glibc
 * passes the arguments to constructors, and SWIFT_ROOT gives the location, which only the printing of backtraces uses.
 * The priority puts the first constructor before those of the run-time library.
 *
 * Sources: Swift, stdlib/public/stubs/CommandLine.cpp, stdlib/public/runtime/Paths.cpp, Backtrace.cpp.
 */
#include "csystem.h"

static int argument_count;
static char **argument_values;

char **cs_arguments(int *count) {
    *count = argument_count;
    return argument_values;
}

#if defined(__linux__)
__attribute__((constructor(101))) static void name_runtime(void) {
    if (access("/proc/self/exe", F_OK) != 0) setenv("SWIFT_ROOT", "/", 0);
}
#endif

#if defined(__GLIBC__)
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
    argument_count = count;
    argument_values = values;
}
#endif
