/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The targets of PNG.  Image data that this library takes must give the pixels that libpng gives, and what libpng takes
 * may be refused only for one of the documented reasons.
 */
#include "picture.h"

#include <cfuzztargets.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_CRC = 4 };

static uint8_t file[FUZZ_MAX_FILE * 4];
static size_t file_size;

static void put(const void *bytes, size_t count) {
    if (count > sizeof file - file_size) abort();
    if (count > 0) memcpy(file + file_size, bytes, count);
    file_size += count;
}

static void put_number(uint32_t value) {
    uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
    put(bytes, sizeof bytes);
}

static void put_chunk(const char *type, const uint8_t *data, size_t size) {
    put_number((uint32_t)size);
    size_t start = file_size;
    put(type, 4);
    put(data, size);
    put_number((uint32_t)crc32(0, file + start, (uInt)(4 + size)));
}

/* ---- Image data ---- */

/* The kind of a picture, by the first bytes of an input. */
typedef struct {
    uint8_t type, depth, samples;
    bool is_interlaced, has_transparency;
    uint32_t width, height;
    size_t row_bytes; /* without the filter's byte */
} kind;

static const struct {
    uint8_t type, samples, depths[5];
} kinds[] = {
    {0, 1, {1, 2, 4, 8, 16}}, {2, 3, {8, 16, 8, 16, 8}}, {3, 1, {1, 2, 4, 8, 8}},
    {4, 2, {8, 16, 8, 16, 8}}, {6, 4, {8, 16, 8, 16, 8}}, {6, 4, {8, 8, 8, 8, 8}}, {2, 3, {8, 8, 8, 8, 8}},
};

static kind kind_of(const uint8_t *data) {
    size_t index = data[0] % (sizeof kinds / sizeof *kinds);
    kind result = {
        .type = kinds[index].type, .samples = kinds[index].samples, .depth = kinds[index].depths[data[0] / 8 % 5],
        .is_interlaced = (data[1] & 1) != 0, .has_transparency = (data[1] & 2) != 0,
        .width = 1 + data[2] % 80u, .height = 1 + data[3] % 24u,
    };
    result.row_bytes = ((size_t)result.width * result.samples * result.depth + 7) / 8;
    return result;
}

static void put_header(const kind *k) {
    static const uint8_t palette[768] = {1, 2, 3, 250, 251, 252, 4, 200, 5}, alphas[] = {0, 128, 7, 0, 9, 1};
    file_size = 0;
    put("\x89PNG\r\n\x1a\n", SIGNATURE);
    uint8_t header[13] = {0, 0, 0, (uint8_t)k->width, 0, 0, 0, (uint8_t)k->height, k->depth, k->type, 0, 0,
                          k->is_interlaced};
    put_chunk("IHDR", header, sizeof header);
    if (k->type == 3) put_chunk("PLTE", palette, (size_t)3 << k->depth);
    /* A palette has alphas of entries, other types one transparent color. */
    size_t counts[] = {2, 0, 6, k->depth == 1 ? 2 : 4};
    if (k->has_transparency && k->type < 4) put_chunk("tRNS", alphas, counts[k->type]);
}

/* The rows of a picture that is not interlaced, filled with the input, with filters of 0 to 4. */
static size_t make_rows(const kind *k, const uint8_t *data, size_t size, uint8_t *rows) {
    size_t count = (1 + k->row_bytes) * k->height;
    memset(rows, 0, count);
    if (size > 0) memcpy(rows, data, size < count ? size : count);
    for (size_t y = 0; y < k->height; y++) rows[y * (1 + k->row_bytes)] %= 5;
    return count;
}

static uint8_t paeth(int left, int above, int corner) {
    int guess = left + above - corner;
    int a = abs(guess - left), b = abs(guess - above), c = abs(guess - corner);
    return (uint8_t)(a <= b && a <= c ? left : b <= c ? above : corner);
}

/* Undoes the filters by the textbook: PNG, third edition, 9.2. */
static void unfilter(const kind *k, uint8_t *rows) {
    static const uint8_t zeros[4096];
    size_t step = k->samples * k->depth < 8 ? 1 : k->samples * k->depth / 8u, line = 1 + k->row_bytes;
    for (size_t y = 0; y < k->height; y++) {
        uint8_t *row = rows + y * line + 1;
        const uint8_t *above = y == 0 ? zeros : row - line;
        for (size_t x = 0; x < k->row_bytes; x++) {
            int left = x < step ? 0 : row[x - step], corner = x < step ? 0 : above[x - step];
            int guess[] = {0, left, above[x], (left + above[x]) / 2, paeth(left, above[x], corner)};
            row[x] = (uint8_t)(row[x] + guess[row[-1]]);
        }
    }
}

/* Whether the reader delivers the file's own samples, of one or two bytes. */
static bool is_delivered_as_stored(const kind *k) {
    return k->depth >= 8 && k->type != 3 && !(k->has_transparency && k->type < 4);
}

static const char *compare_rows(const kind *k, const uint8_t *rows, const fuzz_picture *picture) {
    const uint8_t *pixels = picture->pixels;
    for (size_t y = 0; y < k->height; y++) {
        const uint8_t *row = rows + y * (1 + k->row_bytes) + 1;
        for (size_t x = 0; x < k->row_bytes; x += k->depth / 8u, pixels += k->depth / 8u) {
            uint16_t wide;
            memcpy(&wide, pixels, k->depth / 8u > 1 ? 2 : 0);
            bool is_same = k->depth == 8 ? *pixels == row[x] : wide == (row[x] << 8 | row[x + 1]);
            if (!is_same) return "PNG data: a sample is not what the textbook says";
        }
    }
    return NULL;
}

/* Puts the stream in chunks of 'part' bytes, then the end. */
static void put_image_data(const uint8_t *stream, size_t size, size_t part) {
    for (size_t at = 0; at < size; at += part) put_chunk("IDAT", stream + at, size - at < part ? size - at : part);
    if (size == 0) put_chunk("IDAT", NULL, 0);
    put_chunk("IEND", NULL, 0);
}

static size_t length_at(const uint8_t *place) {
    return (size_t)place[0] << 24 | (size_t)place[1] << 16 | (size_t)place[2] << 8 | place[3];
}

/* Returns whether zlib finds damage in the stream of the IDAT chunks, also after the last row. */
static bool is_damaged(const uint8_t *bytes, size_t size) {
    static uint8_t rows[1 << 12];
    z_stream z = {0};
    if (inflateInit(&z) != Z_OK) abort();
    int status = Z_OK;
    for (size_t at = SIGNATURE; status == Z_OK && at + CHUNK_HEAD + CHUNK_CRC <= size;) {
        size_t length = length_at(bytes + at);
        if (length > size - at - CHUNK_HEAD - CHUNK_CRC) break;
        if (memcmp(bytes + at + 4, "IDAT", 4) == 0) {
            z.next_in = (Bytef *)(uintptr_t)(bytes + at + CHUNK_HEAD); /* only read */
            z.avail_in = (uInt)length;
        }
        while (status == Z_OK && z.avail_in > 0) {
            z.next_out = rows;
            z.avail_out = sizeof rows;
            status = inflate(&z, Z_NO_FLUSH);
        }
        at += CHUNK_HEAD + length + CHUNK_CRC;
    }
    inflateEnd(&z);
    return status == Z_DATA_ERROR || status == Z_NEED_DICT;
}

/* libpng does not look for damage far behind the last row. */
static bool is_stricter(const char *message, const uint8_t *bytes, size_t size) {
    return strcmp(message, "PNG: IDAT: incorrect data check") == 0
        || strcmp(message, "PNG: Not enough image data") == 0
        || (strncmp(message, "PNG: IDAT: ", 11) == 0 && is_damaged(bytes, size));
}

/* Reads the file by this library and by libpng alone. */
static const char *compare_readers(const uint8_t *bytes, size_t size, fuzz_picture *own) {
    *own = fuzz_read(bytes, size, false, false);
    fuzz_picture other = fuzz_read(bytes, size, true, false);
    const char *fault = NULL;
    /* Where the rows end before the stream, libpng inflates on and may find damage. */
    if (own->status == IC_OK && other.status == IC_OK) {
        if (!fuzz_is_same(own, &other)) fault = "PNG: other pixels than libpng";
    } else if (own->status != IC_OK && other.status == IC_OK) {
        if (!is_stricter(own->message, bytes, size)) fault = "PNG: refuses what libpng takes";
    }
    fuzz_close(&other);
    return fault;
}

/* A deflate stream with a head and its Adler-32, if it has an end; returns its size. */
static size_t wrap(const uint8_t *data, size_t size, uint8_t *stream) {
    static uint8_t inflated[1 << 16];
    z_stream z = {0};
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK) abort();
    z.next_in = (Bytef *)(uintptr_t)data; /* only read */
    z.avail_in = (uInt)size;
    z.next_out = inflated;
    z.avail_out = sizeof inflated;
    size_t count = inflate(&z, Z_FINISH) == Z_STREAM_END ? size - z.avail_in : size;
    uint32_t check = (uint32_t)adler32(1, inflated, (uInt)(sizeof inflated - z.avail_out));
    inflateEnd(&z);
    memcpy(stream, "\x78\x01", 2);
    memcpy(stream + 2, data, count);
    for (int i = 0; i < 4; i++) stream[2 + count + (size_t)i] = (uint8_t)(check >> (24 - 8 * i));
    return count + 6;
}

const char *fuzz_png_data(const uint8_t *data, size_t size) {
    static uint8_t rows[1 << 15], stream[FUZZ_MAX_FILE + (1 << 15)];
    if (size < 6 || size > FUZZ_MAX_FILE / 2) return NULL;
    kind k = kind_of(data);
    uint8_t mode = data[4] % 4;
    size_t part = data[5] < 200 ? 1u + data[5] * 16u : data[5] - 199u;
    data += 6;
    size -= 6;
    if (mode < 2) k.is_interlaced = false;
    put_header(&k);
    size_t count = size;
    if (mode < 2) {
        uLongf packed = sizeof stream;
        if (compress2(stream, &packed, rows, make_rows(&k, data, size, rows), mode) != Z_OK) abort();
        count = packed;
    } else if (mode == 2) {
        count = wrap(data, size, stream);
    } else if (size > 0) {
        memcpy(stream, data, size);
    }
    put_image_data(stream, count, part);
    fuzz_picture own;
    const char *fault = compare_readers(file, file_size, &own);
    if (fault == NULL && mode < 2) {
        unfilter(&k, rows);
        if (own.status != IC_OK) {
            fault = "PNG data: refuses sound data";
        } else if (is_delivered_as_stored(&k)) {
            fault = compare_rows(&k, rows, &own);
        }
    }
    fuzz_close(&own);
    return fault;
}

/* ---- Whole files ---- */

/* Copies a file, and corrects the CRC of each of its chunks. */
static void copy_corrected(const uint8_t *data, size_t size) {
    file_size = 0;
    put(data, size);
    size_t at = SIGNATURE;
    while (at + CHUNK_HEAD + CHUNK_CRC <= size) {
        size_t length = length_at(file + at);
        if (length > size - at - CHUNK_HEAD - CHUNK_CRC) return;
        uint32_t check = (uint32_t)crc32(0, file + at + 4, (uInt)(4 + length));
        uint8_t *place = file + at + CHUNK_HEAD + length;
        for (int i = 0; i < 4; i++) place[i] = (uint8_t)(check >> (24 - 8 * i));
        at += CHUNK_HEAD + length + CHUNK_CRC;
    }
}

/* A lenient reader takes what a strict one takes, and delivers all rows of whatever has a header. */
static const char *check_lenient(const uint8_t *bytes, size_t size, const fuzz_picture *strict) {
    fuzz_picture lenient = fuzz_read(bytes, size, false, true);
    const char *fault = NULL;
    if (strict->status == IC_OK) {
        if (!fuzz_is_same(strict, &lenient)) fault = "lenient: other pixels of a sound file";
        else if (ic_reader_loss(lenient.reader) != NULL) fault = "lenient: a loss in a sound file";
    } else if (lenient.is_open && lenient.status == IC_CORRUPT) {
        fault = "lenient: does not deliver all rows";
    }
    fuzz_close(&lenient);
    return fault;
}

static const char *check_picture(const uint8_t *bytes, size_t size, const fuzz_picture *own) {
    const char *fault = NULL;
    if (own->is_open) fault = fuzz_check_metadata(own->reader);
    if (fault == NULL && own->status == IC_OK) fault = fuzz_check_written(own);
    return fault != NULL ? fault : check_lenient(bytes, size, own);
}

const char *fuzz_png(const uint8_t *data, size_t size) {
    if (size < 2 || size > FUZZ_MAX_FILE) return NULL;
    file_size = 0;
    if (data[0] & 1) put(data + 1, size - 1);
    else copy_corrected(data + 1, size - 1);
    /* JPEG has a target of its own. */
    if (file_size > 1 && file[0] == 0xff) return NULL;
    fuzz_picture own;
    const char *fault = compare_readers(file, file_size, &own);
    if (fault == NULL) fault = check_picture(file, file_size, &own);
    fuzz_close(&own);
    return fault;
}

const char *fuzz_jpeg(const uint8_t *data, size_t size) {
    if (size > FUZZ_MAX_FILE || (size > 0 && data[0] == 0x89)) return NULL;
    fuzz_picture own = fuzz_read(data, size, false, false);
    const char *fault = check_picture(data, size, &own);
    fuzz_close(&own);
    return fault;
}
