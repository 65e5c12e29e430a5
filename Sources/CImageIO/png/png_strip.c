/* SPDX-License-Identifier: Apache-2.0 */
#include "png_strip.h"

#include "png_compressor.h"

#include <crowloops.h>
#include <stdlib.h>
#include <string.h>

enum {
    STRIP_BYTES = 256 << 10, /* larger strips change file sizes by less than 0.3 % */
    MARGIN = 16,             /* before each row, at least a pixel of zeros: what filters read left of the image */
    ZLIB_LEVEL = 8,
    ZLIB_PHOTO_LEVEL = 6,
    SAMPLED_PART = 16,       /* one row in this many is sampled to choose how a strip is deflated */
    SAMPLED_LEAST = 8 << 10, /* bytes, if there are that many */
    SAMPLED_MOST = 64 << 10,
    PHOTO_BITS = 1,          /* per byte */
    FASTEST_ROWS = 8,        /* of IC_FASTEST: as many rows have the filter that is best for one of them */
    TRUSTED_STRIPS = 3,      /* this many strips after one whose sample is like a photo are assumed to be photos too */
};

typedef struct sample {
    size_t first, end; /* rows of the strip */
    size_t bytes;      /* of them, at most SAMPLED_MOST */
} sample;

struct ic_png_strip {
    const crl_loops *loops;
    ic_compression compression;
    size_t row_bytes, pixel_bytes, stride;
    uint32_t rows_left;            /* of the image, not yet accepted */
    uint32_t capacity, rows;       /* of the strip */
    uint8_t *raw;                  /* the row above the strip, then its rows, each after its margin */
    uint32_t trusted;
    ic_png_compressor *compressor;
};

/* ---- Creating and freeing ---- */

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

static bool allocate(ic_png_strip *strip, uint32_t threads) {
    size_t raw, filtered;
    if (__builtin_mul_overflow(strip->stride, (size_t)strip->capacity + 1, &raw)
        || __builtin_mul_overflow(strip->row_bytes + 1, (size_t)strip->capacity, &filtered)) {
        return false;
    }
    strip->raw = calloc(raw, 1);
    strip->compressor = ic_png_compressor_create(filtered, strip->compression, threads);
    return strip->raw != NULL && strip->compressor != NULL;
}

ic_png_strip *ic_png_strip_create(size_t row_bytes, size_t pixel_bytes, const ic_output *output) {
    ic_png_strip *strip = calloc(1, sizeof *strip);
    if (strip == NULL) return NULL;
    size_t rows = STRIP_BYTES / (row_bytes + 1);
    strip->loops = crl_loops_chosen();
    strip->compression = output->compression;
    strip->row_bytes = row_bytes;
    strip->pixel_bytes = pixel_bytes;
    strip->stride = MARGIN + row_bytes;
    strip->rows_left = output->height;
    strip->capacity = (uint32_t)smaller(rows > 1 ? rows : 1, output->height);
    if (allocate(strip, output->threads)) return strip;
    ic_png_strip_free(strip);
    return NULL;
}

void ic_png_strip_free(ic_png_strip *strip) {
    if (strip == NULL) return;
    ic_png_compressor_free(strip->compressor);
    free(strip->raw);
    free(strip);
}

/* ---- Filtering ---- */

/* Row 0 is the first of the strip, row -1 the one above it. */
static uint8_t *raw_row(const ic_png_strip *strip, ptrdiff_t row) {
    return strip->raw + (size_t)(row + 1) * strip->stride + MARGIN;
}

static uint8_t *filtered_row(const ic_png_strip *strip, const ic_png_part *part, size_t row) {
    return part->filtered + row * (strip->row_bytes + 1);
}

/*
 * Returns the filter with the smallest sum of absolute values of signed bytes, as the PNG specification advises
 * (12.8).
 */
static crl_png_filter best_filter(const ic_png_strip *strip, size_t y) {
    uint64_t costs[CRL_PNG_FILTERS];
    strip->loops->png_filter_costs(costs, raw_row(strip, (ptrdiff_t)y), raw_row(strip, (ptrdiff_t)y - 1),
                                   strip->row_bytes, strip->pixel_bytes);
    crl_png_filter best = CRL_PNG_NONE;
    for (int i = CRL_PNG_SUB; i < CRL_PNG_FILTERS; i++) {
        if (costs[i] < costs[best]) best = (crl_png_filter)i;
    }
    return best;
}

static void filter_rows(const ic_png_strip *strip, const ic_png_part *part, size_t first, size_t end,
                        bool is_filtered) {
    const size_t group = strip->compression == IC_FASTEST ? FASTEST_ROWS : 1;
    crl_png_filter filter = CRL_PNG_NONE;
    for (size_t y = first; y < end; y++) {
        const uint8_t *row = raw_row(strip, (ptrdiff_t)y), *above = raw_row(strip, (ptrdiff_t)y - 1);
        uint8_t *out = filtered_row(strip, part, y);
        if (is_filtered && (y - first) % group == 0) filter = best_filter(strip, smaller(y + group / 2, end - 1));
        out[0] = (uint8_t)filter;
        strip->loops->png_filter(out + 1, filter, row, above, strip->row_bytes, strip->pixel_bytes);
    }
}

/* ---- Choosing a method ---- */

static uint64_t estimate(const ic_png_strip *strip, const ic_png_part *part, sample rows, ic_png_method method) {
    filter_rows(strip, part, rows.first, rows.end, method.is_filtered);
    return cd_deflate_estimate(part->deflater, filtered_row(strip, part, rows.first), rows.bytes, method.matching);
}

/* Returns the rows in the middle of the strip that are sampled. */
static sample sample_rows(const ic_png_strip *strip) {
    size_t least = smaller(SAMPLED_LEAST / (strip->row_bytes + 1) + 1, strip->rows);
    size_t count = strip->rows / SAMPLED_PART > least ? strip->rows / SAMPLED_PART : least;
    size_t first = (strip->rows - count) / 2;
    return (sample){first, first + count, smaller(count * (strip->row_bytes + 1), SAMPLED_MOST)};
}

/*
 * Searching for strings takes ten times as long as searching for runs, so it must make the file smaller by at least
 * an eighth, except for IC_SMALL.  Rows are left unfiltered for it only if that costs little without strings:
 * drawings and dithered pictures, hardly ever photos.
 *
 * Sampling takes as long as a third of the strip itself.  If the sample has many bits per byte and no strings, the
 * picture is a photo, and so are probably the next strips; zlib's highest levels gain nothing there and are extremely
 * slow.
 */
static ic_png_method choose_method(ic_png_strip *strip, const ic_png_part *part) {
    static const ic_png_method runs = {true, CD_MATCH_RUNS, 0}, strings = {true, CD_MATCH_STRINGS, 0},
                        plain_runs = {false, CD_MATCH_RUNS, 0}, plain_strings = {false, CD_MATCH_STRINGS, 0},
                        long_runs = {true, CD_MATCH_LONG_RUNS, 0};
    if (strip->compression == IC_FASTEST) return long_runs;
    if (strip->compression == IC_FAST) return runs;
    if (strip->trusted > 0) {
        strip->trusted -= 1;
        return runs;
    }
    sample rows = sample_rows(strip);
    ic_png_method best = runs;
    uint64_t with_runs = estimate(strip, part, rows, runs), least = with_runs - with_runs / 8;
    uint64_t with_strings = estimate(strip, part, rows, strings);
    if (with_strings < least) {
        least = with_strings;
        best = strings;
    }
    if (estimate(strip, part, rows, plain_runs) < with_runs + with_runs / 4 &&
        estimate(strip, part, rows, plain_strings) < least) {
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

/* ---- Rows ---- */

/* Filters the strip and hands it over; its last row becomes the one above the next strip. */
static void end_strip(ic_png_strip *strip) {
    ic_png_part *part = ic_png_compressor_fill(strip->compressor);
    part->method = choose_method(strip, part);
    filter_rows(strip, part, 0, strip->rows, part->method.is_filtered);
    part->count = strip->rows * (strip->row_bytes + 1);
    part->is_last = strip->rows_left == 0;
    ic_png_compressor_give(strip->compressor);
    memcpy(raw_row(strip, -1), raw_row(strip, (ptrdiff_t)strip->rows - 1), strip->row_bytes);
    strip->rows = 0;
}

uint8_t *ic_png_strip_row(ic_png_strip *strip) {
    return raw_row(strip, (ptrdiff_t)strip->rows);
}

void ic_png_strip_advance(ic_png_strip *strip) {
    strip->rows += 1;
    strip->rows_left -= 1;
    if (strip->rows == strip->capacity || strip->rows_left == 0) end_strip(strip);
}

size_t ic_png_strip_next(ic_png_strip *strip, const uint8_t **bytes) {
    return ic_png_compressor_next(strip->compressor, bytes);
}
