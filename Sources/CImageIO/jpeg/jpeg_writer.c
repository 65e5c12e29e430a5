/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG encoding with libjpeg: gray or YCbCr, 8 bits. */
#include "jpeg_errors.h"
#include "jpeg_planes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct jpeg_target {
    ic_jpeg_client client; /* first: client_data points here */
    ic_writer *writer;
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr destination;
    bool created;
    uint8_t *row;
    ic_jpeg_planes planes;
} jpeg_target;

static ic_status out_of_memory(ic_writer *writer) {
    return ic_fail(&writer->error, IC_MEMORY, "JPEG: out of memory");
}

/* ---- The destination: libjpeg writes to the writer's own buffer ---- */

static void empty_buffer(j_compress_ptr info, size_t count) {
    jpeg_target *target = info->client_data;
    ic_sink *sink = &target->writer->sink;
    sink->count = count;
    if (ic_sink_flush(sink, target->client.error) != IC_OK) ic_jpeg_leave((j_common_ptr)info);
    info->dest->next_output_byte = sink->buffer;
    info->dest->free_in_buffer = sizeof sink->buffer;
}

static void destination_begin(j_compress_ptr info) {
    empty_buffer(info, 0);
}

static boolean destination_empty(j_compress_ptr info) {
    empty_buffer(info, IC_BUFFER_SIZE);
    return TRUE;
}

static void destination_end(j_compress_ptr info) {
    empty_buffer(info, IC_BUFFER_SIZE - info->dest->free_in_buffer);
}

/* ---- Metadata ---- */

static void write_segment(j_compress_ptr info, int marker, const uint8_t *prefix, size_t prefix_count,
                          ic_bytes bytes) {
    jpeg_write_m_header(info, marker, (unsigned)(prefix_count + bytes.count));
    for (size_t i = 0; i < prefix_count; i++) jpeg_write_m_byte(info, prefix[i]);
    for (size_t i = 0; i < bytes.count; i++) jpeg_write_m_byte(info, bytes.data[i]);
}

static void write_icc(j_compress_ptr info, ic_bytes profile) {
    const size_t most = IC_SEGMENT_SIZE - IC_ICC_PREFIX_SIZE;
    size_t parts = (profile.count + most - 1) / most;
    uint8_t prefix[IC_ICC_PREFIX_SIZE];
    memcpy(prefix, ic_icc_prefix, sizeof prefix);
    prefix[IC_ICC_PREFIX_SIZE - 1] = (uint8_t)parts;
    for (size_t i = 0; i < parts; i++) {
        size_t left = profile.count - i * most;
        prefix[IC_ICC_PREFIX_SIZE - 2] = (uint8_t)(i + 1);
        write_segment(info, JPEG_APP0 + 2, prefix, sizeof prefix,
                      (ic_bytes){profile.data + i * most, left < most ? left : most});
    }
}

static void put_number(uint8_t *bytes, size_t number) {
    for (size_t i = 0; i < 4; i++) bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* The block begins with the GUID. */
static void write_extended_xmp(j_compress_ptr info, ic_bytes block) {
    if (block.count <= IC_GUID_SIZE) return;
    uint8_t prefix[IC_EXTENDED_XMP_PREFIX_SIZE + IC_GUID_SIZE + 8];
    const size_t most = IC_SEGMENT_SIZE - sizeof prefix, whole = block.count - IC_GUID_SIZE;
    memcpy(prefix, ic_extended_xmp_prefix, IC_EXTENDED_XMP_PREFIX_SIZE);
    memcpy(prefix + IC_EXTENDED_XMP_PREFIX_SIZE, block.data, IC_GUID_SIZE);
    put_number(prefix + sizeof prefix - 8, whole);
    for (size_t place = 0; place < whole; place += most) {
        put_number(prefix + sizeof prefix - 4, place);
        size_t left = whole - place;
        ic_bytes part = {block.data + IC_GUID_SIZE + place, left < most ? left : most};
        write_segment(info, JPEG_APP0 + 1, prefix, sizeof prefix, part);
    }
}

static void write_photoshop(j_compress_ptr info, ic_bytes resources) {
    const size_t most = IC_SEGMENT_SIZE - IC_PHOTOSHOP_PREFIX_SIZE;
    for (size_t place = 0; place < resources.count; place += most) {
        size_t left = resources.count - place;
        ic_bytes part = {resources.data + place, left < most ? left : most};
        write_segment(info, JPEG_APP0 + 13, ic_photoshop_prefix, IC_PHOTOSHOP_PREFIX_SIZE, part);
    }
}

/* Writes in the order that readers expect: many look for EXIF and XMP only after the JFIF segment. */
static void write_metadata(j_compress_ptr info, const ic_metadata *metadata) {
    ic_bytes exif = metadata->blocks[IC_EXIF], xmp = metadata->blocks[IC_XMP];
    if (exif.count > 0) write_segment(info, JPEG_APP0 + 1, ic_exif_prefix, IC_EXIF_PREFIX_SIZE, exif);
    if (xmp.count > 0) write_segment(info, JPEG_APP0 + 1, ic_xmp_prefix, IC_XMP_PREFIX_SIZE, xmp);
    write_extended_xmp(info, metadata->blocks[IC_EXTENDED_XMP]);
    write_photoshop(info, metadata->blocks[IC_PHOTOSHOP]);
    write_icc(info, metadata->blocks[IC_ICC]);
    for (size_t i = 0; i < metadata->segment_count; i++) {
        int number = atoi(metadata->segments[i].name + 3) & 15;
        write_segment(info, JPEG_APP0 + number, NULL, 0, metadata->segments[i].bytes);
    }
    for (size_t i = 0; i < metadata->text_count; i++) {
        write_segment(info, JPEG_COM, NULL, 0, metadata->texts[i].text);
    }
}

static UINT16 density_of(uint32_t value, double scale) {
    return (UINT16)fmax(1, fmin(round(value * scale), UINT16_MAX));
}

static void set_density(j_compress_ptr info, const ic_scalars *scalars) {
    if (scalars->density_unit == IC_DENSITY_NONE) return;
    info->density_unit = scalars->density_unit == IC_DENSITY_ASPECT   ? 0
                         : scalars->density_unit == IC_DENSITY_PER_CM ? 2
                                                                    : 1;
    double scale = scalars->density_unit == IC_DENSITY_PER_METER ? 0.0254 : 1;
    info->X_density = density_of(scalars->density_x, scale);
    info->Y_density = density_of(scalars->density_y, scale);
}

/* ---- The encoder ---- */

static void set_parameters(j_compress_ptr info, const ic_output *output) {
    bool color = output->channels == 3;
    info->image_width = output->width;
    info->image_height = output->height;
    info->input_components = (int)output->channels;
    info->in_color_space = color ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(info); /* YCbCr or gray, ISLOW, 4:2:0 */
    jpeg_set_quality(info, output->quality, TRUE);
    if (color) {
        info->comp_info[0].h_samp_factor = output->subsampling == IC_444 ? 1 : 2;
        info->comp_info[0].v_samp_factor = output->subsampling == IC_420 ? 2 : 1;
    }
    if (output->progressive) jpeg_simple_progression(info);
}

/* Returns the slot of component i's table: the slot of an earlier equal table, else its own. */
static int slot_of(const ic_coding *coding, int i) {
    for (int j = 0; j < i; j++) {
        if (memcmp(coding->tables[j], coding->tables[i], sizeof coding->tables[i]) == 0) return j;
    }
    return i;
}

/* Applies the caller's sampling and tables, where set. */
static void set_coding(j_compress_ptr info, const ic_coding *coding) {
    for (int i = 0; i < info->num_components; i++) {
        jpeg_component_info *component = &info->comp_info[i];
        if (coding->sampling[i].horizontal > 0) {
            component->h_samp_factor = coding->sampling[i].horizontal;
            component->v_samp_factor = coding->sampling[i].vertical;
        }
        if (!coding->has_table[i]) continue;
        unsigned numbers[IC_TABLE_SIZE];
        for (size_t k = 0; k < IC_TABLE_SIZE; k++) numbers[k] = coding->tables[i][k];
        component->quant_tbl_no = slot_of(coding, i);
        jpeg_add_quant_table(info, component->quant_tbl_no, numbers, 100, FALSE);
    }
}

static ic_status create_jpeg(ic_writer *writer) {
    jpeg_target *target = calloc(1, sizeof *target);
    if (target == NULL) return out_of_memory(writer);
    writer->codec = target;
    target->writer = writer;
    target->client.error = &writer->error;
    target->row = malloc((size_t)writer->output.width * writer->output.channels);
    if (target->row == NULL) return out_of_memory(writer);
    ic_jpeg_set_handlers(&target->errors);
    target->info.err = &target->errors;
    target->info.client_data = target;
    if (setjmp(target->client.jump) != 0) return writer->error.status;

    jpeg_create_compress(&target->info);
    target->created = true;
    target->destination = (struct jpeg_destination_mgr){
        .init_destination = destination_begin,
        .empty_output_buffer = destination_empty,
        .term_destination = destination_end,
    };
    target->info.dest = &target->destination;
    set_parameters(&target->info, &writer->output);
    return IC_OK;
}

static ic_status start_jpeg(ic_writer *writer) {
    jpeg_target *target = writer->codec;
    if (setjmp(target->client.jump) != 0) return writer->error.status;
    set_density(&target->info, &writer->metadata.scalars);
    set_coding(&target->info, &writer->coding);
    target->info.raw_data_in = (boolean)writer->output.planar;
    jpeg_start_compress(&target->info, TRUE);
    write_metadata(&target->info, &writer->metadata);
    if (writer->output.planar && !ic_jpeg_make_planes(&target->planes, &target->info)) return out_of_memory(writer);
    return IC_OK;
}

static uint8_t *jpeg_row(ic_writer *writer) {
    jpeg_target *target = writer->codec;
    return target->row;
}

static ic_status write_jpeg_row(ic_writer *writer) {
    jpeg_target *target = writer->codec;
    if (setjmp(target->client.jump) != 0) return writer->error.status;
    jpeg_write_scanlines(&target->info, &target->row, 1);
    return IC_OK;
}

static ic_plane_row jpeg_plane_row(ic_writer *writer, uint32_t component, uint32_t row) {
    jpeg_target *target = writer->codec;
    return ic_jpeg_plane_row(&target->planes, &target->info, component, row);
}

static ic_status write_jpeg_planes(ic_writer *writer) {
    jpeg_target *target = writer->codec;
    if (setjmp(target->client.jump) != 0) return writer->error.status;
    if (ic_jpeg_put_planes(&target->planes, &target->info, writer->rows_done)) return IC_OK;
    return ic_fail(&writer->error, IC_MISUSE, "rows of more than one row of MCUs at once");
}

static ic_status finish_jpeg(ic_writer *writer) {
    jpeg_target *target = writer->codec;
    if (setjmp(target->client.jump) != 0) return writer->error.status;
    jpeg_finish_compress(&target->info);
    return IC_OK;
}

static void destroy_jpeg(ic_writer *writer) {
    jpeg_target *target = writer->codec;
    if (target == NULL) return;
    if (target->created) jpeg_destroy_compress(&target->info);
    ic_jpeg_free_planes(&target->planes);
    free(target->row);
    free(target);
}

static ic_status check_jpeg(const ic_output *output, ic_error *error) {
    bool chroma = output->subsampling >= IC_444 && output->subsampling <= IC_420;
    if (output->quality >= 1 && output->quality <= 100 && chroma) return IC_OK;
    return ic_fail(error, IC_MISUSE, "JPEG: unknown quality or subsampling");
}

const ic_encoder ic_jpeg_encoder = {check_jpeg,  create_jpeg,  start_jpeg,     jpeg_row,         write_jpeg_row,
                                    finish_jpeg, destroy_jpeg, jpeg_plane_row, write_jpeg_planes};
