/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a PNG reader: what png_reader.c and png_late.c share. */
#ifndef IC_PNG_READER_H
#define IC_PNG_READER_H

#include "png_data.h"
#include "png_feed.h"

#include <stdio.h>

#include <png.h>

typedef struct png_input {
    png_structp png;
    png_infop info;
    uint8_t *pixels;       /* one row, or the whole image if it is interlaced */
    size_t row_bytes;
    uint32_t pixel_bits;   /* of a pixel of the file */
    int pass;              /* of an interlaced image: the pass of the next row to read */
    uint32_t pass_row;
    bool is_plain;         /* libpng reads the image data */
    bool is_ours;          /* png_data.c reads the rows */
    ic_png_idat *idat;     /* NULL if libpng reads the image data */
    ic_png_data *data;     /* our rows, or NULL */
    ic_png_feed *feed;     /* libpng's image data, or NULL */
    uint32_t first_length; /* of the first IDAT chunk */
    uint64_t chunk_left;   /* bytes that libpng will ask for before the next chunk's head: content, CRC */
    bool has_header;       /* IHDR was read */
    bool is_in_rows;       /* the first IDAT chunk's head was read */
    bool is_cut;           /* damage ended the image, which is lenient */
    bool has_surplus;      /* libpng has skipped surplus image data */
    ic_png_place place;
    ic_png_chunks chunks;
    bool has_looked_ahead; /* the chunks after the image data are known */
    uint32_t ahead, met;   /* the digests of the chunks found ahead and read in order */
    char damage[128];      /* libpng's first warning about the image data, or empty */
} png_input;

extern const char ic_png_transparency_note[], ic_png_surplus_note[];

/* Reads the ancillary chunk with this head; one found ahead is only compared. */
ic_status ic_png_take_chunk(ic_reader *reader, const uint8_t head[IC_PNG_CHUNK_HEAD]);

/*
 * Reads the chunks after the image data, from the one that 'end' describes, to IEND or the end of the file.  A missing
 * or damaged IEND and further image data cause notes; fails with IC_CORRUPT for other damage, IC_IO, IC_MEMORY.
 */
ic_status ic_png_read_late_chunks(ic_reader *reader, const ic_png_end *end);

#endif
