/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A library for LD_PRELOAD that counts the calls of a program to the system and for memory, and makes one of them fail.
 *
 *     IMGCONV_INJECT_LOG=FILE   an existing file, which receives a struct log
 *     IMGCONV_INJECT=KIND:N:E   call N of a kind, from 1 on, fails with errno E; N = 0 only counts
 *
 * Counting starts when main() is called, so the dynamic loader and the constructors of the run-time libraries are left
 * alone.  Calls to the system count if the program, a codec or the C library makes them; pthread_create() and mmap()
 * always count.  Requests for memory are of three kinds: LARGE_BYTES or more, from any caller; fewer, from C code
 * of the program, a codec or the C library; fewer, from the Swift run-time libraries.  Swift code of the program always
 * requests memory through the latter, so the return address tells them apart.  For Linux with glibc.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LARGE_BYTES = 64 << 10, MAX_RANGES = 64 };

#define KINDS(X)                                                                                                      \
    X(open) X(read) X(readdir) X(write) X(fsync) X(rename) X(link) X(unlink) X(ftruncate) X(stat) X(access)           \
    X(realpath) X(mkdir) X(mmap) X(flock) X(fcntl) X(lseek) X(close) X(futimens) X(fchmod) X(thread)                  \
    X(large) X(malloc) X(runtime)
#define KIND(name) KIND_##name,
#define NAME(name) #name,
typedef enum { KINDS(KIND) KIND_COUNT } kind;
static const char *const names[] = {KINDS(NAME)};

/* What the Python program reads. */
struct log {
    char place[256]; /* the caller of the call that failed; empty if none did */
    struct {
        char name[24];
        uint64_t calls;
    } kinds[KIND_COUNT];
};

static struct log *seen;
static kind failing = KIND_COUNT;
static uint64_t failing_call;
static int failing_code;
static struct {
    uintptr_t start, end;
} ranges[MAX_RANGES];
static int range_count;

/* ---- The decision ---- */

/* Whether an address is code of the program, of a codec or of the C library. */
static bool is_watched(const void *caller) {
    uintptr_t address = (uintptr_t)caller;
    for (int i = 0; i < range_count; i++)
        if (address >= ranges[i].start && address < ranges[i].end) return true;
    return false;
}

static bool fails(kind kind, const void *caller) {
    uint64_t call = __atomic_add_fetch(&seen->kinds[kind].calls, 1, __ATOMIC_RELAXED);
    if (kind != failing || call != failing_call) return false;
    Dl_info info;
    if (dladdr(caller, &info) == 0) memset(&info, 0, sizeof info);
    const char *file = info.dli_fname == NULL ? "?" : info.dli_fname, *slash = strrchr(file, '/');
    snprintf(seen->place, sizeof seen->place, "%s+0x%zx", slash == NULL ? file : slash + 1,
             (size_t)((const char *)caller - (const char *)info.dli_fbase));
    errno = failing_code;
    return true;
}

static bool call_fails(kind kind, const void *caller) {
    return seen != NULL && is_watched(caller) && fails(kind, caller);
}

static bool memory_fails(size_t bytes, const void *caller) {
    if (seen == NULL) return false;
    return fails(bytes >= LARGE_BYTES ? KIND_large : is_watched(caller) ? KIND_malloc : KIND_runtime, caller);
}

/* ---- The start ---- */

static int add_ranges(struct dl_phdr_info *info, size_t size, void *context) {
    static const char *const watched[] = {"libpng", "libjpeg", "libz.", "libisal", "libyaml", "libc."};
    (void)size, (void)context;
    const char *slash = strrchr(info->dlpi_name, '/');
    bool is_wanted = info->dlpi_name[0] == 0; /* the program */
    for (size_t i = 0; slash != NULL && i < sizeof watched / sizeof *watched; i++)
        is_wanted |= strncmp(slash + 1, watched[i], strlen(watched[i])) == 0;
    for (int i = 0; is_wanted && i < info->dlpi_phnum && range_count < MAX_RANGES; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type != PT_LOAD || !(header->p_flags & PF_X)) continue;
        ranges[range_count].start = info->dlpi_addr + header->p_vaddr;
        ranges[range_count].end = ranges[range_count].start + header->p_memsz;
        range_count++;
    }
    return 0;
}

static void start(void) {
    const char *path = getenv("IMGCONV_INJECT_LOG"), *which = getenv("IMGCONV_INJECT");
    char name[24];
    unsigned long long call;
    if (path == NULL || which == NULL) return;
    if (sscanf(which, "%23[^:]:%llu:%d", name, &call, &failing_code) != 3) abort();
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0 || ftruncate(file, sizeof *seen) != 0) abort();
    struct log *log = mmap(NULL, sizeof *log, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (log == MAP_FAILED) abort();
    close(file);
    for (int i = 0; i < KIND_COUNT; i++) {
        snprintf(log->kinds[i].name, sizeof log->kinds[i].name, "%s", names[i]);
        if (strcmp(name, names[i]) == 0) failing = (kind)i;
    }
    failing_call = call;
    dl_iterate_phdr(add_ranges, NULL);
    seen = log;
}

typedef int main_function(int, char **, char **);
typedef int start_function(main_function *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
static main_function *program;

static int started_main(int count, char **values, char **environment) {
    start();
    return program(count, values, environment);
}

/* Called by the program's first instructions in place of the C library's. */
int __libc_start_main(main_function *main, int count, char **values, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end) {
    start_function *next = (start_function *)dlsym(RTLD_NEXT, "__libc_start_main");
    program = main;
    return next(started_main, count, values, init, fini, rtld_fini, stack_end);
}

/* ---- Memory ---- */

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

#define CALLER __builtin_return_address(0)

void *malloc(size_t size) { return memory_fails(size, CALLER) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) {
    size_t bytes;
    if (!__builtin_mul_overflow(count, size, &bytes) && memory_fails(bytes, CALLER)) return NULL;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    return size > 0 && memory_fails(size, CALLER) ? NULL : __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return memory_fails(size, CALLER) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    if (memory_fails(size, CALLER)) return ENOMEM;
    void *made = __libc_memalign(alignment, size);
    if (made == NULL) return ENOMEM;
    *block = made;
    return 0;
}

/* ---- Calls to the system ---- */

/* Defines a function that returns 'failed' if the call fails and what the C library's returns otherwise. */
#define WRAP(kind, type, name, parameters, arguments, failed)                                                         \
    type name parameters {                                                                                            \
        static type(*next) parameters;                                                                                \
        if (next == NULL) next = (type(*) parameters)dlsym(RTLD_NEXT, #name);                                         \
        return call_fails(KIND_##kind, CALLER) ? failed : next arguments;                                             \
    }

/* The same for open() and openat(), whose mode is there only if a file may be created. */
#define WRAP_OPEN(name, parameters, ...)                                                                              \
    int name parameters {                                                                                             \
        static int(*next) parameters;                                                                                 \
        if (next == NULL) next = (int(*) parameters)dlsym(RTLD_NEXT, #name);                                          \
        mode_t mode = 0;                                                                                              \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                                          \
            va_list list;                                                                                             \
            va_start(list, flags);                                                                                    \
            mode = va_arg(list, mode_t);                                                                              \
            va_end(list);                                                                                             \
        }                                                                                                             \
        return call_fails(KIND_open, CALLER) ? -1 : next(__VA_ARGS__, mode);                                          \
    }

WRAP_OPEN(open, (const char *path, int flags, ...), path, flags)
WRAP_OPEN(open64, (const char *path, int flags, ...), path, flags)
WRAP_OPEN(openat, (int directory, const char *path, int flags, ...), directory, path, flags)
WRAP_OPEN(openat64, (int directory, const char *path, int flags, ...), directory, path, flags)
WRAP(open, DIR *, opendir, (const char *path), (path), NULL)
WRAP(read, ssize_t, read, (int file, void *bytes, size_t count), (file, bytes, count), -1)
WRAP(read, ssize_t, pread, (int file, void *bytes, size_t count, off_t at), (file, bytes, count, at), -1)
WRAP(readdir, struct dirent *, readdir, (DIR * directory), (directory), NULL)
WRAP(write, ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count), -1)
WRAP(write, ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at), -1)
WRAP(write, ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count), -1)
WRAP(fsync, int, fsync, (int file), (file), -1)
WRAP(fsync, int, fdatasync, (int file), (file), -1)
WRAP(rename, int, rename, (const char *old, const char *new), (old, new), -1)
WRAP(rename, int, renameat, (int from, const char *old, int to, const char *new), (from, old, to, new), -1)
WRAP(link, int, link, (const char *old, const char *new), (old, new), -1)
WRAP(unlink, int, unlink, (const char *path), (path), -1)
WRAP(ftruncate, int, ftruncate, (int file, off_t size), (file, size), -1)
WRAP(stat, int, stat, (const char *path, struct stat *status), (path, status), -1)
WRAP(stat, int, lstat, (const char *path, struct stat *status), (path, status), -1)
WRAP(stat, int, fstat, (int file, struct stat *status), (file, status), -1)
WRAP(stat, int, fstatat, (int directory, const char *path, struct stat *status, int flags),
     (directory, path, status, flags), -1)
WRAP(access, int, access, (const char *path, int mode), (path, mode), -1)
WRAP(realpath, char *, realpath, (const char *path, char *resolved), (path, resolved), NULL)
WRAP(mkdir, int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
WRAP(flock, int, flock, (int file, int operation), (file, operation), -1)
WRAP(lseek, off_t, lseek, (int file, off_t offset, int whence), (file, offset, whence), -1)
WRAP(futimens, int, futimens, (int file, const struct timespec times[2]), (file, times), -1)
WRAP(fchmod, int, fchmod, (int file, mode_t mode), (file, mode), -1)

int fcntl(int file, int command, ...) {
    static int (*next)(int, int, ...);
    if (next == NULL) next = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl");
    va_list list;
    va_start(list, command);
    void *argument = va_arg(list, void *);
    va_end(list);
    return call_fails(KIND_fcntl, CALLER) ? -1 : next(file, command, argument);
}

/* The file is closed even if closing it fails, as on Linux. */
int close(int file) {
    static int (*next)(int);
    if (next == NULL) next = (int (*)(int))dlsym(RTLD_NEXT, "close");
    bool is_failing = call_fails(KIND_close, CALLER);
    int status = next(file);
    if (!is_failing) return status;
    errno = failing_code;
    return -1;
}

/* Counts for any caller, but not for the C library's own calls, which do not pass here. */
void *mmap(void *at, size_t size, int access, int flags, int file, off_t offset) {
    static void *(*next)(void *, size_t, int, int, int, off_t);
    if (next == NULL) next = (void *(*)(void *, size_t, int, int, int, off_t))dlsym(RTLD_NEXT, "mmap");
    if (seen != NULL && fails(KIND_mmap, CALLER)) return MAP_FAILED;
    return next(at, size, access, flags, file, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context) {
    static int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (next == NULL) next = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(
        RTLD_NEXT, "pthread_create");
    return seen != NULL && fails(KIND_thread, CALLER) ? failing_code : next(thread, attributes, run, context);
}
