/* SPDX-License-Identifier: Apache-2.0 */
#include "png_compressor.h"

#include <crowloops.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    PIECE_BYTES = 1 << 20, /* of a longer strip (a long row), the number of bytes deflated at once */
    HEAD_BYTES = 2,        /* of a zlib stream (RFC 1950) */
    CHECK_BYTES = 4,
    WINDOW_BYTES = 32 << 10,
    ZLIB_LEVEL = 8,
    MOST_THREADS = 8,
};

/*
 * The states of a strip, and what moves it from one to the next:
 *
 *            fill, give: fast                 next
 *     EMPTY ------------------> GIVEN -------------------------.
 *       ^  \                                                     v
 *       |   `-- give: slow --> QUEUED --> TAKEN --> DEFLATED --> DONE
 *       |                        a thread takes it,  next         |
 *       |                        and has finished it              |
 *       `---------------------------- next ----------------------'
 *
 * Strips are filled and delivered in the order of the ring.  GIVEN is left only after the last piece of a long strip.
 */
typedef enum state {
    STATE_EMPTY,    /* may be filled */
    STATE_GIVEN,    /* to be deflated by the thread that asks for the bytes */
    STATE_QUEUED,   /* to be deflated by a thread */
    STATE_TAKEN,    /* a thread is deflating it */
    STATE_DEFLATED, /* a thread has deflated it */
    STATE_DONE,     /* all bytes were delivered; the last ones may still be read */
} state;

/* The internal state of one strip. */
struct ic_png_job {
    state state;
    bool has_window;       /* it is not the first */
    size_t done;           /* number of bytes that are deflated */
    uint32_t check;        /* Adler-32 of all bytes up to the end of this strip */
    uint8_t *out, *packed; /* buffers for one piece; 'packed' is zlib's, for IC_SMALL */
    size_t size;           /* of a thread's output */
    z_stream zlib;
};

struct ic_png_compressor {
    const crl_loops *loops;
    ic_compression compression;
    size_t most;
    uint32_t check; /* Adler-32 of all bytes of the strips handed over */
    ic_png_part parts[MOST_THREADS + 1]; /* a ring: one part, and one for each thread once threads are used */
    uint32_t part_count;
    uint32_t filling, delivering; /* positions in the ring */
    bool has_begun, has_ended;    /* the first, the last strip was handed over */
    pthread_t threads[MOST_THREADS];
    uint32_t thread_count, most_threads;
    pthread_mutex_t mutex; /* protects the states of all parts and the fields below */
    pthread_cond_t queued, deflated;
    bool is_closing;
};

/* ---- Creating and freeing ---- */

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t out_size(const ic_png_compressor *compressor) {
    return HEAD_BYTES + cd_deflate_bound(smaller(compressor->most, PIECE_BYTES)) + CHECK_BYTES;
}

static void free_part(ic_png_part *part) {
    if (part->job != NULL) {
        if (part->job->zlib.state != NULL) deflateEnd(&part->job->zlib);
        free(part->job->out);
        free(part->job->packed);
        free(part->job);
    }
    if (part->filtered != NULL) free(part->filtered - WINDOW_BYTES);
    cd_deflater_free(part->deflater);
    *part = (ic_png_part){0};
}

static bool create_zlib(const ic_png_compressor *compressor, struct ic_png_job *job) {
    job->packed = malloc(out_size(compressor));
    return job->packed != NULL
           && deflateInit2(&job->zlib, ZLIB_LEVEL, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_FILTERED) == Z_OK;
}

/* Adds a part at the end of the ring; returns false if out of memory. */
static bool add_part(ic_png_compressor *compressor) {
    ic_png_part *part = &compressor->parts[compressor->part_count];
    uint8_t *filtered = malloc(compressor->most + WINDOW_BYTES);
    if (filtered != NULL) part->filtered = filtered + WINDOW_BYTES;
    part->deflater = cd_deflater_create();
    part->job = calloc(1, sizeof *part->job);
    if (part->job != NULL) part->job->out = malloc(out_size(compressor));
    if (part->filtered == NULL || part->deflater == NULL || part->job == NULL || part->job->out == NULL
        || (compressor->compression == IC_SMALL && !create_zlib(compressor, part->job))) {
        free_part(part);
        return false;
    }
    compressor->part_count += 1;
    return true;
}

ic_png_compressor *ic_png_compressor_create(size_t most, ic_compression compression, uint32_t threads) {
    size_t filtered;
    if (__builtin_add_overflow(most, (size_t)WINDOW_BYTES, &filtered)) return NULL;
    ic_png_compressor *compressor = calloc(1, sizeof *compressor);
    if (compressor == NULL) return NULL;
    compressor->loops = crl_loops_chosen();
    compressor->compression = compression;
    compressor->most = most;
    compressor->check = 1;
    /* A strip of several pieces has more bytes to deliver than its buffer can hold. */
    compressor->most_threads = threads < 2 || most > PIECE_BYTES ? 0 : (uint32_t)smaller(threads, MOST_THREADS);
    pthread_mutex_init(&compressor->mutex, NULL);
    pthread_cond_init(&compressor->queued, NULL);
    pthread_cond_init(&compressor->deflated, NULL);
    if (add_part(compressor)) return compressor;
    ic_png_compressor_free(compressor);
    return NULL;
}

void ic_png_compressor_free(ic_png_compressor *compressor) {
    if (compressor == NULL) return;
    pthread_mutex_lock(&compressor->mutex);
    compressor->is_closing = true;
    pthread_cond_broadcast(&compressor->queued);
    pthread_mutex_unlock(&compressor->mutex);
    for (uint32_t i = 0; i < compressor->thread_count; i++) pthread_join(compressor->threads[i], NULL);
    for (uint32_t i = 0; i < compressor->part_count; i++) free_part(&compressor->parts[i]);
    pthread_cond_destroy(&compressor->deflated);
    pthread_cond_destroy(&compressor->queued);
    pthread_mutex_destroy(&compressor->mutex);
    free(compressor);
}

/* ---- Deflating ---- */

/* Writes the zlib stream's header: deflate with a window of 32 KiB, and the compression level; a multiple of 31. */
static size_t put_head(const ic_png_compressor *compressor, uint8_t *out) {
    static const uint8_t levels[] = {
        [IC_FASTEST] = 0x01, [IC_FAST] = 0x01, [IC_BALANCED] = 0x5e, [IC_SMALL] = 0xda};
    out[0] = 0x78;
    out[1] = levels[compressor->compression];
    return HEAD_BYTES;
}

static size_t put_check(uint32_t check, uint8_t *out) {
    for (int i = 0; i < CHECK_BYTES; i++) out[i] = (uint8_t)(check >> (24 - 8 * i));
    return CHECK_BYTES;
}

/* Compresses with zlib to 'packed' and returns the size, or 0 if it is larger than 'most'. */
static size_t deflate_by_zlib(const ic_png_part *part, uint8_t *data, size_t count, size_t most, bool has_window,
                              bool is_last) {
    z_stream *zlib = &part->job->zlib;
    deflateReset(zlib);
    deflateParams(zlib, part->method.zlib_level, Z_FILTERED);
    if (has_window) deflateSetDictionary(zlib, data - WINDOW_BYTES, WINDOW_BYTES);
    zlib->next_in = data;
    zlib->avail_in = (uInt)count;
    zlib->next_out = part->job->packed;
    zlib->avail_out = (uInt)most;
    int status = deflate(zlib, is_last ? Z_FINISH : Z_SYNC_FLUSH);
    bool is_whole = is_last ? status == Z_STREAM_END : status == Z_OK && zlib->avail_out > 0;
    return is_whole ? most - zlib->avail_out : 0;
}

/* Deflates the next piece of a strip to its own buffer; returns the size. */
static size_t deflate_piece(const ic_png_compressor *compressor, const ic_png_part *part) {
    struct ic_png_job *job = part->job;
    uint8_t *data = part->filtered + job->done;
    size_t count = smaller(part->count - job->done, PIECE_BYTES);
    bool is_last = part->is_last && job->done + count == part->count;
    bool has_window = job->has_window || job->done > 0;
    size_t size = has_window ? 0 : put_head(compressor, job->out);
    size_t own = cd_deflate(part->deflater, job->out + size, data, count, part->method.matching, is_last);
    if (part->method.zlib_level > 0) {
        size_t packed = deflate_by_zlib(part, data, count, own, has_window, is_last);
        if (packed > 0) {
            memcpy(job->out + size, job->packed, packed);
            own = packed;
        }
    }
    size += own;
    if (is_last) size += put_check(job->check, job->out + size);
    job->done += count;
    return size;
}

/* ---- Threads ---- */

/* Returns the oldest strip that waits for a thread, or NULL. */
static ic_png_part *first_queued(ic_png_compressor *compressor) {
    for (uint32_t i = 0; i < compressor->part_count; i++) {
        ic_png_part *part = &compressor->parts[(compressor->delivering + i) % compressor->part_count];
        if (part->job->state == STATE_QUEUED) return part;
    }
    return NULL;
}

static void *run(void *argument) {
    ic_png_compressor *compressor = argument;
    pthread_mutex_lock(&compressor->mutex);
    while (!compressor->is_closing) {
        ic_png_part *part = first_queued(compressor);
        if (part == NULL) {
            pthread_cond_wait(&compressor->queued, &compressor->mutex);
            continue;
        }
        part->job->state = STATE_TAKEN;
        pthread_mutex_unlock(&compressor->mutex);
        size_t size = deflate_piece(compressor, part);
        pthread_mutex_lock(&compressor->mutex);
        part->job->size = size;
        part->job->state = STATE_DEFLATED;
        pthread_cond_signal(&compressor->deflated);
    }
    pthread_mutex_unlock(&compressor->mutex);
    return NULL;
}

/* Threads block all signals, so that signals interrupt the threads that wait for them. */
static void start_threads(ic_png_compressor *compressor) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (compressor->thread_count < compressor->most_threads && add_part(compressor)) {
        if (pthread_create(&compressor->threads[compressor->thread_count], NULL, run, compressor) != 0) break;
        compressor->thread_count += 1;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    compressor->most_threads = compressor->thread_count; /* without memory for more, these do the job */
}

/* ---- Strips ---- */

ic_png_part *ic_png_compressor_fill(ic_png_compressor *compressor) {
    ic_png_part *part = &compressor->parts[compressor->filling];
    const ic_png_part *before = &compressor->parts[(compressor->filling + compressor->part_count - 1) % compressor->part_count];
    if (compressor->has_begun) {
        memmove(part->filtered - WINDOW_BYTES, before->filtered + before->count - WINDOW_BYTES, WINDOW_BYTES);
    }
    return part;
}

void ic_png_compressor_give(ic_png_compressor *compressor) {
    ic_png_part *part = &compressor->parts[compressor->filling];
    struct ic_png_job *job = part->job;
    compressor->check = compressor->loops->adler32(compressor->check, part->filtered, part->count);
    job->check = compressor->check;
    job->has_window = compressor->has_begun;
    job->done = 0;
    bool is_slow = part->method.matching == CD_MATCH_STRINGS || part->method.zlib_level > 0;
    pthread_mutex_lock(&compressor->mutex);
    if (is_slow && compressor->thread_count < compressor->most_threads) start_threads(compressor);
    job->state = is_slow && compressor->thread_count > 0 ? STATE_QUEUED : STATE_GIVEN;
    compressor->filling = (compressor->filling + 1) % compressor->part_count;
    compressor->has_begun = true;
    compressor->has_ended = part->is_last;
    if (job->state == STATE_QUEUED) pthread_cond_signal(&compressor->queued);
    pthread_mutex_unlock(&compressor->mutex);
}

/* Returns the state of the next strip to deliver, once something can be done with it; call with the mutex locked. */
static state await(ic_png_compressor *compressor, const struct ic_png_job *job) {
    bool must_wait = compressor->has_ended || compressor->parts[compressor->filling].job->state != STATE_EMPTY;
    while (must_wait && (job->state == STATE_QUEUED || job->state == STATE_TAKEN)) {
        pthread_cond_wait(&compressor->deflated, &compressor->mutex);
    }
    return job->state;
}

static void set_state(ic_png_compressor *compressor, struct ic_png_job *job, state new_state) {
    pthread_mutex_lock(&compressor->mutex);
    job->state = new_state;
    pthread_mutex_unlock(&compressor->mutex);
}

size_t ic_png_compressor_next(ic_png_compressor *compressor, const uint8_t **bytes) {
    for (;;) {
        const ic_png_part *part = &compressor->parts[compressor->delivering];
        struct ic_png_job *job = part->job;
        pthread_mutex_lock(&compressor->mutex);
        state now = await(compressor, job);
        if (now == STATE_DONE) {
            job->state = STATE_EMPTY;
            compressor->delivering = (compressor->delivering + 1) % compressor->part_count;
        }
        pthread_mutex_unlock(&compressor->mutex);
        *bytes = job->out;
        switch (now) {
        case STATE_GIVEN: {
            size_t size = deflate_piece(compressor, part);
            if (job->done == part->count) set_state(compressor, job, STATE_DONE);
            return size;
        }
        case STATE_DEFLATED: set_state(compressor, job, STATE_DONE); return job->size;
        case STATE_DONE: break;
        default: return 0;
        }
    }
}
