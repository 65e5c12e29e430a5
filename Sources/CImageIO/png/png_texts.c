/* SPDX-License-Identifier: Apache-2.0 */
/* The PNG chunks whose content is a keyword and a text, or compressed: tEXt, zTXt, iTXt, iCCP. */
#include "zlib_stream.h"
#include "png_chunks.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_KEYWORD = 79 };

/* Takes the bytes up to a NUL, and the NUL, from the start of 'rest'; returns false if there is none. */
static bool take_string(ic_bytes *rest, ic_bytes *string) {
    const uint8_t *end = rest->count > 0 ? memchr(rest->data, 0, rest->count) : NULL;
    if (end == NULL) return false;
    *string = (ic_bytes){rest->data, (size_t)(end - rest->data)};
    *rest = (ic_bytes){end + 1, rest->count - string->count - 1};
    return true;
}

static bool take_keyword(ic_bytes *rest, ic_bytes *keyword) {
    return take_string(rest, keyword) && keyword->count >= 1 && keyword->count <= LONGEST_KEYWORD;
}

static bool take_byte(ic_bytes *rest, uint8_t *byte) {
    if (rest->count == 0) return false;
    *byte = *rest->data;
    *rest = (ic_bytes){rest->data + 1, rest->count - 1};
    return true;
}

/* ---- Compressed content ---- */

/* Grows '*out' to hold more bytes, at most 'most' in all. */
static ic_png_verdict grow(uint8_t **out, size_t *capacity, size_t most, ic_inflation *ends) {
    if (*capacity > most) return IC_PNG_TOO_LARGE;
    size_t used = *capacity - ends->out_count;
    size_t larger = *capacity < most / 2 ? 2 * *capacity + 1024 : most + 1;
    uint8_t *grown = realloc(*out, larger);
    if (grown == NULL) return IC_PNG_NO_MEMORY;
    *out = grown;
    *capacity = larger;
    ends->out = grown + used;
    ends->out_count = larger - used;
    return IC_PNG_TAKEN;
}

/*
 * Inflates 'stream' to '*out', which the caller always frees: at most 'most' bytes.  '*count' is their number, also
 * after a failure.
 */
static ic_png_verdict inflate_all(ic_inflater *inflater, ic_bytes stream, size_t most, uint8_t **out, size_t *count) {
    ic_inflation ends = {stream.data, stream.count, NULL, 0};
    size_t capacity = 0;
    while (!ic_inflater_has_ended(inflater)) {
        *count = capacity - ends.out_count;
        if (ends.out_count == 0) {
            ic_png_verdict verdict = grow(out, &capacity, most, &ends);
            if (verdict != IC_PNG_TAKEN) return verdict;
        }
        size_t in_before = ends.in_count, out_before = ends.out_count;
        if (ic_inflate(inflater, &ends) != NULL) return IC_PNG_INVALID;
        bool is_stuck = ends.in_count == in_before && ends.out_count == out_before;
        if (is_stuck && !ic_inflater_has_ended(inflater)) return IC_PNG_INVALID;
    }
    *count = capacity - ends.out_count;
    return *count <= most ? IC_PNG_TAKEN : IC_PNG_TOO_LARGE;
}

/* Inflates a zlib stream to memory that the caller frees. */
static ic_png_verdict inflated(ic_metadata *metadata, ic_bytes stream, size_t most, uint8_t **out, ic_bytes *bytes) {
    *out = NULL;
    if (metadata->inflated >= IC_PNG_MAX_INFLATED) return IC_PNG_TOO_LARGE;
    ic_inflater *inflater = ic_inflater_create();
    if (inflater == NULL) return IC_PNG_NO_MEMORY;
    size_t count = 0;
    ic_png_verdict verdict = inflate_all(inflater, stream, most, out, &count);
    ic_inflater_free(inflater);
    metadata->inflated += count;
    *bytes = (ic_bytes){*out, count};
    return verdict;
}

/* ---- Texts ---- */

static size_t room_for_text(const ic_metadata *metadata) {
    return metadata->text_count < IC_MAX_KEPT ? IC_MAX_BLOCK_SIZE - metadata->text_size : 0;
}

/* Texts are truncated at a NUL because none may contain one. */
static ic_png_verdict add_text(ic_metadata *metadata, ic_text *text) {
    size_t before = metadata->text_count, whole = text->text.count;
    const uint8_t *end = whole > 0 ? memchr(text->text.data, 0, whole) : NULL;
    if (end != NULL) text->text.count = (size_t)(end - text->text.data);
    if (before >= IC_MAX_KEPT) return IC_PNG_TOO_LARGE;
    if (!ic_metadata_add_text(metadata, text)) return IC_PNG_NO_MEMORY;
    if (metadata->text_count == before) {
        return text->text.count > room_for_text(metadata) ? IC_PNG_TOO_LARGE : IC_PNG_INVALID;
    }
    return end == NULL ? IC_PNG_TAKEN : IC_PNG_CUT;
}

ic_png_verdict ic_png_take_text(ic_metadata *metadata, const ic_png_chunk *chunk) {
    ic_text text = {.form = IC_TEXT_LATIN1, .text = chunk->content};
    return take_keyword(&text.text, &text.keyword) ? add_text(metadata, &text) : IC_PNG_INVALID;
}

/* Adds 'text', whose own text is still a zlib stream. */
static ic_png_verdict add_compressed(ic_metadata *metadata, ic_text *text,
                                     ic_png_verdict (*add)(ic_metadata *, ic_text *)) {
    uint8_t *out;
    ic_png_verdict verdict = inflated(metadata, text->text, room_for_text(metadata), &out, &text->text);
    if (verdict == IC_PNG_TAKEN) verdict = add(metadata, text);
    free(out);
    return verdict;
}

ic_png_verdict ic_png_take_compressed_text(ic_metadata *metadata, const ic_png_chunk *chunk) {
    ic_text text = {.form = IC_TEXT_LATIN1_COMPRESSED, .text = chunk->content};
    uint8_t method;
    if (!take_keyword(&text.text, &text.keyword) || !take_byte(&text.text, &method) || method != 0) {
        return IC_PNG_INVALID;
    }
    return add_compressed(metadata, &text, add_text);
}

static bool is_xmp(ic_bytes keyword) {
    static const char name[] = "XML:com.adobe.xmp";
    return keyword.count == sizeof name - 1 && memcmp(keyword.data, name, keyword.count) == 0;
}

static ic_png_verdict add_international(ic_metadata *metadata, ic_text *text) {
    if (!is_xmp(text->keyword)) return add_text(metadata, text);
    if (metadata->blocks[IC_XMP].count > 0) return IC_PNG_REPEATED;
    if (text->text.count == 0) return IC_PNG_INVALID;
    return ic_metadata_set_block(metadata, IC_XMP, text->text) ? IC_PNG_TAKEN : IC_PNG_NO_MEMORY;
}

ic_png_verdict ic_png_take_international_text(ic_metadata *metadata, const ic_png_chunk *chunk) {
    ic_text text = {.form = IC_TEXT_UTF8, .text = chunk->content};
    uint8_t is_compressed, method;
    if (!take_keyword(&text.text, &text.keyword) || !take_byte(&text.text, &is_compressed)
        || !take_byte(&text.text, &method) || is_compressed > 1 || (is_compressed == 1 && method != 0)
        || !take_string(&text.text, &text.language) || !take_string(&text.text, &text.translated_keyword)) {
        return IC_PNG_INVALID;
    }
    if (is_compressed == 0) return add_international(metadata, &text);
    text.form = IC_TEXT_UTF8_COMPRESSED;
    return add_compressed(metadata, &text, add_international);
}

/* ---- The ICC profile ---- */

/* A profile starts with its size; data after its end is dropped. */
static ic_png_verdict add_profile(ic_metadata *metadata, ic_bytes profile) {
    enum { HEADER = 128, TAG_COUNT = 4 };
    if (profile.count < HEADER + TAG_COUNT) return IC_PNG_INVALID;
    uint32_t size = ic_png_number(profile.data);
    if (size < HEADER + TAG_COUNT || size > profile.count || memcmp(profile.data + 36, "acsp", 4) != 0) {
        return IC_PNG_INVALID;
    }
    profile.count = size;
    return ic_metadata_set_block(metadata, IC_ICC, profile) ? IC_PNG_TAKEN : IC_PNG_NO_MEMORY;
}

ic_png_verdict ic_png_take_profile(ic_metadata *metadata, const ic_png_chunk *chunk) {
    ic_bytes rest = chunk->content, name, profile;
    uint8_t method, *out;
    if (!take_keyword(&rest, &name) || !take_byte(&rest, &method) || method != 0) return IC_PNG_INVALID;
    ic_png_verdict verdict = inflated(metadata, rest, IC_MAX_BLOCK_SIZE, &out, &profile);
    if (verdict == IC_PNG_TAKEN) verdict = add_profile(metadata, profile);
    free(out);
    return verdict;
}
