/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ancillary chunks of a PNG that is being read: which of them count, and what becomes of their content.
 *
 * libpng never sees them (but for tRNS, which belongs to the image), so what is kept does not depend on its version, and the
 * chunks after the image data can be judged before the first row is decoded.
 *
 * The first valid chunk of a kind counts.  A chunk that has a wrong CRC, is damaged or misplaced, or repeats another is
 * left out, and so is one that is not safe to copy to a filtered image; ic_png_report_chunks() makes notes of these.
 */
#ifndef IC_PNG_CHUNKS_H
#define IC_PNG_CHUNKS_H

#include "internal.h"

enum { IC_PNG_CHUNK_HEAD = 8, IC_PNG_CHUNK_CRC = 4 }; /* length and name; what ends a chunk */

enum { IC_PNG_LONGEST_CHUNK = INT32_MAX, IC_PNG_IDAT = 0x49444154, IC_PNG_IEND = 0x49454e44 };

/* The part of the file that a chunk stands in. */
typedef enum ic_png_place { IC_PNG_BEFORE_PALETTE, IC_PNG_BEFORE_DATA, IC_PNG_AFTER_DATA } ic_png_place;

typedef struct ic_png_chunk {
    uint8_t head[IC_PNG_CHUNK_HEAD];
    ic_png_place place;
    bool has_wrong_crc;
    ic_bytes content; /* none if ic_png_wants() does not ask for it */
} ic_png_chunk;

/* What becomes of a chunk. */
typedef enum ic_png_verdict {
    IC_PNG_TAKEN,   /* kept, or known to tell nothing that the image does not */
    IC_PNG_WRONG_CRC,
    IC_PNG_INVALID,
    IC_PNG_REPEATED,
    IC_PNG_MISPLACED,
    IC_PNG_TOO_LARGE,
    IC_PNG_CUT,     /* a text, kept up to a NUL byte in it */
    IC_PNG_UNSAFE,  /* not safe to copy */
    IC_PNG_VERDICTS,
    IC_PNG_NO_MEMORY = IC_PNG_VERDICTS
} ic_png_verdict;

enum { IC_PNG_NAMES = 8 };

/* What was seen so far.  All 0 in the beginning. */
typedef struct ic_png_chunks {
    uint32_t sample_depth;   /* of the file's samples or palette entries, in bits */
    uint64_t taken;          /* bit i: a valid chunk of the i-th kind */
    uint32_t frames;         /* of the animation */
    bool image_is_frame;     /* the image is the animation's first frame */
    char names[IC_PNG_VERDICTS][IC_PNG_NAMES][5]; /* of the chunks with each verdict, each once */
    size_t name_counts[IC_PNG_VERDICTS];
} ic_png_chunks;

/* A number of the file: four bytes, the highest first. */
uint32_t ic_png_number(const uint8_t *bytes);

/* Whether the head is that of a chunk that this file is for. */
bool ic_png_is_ancillary(const uint8_t head[IC_PNG_CHUNK_HEAD]);

/* Whether the content of a chunk with this head is needed, and small enough to be held. */
bool ic_png_wants(const uint8_t head[IC_PNG_CHUNK_HEAD]);

/* Judges a chunk and stores in reader->metadata what is kept of it.  Fails with IC_MEMORY. */
ic_status ic_png_add_chunk(ic_reader *reader, ic_png_chunks *chunks, const ic_png_chunk *chunk);

/*
 * Before the image data: a file has one profile, iCCP or what sRGB stands for.  Of the two, decoders take iCCP (PNG, third
 * edition, 4.3).
 */
void ic_png_end_color_chunks(ic_reader *reader, ic_png_chunks *chunks);

/* Adds a note for each reason that chunks were left out for. */
void ic_png_report_chunks(ic_reader *reader, const ic_png_chunks *chunks);

/* ---- Chunks with text and compressed content (png_texts.c) ---- */

ic_png_verdict ic_png_take_text(ic_metadata *metadata, const ic_png_chunk *chunk);
ic_png_verdict ic_png_take_compressed_text(ic_metadata *metadata, const ic_png_chunk *chunk);
ic_png_verdict ic_png_take_international_text(ic_metadata *metadata, const ic_png_chunk *chunk);
ic_png_verdict ic_png_take_profile(ic_metadata *metadata, const ic_png_chunk *chunk);

enum { IC_PNG_MAX_KEPT = 1000 }; /* texts, and other chunks without a meaning to us */

/* ---- The chunks after the image data, ahead of their turn (png_ahead.c) ---- */

/*
 * ic_png_look_ahead() finds and adds the chunks after the image data without moving the place in the file.  The head of the
 * first IDAT chunk, with this length, has been taken from reader->source.  '*is_done' is false, and nothing was added, if the
 * input is not a regular file, is damaged, or has too many chunks.  '*digest' then identifies the chunks, see
 * ic_png_digest(). reader->metadata.extras.trailing_bytes is set too.  Fails with IC_CORRUPT, IC_MEMORY.
 */
ic_status ic_png_look_ahead(ic_reader *reader, ic_png_chunks *chunks, uint32_t first_length, bool *is_done,
                            uint32_t *digest);

/* The digest of some chunks, begun with 0, and one more with this head and CRC. */
uint32_t ic_png_digest(uint32_t digest, const uint8_t head[IC_PNG_CHUNK_HEAD], const uint8_t crc[IC_PNG_CHUNK_CRC]);

#endif
