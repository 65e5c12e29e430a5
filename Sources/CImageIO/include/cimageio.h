/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cimageio: converts between PNG and JPEG files and rows of samples in channel planes.
 *
 * A reader is opened on a file descriptor and delivers rows from top to bottom; a writer takes rows and sends bytes
 * to a file descriptor.  They use libpng and libjpeg; neither prints anything, and their longjmps start and end
 * inside one call of a function below.
 *
 * Samples are float, value / 255 or value / 65535.  Planes are in the order gray; gray, alpha; red, green, blue; red,
 * green, blue, alpha.  Each plane pointer points to 'width' samples; planes do not overlap.
 *
 * Errors: a function that can fail returns a status and fills 'error', which the caller owns and which may be NULL.
 * After the first failure a handle is dead: every later call returns that error again, and only the close or destroy
 * function may be used.  A handle belongs to one thread at a time; different handles are independent. There are no
 * globals.  Reading and writing rows does not allocate.
 */
#ifndef CIMAGEIO_H
#define CIMAGEIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ic_status {
    IC_OK,
    IC_CORRUPT,     /* the data is damaged or truncated */
    IC_UNSUPPORTED, /* empty, not a supported image format, or an image that the format or the library cannot hold */
    IC_LIMIT,       /* over a limit */
    IC_IO,          /* reading or writing the descriptor failed: 'system_error' has errno */
    IC_MEMORY,      /* an allocation failed */
    IC_MISUSE       /* the caller violated a rule of this header */
} ic_status;

enum { IC_MESSAGE_SIZE = 240 };

typedef struct ic_error {
    ic_status status;
    int system_error;              /* errno for IC_IO, else 0 */
    uint64_t pixels_needed;        /* the ic_limits.max_pixels that the image needs if it exceeded them, else 0 */
    char message[IC_MESSAGE_SIZE]; /* one line of ASCII, the library's own message if there is one */
} ic_error;

/* Returns the message of 'error' as a C string that lives as long as 'error'. */
const char *ic_error_message(const ic_error *error);

typedef enum ic_format { IC_PNG = 1, IC_JPEG } ic_format;

typedef enum ic_color_model {
    IC_GRAY = 1,
    IC_PALETTE,
    IC_RGB,
    IC_YCBCR,
    IC_CMYK,
    IC_YCCK
} ic_color_model;

typedef struct ic_header {
    ic_format format;
    uint32_t width, height;
    uint32_t channels; /* of the delivered rows: 1 to 4 */
    bool has_alpha;    /* the last channel is alpha, not premultiplied */
    bool interlaced;   /* Adam7 or progressive */
    bool fully_buffered;   /* the order of the data in the file makes the reader hold the whole image as integers */
    uint32_t bit_depth;        /* delivered samples are k / (2^bit_depth - 1): 8 or 16 */
    uint32_t stored_bit_depth; /* in the file: 1, 2, 4, 8, 16 */
    ic_color_model color_model; /* in the file */
} ic_header;

/*
 * Entire rows are held, by the reader and by its caller, so wider images are refused.  This is libpng's own default.
 */
enum { IC_MAX_WIDTH = 1000000 };

typedef struct ic_limits {
    uint64_t max_pixels; /* width x height; the width is also limited by IC_MAX_WIDTH */
    bool only_libpng;    /* PNG: libpng decodes the image data too, to check this library's own decoder */
    bool lenient;        /* decode what can be salvaged from a damaged file: ic_reader_loss() */
} ic_limits;

/* ---- Metadata ---- */

/* Bytes owned by someone else.  'data' may be NULL when 'count' is 0. */
typedef struct ic_bytes {
    const uint8_t *data;
    size_t count;
} ic_bytes;

/* Blocks of bytes copied unchanged. */
typedef enum ic_block {
    IC_ICC,          /* an ICC profile (PNG iCCP, JPEG APP2) */
    IC_EXIF,         /* a TIFF header and the data after it (PNG eXIf, JPEG APP1 after "Exif\0\0") */
    IC_XMP,          /* an XMP packet (PNG iTXt "XML:com.adobe.xmp", JPEG APP1 after its namespace) */
    IC_EXTENDED_XMP, /* JPEG: the GUID's IC_GUID_SIZE digits, then the packet assembled from all its segments */
    IC_PHOTOSHOP,    /* JPEG: image resources (APP13 after "Photoshop 3.0\0"); resource 0x0404 is IPTC */
    IC_CICP,         /* PNG cICP: 4 bytes */
    IC_MDCV,         /* PNG mDCV: 24 bytes */
    IC_CLLI,         /* PNG cLLI: 8 bytes */
    IC_TIME          /* PNG tIME: 7 bytes */
} ic_block;

enum { IC_BLOCK_COUNT = 9, IC_GUID_SIZE = 32 };

/* The maximum size of a block, and of all texts together; larger ones are dropped. */
enum { IC_MAX_BLOCK_SIZE = 8 << 20 };

typedef enum ic_text_form {
    IC_TEXT_LATIN1,            /* PNG tEXt */
    IC_TEXT_LATIN1_COMPRESSED, /* PNG zTXt */
    IC_TEXT_UTF8,              /* PNG iTXt */
    IC_TEXT_UTF8_COMPRESSED,   /* PNG iTXt, compressed */
    IC_TEXT_COMMENT            /* JPEG COM: no keyword, bytes in an unknown encoding */
} ic_text_form;

typedef struct ic_text {
    ic_text_form form;
    ic_bytes keyword;            /* Latin-1, 1 to 79 bytes; empty for IC_TEXT_COMMENT */
    ic_bytes text;
    ic_bytes language;           /* of iTXt, else empty */
    ic_bytes translated_keyword; /* of iTXt, UTF-8, else empty */
} ic_text;

typedef enum ic_density_unit {
    IC_DENSITY_NONE,       /* the density is unknown */
    IC_DENSITY_ASPECT,     /* only the ratio of x to y is meaningful */
    IC_DENSITY_PER_METER,  /* PNG */
    IC_DENSITY_PER_INCH,   /* JPEG */
    IC_DENSITY_PER_CM      /* JPEG */
} ic_density_unit;

/*
 * A JPEG application segment or an ancillary PNG chunk that this library does not interpret.  Its bytes are copied
 * unchanged between files of the same format.
 */
typedef struct ic_segment {
    char name[6]; /* "APP0" to "APP15", or the chunk's type such as "prVt"; the rest is NUL */
    ic_bytes bytes;
    bool after_image; /* PNG: the chunk is after the image data and has to stay there */
} ic_segment;

/* Contents of a file besides its image that are never written. */
typedef struct ic_extras {
    uint32_t pictures;        /* JPEG: pictures after the first, by the MPF index */
    uint32_t frames;          /* PNG: frames of an animation besides the image itself */
    bool has_gain_map;        /* JPEG: has gain-map metadata of ISO 21496-1 */
    bool has_credentials;     /* C2PA: JPEG APP11 JUMBF, PNG caBX */
    uint64_t trailing_bytes;  /* after the image's end; 0 if the input cannot tell */
} ic_extras;

/* Scalar metadata.  The fields of an absent value are 0. */
typedef struct ic_scalars {
    ic_density_unit density_unit;
    uint32_t density_x, density_y;
    bool has_gamma;          /* PNG gAMA: 100000 x the exponent */
    uint32_t gamma;
    bool has_chromaticities; /* PNG cHRM: 100000 x (white x, white y, red x, red y, green, blue) */
    uint32_t chromaticities[8];
    bool has_srgb_intent;    /* PNG sRGB */
    uint8_t srgb_intent;
} ic_scalars;

/* The sampling factors of a JPEG component: its blocks in the unit that all components share, 1 to 4 each way. */
typedef struct ic_sampling {
    uint8_t horizontal, vertical;
} ic_sampling;

/* The size of a quantization table, in row-major order, and the maximum of its numbers. */
enum { IC_TABLE_SIZE = 64, IC_MAX_QUANTUM = 8191 };

/* ---- Reading ---- */

typedef struct ic_reader ic_reader;

/*
 * ic_reader_open() detects the format from the first bytes at 'descriptor' and reads up to the first row.  The
 * descriptor may be a file, a pipe or a socket: it is read from its current position in blocks, possibly past the end
 * of the image, never sought, and not closed; it must stay open until ic_reader_close().  'taken' are the bytes
 * before that position that the caller has already read to detect the format: none, or at most 65536. They and
 * 'limits' are copied. On IC_OK '*reader' is a handle for ic_reader_close() to free; otherwise it is NULL. Fails with
 * IC_UNSUPPORTED (empty input, neither PNG nor JPEG, a kind of JPEG that libjpeg does not support), IC_CORRUPT,
 * IC_LIMIT, IC_IO, IC_MEMORY, IC_MISUSE.
 */
ic_status ic_reader_open(int descriptor, ic_bytes taken, const ic_limits *limits, ic_reader **reader,
                         ic_error *error);

/*
 * ic_reader_open_memory() reads a file whose bytes are in memory; they are copied.  Fails as ic_reader_open() does,
 * except for IC_IO and IC_MISUSE.
 */
ic_status ic_reader_open_memory(ic_bytes bytes, const ic_limits *limits, ic_reader **reader, ic_error *error);

/* Returns the header of the file.  Valid until ic_reader_close(). */
const ic_header *ic_reader_header(const ic_reader *reader);

/*
 * ic_reader_prepare() does one step, no longer than a row of blocks, of the work before the first row: if
 * header.fully_buffered is set, the whole image is decoded, which is slow.  '*ready' is set when no work is left.
 * Calling it is optional: ic_reader_next_row() does any remaining work.  Fails with IC_CORRUPT, IC_LIMIT (a
 * progressive JPEG whose scans are out of proportion to its size), IC_IO, IC_MEMORY.
 */
ic_status ic_reader_prepare(ic_reader *reader, bool *ready, ic_error *error);

/*
 * ic_reader_next_row() decodes the next row into 'planes', one for each channel of the header.  May be called
 * 'height' times; another call is IC_MISUSE.  Fails as ic_reader_prepare() does; then the planes are undefined.
 */
ic_status ic_reader_next_row(ic_reader *reader, float *const *planes, ic_error *error);

/*
 * The two halves of ic_reader_next_row(), for two threads: ic_reader_next_pixels() decodes the next row to
 * ic_reader_row_size() bytes at 'pixels', aligned for 16 bits, and fails as ic_reader_next_row() does;
 * ic_reader_convert() converts such a row to 'planes'.  The two may run at the same time, on different rows, but each
 * only once at a time.
 */
size_t ic_reader_row_size(const ic_reader *reader);
ic_status ic_reader_next_pixels(ic_reader *reader, uint8_t *pixels, ic_error *error);
void ic_reader_convert(const ic_reader *reader, const uint8_t *pixels, float *const *planes);

/*
 * ic_reader_finish() reads from the end of the last row to the end of the image's data, so that damage there is an
 * error too. It must be called after the last row and at most once, else it fails with IC_MISUSE.  Bytes after the
 * image's end are counted (ic_extras) but not examined.  Fails with IC_CORRUPT, IC_LIMIT, IC_IO, IC_MEMORY.
 */
ic_status ic_reader_finish(ic_reader *reader, ic_error *error);

/*
 * Returns whether nothing that ic_reader_finish() would deliver is missing before the last row, except
 * ic_extras.trailing_bytes: for a PNG whose chunks after the image data are known, and for a JPEG of one scan.  Such a
 * reader may be closed without reading the rows that are left; damage there is then not seen.
 */
bool ic_reader_may_stop(const ic_reader *reader);

/*
 * Metadata, owned by the reader.  After ic_reader_open(): what precedes the image data; for a PNG in a regular file
 * or in memory also what follows it, unless the file is damaged or has thousands of IDAT chunks of different lengths.  After
 * ic_reader_finish(): all of it; earlier pointers are then invalid.  A damaged, repeated or oversized piece is
 * absent, with a note.  An absent block has no bytes.  'index' is below ic_reader_text_count() or
 * ic_reader_segment_count().
 */
ic_bytes ic_reader_block(const ic_reader *reader, ic_block block);
size_t ic_reader_text_count(const ic_reader *reader);
ic_text ic_reader_text(const ic_reader *reader, size_t index);
size_t ic_reader_segment_count(const ic_reader *reader);
ic_segment ic_reader_segment(const ic_reader *reader, size_t index);
const ic_scalars *ic_reader_scalars(const ic_reader *reader);
const ic_extras *ic_reader_extras(const ic_reader *reader);

/*
 * JPEG: how the components are coded, for a writer that should code them alike.  The count is 0 for PNG.  A table is
 * NULL if it is defined after the first scan's header or has numbers outside 1 to IC_MAX_QUANTUM, which a writer
 * would refuse.
 */
uint32_t ic_reader_component_count(const ic_reader *reader);
ic_sampling ic_reader_sampling(const ic_reader *reader, uint32_t component);
const uint16_t *ic_reader_table(const ic_reader *reader, uint32_t component);

/*
 * Notes: accepted irregularities and dropped pieces, one sentence of ASCII each, without a period.  Each sentence is
 * kept once.  The list is complete after ic_reader_finish(); a string lives until ic_reader_close().  'index' is
 * below the count.
 */
size_t ic_reader_note_count(const ic_reader *reader);
const char *ic_reader_note(const ic_reader *reader, size_t index);

/*
 * Returns what a damaged file has lost, if ic_limits.lenient accepted it: a phrase such as "lost the last 3 of
 * 10 rows", which lives until ic_reader_close().  NULL if nothing is lost.  Complete after ic_reader_finish().
 *
 * A lenient reader delivers all rows of an image whose header can be read.  What is missing is black and transparent
 * in PNG, or as coarse as in earlier passes; in JPEG it is what libjpeg makes of it, and where libjpeg gives up, the
 * last row again.
 */
const char *ic_reader_loss(const ic_reader *reader);

/* Frees the reader, at any time.  NULL is allowed.  The descriptor stays open. */
void ic_reader_close(ic_reader *reader);

/* ---- Writing ---- */

typedef struct ic_writer ic_writer;

typedef enum ic_subsampling { IC_444 = 1, IC_422, IC_420 } ic_subsampling;

typedef enum ic_compression { IC_FASTEST = 1, IC_FAST, IC_BALANCED, IC_SMALL } ic_compression;

typedef struct ic_output {
    ic_format format;
    uint32_t width, height;
    uint32_t channels;  /* 1 gray, 2 gray + alpha, 3 RGB, 4 RGB + alpha; JPEG: 1, 3 */
    uint32_t bit_depth; /* PNG: 8, 16; JPEG: 8 */
    int quality;                /* JPEG: 1 to 100 */
    ic_subsampling subsampling; /* JPEG with 3 channels */
    bool progressive;           /* JPEG; libjpeg then holds the whole image */
    bool planar;                /* JPEG: the caller computes the components: ic_writer_begin_planes() */
    ic_compression compression; /* PNG */
    uint32_t threads;           /* PNG: extra threads for deflating, at most 8; 0 and 1: none.  The output is identical */
    bool only_libpng;           /* PNG: libpng filters and zlib deflates, to check this library's own code */
} ic_output;

/*
 * ic_writer_create() prepares an image at 'descriptor', which is written in blocks from its current position, never
 * sought, and not closed; it must stay open until ic_writer_destroy().  Nothing is written yet. 'output' is copied.
 * On IC_OK '*writer' is a handle for ic_writer_destroy() to free; otherwise it is NULL. Fails with IC_LIMIT (sides
 * over 65500 in JPEG, over 2147483647 in PNG), IC_UNSUPPORTED (alpha or 16 bits in JPEG), IC_MISUSE (a field out of
 * its range), IC_MEMORY.
 */
ic_status ic_writer_create(int descriptor, const ic_output *output, ic_writer **writer, ic_error *error);

/* ic_writer_create_in_memory() has no descriptor: it keeps the file's bytes in memory, for ic_writer_bytes(). */
ic_status ic_writer_create_in_memory(const ic_output *output, ic_writer **writer, ic_error *error);

/*
 * Returns the bytes kept in memory: the whole file after ic_writer_finish().  The writer owns them and frees them
 * when destroyed.  Empty for a writer with a descriptor.
 */
ic_bytes ic_writer_bytes(const ic_writer *writer);

/*
 * Metadata, copied; before the first row, else IC_MISUSE.  PNG also accepts EXIF, XMP, the time, texts and segments
 * from then on until ic_writer_finish(), and writes them after the image data.  A block replaces the earlier one;
 * texts accumulate. What a format cannot hold is IC_UNSUPPORTED (JPEG: an EXIF or XMP block, a text or a segment that
 * does not fit in one segment of 65533 bytes with its prefix; any block over IC_MAX_BLOCK_SIZE; blocks and segments
 * of the other format), except that scalar metadata that the format cannot represent is dropped: JPEG has no gamma,
 * chromaticities and intent; densities are converted to the format's units.  PNG also ends texts and the XMP packet at
 * their first NUL, and drops texts with an empty keyword and segments without the name of an ancillary chunk.  Also
 * IC_MEMORY.
 */
ic_status ic_writer_set_block(ic_writer *writer, ic_block block, ic_bytes bytes, ic_error *error);
ic_status ic_writer_add_text(ic_writer *writer, const ic_text *text, ic_error *error);
ic_status ic_writer_add_segment(ic_writer *writer, const ic_segment *segment, ic_error *error);
ic_status ic_writer_set_scalars(ic_writer *writer, const ic_scalars *scalars, ic_error *error);

/*
 * JPEG: codes the components like another file, overriding ic_output; before the first row, else IC_MISUSE.
 * 'sampling' has three entries, for an image of 3 channels; 'tables' has one table per channel, each of IC_TABLE_SIZE
 * numbers.  Fails with IC_UNSUPPORTED for sampling that libjpeg cannot write (each factor must divide the largest; at
 * most 10 blocks in all) and for numbers outside 1 to IC_MAX_QUANTUM.
 */
ic_status ic_writer_set_sampling(ic_writer *writer, const ic_sampling *sampling, ic_error *error);
ic_status ic_writer_set_tables(ic_writer *writer, const uint16_t *tables, ic_error *error);

/*
 * ic_writer_write_row() encodes the next row of 'planes': sample x maximum, clamped (NaN becomes 0), rounded to
 * nearest, ties to even.  Must be called 'height' times; another call is IC_MISUSE.  Fails with IC_IO, IC_MEMORY.
 */
ic_status ic_writer_write_row(ic_writer *writer, const float *const *planes, ic_error *error);

/*
 * The two halves of ic_writer_write_row(), for two threads: ic_writer_convert() converts 'planes' to
 * ic_writer_row_size() bytes at 'pixels', aligned for 16 bits; ic_writer_write_pixels() encodes such a row, and fails
 * as ic_writer_write_row() does.  The two may run at the same time, on different rows.
 */
size_t ic_writer_row_size(const ic_writer *writer);
void ic_writer_convert(const ic_writer *writer, const float *const *planes, uint8_t *pixels);
ic_status ic_writer_write_pixels(ic_writer *writer, const uint8_t *pixels, ic_error *error);

/*
 * JPEG with ic_output.planar, in place of rows: the components themselves, Y or Y, Cb, Cr, each at its sampling.
 * ic_writer_begin_planes() writes everything before the image data; call it once, before the others.
 *
 * ic_writer_plane_row() returns the storage of a component's row, to be filled: 'width' samples in 'capacity' bytes, a
 * multiple of IC_PLANE_BLOCK, which may all be written.  A component has ceil(height * its vertical factor / the
 * largest one) rows, and likewise columns.  'row' lies in the current row of MCUs: it shows one of 8 * the largest
 * vertical factor rows of the image, from those on that are encoded.  Any other row has no samples.
 *
 * ic_writer_write_planes() states that the next 'rows' rows of the image are complete in all components.  They lie in
 * one row of MCUs, which is encoded once it or the image is complete; then ic_writer_finish() may follow.
 *
 * Both fail with IC_MISUSE, IC_IO, IC_MEMORY.
 */
enum { IC_PLANE_BLOCK = 128 };
typedef struct ic_plane_row {
    uint8_t *samples;
    size_t width, capacity;
} ic_plane_row;
ic_status ic_writer_begin_planes(ic_writer *writer, ic_error *error);
ic_plane_row ic_writer_plane_row(ic_writer *writer, uint32_t component, uint32_t row);
ic_status ic_writer_write_planes(ic_writer *writer, uint32_t rows, ic_error *error);

/*
 * ic_writer_finish() completes the file and sends all bytes to the descriptor (it does not fsync).  After the last
 * row, once, else IC_MISUSE.  Fails with IC_IO, IC_MEMORY.
 */
ic_status ic_writer_finish(ic_writer *writer, ic_error *error);

/* Frees the writer, at any time; buffered bytes of an unfinished file are lost.  NULL is allowed. */
void ic_writer_destroy(ic_writer *writer);

/* The versions of the libraries in use, such as "1.6.39" and "libjpeg-turbo 2.1.5", as static strings. */
const char *ic_png_version(void);
const char *ic_jpeg_version(void);

/* The version of ISA-L that inflates PNG, such as "2.30.0", or NULL if cdeflate is used. */
const char *ic_isal_version(void);

#ifdef __cplusplus
}
#endif

#endif
