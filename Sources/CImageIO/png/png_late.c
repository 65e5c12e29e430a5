/* SPDX-License-Identifier: Apache-2.0 */
/* The chunks of a PNG that libpng does not see: ancillary ones, and all that follow the image data. */
#include "png_reader.h"
#include "zlib_stream.h"

#include <stdlib.h>
#include <string.h>

const char ic_png_transparency_note[] = "left out an invalid, misplaced or repeated tRNS chunk";
const char ic_png_surplus_note[] = "skipped surplus image data after the last row";

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

ic_status ic_png_take_chunk(ic_reader *reader, const uint8_t head[IC_PNG_CHUNK_HEAD]) {
    png_input *input = reader->codec;
    bool is_known = input->has_looked_ahead && input->place == IC_PNG_AFTER_DATA;
    bool is_wanted = !is_known && ic_png_wants(head);
    size_t length = ic_png_number(head);
    uint8_t *content = is_wanted ? malloc(length + 1) : NULL, crc[IC_PNG_CHUNK_CRC];
    if (is_wanted && content == NULL) return ic_fail(&reader->error, IC_MEMORY, "PNG: out of memory");
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

/* ---- After the image data ---- */

/* Skips a critical chunk or tRNS that came after the image data, where none belongs. */
static ic_status skip_chunk(ic_reader *reader, const uint8_t head[IC_PNG_CHUNK_HEAD]) {
    const uint8_t *name = head + 4;
    bool is_data = memcmp(name, "IDAT", 4) == 0, is_palette = memcmp(name, "PLTE", 4) == 0;
    bool is_known = is_data || is_palette || memcmp(name, "tRNS", 4) == 0;
    if (!is_known || ic_png_number(head) > IC_PNG_LONGEST_CHUNK) {
        return ic_fail(&reader->error, IC_CORRUPT, "PNG: %.4s: not a chunk for after the image data",
                       (const char *)name);
    }
    ic_png_chunk chunk = {.place = IC_PNG_AFTER_DATA};
    uint8_t crc[IC_PNG_CHUNK_CRC];
    memcpy(chunk.head, head, sizeof chunk.head);
    if (take_content(&reader->source, &chunk, NULL, crc, &reader->error) != IC_OK) return reader->error.status;
    if (chunk.has_wrong_crc) {
        return ic_fail(&reader->error, IC_CORRUPT, "PNG: %.4s: CRC error", (const char *)name);
    }
    ic_add_note(reader, is_data      ? ic_png_surplus_note
                        : is_palette ? "left out a misplaced PLTE chunk"
                                     : ic_png_transparency_note);
    return IC_OK;
}

/* Reads the end of the file: IEND, or as much of it as the file has. */
static ic_status take_end(ic_reader *reader, const uint8_t head[IC_PNG_CHUNK_HEAD], size_t head_count) {
    static const uint8_t whole[IC_PNG_CHUNK_HEAD + IC_PNG_CHUNK_CRC] = {0,   0,   0,    0,    'I',  'E',
                                                                        'N', 'D', 0xae, 0x42, 0x60, 0x82};
    uint8_t crc[IC_PNG_CHUNK_CRC];
    size_t taken = 0;
    if (head_count < IC_PNG_CHUNK_HEAD && memcmp(head, whole, head_count) != 0) {
        return ic_fail(&reader->error, IC_CORRUPT, "PNG: truncated data");
    }
    if (head_count == IC_PNG_CHUNK_HEAD
        && ic_source_take(&reader->source, crc, sizeof crc, &taken, &reader->error) != IC_OK) {
        return reader->error.status;
    }
    bool is_sound = taken == sizeof crc && memcmp(head, whole, IC_PNG_CHUNK_HEAD) == 0
                    && memcmp(crc, whole + IC_PNG_CHUNK_HEAD, sizeof crc) == 0;
    if (!is_sound) ic_add_note(reader, "accepted a missing or damaged IEND chunk");
    return IC_OK;
}

ic_status ic_png_read_late_chunks(ic_reader *reader, const ic_png_end *end) {
    uint8_t head[IC_PNG_CHUNK_HEAD];
    size_t count = end->head_count;
    memcpy(head, end->head, sizeof head);
    while (count == IC_PNG_CHUNK_HEAD && ic_png_number(head + 4) != IC_PNG_IEND) {
        ic_status status = ic_png_is_ancillary(head) ? ic_png_take_chunk(reader, head) : skip_chunk(reader, head);
        if (status == IC_OK) status = ic_source_take(&reader->source, head, sizeof head, &count, &reader->error);
        if (status != IC_OK) return status;
    }
    return take_end(reader, head, count);
}
