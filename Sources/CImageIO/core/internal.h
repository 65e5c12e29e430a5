/* SPDX-License-Identifier: Apache-2.0 */
/* Shared declarations of CImageIO: errors, buffered descriptors, metadata, the function tables of the codecs. */
#ifndef IC_INTERNAL_H
#define IC_INTERNAL_H

#include "cimageio.h"

enum { IC_BUFFER_SIZE = 64 << 10 };

/* ---- Errors (error.c) ---- */

/*
 * Fills 'error' unless it already holds one, since the first failure is the cause.  Returns the status that it then
 * holds.
 */
ic_status ic_fail(ic_error *error, ic_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Fills 'error' for a failed system call, like ic_fail(). */
ic_status ic_fail_system(ic_error *error, int system_error, const char *what);

/* Copies 'from' to the caller's 'to', which may be NULL.  Returns the status. */
ic_status ic_report(const ic_error *from, ic_error *to);

/* ---- Buffered descriptors (descriptor.c) ---- */

typedef struct ic_source {
    int descriptor;
    ic_bytes memory;     /* a copy of the whole file in place of the descriptor, or no data */
    size_t memory_place; /* the position in it */
    size_t start, end;   /* the bytes not yet consumed: buffer[start..<end] */
    uint8_t buffer[IC_BUFFER_SIZE];
} ic_source;

/*
 * Reads until at least 'count' bytes, at most a buffer, are held, or the input ends.  Moves the held bytes to the
 * start of the buffer.
 */
ic_status ic_source_fill(ic_source *source, size_t count, ic_error *error);

/* Makes a copy of 'bytes' the input; returns false if out of memory.  ic_source_clear() frees it. */
bool ic_source_copy(ic_source *source, ic_bytes bytes);
void ic_source_clear(ic_source *source);

/*
 * Returns the position of the next byte to be consumed, and the size of the whole input; false for a pipe or a device,
 * which can only be read in order.
 */
bool ic_source_extent(const ic_source *source, uint64_t *place, uint64_t *size);

/*
 * Reads at an offset, after ic_source_extent() returned true; returns whether all 'count' bytes could be read.  'error'
 * is set if reading fails, but not at the end of the input.
 */
bool ic_source_read_at(const ic_source *source, uint64_t place, uint8_t *bytes, size_t count, ic_error *error);

/*
 * Returns the number of bytes not yet consumed: all of them, by the size of a regular file or memory; else those that
 * are held.  Reads nothing, so it never waits for a pipe.
 */
uint64_t ic_source_left(const ic_source *source);

/* Consumes 'count' bytes.  '*taken' is less at the end of the input. */
ic_status ic_source_take(ic_source *source, uint8_t *bytes, size_t count, size_t *taken, ic_error *error);

typedef struct ic_sink {
    int descriptor;
    bool in_memory; /* no descriptor: flushed bytes are kept in 'kept' */
    uint8_t *kept;
    size_t kept_count, kept_capacity;
    size_t count; /* bytes held */
    uint8_t buffer[IC_BUFFER_SIZE];
} ic_sink;

ic_status ic_sink_put(ic_sink *sink, const uint8_t *bytes, size_t count, ic_error *error);
ic_status ic_sink_flush(ic_sink *sink, ic_error *error);
void ic_sink_clear(ic_sink *sink);

/* ---- Metadata (metadata.c) ---- */

typedef struct ic_metadata {
    ic_bytes blocks[IC_BLOCK_COUNT];
    ic_text *texts; /* every part is NUL-terminated */
    size_t text_count, text_capacity, text_size;
    ic_segment *segments;
    size_t segment_count, segment_capacity, segment_size;
    size_t inflated; /* PNG: the bytes that compressed chunks have been inflated to so far */
    ic_scalars scalars;
    ic_extras extras;
} ic_metadata;

/*
 * These copy; they return false if out of memory.  Texts whose keyword PNG could not hold, and data beyond
 * IC_MAX_BLOCK_SIZE, are dropped.
 */
bool ic_metadata_set_block(ic_metadata *metadata, ic_block block, ic_bytes bytes);
bool ic_metadata_extend_block(ic_metadata *metadata, ic_block block, ic_bytes bytes);
bool ic_metadata_add_text(ic_metadata *metadata, const ic_text *text);
bool ic_metadata_add_segment(ic_metadata *metadata, const ic_segment *segment);
void ic_metadata_clear(ic_metadata *metadata);

/* ---- Codecs ---- */

enum { IC_MAX_COMPONENTS = 4 };

/* How a JPEG file codes its components. */
typedef struct ic_coding {
    uint32_t count; /* 0: not a JPEG, or nothing specified */
    ic_sampling sampling[IC_MAX_COMPONENTS];
    bool has_table[IC_MAX_COMPONENTS];
    uint16_t tables[IC_MAX_COMPONENTS][IC_TABLE_SIZE];
} ic_coding;

typedef struct ic_decoder ic_decoder;
typedef struct ic_encoder ic_encoder;

enum { IC_SIGNATURE_SIZE = 8 };

/* A format: what its files begin with, what they can hold, and the functions that read and write them (codecs.c). */
typedef struct ic_codec {
    ic_format format;
    const char *name;
    uint8_t signature[IC_SIGNATURE_SIZE];
    size_t signature_size;
    const ic_decoder *decoder;
    const ic_encoder *encoder;
    uint32_t max_side;
    uint32_t max_bit_depth;
    bool has_alpha;
    bool has_chunks;       /* segments are PNG chunks, and metadata may follow the image data; else JPEG segments */
    bool codes_components; /* with sampling factors and quantization tables */
    size_t room[IC_BLOCK_COUNT]; /* the maximum size of each block; 0 if it cannot be stored */
    size_t max_text, max_segment;
} ic_codec;

/* Returns the codec of a format; NULL if there is none. */
const ic_codec *ic_codec_of_format(ic_format format);

/*
 * Returns the codec of a file that begins with these bytes; NULL if there is none.  '*is_truncated' is set if they end
 * within its signature.
 */
const ic_codec *ic_codec_of_bytes(const uint8_t *bytes, size_t count, bool *is_truncated);

enum { IC_MAX_NOTES = 16, IC_NOTE_SIZE = 120 };

struct ic_reader {
    const ic_decoder *decoder;
    void *codec; /* the decoder's own state */
    ic_header header;
    ic_limits limits;
    ic_metadata metadata;
    ic_error error;
    ic_coding coding;
    char notes[IC_MAX_NOTES][IC_NOTE_SIZE];
    size_t note_count;
    char loss[IC_NOTE_SIZE]; /* what a damaged file has lost, if lenient; or empty */
    uint32_t rows_done;
    bool ready; /* for the first row */
    bool finished;
    bool knows_end; /* of the metadata: none comes with or after the rows */
    ic_source source;
};

/*
 * Functions with a status return reader->error.status; open fills codec, header and metadata; prepare is called until
 * it sets reader->ready, if header.fully_buffered is set; next_pixels returns the next row, valid until the next call,
 * or NULL; convert is NULL if ic_convert_pixels() serves; close frees codec, which may be NULL.
 */
struct ic_decoder {
    ic_status (*open)(ic_reader *reader);
    ic_status (*prepare)(ic_reader *reader);
    const uint8_t *(*next_pixels)(ic_reader *reader);
    void (*convert)(const ic_reader *reader, const uint8_t *pixels, float *const *planes);
    ic_status (*finish)(ic_reader *reader);
    void (*close)(ic_reader *reader);
};

extern const ic_decoder ic_png_decoder, ic_jpeg_decoder;

/* Copies a note, truncated to IC_NOTE_SIZE.  Duplicates and notes over IC_MAX_NOTES are dropped. */
void ic_add_note(ic_reader *reader, const char *note);

/* Records what a damaged file has lost, "lost the last 3 of 10 rows", unless something has been recorded. */
void ic_add_loss(ic_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A lenient reader accepts files that are this much shorter than the shortest file of an image of this size. */
enum { IC_LENIENT_RATIO = 8 };

/* The maximum number of texts, and of other segments and chunks that are not interpreted. */
enum { IC_MAX_KEPT = 1000 };

/* Returns whether a JPEG writer accepts a table of IC_TABLE_SIZE numbers (jpeg_coding.c). */
bool ic_can_quantize(const uint16_t *table);

/*
 * Returns whether a JPEG writer accepts the sampling factors of three components: an interleaved scan has at most 10
 * blocks, and libjpeg averages whole samples.
 */
bool ic_can_sample(const ic_sampling *sampling);

/* Converts interleaved samples to planes (pixels.c). */
void ic_convert_pixels(const ic_header *header, const uint8_t *pixels, float *const *planes);

/* Fails with IC_LIMIT if the header's size is over the limits. */
ic_status ic_check_pixels(ic_reader *reader);

struct ic_writer {
    const ic_codec *kind;
    const ic_encoder *encoder;
    void *codec; /* the encoder's own state */
    ic_output output;
    ic_coding coding; /* 'count' is not used: JPEG; a sampling of 0 x 0 is unset */
    ic_metadata metadata;
    ic_metadata late; /* PNG: metadata written after the image data */
    ic_error error;
    uint32_t rows_done;
    bool began_planes;
    bool finished;
    ic_sink sink;
};

/*
 * Like ic_decoder.  check examines the fields of ic_output that only this format has, before create; start writes
 * everything before the first row; row returns the buffer for the next row's pixels, which write then encodes.
 */
struct ic_encoder {
    ic_status (*check)(const ic_output *output, ic_error *error);
    ic_status (*create)(ic_writer *writer);
    ic_status (*start)(ic_writer *writer);
    uint8_t *(*row)(ic_writer *writer);
    ic_status (*write)(ic_writer *writer);
    ic_status (*finish)(ic_writer *writer);
    void (*destroy)(ic_writer *writer);
    /* NULL if components cannot be given; write_planes is called with writer->rows_done counting the new rows. */
    ic_plane_row (*plane_row)(ic_writer *writer, uint32_t component, uint32_t row);
    ic_status (*write_planes)(ic_writer *writer);
};

/*
 * Returns whether the environment variable IMGCONV_PNG is "libpng": then libpng and zlib do all work, in the whole
 * process (png_common.c).
 */
bool ic_png_is_plain(void);

extern const ic_encoder ic_png_encoder, ic_jpeg_encoder;

/* The prefixes of the data in JPEG application segments, and the capacity of a segment including its prefix. */
enum {
    IC_EXIF_PREFIX_SIZE = 6,
    IC_XMP_PREFIX_SIZE = 29,
    IC_ICC_PREFIX_SIZE = 14,
    IC_EXTENDED_XMP_PREFIX_SIZE = 35,
    IC_PHOTOSHOP_PREFIX_SIZE = 14,
    IC_SEGMENT_SIZE = 65533
};
extern const uint8_t ic_exif_prefix[IC_EXIF_PREFIX_SIZE], ic_xmp_prefix[IC_XMP_PREFIX_SIZE];
/* The first 12 bytes are followed by the number of the segment, from 1, and the number of segments. */
extern const uint8_t ic_icc_prefix[IC_ICC_PREFIX_SIZE];
/* Followed by the GUID, the size of the whole packet and the offset of this part in it, 4 bytes each, big-endian. */
extern const uint8_t ic_extended_xmp_prefix[IC_EXTENDED_XMP_PREFIX_SIZE];
extern const uint8_t ic_photoshop_prefix[IC_PHOTOSHOP_PREFIX_SIZE];

#endif
