/* SPDX-License-Identifier: Apache-2.0 */
#include "png_idat.h"
#include "zlib_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ic_png_idat {
    ic_source *source;
    ic_inflater *inflater;
    uint32_t chunk_left, crc; /* bytes of the current chunk's content still to come; CRC of name and content so far */
    bool is_lenient;
    bool is_over;             /* damage ended the stream */
    bool is_cut;              /* the file ends in the IDAT chunks */
    bool has_next;            /* 'next' is the head of the chunk after the IDATs */
    uint8_t next[IC_PNG_CHUNK_HEAD];
    size_t next_count;
    ic_error tolerated;       /* the first problem, if lenient */
};

ic_png_idat *ic_png_idat_create(ic_source *source, uint32_t first_length, bool is_lenient) {
    ic_png_idat *idat = calloc(1, sizeof *idat);
    if (idat == NULL) return NULL;
    idat->source = source;
    idat->is_lenient = is_lenient;
    idat->chunk_left = first_length;
    idat->crc = ic_crc32(0, (const uint8_t *)"IDAT", 4);
    idat->inflater = ic_inflater_create();
    if (idat->inflater != NULL) return idat;
    free(idat);
    return NULL;
}

void ic_png_idat_free(ic_png_idat *idat) {
    if (idat == NULL) return;
    ic_inflater_free(idat->inflater);
    free(idat);
}

const char *ic_png_idat_problem(const ic_png_idat *idat) {
    return idat->tolerated.status == IC_OK ? NULL : idat->tolerated.message;
}

/* ---- Chunks ---- */

/* Remembers damage and returns IC_OK if lenient, else fails. */
static ic_status damaged(ic_png_idat *idat, const char *problem, ic_error *error) {
    if (!idat->is_lenient) return ic_fail(error, IC_CORRUPT, "PNG: %s", problem);
    ic_fail(&idat->tolerated, IC_CORRUPT, "%s", problem);
    return IC_OK;
}

/* Ends the stream because of damage. */
static ic_status end_here(ic_png_idat *idat, const char *problem, ic_error *error) {
    idat->is_over = true;
    return damaged(idat, problem, error);
}

/* Ends the stream because the chunks cannot be followed any further. */
static ic_status cut_here(ic_png_idat *idat, const char *problem, ic_error *error) {
    idat->is_cut = true;
    return end_here(idat, problem, error);
}

/* Reads the head of the next chunk, of which the file may have only a part. */
static ic_status read_head(ic_png_idat *idat, ic_error *error) {
    size_t *count = &idat->next_count;
    if (ic_source_take(idat->source, idat->next, sizeof idat->next, count, error) != IC_OK) return error->status;
    idat->has_next = *count < sizeof idat->next || ic_png_number(idat->next + 4) != IC_PNG_IDAT;
    if (idat->has_next) return IC_OK;
    idat->chunk_left = ic_png_number(idat->next);
    if (idat->chunk_left > IC_PNG_LONGEST_CHUNK) return cut_here(idat, "IDAT: chunk too long", error);
    idat->crc = ic_crc32(0, idat->next + 4, 4);
    return IC_OK;
}

/* Checks the current chunk, whose content is all consumed, and reads the head of the next. */
static ic_status next_chunk(ic_png_idat *idat, ic_error *error) {
    uint8_t crc[IC_PNG_CHUNK_CRC];
    size_t taken;
    if (ic_source_take(idat->source, crc, sizeof crc, &taken, error) != IC_OK) return error->status;
    if (taken < sizeof crc) return cut_here(idat, "truncated data", error);
    bool is_wrong = ic_png_number(crc) != idat->crc;
    if (is_wrong && damaged(idat, "IDAT: CRC error", error) != IC_OK) return error->status;
    return read_head(idat, error);
}

/*
 * Points '*bytes' to the buffered content, at least one byte if there is any.  A count of 0 means the end of the IDAT
 * chunks.
 */
static ic_status look_at_content(ic_png_idat *idat, const uint8_t **bytes, size_t *count, ic_error *error) {
    *count = 0;
    while (!idat->has_next && !idat->is_cut && idat->chunk_left == 0) {
        if (next_chunk(idat, error) != IC_OK) return error->status;
    }
    if (idat->has_next || idat->is_cut) return IC_OK;
    ic_source *source = idat->source;
    if (source->start == source->end && ic_source_fill(source, 1, error) != IC_OK) return error->status;
    if (source->start == source->end) return cut_here(idat, "truncated data", error);
    size_t held = source->end - source->start;
    *bytes = source->buffer + source->start;
    *count = held < idat->chunk_left ? held : idat->chunk_left;
    return IC_OK;
}

static void take_content(ic_png_idat *idat, size_t count) {
    ic_source *source = idat->source;
    idat->crc = ic_crc32(idat->crc, source->buffer + source->start, count);
    source->start += count;
    idat->chunk_left -= (uint32_t)count;
}

/* ---- The stream ---- */

static ic_status fail_inflating(ic_png_idat *idat, const char *problem, ic_error *error) {
    char words[IC_NOTE_SIZE];
    snprintf(words, sizeof words, "IDAT: %s", problem);
    return end_here(idat, words, error);
}

/*
 * Inflates what the inflater holds back, and if that is nothing, the next content.  Output held back is requested
 * before the next chunk: the inflater may have consumed all input without having written all output.
 */
static ic_status inflate_some(ic_png_idat *idat, ic_inflation *ends, ic_error *error) {
    size_t before = ends->out_count, content = 0;
    const char *problem = ic_inflate(idat->inflater, ends);
    if (problem == NULL && ends->out_count == before && !ic_inflater_has_ended(idat->inflater)) {
        if (look_at_content(idat, &ends->in, &content, error) != IC_OK) return error->status;
        if (idat->is_over) return IC_OK;
        if (content == 0 && idat->next_count < IC_PNG_CHUNK_HEAD) return end_here(idat, "truncated data", error);
        if (content == 0) return end_here(idat, "Not enough image data", error);
        ends->in_count = content;
        problem = ic_inflate(idat->inflater, ends);
        if (problem == NULL && ends->in_count == content && ends->out_count == before) {
            problem = "damaged compressed data"; /* no progress */
        }
        take_content(idat, content - ends->in_count);
        ends->in_count = 0; /* the rest is looked up again: the source may move it */
    }
    return problem == NULL ? IC_OK : fail_inflating(idat, problem, error);
}

ic_status ic_png_idat_read(ic_png_idat *idat, uint8_t *out, size_t count, size_t *got, ic_error *error) {
    ic_inflation ends = {NULL, 0, out, count};
    while (ends.out_count > 0 && !idat->is_over && !ic_inflater_has_ended(idat->inflater)) {
        if (inflate_some(idat, &ends, error) != IC_OK) return error->status;
    }
    *got = count - ends.out_count;
    return IC_OK;
}

ic_status ic_png_idat_finish(ic_png_idat *idat, ic_png_end *end, ic_error *error) {
    uint8_t surplus;
    const uint8_t *bytes;
    size_t count;
    *end = (ic_png_end){0};
    if (ic_png_idat_read(idat, &surplus, 1, &count, error) != IC_OK) return error->status;
    end->has_surplus = count > 0 || (!idat->is_over && ic_inflater_has_surplus(idat->inflater));
    for (;;) {
        if (look_at_content(idat, &bytes, &count, error) != IC_OK) return error->status;
        if (count == 0) break;
        end->has_surplus = true;
        take_content(idat, count);
    }
    end->is_cut = idat->is_cut;
    memcpy(end->head, idat->next, IC_PNG_CHUNK_HEAD);
    end->head_count = idat->next_count;
    return IC_OK;
}
