/* SPDX-License-Identifier: Apache-2.0 */
/* The format-independent part of the writer: checks the arguments, enforces the order of calls. */
#include "internal.h"

#include <crowloops.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_JPEG_SIDE = 65500 }; /* JPEG_MAX_DIMENSION of libjpeg */

static ic_status check_size(const ic_output *output, ic_error *error) {
    uint32_t most = output->format == IC_JPEG ? MAX_JPEG_SIDE : INT32_MAX;
    if (output->width <= most && output->height <= most) return IC_OK;
    const char *name = output->format == IC_JPEG ? "JPEG" : "PNG";
    return ic_fail(error, IC_LIMIT,
                   "%" PRIu32 " x %" PRIu32 " pixels do not fit in a %s file, which holds %" PRIu32 " a side",
                   output->width, output->height, name, most);
}

static ic_status check_output(const ic_output *output, ic_error *error) {
    bool depth = output->bit_depth == 8 || output->bit_depth == 16;
    if (output->width == 0 || output->height == 0 || output->channels < 1 || output->channels > 4 || !depth) {
        return ic_fail(error, IC_MISUSE, "no such image");
    }
    if (output->format == IC_JPEG) {
        bool chroma = output->subsampling >= IC_444 && output->subsampling <= IC_420;
        if (output->quality < 1 || output->quality > 100 || !chroma) {
            return ic_fail(error, IC_MISUSE, "JPEG: no such quality or subsampling");
        }
        if (output->channels % 2 == 0) return ic_fail(error, IC_UNSUPPORTED, "JPEG has no alpha channel");
        if (output->bit_depth != 8) return ic_fail(error, IC_UNSUPPORTED, "JPEG has only 8 bits a sample");
    } else if (output->format != IC_PNG || output->compression < IC_FAST || output->compression > IC_SMALL) {
        return ic_fail(error, IC_MISUSE, "no such format or compression");
    }
    return check_size(output, error);
}

/* Creates a writer to the descriptor, or to memory if it is NULL. */
static ic_status create(const int *descriptor, const ic_output *output, ic_writer **result, ic_error *error) {
    *result = NULL;
    ic_error failure = {0};
    if (check_output(output, &failure) != IC_OK) return ic_report(&failure, error);
    ic_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        ic_fail(&failure, IC_MEMORY, "out of memory");
        return ic_report(&failure, error);
    }
    writer->sink.in_memory = descriptor == NULL;
    writer->sink.descriptor = descriptor == NULL ? -1 : *descriptor;
    writer->output = *output;
    writer->encoder = output->format == IC_PNG ? &ic_png_encoder : &ic_jpeg_encoder;
    ic_status status = writer->encoder->create(writer);
    if (status != IC_OK) {
        ic_report(&writer->error, error);
        ic_writer_destroy(writer);
        return status;
    }
    *result = writer;
    return IC_OK;
}

ic_status ic_writer_create(int descriptor, const ic_output *output, ic_writer **result, ic_error *error) {
    return create(&descriptor, output, result, error);
}

ic_status ic_writer_create_in_memory(const ic_output *output, ic_writer **result, ic_error *error) {
    return create(NULL, output, result, error);
}

ic_bytes ic_writer_bytes(const ic_writer *writer) {
    return (ic_bytes){.data = writer->sink.kept, .count = writer->sink.kept_count};
}

/* Returns the maximum content of one segment, or of all that a format offers; 0 if the format cannot hold the block. */
static size_t room(const ic_writer *writer, ic_block block) {
    bool is_png = writer->output.format == IC_PNG;
    switch (block) {
    case IC_EXIF: return is_png ? IC_MAX_BLOCK_SIZE : IC_SEGMENT_SIZE - IC_EXIF_PREFIX_SIZE;
    case IC_XMP: return is_png ? IC_MAX_BLOCK_SIZE : IC_SEGMENT_SIZE - IC_XMP_PREFIX_SIZE;
    case IC_EXTENDED_XMP:
    case IC_PHOTOSHOP: return is_png ? 0 : IC_MAX_BLOCK_SIZE;
    case IC_CICP:
    case IC_MDCV:
    case IC_CLLI:
    case IC_TIME: return is_png ? IC_MAX_BLOCK_SIZE : 0;
    default: return IC_MAX_BLOCK_SIZE; /* less than 255 segments hold */
    }
}

/* Returns whether it is a JPEG segment, not a PNG chunk, whose name has only letters. */
static bool is_jpeg_segment(const ic_segment *segment) {
    return strncmp(segment->name, "APP", 3) == 0 && segment->name[3] >= '0' && segment->name[3] <= '9';
}

static ic_status check_before_rows(ic_writer *writer) {
    if (writer->rows_done > 0) ic_fail(&writer->error, IC_MISUSE, "metadata after the first row");
    return writer->error.status;
}

/* Returns where to add metadata that may be on either side of a PNG's image data; NULL with writer->error filled. */
static ic_metadata *destination(ic_writer *writer, bool after_image) {
    bool is_png = writer->output.format == IC_PNG;
    if (writer->finished) ic_fail(&writer->error, IC_MISUSE, "metadata after the end");
    if (!is_png) check_before_rows(writer);
    if (writer->error.status != IC_OK) return NULL;
    return is_png && (after_image || writer->rows_done > 0) ? &writer->late : &writer->metadata;
}

static bool may_be_late(ic_block block) { return block == IC_EXIF || block == IC_XMP || block == IC_TIME; }

static ic_status check_stored(ic_writer *writer, bool stored, ic_error *error) {
    if (!stored) ic_fail(&writer->error, IC_MEMORY, "out of memory");
    return ic_report(&writer->error, error);
}

ic_status ic_writer_set_block(ic_writer *writer, ic_block block, ic_bytes bytes, ic_error *error) {
    if (!may_be_late(block)) check_before_rows(writer);
    ic_metadata *metadata = destination(writer, false);
    if (metadata == NULL) return ic_report(&writer->error, error);
    if (bytes.count > room(writer, block)) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "%zu bytes of metadata are too many", bytes.count);
        return ic_report(&writer->error, error);
    }
    if (metadata == &writer->late && writer->metadata.blocks[block].count > 0) {
        ic_fail(&writer->error, IC_MISUSE, "the block is before the image data already");
        return ic_report(&writer->error, error);
    }
    return check_stored(writer, ic_metadata_set_block(metadata, block, bytes), error);
}

ic_status ic_writer_add_text(ic_writer *writer, const ic_text *text, ic_error *error) {
    ic_metadata *metadata = destination(writer, false);
    if (metadata == NULL) return ic_report(&writer->error, error);
    if (writer->output.format == IC_JPEG && text->text.count > IC_SEGMENT_SIZE) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "a text of %zu bytes is too long for JPEG", text->text.count);
        return ic_report(&writer->error, error);
    }
    return check_stored(writer, ic_metadata_add_text(metadata, text), error);
}

ic_status ic_writer_add_segment(ic_writer *writer, const ic_segment *segment, ic_error *error) {
    ic_metadata *metadata = destination(writer, segment->after_image);
    if (metadata == NULL) return ic_report(&writer->error, error);
    if (is_jpeg_segment(segment) != (writer->output.format == IC_JPEG)) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "a segment of another format");
        return ic_report(&writer->error, error);
    }
    if (writer->output.format == IC_JPEG && segment->bytes.count > IC_SEGMENT_SIZE) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "a segment of %zu bytes is too long for JPEG", segment->bytes.count);
        return ic_report(&writer->error, error);
    }
    return check_stored(writer, ic_metadata_add_segment(metadata, segment), error);
}

ic_status ic_writer_set_facts(ic_writer *writer, const ic_facts *facts, ic_error *error) {
    if (check_before_rows(writer) == IC_OK) writer->metadata.facts = *facts;
    return ic_report(&writer->error, error);
}

/*
 * Returns whether libjpeg's compressor supports the sampling: an interleaved scan has at most 10 blocks, and it
 * averages whole samples.
 */
static bool can_sample(const ic_sampling *sampling) {
    unsigned blocks = 0, across = 1, down = 1;
    for (size_t i = 0; i < 3; i++) {
        if (sampling[i].horizontal < 1 || sampling[i].vertical < 1) return false;
        if (sampling[i].horizontal > 4 || sampling[i].vertical > 4) return false;
        blocks += sampling[i].horizontal * sampling[i].vertical;
        if (sampling[i].horizontal > across) across = sampling[i].horizontal;
        if (sampling[i].vertical > down) down = sampling[i].vertical;
    }
    for (size_t i = 0; i < 3; i++) {
        if (across % sampling[i].horizontal != 0 || down % sampling[i].vertical != 0) return false;
    }
    return blocks <= 10;
}

bool ic_can_quantize(const uint16_t *table) {
    for (size_t i = 0; i < IC_TABLE_SIZE; i++) {
        if (table[i] < 1 || table[i] > IC_MAX_QUANTUM) return false;
    }
    return true;
}

ic_status ic_writer_set_sampling(ic_writer *writer, const ic_sampling *sampling, ic_error *error) {
    if (check_before_rows(writer) != IC_OK) return ic_report(&writer->error, error);
    if (writer->output.format != IC_JPEG || writer->output.channels != 3) {
        ic_fail(&writer->error, IC_MISUSE, "sampling of what is not a color JPEG");
    } else if (!can_sample(sampling)) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "JPEG: sampling that cannot be written");
    } else {
        memcpy(writer->coding.sampling, sampling, 3 * sizeof *sampling);
    }
    return ic_report(&writer->error, error);
}

ic_status ic_writer_set_tables(ic_writer *writer, const uint16_t *tables, ic_error *error) {
    if (check_before_rows(writer) != IC_OK) return ic_report(&writer->error, error);
    if (writer->output.format != IC_JPEG) ic_fail(&writer->error, IC_MISUSE, "tables for what is not a JPEG");
    for (uint32_t i = 0; writer->error.status == IC_OK && i < writer->output.channels; i++) {
        const uint16_t *table = tables + i * IC_TABLE_SIZE;
        if (!ic_can_quantize(table)) {
            ic_fail(&writer->error, IC_UNSUPPORTED, "JPEG: a quantization table that cannot be written");
            break;
        }
        memcpy(writer->coding.tables[i], table, sizeof writer->coding.tables[i]);
        writer->coding.has_table[i] = true;
    }
    return ic_report(&writer->error, error);
}

/* Returns the buffer for the next row's pixels, or NULL with writer->error filled. */
static uint8_t *begin_row(ic_writer *writer) {
    if (writer->error.status == IC_OK && writer->rows_done == writer->output.height) {
        ic_fail(&writer->error, IC_MISUSE, "a row too many");
    }
    if (writer->error.status == IC_OK && writer->rows_done == 0) writer->encoder->start(writer);
    return writer->error.status == IC_OK ? writer->encoder->row(writer) : NULL;
}

static ic_status end_row(ic_writer *writer, ic_error *error) {
    if (writer->encoder->write(writer) == IC_OK) writer->rows_done += 1;
    return ic_report(&writer->error, error);
}

ic_status ic_writer_write_row(ic_writer *writer, const float *const *planes, ic_error *error) {
    uint8_t *row = begin_row(writer);
    if (row == NULL) return ic_report(&writer->error, error);
    ic_writer_convert(writer, planes, row);
    return end_row(writer, error);
}

size_t ic_writer_row_size(const ic_writer *writer) {
    const ic_output *output = &writer->output;
    return (size_t)output->width * output->channels * (output->bit_depth / 8);
}

void ic_writer_convert(const ic_writer *writer, const float *const *planes, uint8_t *pixels) {
    const ic_output *output = &writer->output;
    const crl_loops *loops = crl_loops_chosen();
    if (output->bit_depth == 16) {
        loops->u16_from_planes((uint16_t *)(void *)pixels, planes, output->width, output->channels);
    } else {
        loops->u8_from_planes(pixels, planes, output->width, output->channels);
    }
}

ic_status ic_writer_write_pixels(ic_writer *writer, const uint8_t *pixels, ic_error *error) {
    uint8_t *row = begin_row(writer);
    if (row == NULL) return ic_report(&writer->error, error);
    memcpy(row, pixels, ic_writer_row_size(writer));
    return end_row(writer, error);
}

ic_status ic_writer_finish(ic_writer *writer, ic_error *error) {
    if (writer->error.status == IC_OK && (writer->finished || writer->rows_done < writer->output.height)) {
        ic_fail(&writer->error, IC_MISUSE, "finished twice or before the last row");
    }
    if (writer->error.status == IC_OK && writer->encoder->finish(writer) == IC_OK) {
        ic_sink_flush(&writer->sink, &writer->error);
    }
    writer->finished = true;
    return ic_report(&writer->error, error);
}

void ic_writer_destroy(ic_writer *writer) {
    if (writer == NULL) return;
    writer->encoder->destroy(writer);
    ic_metadata_clear(&writer->metadata);
    ic_metadata_clear(&writer->late);
    ic_sink_clear(&writer->sink);
    free(writer);
}
