/* SPDX-License-Identifier: Apache-2.0 */
/* The application segments and comments of a JPEG file, kept as libjpeg encounters them. */
#ifndef IC_JPEG_SEGMENTS_H
#define IC_JPEG_SEGMENTS_H

#include "internal.h"

#include <stdio.h>

#include <jpeglib.h>

enum { IC_MAX_ICC_PARTS = 255, IC_MAX_XMP_PARTS = 1024 };

/* A piece of extended XMP: Adobe, XMP Specification Part 3, 1.1.3.1. */
typedef struct ic_xmp_part {
    uint8_t guid[IC_GUID_SIZE];
    uint32_t whole, offset; /* the packet's size, and the offset of this piece in it */
    ic_bytes bytes;
} ic_xmp_part;

typedef struct ic_jpeg_segments {
    ic_reader *reader;
    ic_bytes icc_parts[IC_MAX_ICC_PARTS];
    size_t icc_part_count;
    ic_xmp_part *xmp_parts;
    size_t xmp_part_count, xmp_size;
    bool photoshop_is_too_large;
    uint8_t credentials[(UINT16_MAX + 1) / 8]; /* one bit for each number of a C2PA JUMBF box */
} ic_jpeg_segments;

/*
 * Keeps the content of the segment with this marker.  Passes JFIF and Adobe segments on to libjpeg, which would not
 * see them otherwise.  Returns false if out of memory.
 */
bool ic_jpeg_keep_segment(ic_jpeg_segments *segments, j_decompress_ptr info, int marker, ic_bytes bytes);

/*
 * Joins the data that came in parts into blocks, as far as the parts are there.  'is_end' means that no more parts will
 * come: then incomplete blocks are noted.  Returns false if out of memory.
 */
bool ic_jpeg_join_parts(ic_jpeg_segments *segments, bool is_end);

void ic_jpeg_clear_segments(ic_jpeg_segments *segments);

/* Returns the number of pictures in an MPF index (APP2 after "MPF\0"); 0 if it is damaged. */
uint32_t ic_mpf_pictures(ic_bytes index);

#endif
