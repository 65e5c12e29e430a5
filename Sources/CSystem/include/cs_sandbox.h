/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cs_sandbox: a process gives up what it does not need, on Linux, with Landlock and seccomp.
 *
 * First collect the places that may change in a list, then enter:
 *
 *     cs_sandbox *sandbox = cs_sandbox_make();
 *     cs_sandbox_allow(sandbox, "out");
 *     unsigned holds = cs_sandbox_enter(sandbox);
 *
 * There is no way back.  Threads that run already are not restricted: enter before any is started.
 */
#ifndef CS_SANDBOX_H
#define CS_SANDBOX_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cs_sandbox cs_sandbox;

/* What the kernel enforces. */
enum {
    /* Files are created, changed and removed only in the allowed places (Landlock, since Linux 5.13). */
    CS_SANDBOX_FILES = 1,
    /* No programs, processes, sockets or signals; see sandbox.c for the list (seccomp). */
    CS_SANDBOX_CALLS = 2,
};

/* Makes a sandbox without allowed places; NULL if there is no memory. */
cs_sandbox *cs_sandbox_make(void);

/*
 * Allows to create, change and remove files in a directory and below, and to create directories there; for a file, to
 * write to it.  Symbolic links are followed.  Returns false, with errno set, if there is no such place.
 */
bool cs_sandbox_allow(cs_sandbox *sandbox, const char *path);

/* Restricts this thread and all that it starts; returns what now holds, 0 for nothing.  Frees the sandbox. */
unsigned cs_sandbox_enter(cs_sandbox *sandbox);

#ifdef __cplusplus
}
#endif

#endif
