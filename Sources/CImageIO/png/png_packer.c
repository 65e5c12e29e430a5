/* SPDX-License-Identifier: Apache-2.0 */
#include "png_packer.h"

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

typedef enum state {
    STATE_EMPTY,    /* may be filled */
    STATE_GIVEN,    /* to be deflated by the thread that asks for the bytes */
    STATE_QUEUED,   /* to be deflated by a thread */
    STATE_TAKEN,    /* a thread is deflating it */
    STATE_DEFLATED, /* a thread has deflated it */
    STATE_DONE,     /* all bytes were delivered; the last ones may still be read */
} state;

/* The internal state of one strip. */
struct ic_png_work {
    state state;
    bool has_window;       /* it is not the first */
    size_t done;           /* number of bytes that are deflated */
    uint32_t check;        /* Adler-32 of all bytes up to the end of this strip */
    uint8_t *out, *packed; /* buffers for one piece; 'packed' is zlib's, for IC_SMALL */
    size_t size;           /* of a thread's output */
    z_stream zlib;
};

struct ic_png_packer {
    const crl_loops *loops;
    ic_compression compression;
    size_t most;
    uint32_t check; /* Adler-32 of all bytes of the strips handed over */
    ic_png_pack packs[MOST_THREADS + 1]; /* a ring: one pack, and one for each thread once threads are used */
    uint32_t pack_count;
    uint32_t filling, delivering; /* positions in the ring */
    bool has_begun, has_ended;    /* the first, the last strip was handed over */
    pthread_t threads[MOST_THREADS];
    uint32_t thread_count, most_threads;
    pthread_mutex_t mutex; /* protects the states of all packs and the fields below */
    pthread_cond_t queued, deflated;
    bool is_closing;
};

/* ---- Creating and freeing ---- */

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t out_size(const ic_png_packer *packer) {
    return HEAD_BYTES + cd_deflate_bound(smaller(packer->most, PIECE_BYTES)) + CHECK_BYTES;
}

static void free_pack(ic_png_pack *pack) {
    if (pack->work != NULL) {
        if (pack->work->zlib.state != NULL) deflateEnd(&pack->work->zlib);
        free(pack->work->out);
        free(pack->work->packed);
        free(pack->work);
    }
    if (pack->filtered != NULL) free(pack->filtered - WINDOW_BYTES);
    cd_deflater_free(pack->deflater);
    *pack = (ic_png_pack){0};
}

static bool create_zlib(const ic_png_packer *packer, struct ic_png_work *work) {
    work->packed = malloc(out_size(packer));
    return work->packed != NULL
           && deflateInit2(&work->zlib, ZLIB_LEVEL, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_FILTERED) == Z_OK;
}

/* Adds a pack at the end of the ring; returns false if out of memory. */
static bool add_pack(ic_png_packer *packer) {
    ic_png_pack *pack = &packer->packs[packer->pack_count];
    uint8_t *filtered = malloc(packer->most + WINDOW_BYTES);
    if (filtered != NULL) pack->filtered = filtered + WINDOW_BYTES;
    pack->deflater = cd_deflater_create();
    pack->work = calloc(1, sizeof *pack->work);
    if (pack->work != NULL) pack->work->out = malloc(out_size(packer));
    if (pack->filtered == NULL || pack->deflater == NULL || pack->work == NULL || pack->work->out == NULL
        || (packer->compression == IC_SMALL && !create_zlib(packer, pack->work))) {
        free_pack(pack);
        return false;
    }
    packer->pack_count += 1;
    return true;
}

ic_png_packer *ic_png_packer_create(size_t most, ic_compression compression, uint32_t threads) {
    size_t filtered;
    if (__builtin_add_overflow(most, (size_t)WINDOW_BYTES, &filtered)) return NULL;
    ic_png_packer *packer = calloc(1, sizeof *packer);
    if (packer == NULL) return NULL;
    packer->loops = crl_loops_chosen();
    packer->compression = compression;
    packer->most = most;
    packer->check = 1;
    /* A strip of several pieces has more bytes to deliver than its buffer can hold. */
    packer->most_threads = threads < 2 || most > PIECE_BYTES ? 0 : (uint32_t)smaller(threads, MOST_THREADS);
    pthread_mutex_init(&packer->mutex, NULL);
    pthread_cond_init(&packer->queued, NULL);
    pthread_cond_init(&packer->deflated, NULL);
    if (add_pack(packer)) return packer;
    ic_png_packer_free(packer);
    return NULL;
}

void ic_png_packer_free(ic_png_packer *packer) {
    if (packer == NULL) return;
    pthread_mutex_lock(&packer->mutex);
    packer->is_closing = true;
    pthread_cond_broadcast(&packer->queued);
    pthread_mutex_unlock(&packer->mutex);
    for (uint32_t i = 0; i < packer->thread_count; i++) pthread_join(packer->threads[i], NULL);
    for (uint32_t i = 0; i < packer->pack_count; i++) free_pack(&packer->packs[i]);
    pthread_cond_destroy(&packer->deflated);
    pthread_cond_destroy(&packer->queued);
    pthread_mutex_destroy(&packer->mutex);
    free(packer);
}

/* ---- Deflating ---- */

/* Writes the zlib stream's header: deflate with a window of 32 KiB, and the compression level; a multiple of 31. */
static size_t put_head(const ic_png_packer *packer, uint8_t *out) {
    out[0] = 0x78;
    out[1] = packer->compression == IC_FAST ? 0x01 : packer->compression == IC_BALANCED ? 0x5e : 0xda;
    return HEAD_BYTES;
}

static size_t put_check(uint32_t check, uint8_t *out) {
    for (int i = 0; i < CHECK_BYTES; i++) out[i] = (uint8_t)(check >> (24 - 8 * i));
    return CHECK_BYTES;
}

/* Compresses with zlib to 'packed' and returns the size, or 0 if it is larger than 'most'. */
static size_t deflate_by_zlib(const ic_png_pack *pack, uint8_t *data, size_t count, size_t most, bool has_window,
                              bool is_last) {
    z_stream *zlib = &pack->work->zlib;
    deflateReset(zlib);
    deflateParams(zlib, pack->method.zlib_level, Z_FILTERED);
    if (has_window) deflateSetDictionary(zlib, data - WINDOW_BYTES, WINDOW_BYTES);
    zlib->next_in = data;
    zlib->avail_in = (uInt)count;
    zlib->next_out = pack->work->packed;
    zlib->avail_out = (uInt)most;
    int status = deflate(zlib, is_last ? Z_FINISH : Z_SYNC_FLUSH);
    bool is_whole = is_last ? status == Z_STREAM_END : status == Z_OK && zlib->avail_out > 0;
    return is_whole ? most - zlib->avail_out : 0;
}

/* Deflates the next piece of a strip to its own buffer; returns the size. */
static size_t deflate_piece(const ic_png_packer *packer, const ic_png_pack *pack) {
    struct ic_png_work *work = pack->work;
    uint8_t *data = pack->filtered + work->done;
    size_t count = smaller(pack->count - work->done, PIECE_BYTES);
    bool is_last = pack->is_last && work->done + count == pack->count;
    bool has_window = work->has_window || work->done > 0;
    size_t size = has_window ? 0 : put_head(packer, work->out);
    size_t own = cd_deflate(pack->deflater, work->out + size, data, count, pack->method.matching, is_last);
    if (pack->method.zlib_level > 0) {
        size_t packed = deflate_by_zlib(pack, data, count, own, has_window, is_last);
        if (packed > 0) {
            memcpy(work->out + size, work->packed, packed);
            own = packed;
        }
    }
    size += own;
    if (is_last) size += put_check(work->check, work->out + size);
    work->done += count;
    return size;
}

/* ---- Threads ---- */

/* Returns the oldest strip that waits for a thread, or NULL. */
static ic_png_pack *first_queued(ic_png_packer *packer) {
    for (uint32_t i = 0; i < packer->pack_count; i++) {
        ic_png_pack *pack = &packer->packs[(packer->delivering + i) % packer->pack_count];
        if (pack->work->state == STATE_QUEUED) return pack;
    }
    return NULL;
}

static void *run(void *argument) {
    ic_png_packer *packer = argument;
    pthread_mutex_lock(&packer->mutex);
    while (!packer->is_closing) {
        ic_png_pack *pack = first_queued(packer);
        if (pack == NULL) {
            pthread_cond_wait(&packer->queued, &packer->mutex);
            continue;
        }
        pack->work->state = STATE_TAKEN;
        pthread_mutex_unlock(&packer->mutex);
        size_t size = deflate_piece(packer, pack);
        pthread_mutex_lock(&packer->mutex);
        pack->work->size = size;
        pack->work->state = STATE_DEFLATED;
        pthread_cond_signal(&packer->deflated);
    }
    pthread_mutex_unlock(&packer->mutex);
    return NULL;
}

/* Threads block all signals, so that signals interrupt the threads that wait for them. */
static void start_threads(ic_png_packer *packer) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (packer->thread_count < packer->most_threads && add_pack(packer)) {
        if (pthread_create(&packer->threads[packer->thread_count], NULL, run, packer) != 0) break;
        packer->thread_count += 1;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    packer->most_threads = packer->thread_count; /* without memory for more, these do the work */
}

/* ---- Strips ---- */

ic_png_pack *ic_png_packer_fill(ic_png_packer *packer) {
    ic_png_pack *pack = &packer->packs[packer->filling];
    const ic_png_pack *before = &packer->packs[(packer->filling + packer->pack_count - 1) % packer->pack_count];
    if (packer->has_begun) {
        memmove(pack->filtered - WINDOW_BYTES, before->filtered + before->count - WINDOW_BYTES, WINDOW_BYTES);
    }
    return pack;
}

void ic_png_packer_give(ic_png_packer *packer) {
    ic_png_pack *pack = &packer->packs[packer->filling];
    struct ic_png_work *work = pack->work;
    packer->check = packer->loops->adler32(packer->check, pack->filtered, pack->count);
    work->check = packer->check;
    work->has_window = packer->has_begun;
    work->done = 0;
    bool is_slow = pack->method.matching == CD_MATCH_STRINGS || pack->method.zlib_level > 0;
    pthread_mutex_lock(&packer->mutex);
    if (is_slow && packer->thread_count < packer->most_threads) start_threads(packer);
    work->state = is_slow && packer->thread_count > 0 ? STATE_QUEUED : STATE_GIVEN;
    packer->filling = (packer->filling + 1) % packer->pack_count;
    packer->has_begun = true;
    packer->has_ended = pack->is_last;
    if (work->state == STATE_QUEUED) pthread_cond_signal(&packer->queued);
    pthread_mutex_unlock(&packer->mutex);
}

/* Returns the state of the next strip to deliver, once something can be done with it; call with the mutex locked. */
static state await(ic_png_packer *packer, const struct ic_png_work *work) {
    bool must_wait = packer->has_ended || packer->packs[packer->filling].work->state != STATE_EMPTY;
    while (must_wait && (work->state == STATE_QUEUED || work->state == STATE_TAKEN)) {
        pthread_cond_wait(&packer->deflated, &packer->mutex);
    }
    return work->state;
}

static void set_state(ic_png_packer *packer, struct ic_png_work *work, state new_state) {
    pthread_mutex_lock(&packer->mutex);
    work->state = new_state;
    pthread_mutex_unlock(&packer->mutex);
}

size_t ic_png_packer_next(ic_png_packer *packer, const uint8_t **bytes) {
    for (;;) {
        const ic_png_pack *pack = &packer->packs[packer->delivering];
        struct ic_png_work *work = pack->work;
        pthread_mutex_lock(&packer->mutex);
        state now = await(packer, work);
        if (now == STATE_DONE) {
            work->state = STATE_EMPTY;
            packer->delivering = (packer->delivering + 1) % packer->pack_count;
        }
        pthread_mutex_unlock(&packer->mutex);
        *bytes = work->out;
        switch (now) {
        case STATE_GIVEN: {
            size_t size = deflate_piece(packer, pack);
            if (work->done == pack->count) set_state(packer, work, STATE_DONE);
            return size;
        }
        case STATE_DEFLATED: set_state(packer, work, STATE_DONE); return work->size;
        case STATE_DONE: break;
        default: return 0;
        }
    }
}
