/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cs_threads: POSIX threads and semaphores behind two handles, as the types of pthreads differ between systems.
 *
 * The module Locking uses them in place of libdispatch, whose workers outlive every call, so that a process that has
 * forked would wait for threads it does not have.
 */
#ifndef CS_THREADS_H
#define CS_THREADS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cs_thread cs_thread;
typedef struct cs_semaphore cs_semaphore;

/*
 * Starts a thread that calls run(context).  Signals are blocked in it, so that a program's handlers run in its own
 * threads; those of a fault in the thread itself, such as SIGSEGV, are not.  Its stack has 8 MiB.  Returns NULL if the
 * system gives no thread; run is not called then.
 */
cs_thread *cs_thread_start(void (*run)(void *), void *context);

/* Waits until the thread has ended, and frees the handle. */
void cs_thread_join(cs_thread *thread);

/* Makes a semaphore with a count of 0; NULL if there is no memory.  Free it when no thread uses it any more. */
cs_semaphore *cs_semaphore_make(void);
void cs_semaphore_free(cs_semaphore *semaphore);

/* Adds 1 to the count. */
void cs_semaphore_signal(cs_semaphore *semaphore);

/* Waits until the count is positive, and takes 1 from it. */
void cs_semaphore_wait(cs_semaphore *semaphore);

/* The same, for up to 'milliseconds'; returns whether 1 was taken. */
bool cs_semaphore_wait_for(cs_semaphore *semaphore, int64_t milliseconds);

/* Returns after that time. */
void cs_pause(int64_t milliseconds);

#ifdef __cplusplus
}
#endif

#endif
