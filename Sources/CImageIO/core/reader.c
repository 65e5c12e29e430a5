/* SPDX-License-Identifier: Apache-2.0 */
/* The format-independent part of the reader: detects the format, enforces the order of calls. */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ic_status find_format(ic_reader *reader) {
    ic_source *source = &reader->source;
    ic_status status = ic_source_fill(source, IC_SIGNATURE_SIZE, &reader->error);
    if (status != IC_OK) return status;
    if (source->end == 0) return ic_fail(&reader->error, IC_UNSUPPORTED, "the file is empty");
    bool is_truncated;
    const ic_codec *codec = ic_codec_of_bytes(source->buffer, source->end, &is_truncated);
    if (codec == NULL) return ic_fail(&reader->error, IC_UNSUPPORTED, "neither PNG nor JPEG");
    if (is_truncated) return ic_fail(&reader->error, IC_CORRUPT, "%s: truncated data", codec->name);
    reader->header.format = codec->format;
    reader->decoder = codec->decoder;
    return IC_OK;
}

/* Returns a reader without a source, or NULL with 'error' filled. */
static ic_reader *create(const ic_limits *limits, ic_error *error) {
    ic_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        ic_error failure = {0};
        ic_fail(&failure, IC_MEMORY, "out of memory");
        ic_report(&failure, error);
        return NULL;
    }
    reader->source.descriptor = -1;
    reader->limits = *limits;
    return reader;
}

/* Reads up to the first row; frees the reader on failure. */
static ic_status open_reader(ic_reader *reader, ic_reader **result, ic_error *error) {
    ic_status status = find_format(reader);
    if (status == IC_OK) status = reader->decoder->open(reader);
    if (status != IC_OK) {
        ic_report(&reader->error, error);
        ic_reader_close(reader);
        return status;
    }
    reader->ready = !reader->header.fully_buffered;
    *result = reader;
    return IC_OK;
}

ic_status ic_reader_open(int descriptor, ic_bytes taken, const ic_limits *limits, ic_reader **result,
                         ic_error *error) {
    *result = NULL;
    if (taken.count > IC_BUFFER_SIZE) {
        ic_error failure = {0};
        ic_fail(&failure, IC_MISUSE, "%zu bytes were already taken, the limit is %d", taken.count, IC_BUFFER_SIZE);
        return ic_report(&failure, error);
    }
    ic_reader *reader = create(limits, error);
    if (reader == NULL) return IC_MEMORY;
    reader->source.descriptor = descriptor;
    if (taken.count > 0) memcpy(reader->source.buffer, taken.data, taken.count);
    reader->source.end = taken.count;
    return open_reader(reader, result, error);
}

ic_status ic_reader_open_memory(ic_bytes bytes, const ic_limits *limits, ic_reader **result, ic_error *error) {
    *result = NULL;
    ic_reader *reader = create(limits, error);
    if (reader == NULL) return IC_MEMORY;
    if (!ic_source_copy(&reader->source, bytes)) {
        ic_fail(&reader->error, IC_MEMORY, "out of memory");
        ic_report(&reader->error, error);
        ic_reader_close(reader);
        return IC_MEMORY;
    }
    return open_reader(reader, result, error);
}

const ic_header *ic_reader_header(const ic_reader *reader) {
    return &reader->header;
}

ic_status ic_reader_prepare(ic_reader *reader, bool *ready, ic_error *error) {
    if (reader->error.status == IC_OK && !reader->ready) reader->decoder->prepare(reader);
    *ready = reader->ready;
    return ic_report(&reader->error, error);
}

/* Returns the next row, or NULL with reader->error filled. */
static const uint8_t *next_pixels(ic_reader *reader) {
    if (reader->error.status == IC_OK && reader->rows_done == reader->header.height) {
        ic_fail(&reader->error, IC_MISUSE, "no row is left");
    }
    while (reader->error.status == IC_OK && !reader->ready) reader->decoder->prepare(reader);
    if (reader->error.status != IC_OK) return NULL;
    const uint8_t *pixels = reader->decoder->next_pixels(reader);
    if (pixels != NULL) reader->rows_done += 1;
    return pixels;
}

ic_status ic_reader_next_row(ic_reader *reader, float *const *planes, ic_error *error) {
    const uint8_t *pixels = next_pixels(reader);
    if (pixels == NULL) return ic_report(&reader->error, error);
    ic_reader_convert(reader, pixels, planes);
    return IC_OK;
}

size_t ic_reader_row_size(const ic_reader *reader) {
    const ic_header *header = &reader->header;
    bool inks = header->color_model == IC_CMYK || header->color_model == IC_YCCK;
    return (size_t)header->width * (inks ? 4 : header->channels) * (header->bit_depth / 8);
}

ic_status ic_reader_next_pixels(ic_reader *reader, uint8_t *pixels, ic_error *error) {
    const uint8_t *row = next_pixels(reader);
    if (row == NULL) return ic_report(&reader->error, error);
    memcpy(pixels, row, ic_reader_row_size(reader));
    return IC_OK;
}

void ic_reader_convert(const ic_reader *reader, const uint8_t *pixels, float *const *planes) {
    if (reader->decoder->convert != NULL) {
        reader->decoder->convert(reader, pixels, planes);
    } else {
        ic_convert_pixels(&reader->header, pixels, planes);
    }
}

ic_status ic_reader_finish(ic_reader *reader, ic_error *error) {
    if (reader->error.status == IC_OK && (reader->finished || reader->rows_done < reader->header.height)) {
        ic_fail(&reader->error, IC_MISUSE, "finished twice or before the last row");
    }
    if (reader->error.status == IC_OK) reader->decoder->finish(reader);
    reader->finished = true;
    return ic_report(&reader->error, error);
}

bool ic_reader_may_stop(const ic_reader *reader) {
    return reader->knows_end && !reader->header.fully_buffered;
}

ic_bytes ic_reader_block(const ic_reader *reader, ic_block block) {
    return reader->metadata.blocks[block];
}

size_t ic_reader_text_count(const ic_reader *reader) {
    return reader->metadata.text_count;
}

ic_text ic_reader_text(const ic_reader *reader, size_t index) {
    return reader->metadata.texts[index];
}

size_t ic_reader_segment_count(const ic_reader *reader) {
    return reader->metadata.segment_count;
}

ic_segment ic_reader_segment(const ic_reader *reader, size_t index) {
    return reader->metadata.segments[index];
}

const ic_scalars *ic_reader_scalars(const ic_reader *reader) {
    return &reader->metadata.scalars;
}

const ic_extras *ic_reader_extras(const ic_reader *reader) {
    return &reader->metadata.extras;
}

uint32_t ic_reader_component_count(const ic_reader *reader) {
    return reader->coding.count;
}

ic_sampling ic_reader_sampling(const ic_reader *reader, uint32_t component) {
    return reader->coding.sampling[component];
}

const uint16_t *ic_reader_table(const ic_reader *reader, uint32_t component) {
    return reader->coding.has_table[component] ? reader->coding.tables[component] : NULL;
}

void ic_add_note(ic_reader *reader, const char *note) {
    for (size_t i = 0; i < reader->note_count; i++) {
        if (strncmp(reader->notes[i], note, IC_NOTE_SIZE - 1) == 0) return;
    }
    if (reader->note_count == IC_MAX_NOTES) return;
    snprintf(reader->notes[reader->note_count++], IC_NOTE_SIZE, "%s", note);
}

void ic_add_loss(ic_reader *reader, const char *format, ...) {
    if (reader->loss[0] != 0) return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reader->loss, sizeof reader->loss, format, arguments);
    va_end(arguments);
}

const char *ic_reader_loss(const ic_reader *reader) {
    return reader->loss[0] == 0 ? NULL : reader->loss;
}

size_t ic_reader_note_count(const ic_reader *reader) {
    return reader->note_count;
}

const char *ic_reader_note(const ic_reader *reader, size_t index) {
    return reader->notes[index];
}

void ic_reader_close(ic_reader *reader) {
    if (reader == NULL) return;
    if (reader->decoder != NULL) reader->decoder->close(reader);
    ic_metadata_clear(&reader->metadata);
    ic_source_clear(&reader->source);
    free(reader);
}
