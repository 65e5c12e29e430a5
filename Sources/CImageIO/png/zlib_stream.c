/* SPDX-License-Identifier: Apache-2.0 */
#include "zlib_stream.h"

#include "cimageio.h"

#include <stdlib.h>

#if defined(IMGCONV_ISAL) && __has_include(<isa-l.h>)
#define HAS_ISAL 1
#include <isa-l.h>
#include <limits.h>
#else
#define HAS_ISAL 0
#include <cdeflate.h>
#include <crowloops.h>
#include <zlib.h>
#endif

enum { HEAD_BYTES = 2, CHECK_BYTES = 4 };

/* Returns the problem with the two bytes before the deflate stream (RFC 1950, section 2.2), or NULL. */
static const char *problem_of(const uint8_t head[HEAD_BYTES]) {
    if ((head[0] << 8 | head[1]) % 31 != 0) return "incorrect header check";
    if ((head[0] & 15) != 8) return "unknown compression method";
    if (head[0] >> 4 > 7) return "invalid window size";
    return (head[1] & 0x20) != 0 ? "a preset dictionary" : NULL;
}

/* Consumes bytes of 'ends' until 'bytes' has 'count'. */
static void collect(uint8_t *bytes, size_t *held, size_t count, ic_inflation *ends) {
    while (*held < count && ends->in_count > 0) {
        bytes[(*held)++] = *ends->in++;
        ends->in_count--;
    }
}

#if HAS_ISAL

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

struct ic_inflater {
    struct inflate_state state;
    uint8_t head[HEAD_BYTES];
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

/* ISA-L reads up to 8 bytes ahead. */
bool ic_inflater_has_surplus(const ic_inflater *inflater) {
    return ic_inflater_has_ended(inflater) && inflater->state.read_in_length >= 8;
}

static const char *words_for(int status) {
    switch (status) {
    case ISAL_DECOMP_OK:
    case ISAL_END_INPUT: return NULL;
    case ISAL_INVALID_BLOCK: return "invalid block";
    case ISAL_INVALID_SYMBOL: return "invalid code";
    case ISAL_INVALID_LOOKBACK: return "invalid distance too far back";
    case ISAL_INCORRECT_CHECKSUM: return "incorrect data check";
    default: return "damaged compressed data";
    }
}

static uint32_t at_most(size_t count) {
    return count < INT_MAX ? (uint32_t)count : INT_MAX;
}

const char *ic_inflate(ic_inflater *inflater, ic_inflation *ends) {
    struct inflate_state *state = &inflater->state;
    if (inflater->head_count < HEAD_BYTES) {
        collect(inflater->head, &inflater->head_count, HEAD_BYTES, ends);
        if (inflater->head_count < HEAD_BYTES) return NULL;
        const char *problem = problem_of(inflater->head);
        if (problem != NULL) return problem;
        state->hist_bits = (inflater->head[0] >> 4) + 8u;
    }
    if (ic_inflater_has_ended(inflater)) return NULL;
    state->next_in = (uint8_t *)(uintptr_t)ends->in; /* only read */
    state->avail_in = at_most(ends->in_count);
    state->next_out = ends->out;
    state->avail_out = at_most(ends->out_count);
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

const char *ic_isal_version(void) {
    return TEXT(ISAL_MAJOR_VERSION) "." TEXT(ISAL_MINOR_VERSION) "." TEXT(ISAL_PATCH_VERSION);
}

#else

struct ic_inflater {
    cd_inflater *stream;
    uint8_t head[HEAD_BYTES], check[CHECK_BYTES];
    size_t head_count, check_count;
    uint32_t adler;
};

ic_inflater *ic_inflater_create(void) {
    ic_inflater *inflater = calloc(1, sizeof *inflater);
    if (inflater == NULL) return NULL;
    inflater->adler = 1;
    inflater->stream = cd_inflater_create();
    if (inflater->stream != NULL) return inflater;
    free(inflater);
    return NULL;
}

void ic_inflater_free(ic_inflater *inflater) {
    if (inflater == NULL) return;
    cd_inflater_free(inflater->stream);
    free(inflater);
}

bool ic_inflater_has_ended(const ic_inflater *inflater) {
    return inflater->check_count == CHECK_BYTES;
}

bool ic_inflater_has_surplus(const ic_inflater *inflater) {
    uint8_t byte;
    return ic_inflater_has_ended(inflater) && cd_inflater_take_byte(inflater->stream, &byte);
}

/* Reads the Adler-32 after the stream; the inflater may have consumed its first bytes already. */
static const char *take_check(ic_inflater *inflater, ic_inflation *ends) {
    while (inflater->check_count < CHECK_BYTES
           && cd_inflater_take_byte(inflater->stream, &inflater->check[inflater->check_count])) {
        inflater->check_count++;
    }
    collect(inflater->check, &inflater->check_count, CHECK_BYTES, ends);
    if (inflater->check_count < CHECK_BYTES) return NULL;
    uint32_t check = 0;
    for (int i = 0; i < CHECK_BYTES; i++) check = check << 8 | inflater->check[i];
    return check == inflater->adler ? NULL : "incorrect data check";
}

const char *ic_inflate(ic_inflater *inflater, ic_inflation *ends) {
    if (inflater->head_count < HEAD_BYTES) {
        collect(inflater->head, &inflater->head_count, HEAD_BYTES, ends);
        if (inflater->head_count < HEAD_BYTES) return NULL;
        const char *problem = problem_of(inflater->head);
        if (problem != NULL) return problem;
    }
    if (ic_inflater_has_ended(inflater)) return NULL;
    const uint8_t *out = ends->out;
    cd_ends stream_ends = {ends->in, ends->in_count, ends->out, ends->out_count};
    bool is_sound = cd_inflate(inflater->stream, &stream_ends);
    *ends = (ic_inflation){stream_ends.in, stream_ends.in_count, stream_ends.out, stream_ends.out_count};
    if (!is_sound) return "invalid code or distance";
    inflater->adler = crl_loops_chosen()->adler32(inflater->adler, out, (size_t)(ends->out - out));
    return cd_inflater_has_ended(inflater->stream) ? take_check(inflater, ends) : NULL;
}

uint32_t ic_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
    crl_crc32 *folding = crl_crc32_by_folding();
    return folding != NULL ? folding(crc, bytes, count) : (uint32_t)crc32_z(crc, bytes, count);
}

const char *ic_isal_version(void) {
    return NULL;
}

#endif
