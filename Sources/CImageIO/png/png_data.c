/* SPDX-License-Identifier: Apache-2.0 */
#include "png_data.h"
#include "zlib_stream.h"

#include <crowloops.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUFFER_BYTES = 128 << 10, /* of rows inflated together */
};

struct ic_png_data {
    ic_source *source;
    ic_inflater *inflater;
    const crl_loops *loops;
    uint32_t chunk_left, crc;    /* bytes of the current chunk's content still to come; CRC of name and content so far */
    bool has_next;               /* 'next' is the head of the chunk after the IDATs */
    uint8_t next[IC_PNG_CHUNK_HEAD];
    size_t row_bytes, pixel_bytes;
    size_t capacity, rows, used; /* rows of the buffer: capacity, inflated, returned */
    size_t unfiltered;           /* number of rows that are unfiltered: at least those returned */
    uint32_t rows_left;          /* of the image, not yet inflated */
    uint8_t *above;              /* the row returned before the buffer's first */
    uint8_t *buffer;             /* filtered rows, each after its filter byte */
};

ic_png_data *ic_png_data_create(ic_source *source, uint32_t first_length, size_t row_bytes, size_t pixel_bytes,
                                uint32_t height) {
    ic_png_data *data = calloc(1, sizeof *data);
    if (data == NULL) return NULL;
    size_t rows = BUFFER_BYTES / (row_bytes + 1);
    if (rows == 0) rows = 1;
    data->source = source;
    data->loops = crl_loops_chosen();
    data->chunk_left = first_length;
    data->crc = ic_crc32(0, (const uint8_t *)"IDAT", 4);
    data->row_bytes = row_bytes;
    data->pixel_bytes = pixel_bytes;
    data->capacity = rows < height ? rows : height;
    data->rows_left = height;
    data->inflater = ic_inflater_create();
    data->above = calloc(row_bytes, 1);
    size_t size;
    if (!__builtin_mul_overflow(row_bytes + 1, data->capacity, &size)) data->buffer = malloc(size);
    if (data->inflater != NULL && data->above != NULL && data->buffer != NULL) return data;
    ic_png_data_free(data);
    return NULL;
}

void ic_png_data_free(ic_png_data *data) {
    if (data == NULL) return;
    ic_inflater_free(data->inflater);
    free(data->above);
    free(data->buffer);
    free(data);
}

/* ---- Chunks ---- */

static ic_status take(ic_png_data *data, uint8_t *bytes, size_t count, ic_error *error) {
    size_t taken;
    ic_status status = ic_source_take(data->source, bytes, count, &taken, error);
    if (status == IC_OK && taken < count) return ic_fail(error, IC_CORRUPT, "PNG: truncated data");
    return status;
}

/* Checks the current chunk, whose content is all consumed, and reads the head of the next. */
static ic_status next_chunk(ic_png_data *data, ic_error *error) {
    uint8_t crc[IC_PNG_CHUNK_CRC];
    if (take(data, crc, sizeof crc, error) != IC_OK) return error->status;
    if (ic_png_number(crc) != data->crc) return ic_fail(error, IC_CORRUPT, "PNG: IDAT: CRC error");
    if (take(data, data->next, sizeof data->next, error) != IC_OK) return error->status;
    data->has_next = ic_png_number(data->next + 4) != IC_PNG_IDAT;
    if (data->has_next) return IC_OK;
    data->chunk_left = ic_png_number(data->next);
    if (data->chunk_left > IC_PNG_LONGEST_CHUNK) return ic_fail(error, IC_CORRUPT, "PNG: IDAT: chunk too long");
    data->crc = ic_crc32(0, data->next + 4, 4);
    return IC_OK;
}

/*
 * Points '*bytes' to the buffered content, at least one byte if there is any.  A count of 0 means the end of the IDAT
 * chunks.
 */
static ic_status look_at_content(ic_png_data *data, const uint8_t **bytes, size_t *count, ic_error *error) {
    *count = 0;
    while (!data->has_next && data->chunk_left == 0) {
        if (next_chunk(data, error) != IC_OK) return error->status;
    }
    if (data->has_next) return IC_OK;
    ic_source *source = data->source;
    if (source->start == source->end && ic_source_fill(source, 1, error) != IC_OK) return error->status;
    if (source->start == source->end) return ic_fail(error, IC_CORRUPT, "PNG: truncated data");
    size_t held = source->end - source->start;
    *bytes = source->buffer + source->start;
    *count = held < data->chunk_left ? held : data->chunk_left;
    return IC_OK;
}

static void take_content(ic_png_data *data, size_t count) {
    ic_source *source = data->source;
    data->crc = ic_crc32(data->crc, source->buffer + source->start, count);
    source->start += count;
    data->chunk_left -= (uint32_t)count;
}

/* ---- Rows ---- */

/*
 * Inflates until 'count' bytes are at 'out' or the stream ends; '*got' is their number.  Output held back by the
 * inflater is requested before the next chunk: it may have consumed all input without having written all output.
 */
static ic_status inflate_bytes(ic_png_data *data, uint8_t *out, size_t count, size_t *got, ic_error *error) {
    ic_inflation ends = {NULL, 0, out, count};
    while (ends.out_count > 0 && !ic_inflater_has_ended(data->inflater)) {
        size_t before = ends.out_count, content = 0;
        const char *problem = ic_inflate(data->inflater, &ends);
        if (problem == NULL && ends.out_count == before && !ic_inflater_has_ended(data->inflater)) {
            if (look_at_content(data, &ends.in, &content, error) != IC_OK) return error->status;
            if (content == 0) return ic_fail(error, IC_CORRUPT, "PNG: Not enough image data");
            ends.in_count = content;
            problem = ic_inflate(data->inflater, &ends);
            if (problem == NULL && ends.in_count == content && ends.out_count == before) {
                problem = "damaged compressed data"; /* no progress */
            }
            take_content(data, content - ends.in_count);
            ends.in_count = 0; /* the rest is looked up again: the source may move it */
        }
        if (problem != NULL) return ic_fail(error, IC_CORRUPT, "PNG: IDAT: %s", problem);
    }
    *got = count - ends.out_count;
    return IC_OK;
}

static ic_status fill_buffer(ic_png_data *data, ic_error *error) {
    size_t line = data->row_bytes + 1;
    if (data->rows > 0) memcpy(data->above, data->buffer + (data->rows - 1) * line + 1, data->row_bytes);
    size_t rows = data->capacity < data->rows_left ? data->capacity : data->rows_left;
    size_t got;
    data->rows = data->used = data->unfiltered = 0;
    if (inflate_bytes(data, data->buffer, rows * line, &got, error) != IC_OK) return error->status;
    if (got < rows * line) return ic_fail(error, IC_CORRUPT, "PNG: Not enough image data");
    data->rows = rows;
    data->rows_left -= (uint32_t)rows;
    return IC_OK;
}

/* Unfilters the next row, and with it the following ones that are faster to unfilter together. */
static ic_status unfilter_rows(ic_png_data *data, ic_error *error) {
    size_t line = data->row_bytes + 1, left = data->rows - data->unfiltered, count = 0;
    uint8_t *row = data->buffer + data->unfiltered * line + 1;
    const uint8_t *above = data->unfiltered > 0 ? row - line : data->above;
    if (row[-1] >= CRL_PNG_FILTERS) return ic_fail(error, IC_CORRUPT, "PNG: bad adaptive filter value");
    while (count < left && count < CRL_PNG_WAVE && (row + count * line)[-1] == CRL_PNG_PAETH) count++;
    if (count > 0) {
        data->loops->png_unfilter_paeth(row, line, count, above, data->row_bytes, data->pixel_bytes);
    } else {
        count = 1;
        data->loops->png_unfilter(row, (crl_png_filter)row[-1], above, data->row_bytes, data->pixel_bytes);
    }
    data->unfiltered += count;
    return IC_OK;
}

const uint8_t *ic_png_data_next_row(ic_png_data *data, ic_error *error) {
    if (data->used == data->rows && fill_buffer(data, error) != IC_OK) return NULL;
    if (data->used == data->unfiltered && unfilter_rows(data, error) != IC_OK) return NULL;
    return data->buffer + data->used++ * (data->row_bytes + 1) + 1;
}

ic_status ic_png_data_finish(ic_png_data *data, uint8_t head[IC_PNG_CHUNK_HEAD], ic_error *error) {
    uint8_t surplus;
    size_t got;
    if (inflate_bytes(data, &surplus, 1, &got, error) != IC_OK) return error->status;
    if (got > 0) return ic_fail(error, IC_CORRUPT, "PNG: IDAT: Too much image data");
    const uint8_t *bytes;
    size_t count;
    if (look_at_content(data, &bytes, &count, error) != IC_OK) return error->status;
    if (count > 0 || ic_inflater_has_surplus(data->inflater)) {
        return ic_fail(error, IC_CORRUPT, "PNG: IDAT: Extra compressed data");
    }
    memcpy(head, data->next, IC_PNG_CHUNK_HEAD);
    return IC_OK;
}
