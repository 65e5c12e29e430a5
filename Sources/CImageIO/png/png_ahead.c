/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the chunks after a PNG's image data before the image is decoded, so that an orientation or a text there can
 * be written to outputs that must begin with it.
 *
 * Only the heads of chunks are read, and few of them for IDAT chunks: most encoders make those all of one length, so
 * the position of the last ones can be predicted.  A guess may be wrong, and a file may change: the caller compares
 * the digest with that of the chunks that it reads in order.
 */
#include "zlib_stream.h"
#include "png_chunks.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_HEADS = 4096, FRAME = IC_PNG_CHUNK_HEAD + IC_PNG_CHUNK_CRC };

/* A chunk of a regular file or of memory. */
typedef struct walk {
    ic_reader *reader;
    uint64_t place, size; /* position of the chunk's head; size of the file */
    uint8_t head[IC_PNG_CHUNK_HEAD];
    int heads_left;       /* number that may still be read */
} walk;

static uint32_t length_of(const uint8_t head[IC_PNG_CHUNK_HEAD]) { return ic_png_number(head); }

static uint32_t name_of(const uint8_t head[IC_PNG_CHUNK_HEAD]) { return ic_png_number(head + 4); }

static bool read_head(walk *walk, uint64_t place) {
    if (walk->heads_left-- <= 0 || place + FRAME > walk->size) return false;
    walk->place = place;
    return ic_source_read_at(&walk->reader->source, place, walk->head, sizeof walk->head, &walk->reader->error);
}

static bool advance(walk *walk) {
    uint32_t length = length_of(walk->head);
    return length <= IC_PNG_LONGEST_CHUNK && read_head(walk, walk->place + FRAME + length);
}

/* Starts at the first IDAT chunk; false if the input cannot be read at any offset. */
static bool begin(walk *walk, ic_reader *reader, uint32_t first_length) {
    uint64_t place;
    *walk = (struct walk){.reader = reader, .heads_left = MAX_HEADS};
    if (!ic_source_extent(&reader->source, &place, &walk->size) || place < IC_PNG_CHUNK_HEAD) return false;
    return read_head(walk, place - IC_PNG_CHUNK_HEAD) && name_of(walk->head) == IC_PNG_IDAT
           && length_of(walk->head) == first_length;
}

/*
 * Jumps from an IDAT chunk to a later one, as close to the last as can be guessed assuming that all have its length
 * except the last, which has the rest.  Guesses are counted from the end of the file and step back farther after each
 * failure.
 */
static void jump(walk *walk) {
    uint64_t from = walk->place, step = (uint64_t)length_of(walk->head) + FRAME;
    uint64_t most = (walk->size - FRAME - from) / step;
    for (uint64_t back = 0; back < most; back = 2 * back + 1) {
        struct walk guess = *walk;
        if (!read_head(&guess, from + (most - back) * step)) return;
        walk->heads_left = guess.heads_left;
        if (name_of(guess.head) == IC_PNG_IDAT && length_of(guess.head) <= length_of(walk->head)) {
            *walk = guess;
            return;
        }
    }
}

static bool skip_image(walk *walk) {
    bool has_jumped = false;
    for (;;) {
        uint32_t length = length_of(walk->head);
        if (!advance(walk)) return false;
        if (name_of(walk->head) != IC_PNG_IDAT) return true;
        if (!has_jumped && length_of(walk->head) == length) {
            has_jumped = true;
            jump(walk);
        }
    }
}

static bool is_late_chunk(const uint8_t head[IC_PNG_CHUNK_HEAD]) {
    return ic_png_is_ancillary(head) || memcmp(head + 4, "tRNS", 4) == 0;
}

/* Skips from the first chunk after the image data to IEND. */
static bool skip_late_chunks(walk *walk) {
    while (name_of(walk->head) != IC_PNG_IEND) {
        if (!is_late_chunk(walk->head) || !advance(walk)) return false;
    }
    return length_of(walk->head) == 0;
}

uint32_t ic_png_digest(uint32_t digest, const uint8_t head[IC_PNG_CHUNK_HEAD], const uint8_t crc[IC_PNG_CHUNK_CRC]) {
    return ic_crc32(ic_crc32(digest, head, IC_PNG_CHUNK_HEAD), crc, IC_PNG_CHUNK_CRC);
}

static ic_status add_chunk(ic_png_chunks *chunks, const walk *walk, uint32_t *digest) {
    ic_reader *reader = walk->reader;
    uint64_t place = walk->place + IC_PNG_CHUNK_HEAD;
    uint32_t length = length_of(walk->head);
    size_t wanted = ic_png_wants(walk->head) ? length : 0;
    uint8_t *content = malloc(wanted + 1), crc[IC_PNG_CHUNK_CRC];
    if (content == NULL) return ic_fail(&reader->error, IC_MEMORY, "PNG: out of memory");
    bool is_read = ic_source_read_at(&reader->source, place, content, wanted, &reader->error)
                   && ic_source_read_at(&reader->source, place + length, crc, sizeof crc, &reader->error);
    if (is_read) {
        ic_png_chunk chunk = {.place = IC_PNG_AFTER_DATA, .content = {content, wanted}};
        memcpy(chunk.head, walk->head, sizeof chunk.head);
        uint32_t actual = ic_crc32(ic_crc32(0, walk->head + 4, 4), content, wanted);
        chunk.has_wrong_crc = wanted == length && actual != ic_png_number(crc);
        *digest = ic_png_digest(*digest, walk->head, crc);
        ic_png_add_chunk(reader, chunks, &chunk);
    } else {
        ic_fail(&reader->error, IC_CORRUPT, "PNG: truncated data");
    }
    free(content);
    return reader->error.status;
}

ic_status ic_png_look_ahead(ic_reader *reader, ic_png_chunks *chunks, uint32_t first_length, bool *is_done,
                            uint32_t *digest) {
    walk first;
    *digest = 0;
    *is_done = false;
    if (!begin(&first, reader, first_length) || !skip_image(&first)) return reader->error.status;
    walk last = first;
    if (!skip_late_chunks(&last) || reader->error.status != IC_OK) return reader->error.status;
    *is_done = true;
    reader->metadata.extras.trailing_bytes = last.size - last.place - FRAME;
    first.heads_left = MAX_HEADS;
    while (first.place < last.place) {
        if (ic_png_is_ancillary(first.head) && add_chunk(chunks, &first, digest) != IC_OK) break;
        if (!advance(&first)) return ic_fail(&reader->error, IC_CORRUPT, "PNG: truncated data");
    }
    return reader->error.status;
}
