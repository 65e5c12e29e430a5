/* SPDX-License-Identifier: Apache-2.0 */
#include "png_put.h"

#include "zlib_stream.h"
#include "png_chunks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { LONGEST_KEYWORD = 79 };

static void save_number(uint8_t *bytes, uint32_t number) {
    for (size_t i = 0; i < 4; i++) bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* ic_crc32() is faster than libpng's CRC. */
ic_status ic_png_put_chunk(ic_writer *writer, const char *name, const uint8_t *bytes, size_t count) {
    uint8_t head[IC_PNG_CHUNK_HEAD], crc[IC_PNG_CHUNK_CRC];
    save_number(head, (uint32_t)count);
    memcpy(head + 4, name, 4);
    save_number(crc, ic_crc32(ic_crc32(0, head + 4, 4), bytes, count));
    if (writer->error.status != IC_OK || ic_sink_put(&writer->sink, head, sizeof head, &writer->error) != IC_OK
        || (count > 0 && ic_sink_put(&writer->sink, bytes, count, &writer->error) != IC_OK)) {
        return writer->error.status;
    }
    return ic_sink_put(&writer->sink, crc, sizeof crc, &writer->error);
}

/* ---- Scalar metadata and blocks ---- */

static void put_numbers(ic_writer *writer, const char *name, const uint32_t *numbers, size_t count) {
    uint8_t data[32];
    for (size_t i = 0; i < count; i++) save_number(data + 4 * i, numbers[i]);
    ic_png_put_chunk(writer, name, data, 4 * count);
}

static void put_density(ic_writer *writer, const ic_scalars *scalars) {
    double scale = scalars->density_unit == IC_DENSITY_PER_INCH ? 1 / 0.0254
                   : scalars->density_unit == IC_DENSITY_PER_CM ? 100
                                                              : 1;
    uint8_t data[9];
    save_number(data, (uint32_t)fmin(round(scalars->density_x * scale), INT32_MAX));
    save_number(data + 4, (uint32_t)fmin(round(scalars->density_y * scale), INT32_MAX));
    data[8] = scalars->density_unit != IC_DENSITY_ASPECT;
    ic_png_put_chunk(writer, "pHYs", data, sizeof data);
}

static void put_block(ic_writer *writer, const char *name, ic_bytes block) {
    if (block.count > 0) ic_png_put_chunk(writer, name, block.data, block.count);
}

/* ---- Texts and compressed content ---- */

/* A chunk's content being assembled; 'bytes' is NULL if out of memory. */
typedef struct content {
    uint8_t *bytes;
    size_t count;
} content;

static content begin_content(size_t capacity) { return (content){malloc(capacity), 0}; }

static void append(content *content, const void *bytes, size_t count) {
    if (count > 0) memcpy(content->bytes + content->count, bytes, count);
    content->count += count;
}

/* Appends 'bytes' compressed; returns false if out of memory. */
static bool append_compressed(content *content, ic_bytes bytes) {
    uLongf count = compressBound((uLong)bytes.count);
    static const uint8_t nothing[1];
    const uint8_t *data = bytes.count > 0 ? bytes.data : nothing;
    int result = compress2(content->bytes + content->count, &count, data, (uLong)bytes.count, Z_DEFAULT_COMPRESSION);
    content->count += count;
    return result == Z_OK;
}

static void put_content(ic_writer *writer, const char *name, content *content, bool is_complete) {
    if (content->bytes == NULL || !is_complete) {
        ic_fail(&writer->error, IC_MEMORY, "PNG: out of memory");
    } else {
        ic_png_put_chunk(writer, name, content->bytes, content->count);
    }
    free(content->bytes);
}

static void put_profile(ic_writer *writer, ic_bytes profile) {
    static const char name[] = "ICC profile"; /* its NUL is part of the chunk, and so is the method's 0 */
    if (profile.count == 0) return;
    content content = begin_content(sizeof name + 1 + compressBound((uLong)profile.count));
    bool is_complete = content.bytes != NULL;
    if (is_complete) {
        append(&content, name, sizeof name);
        append(&content, "", 1);
        is_complete = append_compressed(&content, profile);
    }
    put_content(writer, "iCCP", &content, is_complete);
}

static ic_bytes until_nul(ic_bytes bytes) {
    const uint8_t *end = bytes.count > 0 ? memchr(bytes.data, 0, bytes.count) : NULL;
    return end == NULL ? bytes : (ic_bytes){bytes.data, (size_t)(end - bytes.data)};
}

/*
 * Normalizes a keyword as the standard requires: visible characters of Latin-1, and single spaces between them.
 * Returns its length, or 0.
 */
static size_t clean_keyword(char clean[LONGEST_KEYWORD + 1], ic_bytes keyword) {
    size_t count = 0;
    bool needs_space = false;
    for (size_t i = 0; i < keyword.count && count < LONGEST_KEYWORD; i++) {
        uint8_t c = keyword.data[i];
        bool is_visible = (c > 32 && c < 127) || c > 160;
        if (is_visible && needs_space && count > 0) clean[count++] = ' ';
        if (is_visible && count < LONGEST_KEYWORD) clean[count++] = (char)c;
        needs_space = !is_visible;
    }
    if (count > 0 && clean[count - 1] == ' ') count--; /* if the last character did not fit */
    clean[count] = 0;
    return count;
}

static void put_text(ic_writer *writer, const ic_text *text) {
    static const ic_bytes comment = {(const uint8_t *)"Comment", 7};
    char keyword[LONGEST_KEYWORD + 1];
    size_t length = clean_keyword(keyword, text->form == IC_TEXT_COMMENT ? comment : text->keyword);
    if (length == 0) return;
    bool is_utf8 = text->form == IC_TEXT_UTF8 || text->form == IC_TEXT_UTF8_COMPRESSED;
    bool is_compressed = text->form == IC_TEXT_LATIN1_COMPRESSED || text->form == IC_TEXT_UTF8_COMPRESSED;
    ic_bytes language = until_nul(text->language), translated = until_nul(text->translated_keyword);
    ic_bytes bytes = until_nul(text->text);
    content content = begin_content(length + language.count + translated.count + 5
                                    + (is_compressed ? compressBound((uLong)bytes.count) : bytes.count));
    bool is_complete = content.bytes != NULL;
    if (is_complete) {
        append(&content, keyword, length + 1);
        if (is_utf8) append(&content, is_compressed ? "\1" : "", 1);
        if (is_utf8 || is_compressed) append(&content, "", 1); /* the method */
        if (is_utf8) {
            append(&content, language.data, language.count);
            append(&content, "", 1);
            append(&content, translated.data, translated.count);
            append(&content, "", 1);
        }
        if (is_compressed) {
            is_complete = append_compressed(&content, bytes);
        } else {
            append(&content, bytes.data, bytes.count);
        }
    }
    put_content(writer, is_utf8 ? "iTXt" : is_compressed ? "zTXt" : "tEXt", &content, is_complete);
}

static void put_xmp(ic_writer *writer, ic_bytes xmp) {
    static const char keyword[] = "XML:com.adobe.xmp";
    const ic_text text = {
        .form = IC_TEXT_UTF8, .keyword = {(const uint8_t *)keyword, sizeof keyword - 1}, .text = xmp};
    if (xmp.count > 0) put_text(writer, &text);
}

/* JPEG segments cannot be written to PNG. */
static void put_segment(ic_writer *writer, const ic_segment *segment) {
    uint8_t head[IC_PNG_CHUNK_HEAD] = {0};
    memcpy(head + 4, segment->name, 4);
    if (segment->name[4] != 0 || !ic_png_is_ancillary(head)) return;
    ic_png_put_chunk(writer, segment->name, segment->bytes.data, segment->bytes.count);
}

/* ---- All of it ---- */

ic_status ic_png_put_metadata(ic_writer *writer, const ic_metadata *metadata) {
    const ic_scalars *scalars = &metadata->scalars;
    put_block(writer, "cICP", metadata->blocks[IC_CICP]);
    put_block(writer, "mDCV", metadata->blocks[IC_MDCV]);
    put_block(writer, "cLLI", metadata->blocks[IC_CLLI]);
    put_profile(writer, metadata->blocks[IC_ICC]);
    if (scalars->has_srgb_intent) ic_png_put_chunk(writer, "sRGB", &scalars->srgb_intent, 1);
    if (scalars->has_gamma) put_numbers(writer, "gAMA", &scalars->gamma, 1);
    if (scalars->has_chromaticities) put_numbers(writer, "cHRM", scalars->chromaticities, 8);
    if (scalars->density_unit != IC_DENSITY_NONE) put_density(writer, scalars);
    put_block(writer, "eXIf", metadata->blocks[IC_EXIF]);
    put_block(writer, "tIME", metadata->blocks[IC_TIME]);
    put_xmp(writer, metadata->blocks[IC_XMP]);
    for (size_t i = 0; i < metadata->text_count; i++) put_text(writer, &metadata->texts[i]);
    for (size_t i = 0; i < metadata->segment_count; i++) put_segment(writer, &metadata->segments[i]);
    return writer->error.status;
}
