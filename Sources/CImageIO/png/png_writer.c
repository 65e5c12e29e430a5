/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PNG encoding: gray or RGB, with or without alpha, 8 or 16 bits, not interlaced.  libpng writes the header,
 * png_put.c the metadata, and png_strip.c the content of IDAT.
 */
#include "internal.h"
#include "png_put.h"
#include "png_strip.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct png_target {
    png_structp png;
    png_infop info;
    ic_png_strip *strip; /* NULL if libpng filters and deflates */
    uint8_t *row;        /* in that case, the row that libpng is given */
} png_target;

static ic_status out_of_memory(ic_writer *writer) {
    return ic_fail(&writer->error, IC_MEMORY, "PNG: out of memory");
}

/* ---- Called by libpng ---- */

static void on_error(png_structp png, png_const_charp message) {
    ic_writer *writer = png_get_error_ptr(png);
    bool memory = strstr(message, "ut of memory") != NULL || strstr(message, "nsufficient memory") != NULL;
    ic_fail(&writer->error, memory ? IC_MEMORY : IC_MISUSE, "PNG: %s", message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
    ic_writer *writer = png_get_io_ptr(png);
    if (ic_sink_put(&writer->sink, bytes, count, &writer->error) != IC_OK) png_error(png, "writing failed");
}

static void flush_nothing(png_structp png) {
    (void)png;
}

/* ---- Plain libpng ---- */

/*
 * Image data filtered and deflated by libpng and zlib: slow, and the reference for checking the strips.  The presets
 * differ as those of the strips do.
 */
static void set_compression(png_structp png, const ic_output *output) {
    static const struct {
        int level, strategy, filters;
    } presets[] = {
        [IC_FASTEST] = {1, Z_RLE, PNG_FILTER_UP},
        [IC_FAST] = {1, Z_RLE, PNG_FILTER_UP},
        [IC_BALANCED] = {1, Z_RLE, PNG_ALL_FILTERS},
        [IC_SMALL] = {8, Z_FILTERED, PNG_ALL_FILTERS},
    };
    png_set_compression_level(png, presets[output->compression].level);
    png_set_compression_strategy(png, presets[output->compression].strategy);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, presets[output->compression].filters);
    png_set_compression_buffer_size(png, IC_BUFFER_SIZE);
}

/* ---- The encoder ---- */

static bool is_little_endian(void) {
    const uint16_t one = 1;
    return *(const uint8_t *)&one == 1;
}

static void swap_bytes(uint8_t *samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint8_t low = samples[2 * i];
        samples[2 * i] = samples[2 * i + 1];
        samples[2 * i + 1] = low;
    }
}

static ic_status create_png(ic_writer *writer) {
    const ic_output *output = &writer->output;
    png_target *target = calloc(1, sizeof *target);
    if (target == NULL) return out_of_memory(writer);
    writer->codec = target;
    size_t row_bytes;
    if (__builtin_mul_overflow((size_t)output->width, output->channels * output->bit_depth / 8, &row_bytes)) {
        return out_of_memory(writer);
    }
    if (output->only_libpng || ic_png_is_plain()) {
        target->row = malloc(row_bytes);
    } else {
        target->strip = ic_png_strip_create(row_bytes, output->channels * output->bit_depth / 8, output);
    }
    target->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, on_error, on_warning);
    if ((target->row == NULL && target->strip == NULL) || target->png == NULL) return out_of_memory(writer);
    target->info = png_create_info_struct(target->png);
    if (target->info == NULL) return out_of_memory(writer);
    if (setjmp(png_jmpbuf(target->png)) != 0) return writer->error.status;

    static const int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                PNG_COLOR_TYPE_RGB_ALPHA};
    png_set_write_fn(target->png, writer, write_bytes, flush_nothing);
    png_set_user_limits(target->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(target->png, target->info, output->width, output->height, (int)output->bit_depth,
                 types[output->channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    set_compression(target->png, output);
    return IC_OK;
}

static ic_status start_png(ic_writer *writer) {
    png_target *target = writer->codec;
    if (setjmp(png_jmpbuf(target->png)) != 0) return writer->error.status;
    png_write_info_before_PLTE(target->png, target->info);
    if (ic_png_put_metadata(writer, &writer->metadata) != IC_OK) return writer->error.status;
    png_write_info(target->png, target->info); /* writes nothing more, but libpng requires the call */
    if (writer->output.bit_depth == 16 && is_little_endian()) png_set_swap(target->png);
    return IC_OK;
}

static uint8_t *png_row(ic_writer *writer) {
    png_target *target = writer->codec;
    return target->strip != NULL ? ic_png_strip_row(target->strip) : target->row;
}

static ic_status write_strip_row(ic_writer *writer) {
    const png_target *target = writer->codec;
    const ic_output *output = &writer->output;
    if (output->bit_depth == 16 && is_little_endian()) {
        swap_bytes(ic_png_strip_row(target->strip), (size_t)output->width * output->channels);
    }
    ic_png_strip_advance(target->strip);
    const uint8_t *bytes;
    size_t count;
    while ((count = ic_png_strip_next(target->strip, &bytes)) > 0) {
        if (ic_png_put_chunk(writer, "IDAT", bytes, count) != IC_OK) return writer->error.status;
    }
    return IC_OK;
}

static ic_status write_png_row(ic_writer *writer) {
    png_target *target = writer->codec;
    if (target->strip != NULL) return write_strip_row(writer);
    if (setjmp(png_jmpbuf(target->png)) != 0) return writer->error.status;
    png_write_row(target->png, target->row);
    return IC_OK;
}

/* libpng does not know about the strips' IDAT and would refuse to end the file. */
static ic_status finish_png(ic_writer *writer) {
    png_target *target = writer->codec;
    if (ic_png_put_metadata(writer, &writer->late) != IC_OK) return writer->error.status;
    if (target->strip != NULL) return ic_png_put_chunk(writer, "IEND", NULL, 0);
    if (setjmp(png_jmpbuf(target->png)) != 0) return writer->error.status;
    png_write_end(target->png, NULL);
    return IC_OK;
}

static void destroy_png(ic_writer *writer) {
    png_target *target = writer->codec;
    if (target == NULL) return;
    png_destroy_write_struct(&target->png, &target->info);
    ic_png_strip_free(target->strip);
    free(target->row);
    free(target);
}

static ic_status check_png(const ic_output *output, ic_error *error) {
    if (output->compression >= IC_FASTEST && output->compression <= IC_SMALL) return IC_OK;
    return ic_fail(error, IC_MISUSE, "PNG: unknown compression");
}

const ic_encoder ic_png_encoder = {check_png, create_png, start_png, png_row,
                                   write_png_row, finish_png, destroy_png, NULL, NULL};
