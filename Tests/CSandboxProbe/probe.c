/* SPDX-License-Identifier: Apache-2.0 */
#include "csandboxprobe.h"

#include "cs_sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/ptrace.h>
#endif

/* What the child tells the parent. */
typedef struct answer {
    int holds;
    int errors[PROBE_COUNT];
} answer;

static int opened(const char *path, int flags) {
    const int descriptor = open(path, flags | O_CLOEXEC, 0666);
    if (descriptor >= 0) close(descriptor);
    return descriptor;
}

static void *nothing(void *context) {
    return context;
}

/* Returns 0, or -1 with errno set, as a system call does. */
static int threaded(void) {
    pthread_t thread;
    errno = pthread_create(&thread, NULL, nothing, NULL);
    return errno == 0 && pthread_join(thread, NULL) == 0 ? 0 : -1;
}

static int forked(void) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    if (child > 0) waitpid(child, NULL, 0);
    return child < 0 ? -1 : 0;
}

static int traced(void) {
#if defined(__linux__)
    return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
#else
    errno = EPERM;
    return -1;
#endif
}

static void record(answer *answer, probe_attempt attempt, int result) {
    answer->errors[attempt] = result < 0 ? errno : 0;
}

/* Tries what changes files; the names are relative to the two directories. */
static void try_files(answer *answer, const char *inside, const char *outside) {
    char in_file[4096], in_new[4096], in_other[4096], in_link[4096], out_file[4096], out_new[4096];
    snprintf(in_file, sizeof in_file, "%s/file", inside);
    snprintf(in_new, sizeof in_new, "%s/new", inside);
    snprintf(in_other, sizeof in_other, "%s/other", inside);
    snprintf(in_link, sizeof in_link, "%s/link", inside);
    snprintf(out_file, sizeof out_file, "%s/file", outside);
    snprintf(out_new, sizeof out_new, "%s/new", outside);
    record(answer, PROBE_CREATE_INSIDE, opened(in_new, O_CREAT | O_EXCL | O_WRONLY));
    record(answer, PROBE_RENAME_INSIDE, rename(in_new, in_other));
    record(answer, PROBE_LINK_INSIDE, link(in_other, in_new));
    record(answer, PROBE_REMOVE_INSIDE, unlink(in_new));
    record(answer, PROBE_MAKE_DIRECTORY_INSIDE, mkdir(in_new, 0777));
    record(answer, PROBE_READ_OUTSIDE, opened(out_file, O_RDONLY));
    record(answer, PROBE_CREATE_OUTSIDE, opened(out_new, O_CREAT | O_EXCL | O_WRONLY));
    record(answer, PROBE_OVERWRITE_OUTSIDE, opened(out_file, O_WRONLY));
    record(answer, PROBE_MOVE_OUTSIDE, rename(in_other, out_new));
    record(answer, PROBE_REMOVE_OUTSIDE, unlink(out_file));
    record(answer, PROBE_TRUNCATE_OUTSIDE, truncate(out_file, 0));
    record(answer, PROBE_MAKE_DIRECTORY_OUTSIDE, mkdir(out_new, 0777));
    record(answer, PROBE_MAKE_LINK_INSIDE, symlink(out_file, in_link));
    record(answer, PROBE_CHANGE_MODE, chmod(in_file, 0777));
}

static void try_calls(answer *answer) {
    int pair[2];
    record(answer, PROBE_THREAD, threaded());
    /* A process outside may be said to exist by EPERM. */
    record(answer, PROBE_ASK_WHETHER_ALIVE, kill(getppid(), 0) < 0 && errno == ESRCH ? -1 : 0);
    record(answer, PROBE_SOCKET, socket(AF_INET, SOCK_STREAM, 0));
    record(answer, PROBE_SOCKET_PAIR, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    record(answer, PROBE_EXECUTE, execl("/bin/true", "true", (char *)NULL));
    record(answer, PROBE_FORK, forked());
    record(answer, PROBE_SIGNAL, kill(getppid(), SIGCONT));
    record(answer, PROBE_TRACE, traced());
}

static void run_child(answer *answer, const char *inside, const char *outside) {
    cs_sandbox *sandbox = cs_sandbox_make();
    if (sandbox == NULL || !cs_sandbox_allow(sandbox, inside)) _exit(1);
    answer->holds = (int)cs_sandbox_enter(sandbox);
    try_files(answer, inside, outside);
    try_calls(answer);
    _exit(0);
}

int probe_run(const char *inside, const char *outside, int errors[PROBE_COUNT], int *status) {
    answer *answer =
        mmap(NULL, sizeof *answer, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *status = -errno;
    if (answer == MAP_FAILED) return -1;
    const pid_t child = fork();
    *status = -errno;
    if (child == 0) run_child(answer, inside, outside);
    while (child > 0 && waitpid(child, status, 0) < 0 && errno == EINTR) {}
    const int holds = child > 0 && *status == 0 ? answer->holds : -1;
    memcpy(errors, answer->errors, sizeof answer->errors);
    munmap(answer, sizeof *answer);
    return holds;
}
