/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG decoding with libjpeg: rows of 8-bit gray or RGB.
 *
 * CMYK and YCCK are converted to RGB by R = C'K', G = M'K', B = Y'K', where X' = 1 - X.  Files store the X'
 * themselves, with and without an Adobe marker: all common writers write them that way, and all common readers expect
 * it.
 */
#include "jpeg_reader.h"

#include <jerror.h>
#include <stdlib.h>
#include <string.h>

enum { INKS = 4 };

static jpeg_input *input_of(j_common_ptr info) {
    return info->client_data;
}

static ic_status out_of_memory(ic_reader *reader) {
    return ic_fail(&reader->error, IC_MEMORY, "JPEG: out of memory");
}

/* ---- The source: libjpeg reads from the reader's own buffer ---- */

static void source_nothing(j_decompress_ptr info) {
    (void)info;
}

/*
 * Makes up a marker of the end of the image where the file has none.  If coded data is missing, libjpeg warns of it,
 * except in arithmetic coding, where the last bytes of a scan may be left out.
 */
static void make_end(jpeg_input *input) {
    static const JOCTET end[] = {0xff, JPEG_EOI};
    j_decompress_ptr info = &input->info;
    input->client.has_ended = true;
    if (!input->has_header || (info->arith_code && !input->reader->limits.lenient)) ERREXIT(info, JWRN_JPEG_EOF);
    info->src->next_input_byte = end;
    info->src->bytes_in_buffer = sizeof end;
}

static boolean source_fill(j_decompress_ptr info) {
    jpeg_input *input = input_of((j_common_ptr)info);
    ic_reader *reader = input->reader;
    reader->source.start = reader->source.end;
    if (ic_source_fill(&reader->source, 1, &reader->error) != IC_OK) ic_jpeg_leave((j_common_ptr)info);
    if (reader->source.end == 0) {
        make_end(input);
        return TRUE;
    }
    input->bytes_read += reader->source.end;
    info->src->next_input_byte = reader->source.buffer;
    info->src->bytes_in_buffer = reader->source.end;
    return TRUE;
}

static void source_skip(j_decompress_ptr info, long count) {
    size_t left = count < 0 ? 0 : (size_t)count;
    while (left > info->src->bytes_in_buffer) {
        left -= info->src->bytes_in_buffer;
        source_fill(info);
    }
    info->src->next_input_byte += left;
    info->src->bytes_in_buffer -= left;
}

static void set_source(jpeg_input *input) {
    ic_source *held = &input->reader->source;
    input->source = (struct jpeg_source_mgr){
        .next_input_byte = held->buffer + held->start,
        .bytes_in_buffer = held->end - held->start,
        .init_source = source_nothing,
        .fill_input_buffer = source_fill,
        .skip_input_data = source_skip,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = source_nothing,
    };
    input->bytes_read = held->end - held->start;
    input->info.src = &input->source;
}

/* ---- Metadata ---- */

static uint8_t next_byte(j_decompress_ptr info) {
    if (info->src->bytes_in_buffer == 0) source_fill(info);
    if (input_of((j_common_ptr)info)->client.has_ended) ERREXIT(info, JWRN_JPEG_EOF);
    info->src->bytes_in_buffer -= 1;
    return *info->src->next_input_byte++;
}

/* libjpeg calls this after the marker of a COM or application segment. */
static boolean read_segment(j_decompress_ptr info) {
    jpeg_input *input = input_of((j_common_ptr)info);
    size_t length = next_byte(info);
    length = length << 8 | next_byte(info);
    if (length < 2) ERREXIT(info, JERR_BAD_LENGTH);
    length -= 2;
    for (size_t i = 0; i < length; i++) input->segment[i] = next_byte(info);
    ic_bytes bytes = {input->segment, length};
    if (!ic_jpeg_keep_segment(&input->segments, info, info->unread_marker, bytes)) {
        out_of_memory(input->reader);
        ic_jpeg_leave((j_common_ptr)info);
    }
    return TRUE;
}

/* Writers that know no density write a JFIF density of 1:1 without a unit. */
static void keep_density(jpeg_input *input) {
    const struct jpeg_decompress_struct *info = &input->info;
    ic_scalars *scalars = &input->reader->metadata.scalars;
    bool unknown = info->density_unit == 0 && info->X_density == info->Y_density;
    if (!info->saw_JFIF_marker || unknown || info->density_unit > 2) return;
    scalars->density_unit = info->density_unit == 0   ? IC_DENSITY_ASPECT
                          : info->density_unit == 1 ? IC_DENSITY_PER_INCH
                                                    : IC_DENSITY_PER_CM;
    scalars->density_x = info->X_density;
    scalars->density_y = info->Y_density;
}

/* Keeps the sampling and the tables as they are before the first scan. */
static void keep_coding(jpeg_input *input) {
    const struct jpeg_decompress_struct *info = &input->info;
    ic_coding *coding = &input->reader->coding;
    coding->count = info->num_components < IC_MAX_COMPONENTS ? (uint32_t)info->num_components : IC_MAX_COMPONENTS;
    for (uint32_t i = 0; i < coding->count; i++) {
        const jpeg_component_info *component = &info->comp_info[i];
        coding->sampling[i] =
            (ic_sampling){(uint8_t)component->h_samp_factor, (uint8_t)component->v_samp_factor};
        bool has_slot = component->quant_tbl_no >= 0 && component->quant_tbl_no < NUM_QUANT_TBLS;
        const JQUANT_TBL *table = has_slot ? info->quant_tbl_ptrs[component->quant_tbl_no] : NULL;
        coding->has_table[i] = table != NULL && ic_can_quantize(table->quantval);
        if (coding->has_table[i]) memcpy(coding->tables[i], table->quantval, sizeof coding->tables[i]);
    }
}

/* ---- The decoder ---- */

static ic_status choose_colors(jpeg_input *input) {
    struct jpeg_decompress_struct *info = &input->info;
    ic_header *header = &input->reader->header;
    header->channels = 3;
    info->out_color_space = JCS_RGB;
    switch (info->jpeg_color_space) {
    case JCS_GRAYSCALE:
        header->color_model = IC_GRAY;
        header->channels = 1;
        info->out_color_space = JCS_GRAYSCALE;
        break;
    case JCS_RGB: header->color_model = IC_RGB; break;
    case JCS_YCbCr: header->color_model = IC_YCBCR; break;
    case JCS_CMYK:
    case JCS_YCCK:
        header->color_model = info->jpeg_color_space == JCS_CMYK ? IC_CMYK : IC_YCCK;
        info->out_color_space = JCS_CMYK;
        break;
    default:
        return ic_fail(&input->reader->error, IC_UNSUPPORTED, "JPEG: %d components of unknown meaning",
                       info->num_components);
    }
    return IC_OK;
}

static ic_status fill_header(jpeg_input *input) {
    struct jpeg_decompress_struct *info = &input->info;
    ic_reader *reader = input->reader;
    if (info->data_precision != 8) {
        return ic_fail(&reader->error, IC_UNSUPPORTED, "JPEG: samples of %d bits", info->data_precision);
    }
    reader->header.width = info->image_width;
    reader->header.height = info->image_height;
    reader->header.bit_depth = 8;
    reader->header.stored_bit_depth = 8;
    reader->header.interlaced = info->progressive_mode;
    reader->header.fully_buffered = jpeg_has_multiple_scans(info);
    if (ic_check_pixels(reader) != IC_OK || ic_jpeg_check_length(input) != IC_OK) return reader->error.status;
    return choose_colors(input);
}

static ic_status open_jpeg(ic_reader *reader) {
    jpeg_input *input = calloc(1, sizeof *input);
    if (input == NULL) return out_of_memory(reader);
    reader->codec = input;
    input->reader = reader;
    input->segments.reader = reader;
    input->client.error = &reader->error;
    input->client.reader = reader;
    input->loops = crl_loops_chosen();
    ic_jpeg_set_handlers(&input->errors);
    input->info.err = &input->errors;
    input->info.client_data = input;
    if (setjmp(input->client.jump) != 0) return reader->error.status;

    jpeg_create_decompress(&input->info);
    input->created = true;
    set_source(input);
    jpeg_set_marker_processor(&input->info, JPEG_COM, read_segment);
    for (int i = 0; i < 16; i++) jpeg_set_marker_processor(&input->info, JPEG_APP0 + i, read_segment);
    jpeg_read_header(&input->info, TRUE);
    input->has_header = true;
    ic_status status = fill_header(input);
    if (status != IC_OK) return status;
    keep_density(input);
    keep_coding(input);
    reader->knows_end = true;
    return ic_jpeg_join_parts(&input->segments, false) ? IC_OK : out_of_memory(reader);
}

/*
 * How far the row is from an aligned address.  libjpeg-turbo writes aligned rows past the caches (jdcolext-avx2.asm:
 * vmovntdq), from where convert_jpeg() would wait for each line.
 */
enum { ROW_OFFSET = 8 };

/* Allocates the row, gray at first, and starts libjpeg's decompression; scans of a multi-scan file are read later. */
static void start_rows(jpeg_input *input) {
    struct jpeg_decompress_struct *info = &input->info;
    size_t size = ic_reader_row_size(input->reader);
    bool inks = info->out_color_space == JCS_CMYK;
    input->storage = malloc(ROW_OFFSET + size);
    if (inks) input->black = malloc(info->image_width * sizeof *input->black);
    if (input->storage == NULL || (inks && input->black == NULL)) {
        out_of_memory(input->reader);
        ic_jpeg_leave((j_common_ptr)info);
    }
    input->row = input->storage + ROW_OFFSET;
    memset(input->row, 128, size);
    info->buffered_image = (boolean)jpeg_has_multiple_scans(info);
    info->dct_method = JDCT_ISLOW;
    info->do_fancy_upsampling = TRUE;
    jpeg_start_decompress(info);
    input->started = true;
}

/*
 * After a failure of libjpeg in the rows: if lenient, and the data is damaged, ends the image here.  The rows that are
 * left repeat the last one.  Returns the status.
 */
static ic_status end_image(jpeg_input *input) {
    ic_reader *reader = input->reader;
    uint32_t height = reader->header.height;
    if (!reader->limits.lenient || reader->error.status != IC_CORRUPT) return reader->error.status;
    ic_add_loss(reader, "lost the last %u of %u rows", height - reader->rows_done, height);
    reader->error = (ic_error){0};
    reader->ready = true;
    input->is_cut = true;
    return IC_OK;
}

/* Consumes one row of blocks of one scan of a multi-scan file. */
static ic_status prepare_jpeg(ic_reader *reader) {
    jpeg_input *input = reader->codec;
    if (setjmp(input->client.jump) != 0) return end_image(input);
    if (!input->started && ic_jpeg_check_scans(input) != IC_OK) return reader->error.status;
    if (!input->started) start_rows(input);
    if (!input->is_between_scans && ic_jpeg_count_step(input) != IC_OK) return reader->error.status;
    int progress = jpeg_consume_input(&input->info);
    input->is_between_scans = progress == JPEG_SCAN_COMPLETED;
    if (progress != JPEG_REACHED_EOI) return IC_OK;
    if (ic_jpeg_check_components(input) != IC_OK) return reader->error.status;
    jpeg_start_output(&input->info, input->info.input_scan_number);
    reader->ready = true;
    return IC_OK;
}

/* ---- Rows ---- */

static const uint8_t *next_jpeg_row(ic_reader *reader) {
    jpeg_input *input = reader->codec;
    if (input->is_cut) return input->row;
    if (setjmp(input->client.jump) != 0) return end_image(input) == IC_OK ? input->row : NULL;
    if (!input->started) start_rows(input);
    jpeg_read_scanlines(&input->info, &input->row, 1);
    return input->row;
}

static void convert_jpeg(const ic_reader *reader, const uint8_t *pixels, float *const *planes) {
    const jpeg_input *input = reader->codec;
    if (input->black == NULL) {
        ic_convert_pixels(&reader->header, pixels, planes);
        return;
    }
    size_t width = reader->header.width;
    float *const inks[INKS] = {planes[0], planes[1], planes[2], input->black};
    input->loops->planes_from_u8(inks, pixels, width, INKS);
    for (size_t c = 0; c < 3; c++) input->loops->multiply(planes[c], planes[c], input->black, width);
}

/* Tells what was wrong with the data and its end, and where the file continues. */
static void tell_end(jpeg_input *input) {
    ic_reader *reader = input->reader;
    const ic_jpeg_client *client = &input->client;
    uint32_t height = reader->header.height;
    if (client->warnings > 0 && client->has_ended && !input->info.buffered_image) {
        ic_add_loss(reader, "lost the last %u of %u rows", height - client->first_row, height);
    } else if (client->warnings > 0 && client->has_ended) {
        ic_add_loss(reader, "the data ends in scan %d", input->info.input_scan_number);
    } else if (client->warnings > 0) {
        ic_add_loss(reader, "damaged from about row %u of %u on", client->first_row, height);
    } else if (client->has_ended && reader->loss[0] == 0) {
        ic_add_note(reader, "accepted a missing end of the image (EOI)");
    }
    reader->source.start = reader->source.end - (client->has_ended ? 0 : input->source.bytes_in_buffer);
}

/* Reads to the end of the image.  If lenient, damage there is told. */
static ic_status read_end(jpeg_input *input) {
    ic_reader *reader = input->reader;
    if (setjmp(input->client.jump) != 0) {
        if (!reader->limits.lenient || reader->error.status != IC_CORRUPT) return reader->error.status;
        tell_end(input);
        ic_add_loss(reader, "damaged after the last row (%s)", ic_error_message(&reader->error));
        reader->error = (ic_error){0};
        return IC_OK;
    }
    if (input->info.buffered_image) jpeg_finish_output(&input->info);
    jpeg_finish_decompress(&input->info);
    tell_end(input);
    reader->metadata.extras.trailing_bytes = ic_source_left(&reader->source);
    return IC_OK;
}

static ic_status finish_jpeg(ic_reader *reader) {
    jpeg_input *input = reader->codec;
    if (!input->is_cut && read_end(input) != IC_OK) return reader->error.status;
    return ic_jpeg_join_parts(&input->segments, true) ? IC_OK : out_of_memory(reader);
}

static void close_jpeg(ic_reader *reader) {
    jpeg_input *input = reader->codec;
    if (input == NULL) return;
    if (input->created) jpeg_destroy_decompress(&input->info);
    ic_jpeg_clear_segments(&input->segments);
    free(input->storage);
    free(input->black);
    free(input);
}

const ic_decoder ic_jpeg_decoder = {open_jpeg, prepare_jpeg, next_jpeg_row, convert_jpeg, finish_jpeg, close_jpeg};
