/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ancillary chunks of a PNG being read: which of them are used, and how their content is kept.
 *
 * libpng never sees them (except tRNS, which belongs to the image), so the result does not depend on its version, and
 * the chunks after the image data can be judged before the first row is decoded.
 *
 * The first valid chunk of a kind is used.  A chunk that has a wrong CRC, is damaged or misplaced, or repeats another
 * is dropped, and so is one that is not safe to copy to a filtered image; ic_png_report_chunks() adds notes for
 * these.
 */
#ifndef IC_PNG_CHUNKS_H
#define IC_PNG_CHUNKS_H

#include "internal.h"

enum { IC_PNG_CHUNK_HEAD = 8, IC_PNG_CHUNK_CRC = 4 }; /* length and name; the CRC that ends a chunk */

enum { IC_PNG_LONGEST_CHUNK = INT32_MAX, IC_PNG_IDAT = 0x49444154, IC_PNG_IEND = 0x49454e44 };

/* The part of the file that contains a chunk. */
typedef enum ic_png_place { IC_PNG_BEFORE_PALETTE, IC_PNG_BEFORE_DATA, IC_PNG_AFTER_DATA } ic_png_place;

typedef struct ic_png_chunk {
    uint8_t head[IC_PNG_CHUNK_HEAD];
    ic_png_place place;
    bool has_wrong_crc;
    ic_bytes content; /* empty unless ic_png_wants() asks for it */
} ic_png_chunk;

/* The result of judging a chunk. */
typedef enum ic_png_verdict {
    IC_PNG_TAKEN,   /* kept, or known to carry nothing beyond the image */
    IC_PNG_WRONG_CRC,
    IC_PNG_INVALID,
    IC_PNG_REPEATED,
    IC_PNG_MISPLACED,
    IC_PNG_TOO_LARGE,
    IC_PNG_CUT,     /* a text, kept up to the first NUL byte in it */
    IC_PNG_UNSAFE,  /* not safe to copy */
    IC_PNG_VERDICTS,
    IC_PNG_NO_MEMORY = IC_PNG_VERDICTS
} ic_png_verdict;

enum { IC_PNG_NAMES = 8 };

/* The state of reading the chunks.  Initially all 0. */
typedef struct ic_png_chunks {
    uint32_t sample_depth;   /* of the file's samples or palette entries, in bits */
    uint64_t taken;          /* bit i: a valid chunk of the i-th kind */
    uint32_t frames;         /* of the animation */
    bool image_is_frame;     /* the image is the animation's first frame */
    char names[IC_PNG_VERDICTS][IC_PNG_NAMES][5]; /* of the chunks with each verdict, without duplicates */
    size_t name_counts[IC_PNG_VERDICTS];
} ic_png_chunks;

/* Returns a big-endian 32-bit number. */
uint32_t ic_png_number(const uint8_t *bytes);

/* Returns whether a chunk with this head is an ancillary chunk that png_chunks.c handles. */
bool ic_png_is_ancillary(const uint8_t head[IC_PNG_CHUNK_HEAD]);

/* Returns whether the content of a chunk with this head is needed and small enough to be held. */
bool ic_png_wants(const uint8_t head[IC_PNG_CHUNK_HEAD]);

/* Judges a chunk and stores the part that is kept in reader->metadata.  Fails with IC_MEMORY. */
ic_status ic_png_add_chunk(ic_reader *reader, ic_png_chunks *chunks, const ic_png_chunk *chunk);

/*
 * Called before the image data.  A file has one color profile, iCCP or the one that sRGB implies; if it has both,
 * decoders use iCCP (PNG, third edition, 4.3).
 */
void ic_png_end_color_chunks(ic_reader *reader, ic_png_chunks *chunks);

/* Adds a note for each reason why chunks were dropped. */
void ic_png_report_chunks(ic_reader *reader, const ic_png_chunks *chunks);

/* ---- Chunks with text and compressed content (png_texts.c) ---- */

/*
 * The maximum number of bytes that all compressed chunks of a file may inflate to, kept or not: later ones are dropped.
 * Without it, many small chunks that are too large when inflated would take long.
 */
enum { IC_PNG_MAX_INFLATED = 8 * IC_MAX_BLOCK_SIZE };

ic_png_verdict ic_png_take_text(ic_metadata *metadata, const ic_png_chunk *chunk);
ic_png_verdict ic_png_take_compressed_text(ic_metadata *metadata, const ic_png_chunk *chunk);
ic_png_verdict ic_png_take_international_text(ic_metadata *metadata, const ic_png_chunk *chunk);
ic_png_verdict ic_png_take_profile(ic_metadata *metadata, const ic_png_chunk *chunk);

/* ---- Early reading of the chunks after the image data (png_ahead.c) ---- */

/*
 * ic_png_look_ahead() finds and adds the chunks after the image data without moving the file position.  The head of
 * the first IDAT chunk, with this length, has been consumed from reader->source.  '*is_done' is false, and nothing
 * was added, if the input is not a regular file, is damaged, or has too many chunks.  Otherwise '*digest' identifies
 * the chunks, see ic_png_digest(). Also sets reader->metadata.extras.trailing_bytes.  Fails with IC_CORRUPT,
 * IC_MEMORY.
 */
ic_status ic_png_look_ahead(ic_reader *reader, ic_png_chunks *chunks, uint32_t first_length, bool *is_done,
                            uint32_t *digest);

/* Extends the digest of some chunks, which starts with 0, by a chunk with this head and CRC. */
uint32_t ic_png_digest(uint32_t digest, const uint8_t head[IC_PNG_CHUNK_HEAD], const uint8_t crc[IC_PNG_CHUNK_CRC]);

#endif
