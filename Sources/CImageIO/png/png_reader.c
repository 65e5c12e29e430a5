/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PNG decoding: rows of 8- or 16-bit gray or RGB, with or without alpha.
 *
 * libpng parses and checks the critical chunks and tRNS before the image data.  Ancillary chunks are removed from its
 * input and handled by png_chunks.c.  png_idat.c inflates the image data, whose rows png_data.c unfilters; rows that
 * need more (interlaced, 1 to 4 bits, with a palette or a transparent color) go on to libpng, through png_feed.c.
 * png_late.c reads what follows the image data.
 *
 * libpng alone reads the image data where only_libpng asks for it.  It only warns about some damage of the image data
 * (a wrong Adler-32), which is an error here.  One gap remains: if a chunk's end splits the check value, libpng never
 * sees the rest of it.
 */
#include "png_reader.h"
#include "zlib_stream.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PNG_SIGNATURE = 8 };

static ic_status out_of_memory(ic_reader *reader) {
    return ic_fail(&reader->error, IC_MEMORY, "PNG: out of memory");
}

/* ---- Called by libpng ---- */

static void on_error(png_structp png, png_const_charp message) {
    ic_reader *reader = png_get_error_ptr(png);
    bool memory = strstr(message, "ut of memory") != NULL || strstr(message, "nsufficient memory") != NULL;
    ic_fail(&reader->error, memory ? IC_MEMORY : IC_CORRUPT, "PNG: %s", message);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    ic_reader *reader = png_get_error_ptr(png);
    png_input *input = reader->codec;
    bool is_surplus = strcmp(message, "IDAT: Too much image data") == 0
                      || strcmp(message, "IDAT: Extra compressed data") == 0;
    if (is_surplus) {
        input->has_surplus = true;
    } else if (strncmp(message, "IDAT:", 5) == 0) {
        if (input->damage[0] == 0) snprintf(input->damage, sizeof input->damage, "%s", message);
    } else if (strstr(message, "CRC error") != NULL) {
        ic_add_loss(reader, "damaged chunks (%s)", message); /* only if lenient */
    } else if (strncmp(message, "tRNS:", 5) == 0) {
        ic_add_note(reader, ic_png_transparency_note);
    }
}

static void take_bytes(png_structp png, ic_reader *reader, png_bytep bytes, size_t count) {
    size_t taken;
    if (ic_source_take(&reader->source, bytes, count, &taken, &reader->error) != IC_OK) {
        png_error(png, "reading failed");
    }
    if (taken < count) png_error(png, "truncated data");
}

/* Returns whether rows only need unfiltering. */
static bool has_plain_rows(const png_input *input) {
    return png_get_interlace_type(input->png, input->info) == PNG_INTERLACE_NONE
           && png_get_bit_depth(input->png, input->info) >= 8
           && png_get_color_type(input->png, input->info) != PNG_COLOR_TYPE_PALETTE
           && png_get_valid(input->png, input->info, PNG_INFO_tRNS) == 0;
}

/* Reads the head of the next chunk that libpng handles. */
static void read_head(png_structp png, ic_reader *reader, uint8_t head[IC_PNG_CHUNK_HEAD]) {
    png_input *input = reader->codec;
    for (;;) {
        take_bytes(png, reader, head, IC_PNG_CHUNK_HEAD);
        if (!input->has_header || input->is_in_rows || !ic_png_is_ancillary(head)) break;
        if (ic_png_take_chunk(reader, head) != IC_OK) png_error(png, "reading failed");
    }
    input->has_header = true;
    input->chunk_left = (uint64_t)ic_png_number(head) + IC_PNG_CHUNK_CRC;
    if (memcmp(head + 4, "PLTE", 4) == 0 && input->place == IC_PNG_BEFORE_PALETTE) input->place = IC_PNG_BEFORE_DATA;
}

/* Called at the first IDAT chunk's head, in whose place libpng gets that of png_feed.c. */
static void begin_data(png_input *input, uint8_t head[IC_PNG_CHUNK_HEAD]) {
    input->is_in_rows = true;
    input->first_length = ic_png_number(head);
    if (!input->is_plain) png_save_uint_32(head, IC_PNG_FEED_FIRST);
}

static void read_bytes(png_structp png, png_bytep bytes, size_t count) {
    ic_reader *reader = png_get_io_ptr(png);
    png_input *input = reader->codec;
    if (input->is_in_rows && !input->is_plain) {
        if (input->feed == NULL) png_error(png, "read out of order");
        if (ic_png_feed_take(input->feed, bytes, count, &reader->error) != IC_OK) png_error(png, "reading failed");
    } else if (input->chunk_left > 0) {
        if (count > input->chunk_left) png_error(png, "read out of order");
        take_bytes(png, reader, bytes, count);
        input->chunk_left -= count;
    } else {
        if (count != IC_PNG_CHUNK_HEAD) png_error(png, "read out of order");
        read_head(png, reader, bytes);
        if (!input->is_in_rows && memcmp(bytes + 4, "IDAT", 4) == 0) begin_data(input, bytes);
    }
}

/* ---- The decoder ---- */

static void set_limits(png_structp png, bool is_lenient) {
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* ic_check_pixels() has a better message */
    png_set_chunk_malloc_max(png, IC_MAX_BLOCK_SIZE);
    int action = is_lenient ? PNG_CRC_WARN_USE : PNG_CRC_ERROR_QUIT;
    png_set_crc_action(png, action, action); /* of tRNS too: it is the image's alpha */
}

static void fill_header(ic_reader *reader) {
    png_input *input = reader->codec;
    ic_header *header = &reader->header;
    header->width = png_get_image_width(input->png, input->info);
    header->height = png_get_image_height(input->png, input->info);
    header->stored_bit_depth = png_get_bit_depth(input->png, input->info);
    header->interlaced = png_get_interlace_type(input->png, input->info) != PNG_INTERLACE_NONE;
    header->fully_buffered = header->interlaced;
    input->is_ours = !input->is_plain && has_plain_rows(input);
    input->pixel_bits = header->stored_bit_depth * png_get_channels(input->png, input->info);
    int type = png_get_color_type(input->png, input->info);
    header->color_model = type == PNG_COLOR_TYPE_PALETTE ? IC_PALETTE
                          : (type & PNG_COLOR_MASK_COLOR) != 0 ? IC_RGB
                                                               : IC_GRAY;
}

static void set_transforms(ic_reader *reader) {
    png_input *input = reader->codec;
    png_set_expand(input->png); /* palette to RGB, 1, 2, 4 bits to 8, tRNS to alpha */
    uint16_t one = 1;
    if (*(uint8_t *)&one == 1) png_set_swap(input->png);
    png_set_interlace_handling(input->png);
    png_read_update_info(input->png, input->info);
    reader->header.channels = png_get_channels(input->png, input->info);
    reader->header.bit_depth = png_get_bit_depth(input->png, input->info);
    reader->header.has_alpha = reader->header.channels % 2 == 0;
    input->row_bytes = png_get_rowbytes(input->png, input->info);
}

/* Returns the bytes of the filtered rows of the file: each has a filter byte and whole bytes of pixels. */
static uint64_t bytes_of_rows(const png_input *input) {
    uint64_t width = png_get_image_width(input->png, input->info);
    uint64_t height = png_get_image_height(input->png, input->info), bytes = 0;
    if (png_get_interlace_type(input->png, input->info) == PNG_INTERLACE_NONE) {
        return height * ((width * input->pixel_bits + 7) / 8 + 1);
    }
    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++) {
        uint64_t columns = PNG_PASS_COLS(width, pass), rows = PNG_PASS_ROWS(height, pass);
        if (columns > 0) bytes += rows * ((columns * input->pixel_bits + 7) / 8 + 1);
    }
    return bytes;
}

/*
 * Refuses a file that is too short for its image: deflate makes at most 1032 bytes of one (258 of 2 bits).  This is
 * before the whole image of an interlaced file is allocated.
 */
static ic_status check_length(ic_reader *reader) {
    enum { MOST_INFLATED = 1032 };
    const png_input *input = reader->codec;
    uint64_t place, size, needed = bytes_of_rows(input) / MOST_INFLATED;
    if (reader->limits.lenient) needed /= IC_LENIENT_RATIO;
    if (!ic_source_extent(&reader->source, &place, &size) || needed <= size) return IC_OK;
    return ic_fail(&reader->error, IC_CORRUPT,
                   "PNG: truncated data: %u x %u pixels take at least %llu bytes, not %llu", reader->header.width,
                   reader->header.height, (unsigned long long)needed, (unsigned long long)size);
}

static ic_status allocate_pixels(ic_reader *reader) {
    png_input *input = reader->codec;
    const ic_header *header = &reader->header;
    size_t rows = header->fully_buffered ? header->height : 1;
    size_t expected;
    if (__builtin_mul_overflow((size_t)header->width, header->channels * header->bit_depth / 8, &expected)
        || expected != input->row_bytes || input->row_bytes > SIZE_MAX / rows) {
        return ic_fail(&reader->error, IC_LIMIT, "PNG: rows too long for this machine");
    }
    input->pixels = calloc(rows, input->row_bytes);
    if (input->pixels == NULL) {
        return ic_fail(&reader->error, IC_MEMORY, "PNG: out of memory: %zu bytes for pixels",
                       rows * input->row_bytes);
    }
    if (input->is_plain) return IC_OK;
    input->idat = ic_png_idat_create(&reader->source, input->first_length, reader->limits.lenient);
    if (input->idat == NULL) return out_of_memory(reader);
    if (input->is_ours) {
        input->data = ic_png_data_create(input->idat, input->row_bytes, header->channels * header->bit_depth / 8,
                                         header->height);
    } else {
        input->feed = ic_png_feed_create(input->idat, bytes_of_rows(input));
    }
    return input->data != NULL || input->feed != NULL ? IC_OK : out_of_memory(reader);
}

static ic_status open_png(ic_reader *reader) {
    png_input *input = calloc(1, sizeof *input);
    if (input == NULL) return out_of_memory(reader);
    reader->codec = input;
    input->chunk_left = PNG_SIGNATURE;
    input->is_plain = reader->limits.only_libpng || ic_png_is_plain();
    input->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning);
    if (input->png == NULL) return out_of_memory(reader);
    input->info = png_create_info_struct(input->png);
    if (input->info == NULL) return out_of_memory(reader);
    if (setjmp(png_jmpbuf(input->png)) != 0) return reader->error.status;

    png_set_read_fn(input->png, reader, read_bytes);
    set_limits(input->png, reader->limits.lenient);
    png_read_info(input->png, input->info);
    fill_header(reader);
    ic_status status = ic_check_pixels(reader);
    if (status == IC_OK) status = check_length(reader);
    ic_png_end_color_chunks(reader, &input->chunks);
    if (status == IC_OK) {
        status = ic_png_look_ahead(reader, &input->chunks, input->first_length, &input->has_looked_ahead, &input->ahead);
    }
    if (status != IC_OK) return status;
    reader->knows_end = input->has_looked_ahead;
    set_transforms(reader);
    return IC_OK;
}

static ic_status check_damage(ic_reader *reader) {
    const png_input *input = reader->codec;
    return input->damage[0] == 0 ? IC_OK : ic_fail(&reader->error, IC_CORRUPT, "PNG: %s", input->damage);
}

/*
 * After a failure in the rows: if lenient, and the image data is damaged, ends the image here.  The pixels that are
 * left are 0, or those of earlier passes.  Returns the status.
 */
static ic_status end_image(ic_reader *reader) {
    png_input *input = reader->codec;
    if (!reader->limits.lenient || reader->error.status != IC_CORRUPT) return reader->error.status;
    reader->error = (ic_error){0};
    input->is_cut = true;
    if (reader->header.fully_buffered) {
        int passes = PNG_INTERLACE_ADAM7_PASSES, pass = input->pass < passes ? input->pass + 1 : passes;
        ic_add_loss(reader, "the data ends in pass %d of %d", pass, passes);
        reader->ready = true;
    } else {
        ic_add_loss(reader, "lost the last %u of %u rows", reader->header.height - reader->rows_done,
                    reader->header.height);
        memset(input->pixels, 0, input->row_bytes);
    }
    return IC_OK;
}

/*
 * Reads one row of one pass of an interlaced image; each of the seven passes visits all rows and leaves most
 * unchanged.  If lenient, a pass also fills the pixels that later ones would bring.
 */
static ic_status prepare_png(ic_reader *reader) {
    png_input *input = reader->codec;
    if (input->pixels == NULL && allocate_pixels(reader) != IC_OK) return reader->error.status;
    if (setjmp(png_jmpbuf(input->png)) != 0) return end_image(reader);
    png_bytep row = input->pixels + input->pass_row * input->row_bytes;
    png_read_row(input->png, reader->limits.lenient ? NULL : row, reader->limits.lenient ? row : NULL);
    input->pass_row += 1;
    if (input->pass_row == reader->header.height) {
        input->pass_row = 0;
        input->pass += 1;
    }
    reader->ready = input->pass == PNG_INTERLACE_ADAM7_PASSES;
    return check_damage(reader) == IC_OK ? IC_OK : end_image(reader);
}

/* 16-bit samples are big-endian in the file. */
static void words_from_bytes(uint16_t *words, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) words[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
}

/* Returns the next row, or NULL with the error filled. */
static const uint8_t *read_own_row(ic_reader *reader) {
    png_input *input = reader->codec;
    const uint8_t *row = ic_png_data_next_row(input->data, &reader->error);
    if (row == NULL || reader->header.bit_depth != 16) return row;
    words_from_bytes((uint16_t *)(void *)input->pixels, row, input->row_bytes / 2);
    return input->pixels;
}

static const uint8_t *read_libpng_row(ic_reader *reader) {
    png_input *input = reader->codec;
    if (setjmp(png_jmpbuf(input->png)) != 0) return NULL;
    png_read_row(input->png, input->pixels, NULL);
    return check_damage(reader) == IC_OK ? input->pixels : NULL;
}

static const uint8_t *next_png_row(ic_reader *reader) {
    png_input *input = reader->codec;
    if (input->pixels == NULL && allocate_pixels(reader) != IC_OK) return NULL;
    if (reader->header.fully_buffered) return input->pixels + reader->rows_done * input->row_bytes;
    if (input->is_cut) return input->pixels;
    const uint8_t *row = input->is_ours ? read_own_row(reader) : read_libpng_row(reader);
    if (row != NULL) return row;
    return end_image(reader) == IC_OK ? input->pixels : NULL;
}

/* Reads to the end of the image data and describes what follows. */
static ic_status end_data(ic_reader *reader, ic_png_end *end) {
    png_input *input = reader->codec;
    *end = (ic_png_end){0};
    if (!input->is_plain) return ic_png_idat_finish(input->idat, end, &reader->error);
    if (check_damage(reader) != IC_OK) return reader->error.status;
    end->has_surplus = input->has_surplus;
    return ic_source_take(&reader->source, end->head, sizeof end->head, &end->head_count, &reader->error);
}

static ic_status read_rest(ic_reader *reader) {
    png_input *input = reader->codec;
    ic_png_end end;
    if (end_data(reader, &end) != IC_OK) return reader->error.status;
    input->place = IC_PNG_AFTER_DATA;
    if (end.is_cut) return IC_OK;
    if (end.has_surplus) ic_add_note(reader, ic_png_surplus_note);
    if (ic_png_read_late_chunks(reader, &end) != IC_OK) return reader->error.status;
    if (input->has_looked_ahead && input->met != input->ahead) {
        return ic_fail(&reader->error, IC_CORRUPT, "PNG: the chunks after the image data have changed");
    }
    reader->metadata.extras.trailing_bytes = ic_source_left(&reader->source);
    return IC_OK;
}

static ic_status finish_png(ic_reader *reader) {
    png_input *input = reader->codec;
    if (!input->is_cut && read_rest(reader) != IC_OK) {
        if (!reader->limits.lenient || reader->error.status != IC_CORRUPT) return reader->error.status;
        ic_add_loss(reader, "damaged after the last row (%s)", ic_error_message(&reader->error));
        reader->error = (ic_error){0};
    }
    const char *problem = input->idat == NULL ? NULL : ic_png_idat_problem(input->idat);
    if (problem != NULL) ic_add_loss(reader, "some pixels may be wrong (%s)", problem);
    ic_png_report_chunks(reader, &input->chunks);
    return IC_OK;
}

static void close_png(ic_reader *reader) {
    png_input *input = reader->codec;
    if (input == NULL) return;
    png_destroy_read_struct(&input->png, &input->info, NULL);
    ic_png_feed_free(input->feed);
    ic_png_data_free(input->data);
    ic_png_idat_free(input->idat);
    free(input->pixels);
    free(input);
}

const ic_decoder ic_png_decoder = {open_png, prepare_png, next_png_row, NULL, finish_png, close_png};
