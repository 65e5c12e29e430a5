/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PNG decoding: rows of 8- or 16-bit gray or RGB, with or without alpha.
 *
 * libpng parses and checks the critical chunks and tRNS, except for the image data of images whose rows only need
 * unfiltering: png_data.c reads these.  libpng alone reads the other kinds (interlaced, 1 to 4 bits, with a palette
 * or a transparent color).  Ancillary chunks are removed from its input and handled by png_chunks.c.
 *
 * To make libpng continue after image data that it has not seen, it is given one IDAT chunk with an empty stream in
 * place of the real ones, and never asked for a row.
 *
 * Reading alone, libpng only warns about some damage of the image data (a wrong Adler-32, surplus data).  Here it is
 * an error.  One gap remains: if a chunk's end splits the check value, libpng never sees the rest of it.
 */
#include "zlib_stream.h"
#include "internal.h"
#include "png_data.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADAM7_PASSES = 7, PNG_SIGNATURE = 8, EMPTY_IDAT = 11 };

typedef struct png_input {
    png_structp png;
    png_infop info;
    uint8_t *pixels;      /* one row, or the whole image if it is interlaced */
    size_t row_bytes;
    int pass;             /* of an interlaced image: the pass of the next row to read */
    uint32_t pass_row;
    bool is_plain;        /* libpng does everything */
    bool is_ours;         /* png_data.c reads the rows */
    ic_png_data *data;
    uint32_t first_length; /* of the first IDAT chunk */
    uint64_t chunk_left;   /* bytes that libpng will ask for before the next chunk's head: content, CRC */
    uint8_t stand_in[EMPTY_IDAT + IC_PNG_CHUNK_CRC]; /* what libpng reads instead of the IDATs */
    size_t stand_in_left;
    uint8_t head[IC_PNG_CHUNK_HEAD]; /* the head of the chunk after the IDATs, which png_data.c has consumed */
    bool has_head;
    bool has_header;      /* IHDR was read */
    bool is_in_rows;      /* between the first IDAT chunk's head and the last row */
    bool is_behind;       /* another chunk followed the IDATs */
    ic_png_place place;
    ic_png_chunks chunks;
    bool has_looked_ahead; /* the chunks after the image data are known */
    uint32_t ahead, met;   /* the digests of the chunks found ahead and read in order */
    char damage[128];     /* the first warning about the image data, or empty */
} png_input;

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
    if (strncmp(message, "IDAT:", 5) == 0 && input->damage[0] == 0) {
        snprintf(input->damage, sizeof input->damage, "%s", message);
    } else if (strncmp(message, "tRNS:", 5) == 0) {
        ic_add_note(reader, "left out an invalid, misplaced or repeated tRNS chunk");
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

/* Replaces the head of the first IDAT chunk by that of one with an empty zlib stream; its content and CRC follow. */
static void replace_idat(png_input *input, uint8_t head[IC_PNG_CHUNK_HEAD]) {
    static const uint8_t empty[EMPTY_IDAT] = {0x78, 0x01, 0x01, 0, 0, 0xff, 0xff, 0, 0, 0, 1};
    input->is_ours = true;
    png_save_uint_32(head, EMPTY_IDAT);
    memcpy(input->stand_in, empty, EMPTY_IDAT);
    uint32_t crc = ic_crc32(ic_crc32(0, head + 4, 4), empty, EMPTY_IDAT);
    png_save_uint_32(input->stand_in + EMPTY_IDAT, crc);
    input->stand_in_left = sizeof input->stand_in;
}

/* Reads a chunk's content and its CRC; 'content' is NULL if the content is not needed. */
static ic_status take_content(ic_source *source, ic_png_chunk *chunk, uint8_t *content, uint8_t *crc, ic_error *error) {
    uint8_t piece[4096];
    uint32_t actual = ic_crc32(0, chunk->head + 4, 4);
    size_t left = ic_png_number(chunk->head), taken;
    while (left > 0) {
        size_t count = content != NULL || left < sizeof piece ? left : sizeof piece;
        uint8_t *bytes = content != NULL ? content : piece;
        if (ic_source_take(source, bytes, count, &taken, error) != IC_OK) return error->status;
        if (taken < count) return ic_fail(error, IC_CORRUPT, "PNG: truncated data");
        actual = ic_crc32(actual, bytes, count);
        left -= count;
    }
    if (ic_source_take(source, crc, IC_PNG_CHUNK_CRC, &taken, error) != IC_OK) return error->status;
    if (taken < IC_PNG_CHUNK_CRC) return ic_fail(error, IC_CORRUPT, "PNG: truncated data");
    chunk->has_wrong_crc = actual != ic_png_number(crc);
    return IC_OK;
}

/* Returns the bits of a sample in the file, or of a palette entry. */
static uint32_t sample_depth(const png_input *input) {
    bool is_palette = png_get_color_type(input->png, input->info) == PNG_COLOR_TYPE_PALETTE;
    return is_palette ? 8 : png_get_bit_depth(input->png, input->info);
}

/* Reads the ancillary chunk with this head; one found ahead is only compared. */
static ic_status take_chunk(ic_reader *reader, const uint8_t head[IC_PNG_CHUNK_HEAD]) {
    png_input *input = reader->codec;
    bool is_known = input->has_looked_ahead && input->place == IC_PNG_AFTER_DATA;
    bool is_wanted = !is_known && ic_png_wants(head);
    size_t length = ic_png_number(head);
    uint8_t *content = is_wanted ? malloc(length + 1) : NULL, crc[IC_PNG_CHUNK_CRC];
    if (is_wanted && content == NULL) return out_of_memory(reader);
    ic_png_chunk chunk = {.place = input->place};
    memcpy(chunk.head, head, sizeof chunk.head);
    input->chunks.sample_depth = sample_depth(input);
    if (take_content(&reader->source, &chunk, content, crc, &reader->error) == IC_OK) {
        if (is_known) {
            input->met = ic_png_digest(input->met, head, crc);
        } else {
            if (is_wanted) chunk.content = (ic_bytes){content, length};
            ic_png_add_chunk(reader, &input->chunks, &chunk);
        }
    }
    free(content);
    return reader->error.status;
}

/* Reads the head of the next chunk that libpng handles. */
static void read_head(png_structp png, ic_reader *reader, uint8_t head[IC_PNG_CHUNK_HEAD]) {
    png_input *input = reader->codec;
    for (;;) {
        if (input->has_head) {
            memcpy(head, input->head, IC_PNG_CHUNK_HEAD);
        } else {
            take_bytes(png, reader, head, IC_PNG_CHUNK_HEAD);
        }
        input->has_head = false;
        bool is_data = memcmp(head + 4, "IDAT", 4) == 0;
        if (is_data && input->is_behind) png_error(png, "IDAT chunks are not consecutive");
        if (input->place == IC_PNG_AFTER_DATA && !is_data) input->is_behind = true;
        if (!input->has_header || input->is_in_rows || !ic_png_is_ancillary(head)) break;
        if (take_chunk(reader, head) != IC_OK) png_error(png, "reading failed");
    }
    input->has_header = true;
    input->chunk_left = (uint64_t)ic_png_number(head) + IC_PNG_CHUNK_CRC;
    if (memcmp(head + 4, "PLTE", 4) == 0 && input->place == IC_PNG_BEFORE_PALETTE) input->place = IC_PNG_BEFORE_DATA;
}

/* Called at the first IDAT chunk's head. */
static void begin_data(png_input *input, uint8_t head[IC_PNG_CHUNK_HEAD]) {
    input->is_in_rows = true;
    input->first_length = ic_png_number(head);
    if (!input->is_plain && has_plain_rows(input)) {
        replace_idat(input, head);
        input->chunk_left = 0;
    }
}

static void read_bytes(png_structp png, png_bytep bytes, size_t count) {
    ic_reader *reader = png_get_io_ptr(png);
    png_input *input = reader->codec;
    if (input->stand_in_left > 0) {
        if (input->data == NULL || count > input->stand_in_left) png_error(png, "read out of order");
        memcpy(bytes, input->stand_in + sizeof input->stand_in - input->stand_in_left, count);
        input->stand_in_left -= count;
    } else if (input->chunk_left > 0) {
        if (count > input->chunk_left) png_error(png, "read out of order");
        take_bytes(png, reader, bytes, count);
        input->chunk_left -= count;
    } else {
        if (count != IC_PNG_CHUNK_HEAD) png_error(png, "read out of order");
        read_head(png, reader, bytes);
        bool is_first = !input->is_in_rows && input->place != IC_PNG_AFTER_DATA;
        if (is_first && memcmp(bytes + 4, "IDAT", 4) == 0) begin_data(input, bytes);
    }
}

/* ---- The decoder ---- */

static void set_limits(png_structp png) {
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* ic_check_pixels() has a better message */
    png_set_chunk_malloc_max(png, IC_MAX_BLOCK_SIZE);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT); /* of tRNS too: it is the image's alpha */
}

static void fill_header(ic_reader *reader) {
    png_input *input = reader->codec;
    ic_header *header = &reader->header;
    header->width = png_get_image_width(input->png, input->info);
    header->height = png_get_image_height(input->png, input->info);
    header->stored_bit_depth = png_get_bit_depth(input->png, input->info);
    header->interlaced = png_get_interlace_type(input->png, input->info) != PNG_INTERLACE_NONE;
    header->fully_buffered = header->interlaced;
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
    if (input->is_ours) {
        input->data = ic_png_data_create(&reader->source, input->first_length, input->row_bytes,
                                         header->channels * header->bit_depth / 8, header->height);
    }
    bool is_complete = input->pixels != NULL && (input->data != NULL || !input->is_ours);
    return is_complete ? IC_OK : out_of_memory(reader);
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
    set_limits(input->png);
    png_read_info(input->png, input->info);
    fill_header(reader);
    ic_status status = ic_check_pixels(reader);
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
 * Reads one row of one pass of an interlaced image; each of the seven passes visits all rows and leaves most
 * unchanged.
 */
static ic_status prepare_png(ic_reader *reader) {
    png_input *input = reader->codec;
    if (input->pixels == NULL && allocate_pixels(reader) != IC_OK) return reader->error.status;
    if (setjmp(png_jmpbuf(input->png)) != 0) return reader->error.status;
    png_read_row(input->png, input->pixels + input->pass_row * input->row_bytes, NULL);
    input->pass_row += 1;
    if (input->pass_row == reader->header.height) {
        input->pass_row = 0;
        input->pass += 1;
    }
    reader->ready = input->pass == ADAM7_PASSES;
    return check_damage(reader);
}

/* 16-bit samples are big-endian in the file. */
static void words_from_bytes(uint16_t *words, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) words[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
}

static const uint8_t *next_plain_row(ic_reader *reader) {
    png_input *input = reader->codec;
    const uint8_t *row = ic_png_data_next_row(input->data, &reader->error);
    if (row == NULL || reader->header.bit_depth != 16) return row;
    words_from_bytes((uint16_t *)(void *)input->pixels, row, input->row_bytes / 2);
    return input->pixels;
}

static const uint8_t *next_png_row(ic_reader *reader) {
    png_input *input = reader->codec;
    if (input->pixels == NULL && allocate_pixels(reader) != IC_OK) return NULL;
    if (input->is_ours) return next_plain_row(reader);
    if (reader->header.fully_buffered) return input->pixels + reader->rows_done * input->row_bytes;
    if (setjmp(png_jmpbuf(input->png)) != 0) return NULL;
    png_read_row(input->png, input->pixels, NULL);
    return check_damage(reader) == IC_OK ? input->pixels : NULL;
}

static ic_status finish_png(ic_reader *reader) {
    png_input *input = reader->codec;
    if (input->is_ours) {
        if (ic_png_data_finish(input->data, input->head, &reader->error) != IC_OK) return reader->error.status;
        input->has_head = true;
    }
    input->is_in_rows = false;
    input->place = IC_PNG_AFTER_DATA;
    if (setjmp(png_jmpbuf(input->png)) != 0) return reader->error.status;
    png_read_end(input->png, input->info);
    if (check_damage(reader) != IC_OK) return reader->error.status;
    if (input->has_looked_ahead && input->met != input->ahead) {
        return ic_fail(&reader->error, IC_CORRUPT, "PNG: the chunks after the image data have changed");
    }
    reader->metadata.extras.trailing_bytes = ic_source_left(&reader->source);
    ic_png_report_chunks(reader, &input->chunks);
    return IC_OK;
}

static void close_png(ic_reader *reader) {
    png_input *input = reader->codec;
    if (input == NULL) return;
    png_destroy_read_struct(&input->png, &input->info, NULL);
    ic_png_data_free(input->data);
    free(input->pixels);
    free(input);
}

const ic_decoder ic_png_decoder = {open_png, prepare_png, next_png_row, NULL, finish_png, close_png};
