/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG out, through libjpeg: gray or YCbCr, 8 bit. */
#include "jpeg_errors.h"

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
} jpeg_target;

static ic_status out_of_memory(ic_writer *writer) {
    return ic_fail(&writer->error, IC_MEMORY, "JPEG: out of memory");
}

/* ---- The destination: libjpeg writes in the writer's own buffer ---- */

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

static void write_metadata(j_compress_ptr info, const ic_metadata *metadata) {
    ic_bytes exif = metadata->blocks[IC_EXIF], xmp = metadata->blocks[IC_XMP];
    if (exif.count > 0) write_segment(info, JPEG_APP0 + 1, ic_exif_prefix, IC_EXIF_PREFIX_SIZE, exif);
    if (xmp.count > 0) write_segment(info, JPEG_APP0 + 1, ic_xmp_prefix, IC_XMP_PREFIX_SIZE, xmp);
    write_icc(info, metadata->blocks[IC_ICC]);
    for (size_t i = 0; i < metadata->text_count; i++) {
        write_segment(info, JPEG_COM, NULL, 0, metadata->texts[i].text);
    }
}

static UINT16 density_of(uint32_t value, double scale) {
    return (UINT16)fmax(1, fmin(round(value * scale), UINT16_MAX));
}

static void set_density(j_compress_ptr info, const ic_facts *facts) {
    if (facts->density_unit == IC_DENSITY_NONE) return;
    info->density_unit = facts->density_unit == IC_DENSITY_ASPECT   ? 0
                         : facts->density_unit == IC_DENSITY_PER_CM ? 2
                                                                    : 1;
    double scale = facts->density_unit == IC_DENSITY_PER_METRE ? 0.0254 : 1;
    info->X_density = density_of(facts->density_x, scale);
    info->Y_density = density_of(facts->density_y, scale);
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
    set_density(&target->info, &writer->metadata.facts);
    jpeg_start_compress(&target->info, TRUE);
    write_metadata(&target->info, &writer->metadata);
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
    free(target->row);
    free(target);
}

const ic_encoder ic_jpeg_encoder = {create_jpeg, start_jpeg, jpeg_row, write_jpeg_row, finish_jpeg, destroy_jpeg};
