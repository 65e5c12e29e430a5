/* SPDX-License-Identifier: Apache-2.0 */
#include "png_strip.h"

#include <cdeflate.h>
#include <crowloops.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    STRIP_BYTES = 256 << 10, /* larger strips change the files' sizes by less than 0.3 % */
    PIECE_BYTES = 1 << 20,   /* of a single row that is longer than a strip, what is deflated at once */
    MARGIN = 16,             /* before each row, a pixel of zeros: what filters see left of the picture */
    HEAD_BYTES = 2,          /* of a zlib stream (RFC 1950) */
    CHECK_BYTES = 4,
    WINDOW_BYTES = 32 << 10,
    ZLIB_LEVEL = 8,
    ZLIB_PHOTO_LEVEL = 6,
    SAMPLED_PART = 16,       /* one row of so many is looked at to choose how a strip is deflated */
    SAMPLED_LEAST = 8 << 10, /* bytes, if there are so many */
    SAMPLED_MOST = 64 << 10,
    PHOTO_BITS = 1,          /* a byte */
    TRUSTED_STRIPS = 3,      /* so many strips after one whose sample is like a photo are taken for photos too */
};

/* How a strip is written. */
typedef struct method {
    bool is_filtered;
    cd_matching matching;
    int zlib_level; /* of zlib's attempt beside ours, or 0 for none */
} method;

typedef struct sample {
    size_t first, end; /* rows of the strip */
    size_t bytes;      /* of them, at most SAMPLED_MOST */
} sample;

struct ic_png_strip {
    const crl_loops *loops;
    ic_compression compression;
    size_t row_bytes, pixel_bytes, stride;
    uint32_t rows_left;            /* of the image, not yet taken */
    uint32_t capacity, rows;       /* of the strip */
    uint8_t *raw;                  /* the row above the strip, then its rows, each behind its margin */
    uint8_t *filtered;             /* the strip's rows behind their filter bytes, and before them a window of earlier ones */
    size_t filtered_count, done;   /* bytes of the strip, and of them already deflated */
    method method;
    uint32_t trusted;
    bool has_begun;                /* the zlib stream's head is written */
    uint32_t check;                   /* Adler-32 of all filtered bytes */
    cd_deflater *deflater;
    uint8_t *out, *packed;         /* room for a piece; 'packed' is zlib's, for IC_SMALL */
    size_t out_size;
    z_stream zlib;
};

/* ---- Making and freeing ---- */

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

static bool create_zlib(ic_png_strip *strip) {
    strip->packed = malloc(strip->out_size);
    return strip->packed != NULL
           && deflateInit2(&strip->zlib, ZLIB_LEVEL, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_FILTERED) == Z_OK;
}

static bool allocate(ic_png_strip *strip) {
    size_t raw, filtered;
    if (__builtin_mul_overflow(strip->stride, (size_t)strip->capacity + 1, &raw)
        || __builtin_mul_overflow(strip->row_bytes + 1, (size_t)strip->capacity, &filtered)
        || __builtin_add_overflow(filtered, (size_t)WINDOW_BYTES, &filtered)) {
        return false;
    }
    size_t piece = smaller(filtered, PIECE_BYTES);
    strip->out_size = HEAD_BYTES + cd_deflate_bound(piece) + CHECK_BYTES;
    strip->raw = calloc(raw, 1);
    strip->filtered = malloc(filtered);
    strip->out = malloc(strip->out_size);
    strip->deflater = cd_deflater_create();
    return strip->raw != NULL && strip->filtered != NULL && strip->out != NULL && strip->deflater != NULL
           && (strip->compression != IC_SMALL || create_zlib(strip));
}

ic_png_strip *ic_png_strip_create(size_t row_bytes, size_t pixel_bytes, uint32_t height, ic_compression compression) {
    ic_png_strip *strip = calloc(1, sizeof *strip);
    if (strip == NULL) return NULL;
    size_t rows = STRIP_BYTES / (row_bytes + 1);
    strip->loops = crl_loops_chosen();
    strip->compression = compression;
    strip->row_bytes = row_bytes;
    strip->pixel_bytes = pixel_bytes;
    strip->stride = MARGIN + row_bytes;
    strip->rows_left = height;
    strip->capacity = (uint32_t)smaller(rows > 1 ? rows : 1, height);
    strip->check = 1;
    if (allocate(strip)) return strip;
    ic_png_strip_free(strip);
    return NULL;
}

void ic_png_strip_free(ic_png_strip *strip) {
    if (strip == NULL) return;
    if (strip->zlib.state != NULL) deflateEnd(&strip->zlib);
    cd_deflater_free(strip->deflater);
    free(strip->raw);
    free(strip->filtered);
    free(strip->out);
    free(strip->packed);
    free(strip);
}

/* ---- Filtering ---- */

/* Row 0 is the first of the strip, row -1 the one above. */
static uint8_t *raw_row(const ic_png_strip *strip, ptrdiff_t row) {
    return strip->raw + (size_t)(row + 1) * strip->stride + MARGIN;
}

static uint8_t *filtered_row(const ic_png_strip *strip, size_t row) {
    return strip->filtered + WINDOW_BYTES + row * (strip->row_bytes + 1);
}

/* The filter with the smallest sum of absolute values of signed bytes: the PNG specification's advice (12.8). */
static crl_png_filter best_filter(const ic_png_strip *strip, const uint8_t *row, const uint8_t *above) {
    uint64_t costs[CRL_PNG_FILTERS];
    strip->loops->png_filter_costs(costs, row, above, strip->row_bytes, strip->pixel_bytes);
    crl_png_filter best = CRL_PNG_NONE;
    for (int i = CRL_PNG_SUB; i < CRL_PNG_FILTERS; i++) {
        if (costs[i] < costs[best]) best = (crl_png_filter)i;
    }
    return best;
}

static void filter_rows(ic_png_strip *strip, size_t first, size_t end, bool is_filtered) {
    for (size_t y = first; y < end; y++) {
        const uint8_t *row = raw_row(strip, (ptrdiff_t)y), *above = raw_row(strip, (ptrdiff_t)y - 1);
        uint8_t *out = filtered_row(strip, y);
        crl_png_filter filter = is_filtered ? best_filter(strip, row, above) : CRL_PNG_NONE;
        out[0] = (uint8_t)filter;
        strip->loops->png_filter(out + 1, filter, row, above, strip->row_bytes, strip->pixel_bytes);
    }
}

/* ---- Choosing a method ---- */

static uint64_t estimate(ic_png_strip *strip, sample rows, method method) {
    filter_rows(strip, rows.first, rows.end, method.is_filtered);
    return cd_deflate_estimate(strip->deflater, filtered_row(strip, rows.first), rows.bytes, method.matching);
}

/* The rows in the middle of the strip by which it is judged. */
static sample sample_rows(const ic_png_strip *strip) {
    size_t least = smaller(SAMPLED_LEAST / (strip->row_bytes + 1) + 1, strip->rows);
    size_t count = strip->rows / SAMPLED_PART > least ? strip->rows / SAMPLED_PART : least;
    size_t first = (strip->rows - count) / 2;
    return (sample){first, first + count, smaller(count * (strip->row_bytes + 1), SAMPLED_MOST)};
}

/*
 * Looking for strings takes ten times as long as looking for runs, so it must make the file smaller by an eighth at
 * least, except for IC_SMALL.  Rows are left unfiltered for it only if that costs little without strings: drawings and
 * dithered pictures, hardly ever photos.
 *
 * The sample takes as long as a third of the strip itself.  Where it has many bits a byte and no strings, the picture is
 * a photo, and so will be the next strips; zlib's highest levels gain nothing there and take for ever.
 */
static method choose_method(ic_png_strip *strip) {
    static const method runs = {true, CD_MATCH_RUNS, 0}, strings = {true, CD_MATCH_STRINGS, 0},
                        plain_runs = {false, CD_MATCH_RUNS, 0}, plain_strings = {false, CD_MATCH_STRINGS, 0};
    if (strip->compression == IC_FAST) return runs;
    if (strip->trusted > 0) {
        strip->trusted -= 1;
        return runs;
    }
    sample rows = sample_rows(strip);
    method best = runs;
    uint64_t with_runs = estimate(strip, rows, runs), least = with_runs - with_runs / 8;
    uint64_t with_strings = estimate(strip, rows, strings);
    if (with_strings < least) {
        least = with_strings;
        best = strings;
    }
    if (estimate(strip, rows, plain_runs) < with_runs + with_runs / 4 && estimate(strip, rows, plain_strings) < least) {
        best = plain_strings;
    }
    bool is_photo = best.matching == CD_MATCH_RUNS && with_runs > rows.bytes * PHOTO_BITS;
    if (strip->compression == IC_SMALL) {
        if (best.matching == CD_MATCH_RUNS && with_strings < with_runs) best = strings;
        best.zlib_level = is_photo ? ZLIB_PHOTO_LEVEL : ZLIB_LEVEL;
    } else if (is_photo) {
        strip->trusted = TRUSTED_STRIPS;
    }
    return best;
}

/* ---- Deflating ---- */

/* zlib's result in 'packed', or 0 if it is larger than 'most'. */
static size_t deflate_by_zlib(ic_png_strip *strip, uint8_t *data, size_t count, size_t most, bool is_last) {
    z_stream *zlib = &strip->zlib;
    deflateReset(zlib);
    deflateParams(zlib, strip->method.zlib_level, Z_FILTERED);
    if (strip->has_begun) deflateSetDictionary(zlib, data - WINDOW_BYTES, WINDOW_BYTES);
    zlib->next_in = data;
    zlib->avail_in = (uInt)count;
    zlib->next_out = strip->packed;
    zlib->avail_out = (uInt)most;
    int status = deflate(zlib, is_last ? Z_FINISH : Z_SYNC_FLUSH);
    bool is_whole = is_last ? status == Z_STREAM_END : status == Z_OK && zlib->avail_out > 0;
    return is_whole ? most - zlib->avail_out : 0;
}

static void begin_strip(ic_png_strip *strip) {
    strip->method = choose_method(strip);
    filter_rows(strip, 0, strip->rows, strip->method.is_filtered);
    strip->filtered_count = strip->rows * (strip->row_bytes + 1);
    strip->done = 0;
}

/* The last row becomes the one above, the end of the filtered bytes the window before the next. */
static void end_strip(ic_png_strip *strip) {
    memcpy(raw_row(strip, -1), raw_row(strip, (ptrdiff_t)strip->rows - 1), strip->row_bytes);
    memmove(strip->filtered, strip->filtered + strip->filtered_count, WINDOW_BYTES);
    strip->rows = 0;
}

uint8_t *ic_png_strip_row(ic_png_strip *strip) {
    return raw_row(strip, (ptrdiff_t)strip->rows);
}

void ic_png_strip_advance(ic_png_strip *strip) {
    strip->rows += 1;
    strip->rows_left -= 1;
    if (strip->rows == strip->capacity || strip->rows_left == 0) begin_strip(strip);
}

/* The zlib stream's head: deflate with a window of 32 KiB, and how hard it was tried; a multiple of 31. */
static size_t put_head(const ic_png_strip *strip, uint8_t *out) {
    out[0] = 0x78;
    out[1] = strip->compression == IC_FAST ? 0x01 : strip->compression == IC_BALANCED ? 0x5e : 0xda;
    return HEAD_BYTES;
}

static size_t put_check(const ic_png_strip *strip, uint8_t *out) {
    for (int i = 0; i < CHECK_BYTES; i++) out[i] = (uint8_t)(strip->check >> (24 - 8 * i));
    return CHECK_BYTES;
}

size_t ic_png_strip_next(ic_png_strip *strip, const uint8_t **bytes) {
    if (strip->done == strip->filtered_count) {
        if (strip->filtered_count > 0) end_strip(strip);
        strip->filtered_count = strip->done = 0;
        return 0;
    }
    uint8_t *data = strip->filtered + WINDOW_BYTES + strip->done;
    size_t count = smaller(strip->filtered_count - strip->done, PIECE_BYTES);
    bool is_last = strip->rows_left == 0 && strip->done + count == strip->filtered_count;
    size_t size = strip->has_begun ? 0 : put_head(strip, strip->out);
    size_t own = cd_deflate(strip->deflater, strip->out + size, data, count, strip->method.matching, is_last);
    if (strip->method.zlib_level > 0) {
        size_t packed = deflate_by_zlib(strip, data, count, own, is_last);
        if (packed > 0) {
            memcpy(strip->out + size, strip->packed, packed);
            own = packed;
        }
    }
    size += own;
    strip->check = strip->loops->adler32(strip->check, data, count);
    if (is_last) size += put_check(strip, strip->out + size);
    strip->has_begun = true;
    strip->done += count;
    *bytes = strip->out;
    return size;
}
