/* SPDX-License-Identifier: Apache-2.0 */
#include "picture.h"

#include <cfuzztargets.h>
#include <stdlib.h>
#include <string.h>

/* Reads all rows and the end. */
static ic_status read_rows(fuzz_picture *picture, ic_error *error) {
    const ic_header *header = ic_reader_header(picture->reader);
    size_t row = ic_reader_row_size(picture->reader);
    picture->size = row * header->height;
    picture->pixels = malloc(picture->size);
    if (picture->pixels == NULL) abort();
    ic_status status = IC_OK;
    for (size_t y = 0; y < header->height && status == IC_OK; y++) {
        status = ic_reader_next_pixels(picture->reader, picture->pixels + y * row, error);
    }
    return status == IC_OK ? ic_reader_finish(picture->reader, error) : status;
}

fuzz_picture fuzz_read(const uint8_t *file, size_t size, bool only_libpng, bool is_lenient) {
    fuzz_picture picture = {0};
    ic_error error = {0};
    ic_limits limits = {.max_pixels = FUZZ_MAX_PIXELS, .only_libpng = only_libpng, .lenient = is_lenient};
    picture.status = ic_reader_open_memory((ic_bytes){file, size}, &limits, &picture.reader, &error);
    picture.is_open = picture.status == IC_OK;
    if (picture.is_open) picture.status = read_rows(&picture, &error);
    memcpy(picture.message, error.message, sizeof picture.message);
    return picture;
}

void fuzz_close(fuzz_picture *picture) {
    ic_reader_close(picture->reader);
    free(picture->pixels);
}

bool fuzz_is_same(const fuzz_picture *a, const fuzz_picture *b) {
    return a->status == IC_OK && b->status == IC_OK && a->size == b->size &&
           memcmp(a->pixels, b->pixels, a->size) == 0;
}

static size_t sum_of(ic_bytes bytes) {
    size_t sum = 0;
    for (size_t i = 0; i < bytes.count; i++) sum += bytes.data[i];
    return sum;
}

static const char *check_notes(const ic_reader *reader) {
    for (size_t i = 0; i < ic_reader_note_count(reader); i++) {
        const char *note = ic_reader_note(reader, i);
        if (*note == 0) return "an empty note";
        for (size_t j = 0; j < i; j++) {
            if (strcmp(note, ic_reader_note(reader, j)) == 0) return "a note is repeated";
        }
        for (const char *c = note; *c != 0; c++) {
            if (*c < 0x20 || *c > 0x7e) return "a note is not a line of ASCII";
        }
    }
    return NULL;
}

const char *fuzz_check_metadata(const ic_reader *reader) {
    volatile size_t sum = 0;
    for (int block = 0; block < IC_BLOCK_COUNT; block++) {
        ic_bytes bytes = ic_reader_block(reader, (ic_block)block);
        if (bytes.count > IC_MAX_BLOCK_SIZE) return "a block is too large";
        sum += sum_of(bytes);
    }
    for (size_t i = 0; i < ic_reader_text_count(reader); i++) {
        ic_text text = ic_reader_text(reader, i);
        if (text.form != IC_TEXT_COMMENT && text.keyword.count > 79) return "a keyword is too long";
        sum += sum_of(text.keyword) + sum_of(text.text) + sum_of(text.language) + sum_of(text.translated_keyword);
    }
    for (size_t i = 0; i < ic_reader_segment_count(reader); i++) {
        ic_segment segment = ic_reader_segment(reader, i);
        if (memchr(segment.name, 0, sizeof segment.name) == NULL) return "a segment's name has no end";
        sum += sum_of(segment.bytes);
    }
    for (uint32_t i = 0; i < ic_reader_component_count(reader); i++) {
        ic_sampling sampling = ic_reader_sampling(reader, i);
        if (sampling.horizontal < 1 || sampling.horizontal > 4 || sampling.vertical < 1 || sampling.vertical > 4) {
            return "a sampling factor is not 1 to 4";
        }
        const uint16_t *table = ic_reader_table(reader, i);
        for (int j = 0; table != NULL && j < IC_TABLE_SIZE; j++) {
            if (table[j] < 1 || table[j] > IC_MAX_QUANTUM) return "a number of a quantization table is out of range";
        }
    }
    return check_notes(reader);
}

/* Copies the metadata; returns the blocks that the writer took, a bit for each. */
static unsigned copy_metadata(ic_writer *writer, const ic_reader *reader, ic_status *status) {
    unsigned taken = 0;
    for (int block = 0; block < IC_BLOCK_COUNT && *status == IC_OK; block++) {
        ic_bytes bytes = ic_reader_block(reader, (ic_block)block);
        bool must_fit = bytes.count < 60000; /* a segment of JPEG has 65533 bytes, with a prefix */
        if (bytes.count == 0 || !must_fit) continue;
        *status = ic_writer_set_block(writer, (ic_block)block, bytes, NULL);
        taken |= 1u << block;
    }
    for (size_t i = 0; i < ic_reader_text_count(reader) && *status == IC_OK; i++) {
        ic_text text = ic_reader_text(reader, i);
        if (text.text.count < 60000) *status = ic_writer_add_text(writer, &text, NULL);
    }
    for (size_t i = 0; i < ic_reader_segment_count(reader) && *status == IC_OK; i++) {
        ic_segment segment = ic_reader_segment(reader, i);
        if (segment.bytes.count < 60000) *status = ic_writer_add_segment(writer, &segment, NULL);
    }
    if (*status == IC_OK) *status = ic_writer_set_scalars(writer, ic_reader_scalars(reader), NULL);
    return taken;
}

static const char *compare_blocks(const ic_reader *before, const ic_reader *after, unsigned taken) {
    bool is_png = ic_reader_header(before)->format == IC_PNG;
    for (int block = 0; block < IC_BLOCK_COUNT; block++) {
        ic_bytes a = ic_reader_block(before, (ic_block)block), b = ic_reader_block(after, (ic_block)block);
        if ((taken >> block & 1) == 0) continue;
        /* The XMP packet of a PNG is a text, which ends at a NUL. */
        const uint8_t *end = block == IC_XMP && a.count > 0 ? memchr(a.data, 0, a.count) : NULL;
        if (end != NULL && is_png) a.count = (size_t)(end - a.data);
        if (a.count != b.count || (a.count > 0 && memcmp(a.data, b.data, a.count) != 0)) {
            return "a block is not read as it was written";
        }
    }
    return NULL;
}

/* Whether the writer takes pixels as the reader delivers them: JPEG has no inks. */
static bool is_writable(const ic_header *header) {
    return header->format == IC_PNG || header->color_model == IC_GRAY || header->color_model == IC_YCBCR;
}

static const char *check_copy(const fuzz_picture *picture, const ic_writer *writer, unsigned taken) {
    ic_bytes file = ic_writer_bytes(writer);
    fuzz_picture again = fuzz_read(file.data, file.count, false, false);
    bool is_lossless = ic_reader_header(picture->reader)->format == IC_PNG;
    const char *fault = NULL;
    if (again.status != IC_OK) {
        fault = "what was written is not read again";
    } else if (is_lossless && !fuzz_is_same(picture, &again)) {
        fault = "other pixels are read than were written";
    } else {
        fault = compare_blocks(picture->reader, again.reader, taken);
    }
    fuzz_close(&again);
    return fault;
}

const char *fuzz_check_written(const fuzz_picture *picture) {
    const ic_header *header = ic_reader_header(picture->reader);
    if (!is_writable(header)) return NULL;
    ic_output output = {
        .format = header->format, .width = header->width, .height = header->height, .channels = header->channels,
        .bit_depth = header->bit_depth, .quality = 80, .subsampling = IC_420, .compression = IC_FAST,
    };
    ic_writer *writer = NULL;
    if (ic_writer_create_in_memory(&output, &writer, NULL) != IC_OK) return "no writer for what was read";
    ic_status status = IC_OK;
    unsigned taken = copy_metadata(writer, picture->reader, &status);
    size_t row = ic_reader_row_size(picture->reader);
    for (size_t y = 0; y < header->height && status == IC_OK; y++) {
        status = ic_writer_write_pixels(writer, picture->pixels + y * row, NULL);
    }
    if (status == IC_OK) status = ic_writer_finish(writer, NULL);
    const char *fault = status == IC_OK ? check_copy(picture, writer, taken) : "what was read cannot be written";
    ic_writer_destroy(writer);
    return fault;
}
