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
    size_t start, end; /* the bytes not yet consumed: buffer[start..<end] */
    uint8_t buffer[IC_BUFFER_SIZE];
} ic_source;

/*
 * Reads until at least 'count' bytes, at most a buffer, are held, or the input ends.  Moves the held bytes to the
 * start of the buffer.
 */
ic_status ic_source_fill(ic_source *source, size_t count, ic_error *error);

/*
 * Returns the number of bytes not yet consumed: of a regular file all of them, by its size; else those that are held.
 * Reads nothing, so it never waits for a pipe.
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
    ic_facts facts;
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
    uint32_t rows_done;
    bool ready; /* for the first row */
    bool finished;
    ic_source source;
};

/*
 * Functions with a status return reader->error.status; open fills codec, header and metadata; prepare is called until
 * it sets reader->ready, if header.held_whole is set; next_pixels returns the next row, valid until the next call, or
 * NULL; convert is NULL if ic_convert_pixels() serves; close frees codec, which may be NULL.
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

/* Returns whether a JPEG writer accepts a table of IC_TABLE_SIZE numbers. */
bool ic_can_quantize(const uint16_t *table);

/* Converts interleaved samples to planes. */
void ic_convert_pixels(const ic_header *header, const uint8_t *pixels, float *const *planes);

/* Fails with IC_LIMIT if the header's size is over the limits. */
ic_status ic_check_pixels(ic_reader *reader);

struct ic_writer {
    const ic_encoder *encoder;
    void *codec;
    ic_output output;
    ic_coding coding; /* 'count' is not used: JPEG; a sampling of 0 x 0 is unset */
    ic_metadata metadata;
    ic_metadata late; /* PNG: metadata written after the image data */
    ic_error error;
    uint32_t rows_done;
    bool finished;
    ic_sink sink;
};

/*
 * Like ic_decoder.  start writes everything before the first row; row returns the buffer for the next row's pixels,
 * which write then encodes.
 */
struct ic_encoder {
    ic_status (*create)(ic_writer *writer);
    ic_status (*start)(ic_writer *writer);
    uint8_t *(*row)(ic_writer *writer);
    ic_status (*write)(ic_writer *writer);
    ic_status (*finish)(ic_writer *writer);
    void (*destroy)(ic_writer *writer);
};

/*
 * Returns whether the environment variable IMGCONV_PNG is "libpng": then libpng and zlib do all work, in the whole
 * process.
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
