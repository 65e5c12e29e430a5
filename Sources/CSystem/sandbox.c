/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox of cs_sandbox.h.  Landlock's system calls have no functions in the C library, and the kernel headers of
 * older systems lack them: their numbers and flags, which never change, are defined here.
 *
 * Sources: Linux, Documentation/userspace-api/landlock.rst and seccomp_filter.rst, include/uapi/linux/landlock.h.
 */
#define _GNU_SOURCE /* O_PATH, CLONE_THREAD */

#include "cs_sandbox.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__linux__)

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LANDLOCK_CREATE_RULESET = 444, LANDLOCK_ADD_RULE = 445, LANDLOCK_RESTRICT_SELF = 446 };
enum { RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };

/* Rights on files.  Reading is not restricted. */
enum {
    WRITE_FILE = 1 << 1, REMOVE_DIR = 1 << 4, REMOVE_FILE = 1 << 5, MAKE_CHAR = 1 << 6, MAKE_DIR = 1 << 7,
    MAKE_REG = 1 << 8, MAKE_SOCK = 1 << 9, MAKE_FIFO = 1 << 10, MAKE_BLOCK = 1 << 11, MAKE_SYM = 1 << 12,
    REFER = 1 << 13, TRUNCATE = 1 << 14, EXECUTE = 1 << 0,
};
enum { BIND_TCP = 1 << 0, CONNECT_TCP = 1 << 1 };
enum { SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0, SCOPE_SIGNAL = 1 << 1 };

/* The rights that each version of Landlock can deny. */
enum {
    DENIED_1 = EXECUTE | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_CHAR | MAKE_DIR | MAKE_REG | MAKE_SOCK
        | MAKE_FIFO | MAKE_BLOCK | MAKE_SYM,
    DENIED_2 = DENIED_1 | REFER,
    DENIED_3 = DENIED_2 | TRUNCATE,
    IN_DIRECTORY = WRITE_FILE | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE,
    IN_FILE = WRITE_FILE | TRUNCATE,
};

typedef struct ruleset_attributes {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
} ruleset_attributes;

typedef struct __attribute__((packed)) beneath_attributes {
    uint64_t allowed;
    int32_t parent;
} beneath_attributes;

struct cs_sandbox {
    /* The set of rules; -1 without Landlock. */
    int ruleset;
    uint64_t denied;
};

cs_sandbox *cs_sandbox_make(void) {
    cs_sandbox *sandbox = malloc(sizeof *sandbox);
    if (sandbox == NULL) return NULL;
    const long version = syscall(LANDLOCK_CREATE_RULESET, NULL, (size_t)0, RULESET_VERSION);
    sandbox->denied = version < 2 ? DENIED_1 : version < 3 ? DENIED_2 : DENIED_3;
    sandbox->ruleset = -1;
    if (version < 1) return sandbox;
    ruleset_attributes attributes = {.files = sandbox->denied};
    size_t size = sizeof attributes.files;
    if (version >= 4) {
        attributes.network = BIND_TCP | CONNECT_TCP;
        size += sizeof attributes.network;
    }
    if (version >= 6) {
        attributes.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
        size += sizeof attributes.scoped;
    }
    sandbox->ruleset = (int)syscall(LANDLOCK_CREATE_RULESET, &attributes, size, 0);
    return sandbox;
}

bool cs_sandbox_allow(cs_sandbox *sandbox, const char *path) {
    beneath_attributes rule = {.parent = open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent < 0) return false;
    struct stat status;
    const bool is_directory = fstat(rule.parent, &status) == 0 && S_ISDIR(status.st_mode);
    rule.allowed = (is_directory ? IN_DIRECTORY : IN_FILE) & sandbox->denied;
    const bool is_allowed = sandbox->ruleset < 0
        || syscall(LANDLOCK_ADD_RULE, sandbox->ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
    const int code = errno;
    close(rule.parent);
    errno = code;
    return is_allowed;
}

#if defined(__x86_64__) || defined(__aarch64__)

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* The system calls that are refused with EPERM; a name that this architecture or these headers lack is left out. */
static const uint32_t refused[] = {
    /* Other programs and processes. */
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_setns, SYS_unshare,
#if defined(SYS_fork)
    SYS_fork, SYS_vfork,
#endif
#if defined(SYS_pidfd_getfd)
    SYS_pidfd_getfd, SYS_pidfd_open, SYS_pidfd_send_signal,
#endif
    SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
    /* The network. */
    SYS_socket, SYS_socketpair, SYS_bind, SYS_connect, SYS_listen, SYS_accept, SYS_accept4, SYS_sendto, SYS_sendmsg,
    SYS_sendmmsg,
#if defined(SYS_io_uring_setup)
    /* Queues through which calls would get past the filter. */
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
#endif
    /* What Landlock does not restrict: attributes, and before Linux 6.2 sizes.  By descriptor, they can be set. */
    SYS_truncate, SYS_fchmodat, SYS_fchownat, SYS_setxattr, SYS_lsetxattr, SYS_removexattr, SYS_lremovexattr,
#if defined(SYS_chmod)
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
#if defined(SYS_fchmodat2)
    SYS_fchmodat2,
#endif
    /* The kernel itself. */
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_add_key, SYS_request_key, SYS_keyctl, SYS_mount, SYS_umount2,
    SYS_pivot_root, SYS_chroot, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot,
    SYS_swapon, SYS_swapoff, SYS_acct, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex,
    SYS_sethostname, SYS_setdomainname, SYS_quotactl, SYS_open_by_handle_at,
#if defined(SYS_open_tree)
    SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
#endif
};

enum { REFUSED = sizeof refused / sizeof refused[0] };

/* Numbers of system calls, first and last included. */
typedef struct range {
    uint32_t first;
    uint32_t last;
} range;

/* The filter's length: its head, and for each range a leaf of four instructions and a branch. */
enum { HEAD = 16, LENGTH = HEAD + 5 * (REFUSED + 1) };
_Static_assert(5 * (REFUSED + 1) / 2 < 256, "a branch passes over up to 255 instructions");

static struct sock_filter load(size_t offset) {
    return (struct sock_filter){.code = BPF_LD | BPF_W | BPF_ABS, .k = (uint32_t)offset};
}

static struct sock_filter answer(uint32_t value) {
    return (struct sock_filter){.code = BPF_RET | BPF_K, .k = value};
}

/* Passes over as many of the next instructions as are given if the comparison holds, and if not. */
static struct sock_filter branch(uint16_t comparison, uint32_t value, int if_true, int if_false) {
    return (struct sock_filter){
        .code = (uint16_t)(BPF_JMP | BPF_K | comparison), .jt = (uint8_t)if_true, .jf = (uint8_t)if_false, .k = value};
}

/* Allows the call with this number, in five instructions, if the comparison of an argument holds. */
static void allow_if(struct sock_filter *part, uint32_t call, size_t argument, uint16_t comparison, uint32_t value) {
    part[0] = branch(BPF_JEQ, call, 0, 4);
    part[1] = load(argument);
    part[2] = branch(comparison, value, 1, 0);
    part[3] = answer(SECCOMP_RET_ERRNO | EPERM);
    part[4] = answer(SECCOMP_RET_ALLOW);
}

/* Writes a binary search that refuses the calls in sorted ranges; returns its length. */
static int search(struct sock_filter *part, const range *ranges, int count) {
    if (count == 1) {
        part[0] = branch(BPF_JGE, ranges->first, 0, 1);
        part[1] = branch(BPF_JGT, ranges->last, 0, 1);
        part[2] = answer(SECCOMP_RET_ALLOW);
        part[3] = answer(SECCOMP_RET_ERRNO | EPERM);
        return 4;
    }
    const int half = count / 2;
    const int left = search(part + 1, ranges, half);
    part[0] = branch(BPF_JGE, ranges[half].first, left, 0);
    return 1 + left + search(part + 1 + left, ranges + half, count - half);
}

static int by_number(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Writes the refused calls as sorted ranges; returns how many. */
static int refused_ranges(range *ranges) {
    /* The calls of x32, on x86-64. */
    enum { FIRST_X32 = 0x40000000 };
    uint32_t sorted[REFUSED];
    memcpy(sorted, refused, sizeof refused);
    qsort(sorted, REFUSED, sizeof sorted[0], by_number);
    int count = 0;
    for (int index = 0; index < REFUSED; index++) {
        if (count > 0 && sorted[index] == ranges[count - 1].last + 1) {
            ranges[count - 1].last++;
        } else {
            ranges[count++] = (range){sorted[index], sorted[index]};
        }
    }
    ranges[count++] = (range){FIRST_X32, UINT32_MAX};
    return count;
}

/*
 * Refuses the calls above; new processes, but not threads; and signals to processes, but not the question whether one
 * lives.  clone3's flags are out of a filter's reach, so it is said to be missing: C libraries use clone then.
 *
 * The kernel runs the filter for each number when it is installed, so it is a search and not a list.
 */
static bool refuse_calls(void) {
    enum { CLONE3 = 435 };
    range ranges[REFUSED + 1];
    const int count = refused_ranges(ranges);
    struct sock_filter filter[LENGTH];
    /* Another architecture's calls have other numbers. */
    filter[0] = load(offsetof(struct seccomp_data, arch));
    filter[1] = branch(BPF_JEQ, ARCHITECTURE, 1, 0);
    filter[2] = answer(SECCOMP_RET_ERRNO | EPERM);
    filter[3] = load(offsetof(struct seccomp_data, nr));
    filter[4] = branch(BPF_JEQ, CLONE3, 0, 1);
    filter[5] = answer(SECCOMP_RET_ERRNO | ENOSYS);
    allow_if(filter + 6, SYS_clone, offsetof(struct seccomp_data, args[0]), BPF_JSET, CLONE_THREAD);
    allow_if(filter + 11, SYS_kill, offsetof(struct seccomp_data, args[1]), BPF_JEQ, 0);
    const int length = HEAD + search(filter + HEAD, ranges, count);
    const struct sock_fprog program = {.len = (unsigned short)length, .filter = filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

#else

static bool refuse_calls(void) {
    return false;
}

#endif

unsigned cs_sandbox_enter(cs_sandbox *sandbox) {
    unsigned holds = 0;
    /* Without it, neither can be entered by an ordinary user. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
        if (sandbox->ruleset >= 0 && syscall(LANDLOCK_RESTRICT_SELF, sandbox->ruleset, 0) == 0) {
            holds |= CS_SANDBOX_FILES;
        }
        if (refuse_calls()) holds |= CS_SANDBOX_CALLS;
    }
    if (sandbox->ruleset >= 0) close(sandbox->ruleset);
    free(sandbox);
    return holds;
}

#else

struct cs_sandbox {
    char unused;
};

cs_sandbox *cs_sandbox_make(void) {
    return malloc(sizeof(cs_sandbox));
}

bool cs_sandbox_allow(cs_sandbox *sandbox, const char *path) {
    (void)sandbox;
    (void)path;
    return true;
}

unsigned cs_sandbox_enter(cs_sandbox *sandbox) {
    free(sandbox);
    return 0;
}

#endif
