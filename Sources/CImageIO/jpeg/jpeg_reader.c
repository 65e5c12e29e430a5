/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JPEG decoding with libjpeg: rows of 8-bit gray or RGB.
 *
 * CMYK and YCCK are converted to RGB by R = C'K', G = M'K', B = Y'K', where X' = 1 - X.  Files store the X'
 * themselves, with and without an Adobe marker: all common writers write them that way, and all common readers expect
 * it.
 */
#include "jpeg_errors.h"
#include "jpeg_segments.h"

#include <crowloops.h>
#include <jerror.h>
#include <stdlib.h>
#include <string.h>

enum { INKS = 4 };

/* The blocks that scans have visited, and the bytes that they took. */
typedef struct ic_jpeg_work {
    uint64_t blocks, bytes;
} ic_jpeg_work;

typedef struct jpeg_input {
    ic_jpeg_client client; /* first: client_data points here */
    ic_reader *reader;
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    const crl_loops *loops;
    bool created, has_header, started;
    uint64_t bytes_read;      /* from the source */
    uint64_t blocks;          /* that all scans so far have visited */
    ic_jpeg_work before[2];   /* the work done at the start of the scan before the current one, and of that */
    int scan;                 /* the number of the current scan */
    uint32_t components_seen; /* in scans: one bit each */
    uint8_t *storage, *row; /* the row is inside the storage */
    float *black; /* K' of one row of CMYK */
    ic_jpeg_segments segments;
    uint8_t segment[IC_SEGMENT_SIZE];
} jpeg_input;

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

/*
 * Refuses a file that is too short for its image, before coefficients of the whole image are allocated: each block of a
 * component takes a code of the DC coefficient, and in a sequential file one of the end of the block, of at least one
 * bit each.  Arithmetic coding has no such bound.
 */
static ic_status check_length(jpeg_input *input) {
    const struct jpeg_decompress_struct *info = &input->info;
    ic_reader *reader = input->reader;
    uint64_t place, size, bits = 0;
    for (int i = 0; i < info->num_components; i++) {
        const jpeg_component_info *component = &info->comp_info[i];
        uint64_t blocks = (uint64_t)component->width_in_blocks * component->height_in_blocks;
        bits += info->progressive_mode ? blocks : 2 * blocks;
    }
    uint64_t needed = bits / 8;
    if (reader->limits.lenient) needed /= IC_LENIENT_RATIO;
    if (info->arith_code || !ic_source_extent(&reader->source, &place, &size) || needed <= size) return IC_OK;
    return ic_fail(&reader->error, IC_CORRUPT,
                   "JPEG: truncated data: %u x %u pixels take at least %llu bytes, not %llu", info->image_width,
                   info->image_height, (unsigned long long)needed, (unsigned long long)size);
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
    if (ic_check_pixels(reader) != IC_OK || check_length(input) != IC_OK) return reader->error.status;
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

/* Allocates the row and starts libjpeg's decompression; the scans of a multi-scan file are only read later. */
static void start_rows(jpeg_input *input) {
    struct jpeg_decompress_struct *info = &input->info;
    info->buffered_image = (boolean)jpeg_has_multiple_scans(info);
    info->dct_method = JDCT_ISLOW;
    info->do_fancy_upsampling = TRUE;
    jpeg_start_decompress(info);
    size_t width = info->output_width;
    input->storage = malloc(ROW_OFFSET + width * (size_t)info->output_components);
    bool inks = info->out_color_space == JCS_CMYK;
    if (inks) input->black = malloc(width * sizeof *input->black);
    if (input->storage == NULL || (inks && input->black == NULL)) {
        out_of_memory(input->reader);
        ic_jpeg_leave((j_common_ptr)info);
    }
    input->row = input->storage + ROW_OFFSET;
    input->started = true;
}

/* ---- Scans of a multi-scan file ---- */

/* Returns the blocks that one step of jpeg_consume_input() visits: a row of MCUs of the current scan. */
static uint64_t blocks_of_step(const struct jpeg_decompress_struct *info) {
    uint64_t blocks = 0;
    for (int i = 0; i < info->comps_in_scan; i++) {
        const jpeg_component_info *component = info->cur_comp_info[i];
        blocks += (uint64_t)component->width_in_blocks * (uint64_t)component->v_samp_factor;
    }
    return blocks;
}

/*
 * Bounds the work of all scans, as a scan of a few bytes may visit every block of the image: 32 blocks for each byte,
 * and beyond that those of an image of the maximum size, which take half a second.  The usual scans of an image of one
 * color visit 24 blocks for each byte, those of others fewer.
 */
static ic_status check_work(jpeg_input *input) {
    enum { BLOCKS_PER_BYTE = 32 };
    ic_reader *reader = input->reader;
    uint64_t bytes = input->bytes_read - input->source.bytes_in_buffer;
    uint64_t earned = bytes * BLOCKS_PER_BYTE, free_blocks = reader->limits.max_pixels / DCTSIZE2;
    if (input->scan != input->info.input_scan_number) {
        input->scan = input->info.input_scan_number;
        input->before[0] = input->before[1];
        input->before[1] = (ic_jpeg_work){input->blocks, bytes};
    }
    if (input->blocks <= free_blocks || input->blocks - free_blocks <= earned) return IC_OK;
    /* The rest of the file may take as much for each byte as the last two scans, of which one is going on. */
    uint64_t left = input->source.bytes_in_buffer + ic_source_left(&reader->source);
    double recent_bytes = (double)(bytes - input->before[0].bytes) + 1;
    double more = 2 * (double)(input->blocks - input->before[0].blocks) / recent_bytes - BLOCKS_PER_BYTE;
    double needed = ((double)(input->blocks - earned) + (more > 0 ? more * (double)left : 0)) * DCTSIZE2;
    ic_fail(&reader->error, IC_LIMIT, "JPEG: %d scans visit %llu pixels, the limit for %llu bytes is %llu",
            input->scan, (unsigned long long)(input->blocks * DCTSIZE2), (unsigned long long)bytes,
            (unsigned long long)((free_blocks + earned) * DCTSIZE2));
    reader->error.pixels_needed = needed < 1e18 ? (uint64_t)needed + DCTSIZE2 : 0;
    return IC_LIMIT;
}

static void note_components(jpeg_input *input) {
    const struct jpeg_decompress_struct *info = &input->info;
    for (int i = 0; i < info->comps_in_scan; i++) {
        input->components_seen |= UINT32_C(1) << info->cur_comp_info[i]->component_index;
    }
}

/* Returns whether a scan has brought something of a component: in a progressive file, the mean of each block. */
static bool has_component(const jpeg_input *input, int index) {
    const struct jpeg_decompress_struct *info = &input->info;
    if (info->progressive_mode) return info->coef_bits[index][0] >= 0;
    return (input->components_seen >> index & 1) != 0;
}

/* Returns whether the scans have brought every bit of a component. */
static bool is_whole(const jpeg_input *input, int index) {
    for (int i = 0; i < DCTSIZE2 && input->info.progressive_mode; i++) {
        if (input->info.coef_bits[index][i] != 0) return false;
    }
    return has_component(input, index);
}

/*
 * After the last scan: checks that nothing is missing, of which libjpeg does not warn.  A progressive file may leave
 * out the finest detail, unless it is truncated.
 */
static ic_status check_components(jpeg_input *input) {
    ic_reader *reader = input->reader;
    bool is_truncated = input->client.has_ended;
    for (int i = 0; i < input->info.num_components; i++) {
        if (is_whole(input, i)) continue;
        if (has_component(input, i) && !is_truncated) {
            ic_add_note(reader, "the progressive scans leave out the finest detail");
        } else if (reader->limits.lenient) {
            ic_add_loss(reader, "the data ends in scan %d", input->info.input_scan_number);
        } else if (is_truncated) {
            return ic_fail(&reader->error, IC_CORRUPT, "JPEG: Premature end of JPEG file");
        } else {
            return ic_fail(&reader->error, IC_CORRUPT, "JPEG: component %d is in no scan", i + 1);
        }
    }
    return IC_OK;
}

/* Consumes one row of blocks of one scan of a multi-scan file. */
static ic_status prepare_jpeg(ic_reader *reader) {
    jpeg_input *input = reader->codec;
    if (setjmp(input->client.jump) != 0) return reader->error.status;
    if (!input->started) start_rows(input);
    note_components(input);
    input->blocks += blocks_of_step(&input->info);
    if (check_work(input) != IC_OK) return reader->error.status;
    if (jpeg_consume_input(&input->info) != JPEG_REACHED_EOI) return IC_OK;
    if (check_components(input) != IC_OK) return reader->error.status;
    jpeg_start_output(&input->info, input->info.input_scan_number);
    reader->ready = true;
    return IC_OK;
}

/* ---- Rows ---- */

static const uint8_t *next_jpeg_row(ic_reader *reader) {
    jpeg_input *input = reader->codec;
    if (setjmp(input->client.jump) != 0) return NULL;
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

static ic_status finish_jpeg(ic_reader *reader) {
    jpeg_input *input = reader->codec;
    if (setjmp(input->client.jump) != 0) return reader->error.status;
    if (input->info.buffered_image) jpeg_finish_output(&input->info);
    jpeg_finish_decompress(&input->info);
    tell_end(input);
    reader->metadata.extras.trailing_bytes = ic_source_left(&reader->source);
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
