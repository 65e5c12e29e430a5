/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csystem: the system calls of the module FileSystem.
 *
 * The headers below make POSIX visible to Swift under one name on every platform.  The functions cover what Swift
 * cannot call: variadic functions, macros, and fields whose names differ between systems.  All are safe from any
 * thread except cs_ignore_signal().
 */
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "cs_sandbox.h"
#include "cs_threads.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The type of a file.  CS_UNKNOWN: a directory entry whose type the file system does not report. */
typedef enum cs_file_type { CS_REGULAR, CS_DIRECTORY, CS_LINK, CS_OTHER, CS_UNKNOWN } cs_file_type;

/* Returns errno, or sets it to 0 before a call that reports errors by errno alone. */
int cs_errno(void);
void cs_clear_errno(void);

/* Calls open(2) with 'mode' for a new file; returns a descriptor, or -1 with errno set. */
int cs_open(const char *path, int flags, mode_t mode);

/* Returns a second, close-on-exec descriptor of an open file, or -1 with errno set. */
int cs_duplicate(int descriptor);

/* Returns the file type of st_mode. */
cs_file_type cs_type_of_mode(mode_t mode);

/* Returns the file type of a directory entry, or CS_UNKNOWN. */
cs_file_type cs_type_of_entry(const struct dirent *entry);

/* Returns the modification time in nanoseconds since 1970-01-01. */
int64_t cs_modified(const struct stat *status);

/* Returns 1 if the system reports the directory at 'path' as case-insensitive, else 0; Linux never does. */
int cs_folds_case(const char *path);

/* Returns the number of columns of the terminal 'descriptor', or 0 if it is not a terminal or has no size. */
int cs_columns(int descriptor);

/* Returns the peak memory of the process in bytes, or -1 on systems that report it in /proc/self/status. */
int64_t cs_peak_memory(void);

/* Ignores a signal from now on.  Call it before other threads are created. */
void cs_ignore_signal(int number);

/* Returns 1 if the process ignores a signal, else 0. */
int cs_ignores_signal(int number);

/*
 * Returns the arguments of the process, the program's name first, and their number in 'count'; NULL with a 'count' of
 * 0 where the C library does not pass them to constructors.  The strings live as long as the process.
 */
char **cs_arguments(int *count);

#ifdef __cplusplus
}
#endif

#endif
