/* SPDX-License-Identifier: Apache-2.0 */
#include "csystem.h"

#include <sys/ioctl.h>
#if defined(__APPLE__)
#include <sys/resource.h>
#endif

int cs_errno(void) {
    return errno;
}

void cs_clear_errno(void) {
    errno = 0;
}

int cs_open(const char *path, int flags, mode_t mode) {
    return open(path, flags, mode);
}

int cs_duplicate(int descriptor) {
    return fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}

cs_file_type cs_type_of_mode(mode_t mode) {
    if (S_ISREG(mode)) return CS_REGULAR;
    if (S_ISDIR(mode)) return CS_DIRECTORY;
    return S_ISLNK(mode) ? CS_LINK : CS_OTHER;
}

cs_file_type cs_type_of_entry(const struct dirent *entry) {
    switch (entry->d_type) {
        case DT_REG: return CS_REGULAR;
        case DT_DIR: return CS_DIRECTORY;
        case DT_LNK: return CS_LINK;
        case DT_UNKNOWN: return CS_UNKNOWN;
        default: return CS_OTHER;
    }
}

int64_t cs_modified(const struct stat *status) {
#if defined(__APPLE__)
    const struct timespec time = status->st_mtimespec;
#else
    const struct timespec time = status->st_mtim;
#endif
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int cs_folds_case(const char *path) {
#if defined(_PC_CASE_SENSITIVE)
    return pathconf(path, _PC_CASE_SENSITIVE) == 0;
#else
    (void)path;
    return 0;
#endif
}

int cs_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int64_t cs_peak_memory(void) {
#if defined(__APPLE__)
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss : -1;
#else
    /* Not getrusage: on Linux it includes the memory of the process before it executed this program. */
    return -1;
#endif
}

void cs_ignore_signal(int number) {
    signal(number, SIG_IGN);
}

int cs_ignores_signal(int number) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}
