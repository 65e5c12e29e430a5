/* SPDX-License-Identifier: Apache-2.0 */
/* The format-independent part of the writer: metadata, and what a JPEG takes over from another one. */
#include "internal.h"

#include <string.h>

/* Returns whether it is a JPEG segment, not a PNG chunk, whose name has only letters. */
static bool is_jpeg_segment(const ic_segment *segment) {
    return strncmp(segment->name, "APP", 3) == 0 && segment->name[3] >= '0' && segment->name[3] <= '9';
}

static ic_status check_before_rows(ic_writer *writer) {
    if (writer->rows_done > 0) ic_fail(&writer->error, IC_MISUSE, "metadata after the first row");
    return writer->error.status;
}

/*
 * Returns where to add metadata that may be on either side of the image data if the format allows it; NULL with
 * writer->error filled.
 */
static ic_metadata *destination(ic_writer *writer, bool after_image) {
    bool has_late = writer->kind->has_chunks;
    if (writer->finished) ic_fail(&writer->error, IC_MISUSE, "metadata after the end");
    if (!has_late) check_before_rows(writer);
    if (writer->error.status != IC_OK) return NULL;
    return has_late && (after_image || writer->rows_done > 0) ? &writer->late : &writer->metadata;
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
    if (bytes.count > writer->kind->room[block]) {
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
    if (text->text.count > writer->kind->max_text) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "a text of %zu bytes is too long for %s", text->text.count,
                writer->kind->name);
        return ic_report(&writer->error, error);
    }
    return check_stored(writer, ic_metadata_add_text(metadata, text), error);
}

ic_status ic_writer_add_segment(ic_writer *writer, const ic_segment *segment, ic_error *error) {
    ic_metadata *metadata = destination(writer, segment->after_image);
    if (metadata == NULL) return ic_report(&writer->error, error);
    if (is_jpeg_segment(segment) == writer->kind->has_chunks) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "a segment of another format");
        return ic_report(&writer->error, error);
    }
    if (segment->bytes.count > writer->kind->max_segment) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "a segment of %zu bytes is too long for %s", segment->bytes.count,
                writer->kind->name);
        return ic_report(&writer->error, error);
    }
    return check_stored(writer, ic_metadata_add_segment(metadata, segment), error);
}

ic_status ic_writer_set_scalars(ic_writer *writer, const ic_scalars *scalars, ic_error *error) {
    if (check_before_rows(writer) == IC_OK) writer->metadata.scalars = *scalars;
    return ic_report(&writer->error, error);
}

ic_status ic_writer_set_sampling(ic_writer *writer, const ic_sampling *sampling, ic_error *error) {
    if (check_before_rows(writer) != IC_OK) return ic_report(&writer->error, error);
    if (!writer->kind->codes_components || writer->output.channels != 3) {
        ic_fail(&writer->error, IC_MISUSE, "sampling factors are for color JPEG only");
    } else if (!ic_can_sample(sampling)) {
        ic_fail(&writer->error, IC_UNSUPPORTED, "JPEG: sampling that cannot be written");
    } else {
        memcpy(writer->coding.sampling, sampling, 3 * sizeof *sampling);
    }
    return ic_report(&writer->error, error);
}

ic_status ic_writer_set_tables(ic_writer *writer, const uint16_t *tables, ic_error *error) {
    if (check_before_rows(writer) != IC_OK) return ic_report(&writer->error, error);
    if (!writer->kind->codes_components) {
        ic_fail(&writer->error, IC_MISUSE, "quantization tables are for JPEG only");
    }
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
