/* SPDX-License-Identifier: Apache-2.0 */
#include "cs_threads.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { STACK_BYTES = 8 << 20 };

struct cs_thread {
    pthread_t thread;
    void (*run)(void *);
    void *context;
};

static void *enter(void *argument) {
    cs_thread *thread = argument;
    thread->run(thread->context);
    return NULL;
}

/* Starts the thread with signals blocked, which it inherits, except those that a fault in it raises. */
static int create_masked(cs_thread *thread) {
    pthread_attr_t attributes;
    int status = pthread_attr_init(&attributes);
    if (status != 0) return status;
    sigset_t all, before;
    sigfillset(&all);
    const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&all, faults[i]);
    // A system with a larger minimum keeps its own size.
    (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    status = pthread_create(&thread->thread, &attributes, enter, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return status;
}

cs_thread *cs_thread_start(void (*run)(void *), void *context) {
    cs_thread *thread = malloc(sizeof *thread);
    if (thread == NULL) return NULL;
    thread->run = run;
    thread->context = context;
    if (create_masked(thread) == 0) return thread;
    free(thread);
    return NULL;
}

void cs_thread_join(cs_thread *thread) {
    pthread_join(thread->thread, NULL);
    free(thread);
}

struct cs_semaphore {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    uint64_t count;
};

/* Makes a condition whose waits do not depend on the calendar, which may be set meanwhile. */
static int init_condition(pthread_cond_t *condition) {
#ifdef __APPLE__
    return pthread_cond_init(condition, NULL);
#else
    pthread_condattr_t attributes;
    int status = pthread_condattr_init(&attributes);
    if (status != 0) return status;
    status = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (status == 0) status = pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
    return status;
#endif
}

/* Waits for a signal until 'end' of the monotonic clock; returns 0 if there may be one. */
static int wait_until(cs_semaphore *semaphore, const struct timespec *end) {
#ifdef __APPLE__
    struct timespec now, left;
    clock_gettime(CLOCK_MONOTONIC, &now);
    left.tv_sec = end->tv_sec - now.tv_sec;
    left.tv_nsec = end->tv_nsec - now.tv_nsec;
    if (left.tv_nsec < 0) {
        left.tv_sec--;
        left.tv_nsec += 1000000000;
    }
    if (left.tv_sec < 0) return ETIMEDOUT;
    return pthread_cond_timedwait_relative_np(&semaphore->condition, &semaphore->mutex, &left);
#else
    return pthread_cond_timedwait(&semaphore->condition, &semaphore->mutex, end);
#endif
}

cs_semaphore *cs_semaphore_make(void) {
    cs_semaphore *semaphore = calloc(1, sizeof *semaphore);
    if (semaphore == NULL) return NULL;
    if (pthread_mutex_init(&semaphore->mutex, NULL) != 0) {
        free(semaphore);
        return NULL;
    }
    if (init_condition(&semaphore->condition) != 0) {
        pthread_mutex_destroy(&semaphore->mutex);
        free(semaphore);
        return NULL;
    }
    return semaphore;
}

void cs_semaphore_free(cs_semaphore *semaphore) {
    pthread_cond_destroy(&semaphore->condition);
    pthread_mutex_destroy(&semaphore->mutex);
    free(semaphore);
}

void cs_semaphore_signal(cs_semaphore *semaphore) {
    pthread_mutex_lock(&semaphore->mutex);
    semaphore->count++;
    pthread_cond_signal(&semaphore->condition);
    pthread_mutex_unlock(&semaphore->mutex);
}

void cs_semaphore_wait(cs_semaphore *semaphore) {
    pthread_mutex_lock(&semaphore->mutex);
    while (semaphore->count == 0) pthread_cond_wait(&semaphore->condition, &semaphore->mutex);
    semaphore->count--;
    pthread_mutex_unlock(&semaphore->mutex);
}

bool cs_semaphore_wait_for(cs_semaphore *semaphore, int64_t milliseconds) {
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)(milliseconds / 1000);
    end.tv_nsec += (long)(milliseconds % 1000 * 1000000);
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&semaphore->mutex);
    while (semaphore->count == 0 && wait_until(semaphore, &end) == 0) continue;
    bool taken = semaphore->count > 0;
    if (taken) semaphore->count--;
    pthread_mutex_unlock(&semaphore->mutex);
    return taken;
}

void cs_pause(int64_t milliseconds) {
    struct timespec left = {
        .tv_sec = (time_t)(milliseconds / 1000), .tv_nsec = (long)(milliseconds % 1000 * 1000000)};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}
