/* SPDX-License-Identifier: Apache-2.0 */
#include "inflate.h"

#include "cimageio.h"

#include <limits.h>
#include <stdlib.h>

#if defined(IMGCONV_ISAL) && __has_include(<isa-l.h>)
#define HAS_ISAL 1
#include <isa-l.h>
#else
#define HAS_ISAL 0
#include <zlib.h>
#endif

static size_t at_most(size_t count, size_t most) {
    return count < most ? count : most;
}

#if HAS_ISAL

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

struct ic_inflater {
    struct inflate_state state;
    uint8_t head[2];
    size_t head_count;
};

ic_inflater *ic_inflater_create(void) {
    ic_inflater *inflater = malloc(sizeof *inflater);
    if (inflater == NULL) return NULL;
    isal_inflate_init(&inflater->state);
    inflater->state.crc_flag = ISAL_ZLIB_NO_HDR_VER;
    inflater->head_count = 0;
    return inflater;
}

void ic_inflater_free(ic_inflater *inflater) {
    free(inflater);
}

bool ic_inflater_has_ended(const ic_inflater *inflater) {
    return inflater->state.block_state == ISAL_BLOCK_FINISH;
}

/* ISA-L takes up to 8 bytes ahead. */
bool ic_inflater_has_surplus(const ic_inflater *inflater) {
    return ic_inflater_has_ended(inflater) && inflater->state.read_in_length >= 8;
}

/* The stream's head, which ISA-L does not check fully: RFC 1950, section 2.2. */
static const char *take_head(ic_inflater *inflater, ic_inflation *ends) {
    while (inflater->head_count < 2 && ends->in_count > 0) {
        inflater->head[inflater->head_count++] = *ends->in++;
        ends->in_count--;
        if (inflater->head_count < 2) continue;
        unsigned method = inflater->head[0], flags = inflater->head[1];
        if ((method << 8 | flags) % 31 != 0) return "incorrect header check";
        if ((method & 15) != 8) return "unknown compression method";
        if (method >> 4 > 7) return "invalid window size";
        if ((flags & 0x20) != 0) return "need dictionary";
        inflater->state.hist_bits = (method >> 4) + 8;
    }
    return NULL;
}

static const char *words_for(int status) {
    switch (status) {
    case ISAL_DECOMP_OK: case ISAL_END_INPUT: return NULL;
    case ISAL_INVALID_BLOCK: return "invalid block";
    case ISAL_INVALID_SYMBOL: return "invalid code";
    case ISAL_INVALID_LOOKBACK: return "invalid distance too far back";
    case ISAL_INCORRECT_CHECKSUM: return "incorrect data check";
    default: return "damaged compressed data";
    }
}

const char *ic_inflate(ic_inflater *inflater, ic_inflation *ends) {
    struct inflate_state *state = &inflater->state;
    const char *problem = take_head(inflater, ends);
    if (problem != NULL || inflater->head_count < 2 || ic_inflater_has_ended(inflater)) return problem;
    state->next_in = (uint8_t *)(uintptr_t)ends->in; /* only read */
    state->avail_in = (uint32_t)at_most(ends->in_count, INT_MAX);
    state->next_out = ends->out;
    state->avail_out = (uint32_t)at_most(ends->out_count, INT_MAX);
    int status = isal_inflate(state);
    ends->in_count -= (size_t)(state->next_in - ends->in);
    ends->in = state->next_in;
    ends->out_count -= (size_t)(state->next_out - ends->out);
    ends->out = state->next_out;
    return words_for(status);
}

uint32_t ic_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
    return crc32_gzip_refl(crc, bytes, count);
}

uint32_t ic_adler32(uint32_t adler, const uint8_t *bytes, size_t count) {
    return isal_adler32(adler, bytes, count);
}

const char *ic_isal_version(void) {
    return TEXT(ISAL_MAJOR_VERSION) "." TEXT(ISAL_MINOR_VERSION) "." TEXT(ISAL_PATCH_VERSION);
}

#else

struct ic_inflater {
    z_stream stream;
    bool has_ended;
};

ic_inflater *ic_inflater_create(void) {
    ic_inflater *inflater = calloc(1, sizeof *inflater);
    if (inflater == NULL || inflateInit2(&inflater->stream, 0) == Z_OK) return inflater; /* 0: the stream's own window */
    free(inflater);
    return NULL;
}

void ic_inflater_free(ic_inflater *inflater) {
    if (inflater == NULL) return;
    inflateEnd(&inflater->stream);
    free(inflater);
}

bool ic_inflater_has_ended(const ic_inflater *inflater) {
    return inflater->has_ended;
}

bool ic_inflater_has_surplus(const ic_inflater *inflater) {
    (void)inflater;
    return false;
}

const char *ic_inflate(ic_inflater *inflater, ic_inflation *ends) {
    z_stream *stream = &inflater->stream;
    if (inflater->has_ended) return NULL;
    stream->next_in = (Bytef *)(uintptr_t)ends->in; /* only read */
    stream->avail_in = (uInt)at_most(ends->in_count, INT_MAX);
    stream->next_out = ends->out;
    stream->avail_out = (uInt)at_most(ends->out_count, INT_MAX);
    int status = inflate(stream, Z_NO_FLUSH);
    ends->in_count -= (size_t)(stream->next_in - ends->in);
    ends->in = stream->next_in;
    ends->out_count -= (size_t)(stream->next_out - ends->out);
    ends->out = stream->next_out;
    inflater->has_ended = status == Z_STREAM_END;
    switch (status) {
    case Z_OK: case Z_STREAM_END: case Z_BUF_ERROR: return NULL;
    case Z_NEED_DICT: return "need dictionary";
    case Z_MEM_ERROR: return "out of memory";
    default: return stream->msg != NULL ? stream->msg : "damaged compressed data";
    }
}

uint32_t ic_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
    return (uint32_t)crc32_z(crc, bytes, count);
}

uint32_t ic_adler32(uint32_t adler, const uint8_t *bytes, size_t count) {
    return (uint32_t)adler32_z(adler, bytes, count);
}

const char *ic_isal_version(void) {
    return NULL;
}

#endif
