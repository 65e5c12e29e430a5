/* SPDX-License-Identifier: Apache-2.0 */
/* csandboxprobe: tries in a sandboxed child process what a decoder under an attacker's control would try. */
#ifndef CSANDBOXPROBE_H
#define CSANDBOXPROBE_H

#ifdef __cplusplus
extern "C" {
#endif

/* What is tried, in this order.  "Inside" is an allowed directory, "outside" another one. */
typedef enum probe_attempt {
    PROBE_CREATE_INSIDE, PROBE_RENAME_INSIDE, PROBE_LINK_INSIDE, PROBE_REMOVE_INSIDE, PROBE_MAKE_DIRECTORY_INSIDE,
    PROBE_READ_OUTSIDE, PROBE_THREAD, PROBE_ASK_WHETHER_ALIVE,
    PROBE_CREATE_OUTSIDE, PROBE_OVERWRITE_OUTSIDE, PROBE_MOVE_OUTSIDE, PROBE_REMOVE_OUTSIDE, PROBE_TRUNCATE_OUTSIDE,
    PROBE_MAKE_DIRECTORY_OUTSIDE, PROBE_MAKE_LINK_INSIDE, PROBE_CHANGE_MODE,
    PROBE_SOCKET, PROBE_SOCKET_PAIR, PROBE_EXECUTE, PROBE_FORK, PROBE_SIGNAL, PROBE_TRACE, PROBE_COUNT
} probe_attempt;

/*
 * Forks, enters a sandbox in the child that allows changes in 'inside', and tries everything.  Both directories hold a
 * file "file".  Stores the errno of each attempt, 0 for those that worked.  Returns what the sandbox says that it
 * enforces, or -1 if the child failed: 'status' is then its status as of waitpid(), or -errno if there was no child.
 */
int probe_run(const char *inside, const char *outside, int errors[PROBE_COUNT], int *status);

#ifdef __cplusplus
}
#endif

#endif
