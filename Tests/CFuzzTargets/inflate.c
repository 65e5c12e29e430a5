/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inflates a stream by CDeflate, in pieces, and by zlib.  Both must end it after the same bytes with the same output,
 * or both must not.  Then the same for the stream of a PNG: a head, the deflate stream, and its Adler-32.
 *
 * An input is the sizes of the pieces, a byte, and the stream.
 */
#include <cdeflate.h>
#include <cfuzztargets.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zlib_stream.h>

enum { ROOM = 1 << 16, MOST = 1 << 16, HEAD = 2, CHECK = 4 };

static const size_t pieces[] = {1, 2, 7, 64, 300, 4096, ROOM, ROOM};

/* What became of a stream: whether it ended, after how many of its bytes, and its output. */
typedef struct {
    bool has_ended, is_long; /* is_long: the output did not fit */
    size_t consumed, count;
    uint8_t bytes[ROOM];
} outcome;

static outcome by_zlib, by_own;

static void inflate_by_zlib(outcome *result, int window_bits, const uint8_t *data, size_t size) {
    z_stream stream = {0};
    if (inflateInit2(&stream, window_bits) != Z_OK) abort();
    stream.next_in = (Bytef *)(uintptr_t)data; /* only read */
    stream.avail_in = (uInt)size;
    stream.next_out = result->bytes;
    stream.avail_out = ROOM;
    int status = inflate(&stream, Z_FINISH);
    result->has_ended = status == Z_STREAM_END;
    result->count = ROOM - stream.avail_out;
    result->is_long = stream.avail_out == 0 && !result->has_ended;
    result->consumed = size - stream.avail_in;
    inflateEnd(&stream);
}

/* Sets the next piece of what is left. */
static void next_piece(cd_ends *ends, const outcome *result, const uint8_t *data, size_t size, uint8_t sizes) {
    size_t most = pieces[sizes & 7], room = pieces[sizes >> 3 & 7];
    ends->in = data + result->consumed;
    ends->in_count = size - result->consumed < most ? size - result->consumed : most;
    ends->out = by_own.bytes + result->count;
    ends->out_count = ROOM - result->count < room ? ROOM - result->count : room;
}

/* Counts what a call took and made; returns whether it did anything. */
static bool advance(outcome *result, const cd_ends *before, const cd_ends *after) {
    size_t took = before->in_count - after->in_count, made = before->out_count - after->out_count;
    result->consumed += took;
    result->count += made;
    return took > 0 || made > 0;
}

static void inflate_by_cdeflate(outcome *result, const uint8_t *data, size_t size, uint8_t sizes) {
    cd_inflater *inflater = cd_inflater_create();
    bool moves = inflater != NULL;
    while (moves && !cd_inflater_has_ended(inflater)) {
        cd_ends before, ends;
        next_piece(&before, result, data, size, sizes);
        ends = before;
        bool is_sound = cd_inflate(inflater, &ends);
        moves = advance(result, &before, &ends) && is_sound;
    }
    result->has_ended = inflater != NULL && cd_inflater_has_ended(inflater);
    result->is_long = result->count == ROOM && !result->has_ended;
    uint8_t byte;
    /* Bytes after the end that were consumed are given back. */
    while (result->has_ended && cd_inflater_take_byte(inflater, &byte)) {
        result->consumed--;
    }
    cd_inflater_free(inflater);
}

static const char *difference(void) {
    size_t common = by_own.count < by_zlib.count ? by_own.count : by_zlib.count;
    if (memcmp(by_own.bytes, by_zlib.bytes, common) != 0) return "inflate: other bytes than zlib";
    if (by_own.is_long || by_zlib.is_long) return NULL;
    if (by_own.has_ended && !by_zlib.has_ended) return "inflate: takes a stream that zlib refuses";
    if (!by_own.has_ended && by_zlib.has_ended) return "inflate: refuses a stream that zlib takes";
    if (!by_own.has_ended) return NULL;
    if (by_own.count != by_zlib.count) return "inflate: another number of bytes than zlib";
    return by_own.consumed == by_zlib.consumed ? NULL : "inflate: another end than zlib";
}

/* Inflates the stream of a PNG; 'consumed' is not known to the byte. */
static void inflate_as_png(outcome *result, const uint8_t *data, size_t size, uint8_t sizes) {
    ic_inflater *inflater = ic_inflater_create();
    const char *problem = NULL;
    bool moves = inflater != NULL;
    while (moves && !ic_inflater_has_ended(inflater)) {
        cd_ends before, after;
        next_piece(&before, result, data, size, sizes);
        ic_inflation ends = {before.in, before.in_count, before.out, before.out_count};
        problem = ic_inflate(inflater, &ends);
        after = (cd_ends){ends.in, ends.in_count, ends.out, ends.out_count};
        moves = advance(result, &before, &after) && problem == NULL;
    }
    result->has_ended = inflater != NULL && ic_inflater_has_ended(inflater) && problem == NULL;
    result->is_long = result->count == ROOM && !result->has_ended;
    result->consumed = by_zlib.consumed;
    ic_inflater_free(inflater);
}

/* Wraps the sound stream that zlib found in a head and an Adler-32, damaged by 'change', and inflates it again. */
static const char *check_wrapped(const uint8_t *data, size_t size, uint8_t sizes) {
    static uint8_t file[HEAD + MOST + CHECK];
    uint32_t check = (uint32_t)adler32(1, by_zlib.bytes, (uInt)by_zlib.count);
    size_t count = by_zlib.consumed;
    bool is_damaged = (sizes & 0x80) != 0;
    memcpy(file, "\x78\x01", HEAD);
    memcpy(file + HEAD, data, count);
    for (int i = 0; i < CHECK; i++) file[HEAD + count + (size_t)i] = (uint8_t)(check >> (24 - 8 * i));
    if (is_damaged) file[HEAD + count + size % CHECK] ^= (uint8_t)(1 << size % 8);
    by_own.consumed = by_own.count = 0;
    inflate_as_png(&by_own, file, HEAD + count + CHECK, sizes);
    if (!is_damaged) return difference();
    return by_own.has_ended ? "zlib stream: a wrong Adler-32 is accepted" : NULL;
}

const char *fuzz_inflate(const uint8_t *data, size_t size) {
    if (size < 1 || size > MOST) return NULL;
    uint8_t sizes = *data++;
    size--;
    memset(&by_own, 0, offsetof(outcome, bytes));
    memset(&by_zlib, 0, offsetof(outcome, bytes));
    if (sizes & 0x40) {
        /* The input is the whole stream of a PNG. */
        inflate_by_zlib(&by_zlib, MAX_WBITS, data, size);
        inflate_as_png(&by_own, data, size, sizes);
        return difference();
    }
    inflate_by_zlib(&by_zlib, -MAX_WBITS, data, size);
    inflate_by_cdeflate(&by_own, data, size, sizes);
    const char *fault = difference();
    return fault != NULL || !by_zlib.has_ended ? fault : check_wrapped(data, size, sizes);
}
