/* SPDX-License-Identifier: Apache-2.0 */
#include "png_data.h"

#include <crowloops.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUFFER_BYTES = 128 << 10, /* of rows inflated together */
};

struct ic_png_data {
    ic_png_idat *idat;
    const crl_loops *loops;
    size_t row_bytes, pixel_bytes;
    size_t capacity, rows, used; /* rows of the buffer: capacity, inflated, returned */
    size_t unfiltered;           /* number of rows that are unfiltered: at least those returned */
    uint32_t rows_left;          /* of the image, not yet inflated */
    uint8_t *above;              /* the row returned before the buffer's first */
    uint8_t *buffer;             /* filtered rows, each after its filter byte */
};

ic_png_data *ic_png_data_create(ic_png_idat *idat, size_t row_bytes, size_t pixel_bytes, uint32_t height) {
    ic_png_data *data = calloc(1, sizeof *data);
    if (data == NULL) return NULL;
    size_t rows = BUFFER_BYTES / (row_bytes + 1);
    if (rows == 0) rows = 1;
    data->idat = idat;
    data->loops = crl_loops_chosen();
    data->row_bytes = row_bytes;
    data->pixel_bytes = pixel_bytes;
    data->capacity = rows < height ? rows : height;
    data->rows_left = height;
    data->above = calloc(row_bytes, 1);
    size_t size;
    if (!__builtin_mul_overflow(row_bytes + 1, data->capacity, &size)) data->buffer = malloc(size);
    if (data->above != NULL && data->buffer != NULL) return data;
    ic_png_data_free(data);
    return NULL;
}

void ic_png_data_free(ic_png_data *data) {
    if (data == NULL) return;
    free(data->above);
    free(data->buffer);
    free(data);
}

/* ---- Rows ---- */

static ic_status fill_buffer(ic_png_data *data, ic_error *error) {
    size_t line = data->row_bytes + 1;
    if (data->rows > 0) memcpy(data->above, data->buffer + (data->rows - 1) * line + 1, data->row_bytes);
    size_t rows = data->capacity < data->rows_left ? data->capacity : data->rows_left;
    size_t got;
    data->rows = data->used = data->unfiltered = 0;
    if (ic_png_idat_read(data->idat, data->buffer, rows * line, &got, error) != IC_OK) return error->status;
    if (got < line) return ic_fail(error, IC_CORRUPT, "PNG: Not enough image data");
    data->rows = got / line;
    data->rows_left -= (uint32_t)data->rows;
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
