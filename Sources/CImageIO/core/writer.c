/* SPDX-License-Identifier: Apache-2.0 */
/* The format-independent part of the writer: checks the arguments, enforces the order of calls. */
#include "internal.h"

#include <crowloops.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static ic_status check_output(const ic_output *output, const ic_codec *codec, ic_error *error) {
    bool has_depth = output->bit_depth == 8 || output->bit_depth == 16;
    if (output->width == 0 || output->height == 0 || output->channels < 1 || output->channels > 4 || !has_depth) {
        return ic_fail(error, IC_MISUSE, "the width, height, channels or bit depth are out of range");
    }
    if (codec == NULL) return ic_fail(error, IC_MISUSE, "unknown format");
    if (codec->encoder->check(output, error) != IC_OK) return error->status;
    if (output->channels % 2 == 0 && !codec->has_alpha) {
        return ic_fail(error, IC_UNSUPPORTED, "%s has no alpha channel", codec->name);
    }
    if (output->planar && codec->encoder->plane_row == NULL) {
        return ic_fail(error, IC_MISUSE, "%s does not take components", codec->name);
    }
    if (output->bit_depth > codec->max_bit_depth) {
        return ic_fail(error, IC_UNSUPPORTED, "%s has only %" PRIu32 " bits per sample", codec->name,
                       codec->max_bit_depth);
    }
    if (output->width <= codec->max_side && output->height <= codec->max_side) return IC_OK;
    return ic_fail(error, IC_LIMIT, "%s is limited to %" PRIu32 " pixels per side, not %" PRIu32 " x %" PRIu32,
                   codec->name, codec->max_side, output->width, output->height);
}

/* Creates a writer to the descriptor, or to memory if it is NULL. */
static ic_status create(const int *descriptor, const ic_output *output, ic_writer **result, ic_error *error) {
    *result = NULL;
    ic_error failure = {0};
    const ic_codec *codec = ic_codec_of_format(output->format);
    if (check_output(output, codec, &failure) != IC_OK) return ic_report(&failure, error);
    ic_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        ic_fail(&failure, IC_MEMORY, "out of memory");
        return ic_report(&failure, error);
    }
    writer->sink.in_memory = descriptor == NULL;
    writer->sink.descriptor = descriptor == NULL ? -1 : *descriptor;
    writer->output = *output;
    writer->kind = codec;
    writer->encoder = codec->encoder;
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

/* Returns the buffer for the next row's pixels, or NULL with writer->error filled. */
static uint8_t *begin_row(ic_writer *writer) {
    if (writer->error.status == IC_OK && writer->output.planar) {
        ic_fail(&writer->error, IC_MISUSE, "the writer takes components, not rows");
    }
    if (writer->error.status == IC_OK && writer->rows_done == writer->output.height) {
        ic_fail(&writer->error, IC_MISUSE, "all rows are already written");
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

ic_status ic_writer_begin_planes(ic_writer *writer, ic_error *error) {
    if (writer->error.status == IC_OK && (!writer->output.planar || writer->began_planes)) {
        ic_fail(&writer->error, IC_MISUSE, "the writer takes rows, or has begun");
    }
    if (writer->error.status == IC_OK) writer->encoder->start(writer);
    writer->began_planes = true;
    return ic_report(&writer->error, error);
}

ic_plane_row ic_writer_plane_row(ic_writer *writer, uint32_t component, uint32_t row) {
    bool ready = writer->error.status == IC_OK && writer->began_planes && component < writer->output.channels;
    return ready ? writer->encoder->plane_row(writer, component, row) : (ic_plane_row){0};
}

ic_status ic_writer_write_planes(ic_writer *writer, uint32_t rows, ic_error *error) {
    bool ready = writer->began_planes && rows <= writer->output.height - writer->rows_done;
    if (writer->error.status == IC_OK && !ready) {
        ic_fail(&writer->error, IC_MISUSE, "not begun, or more rows than the image has");
    }
    if (writer->error.status != IC_OK) return ic_report(&writer->error, error);
    writer->rows_done += rows;
    writer->encoder->write_planes(writer);
    return ic_report(&writer->error, error);
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
