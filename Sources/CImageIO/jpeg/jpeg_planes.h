/* SPDX-License-Identifier: Apache-2.0 */
/* A row of MCUs of the components that a caller computes, as libjpeg takes it. */
#ifndef IC_JPEG_PLANES_H
#define IC_JPEG_PLANES_H

#include "internal.h"

#include <stdio.h>

#include <jpeglib.h>

enum { IC_PLANE_COUNT = 3 };

typedef struct ic_jpeg_planes {
    uint8_t *samples;                  /* the rows of all components */
    JSAMPROW *rows;                    /* pointers to them */
    JSAMPARRAY planes[IC_PLANE_COUNT]; /* to the first pointer of each component */
    size_t capacity[IC_PLANE_COUNT];   /* the bytes of a row */
    uint32_t rows_written;             /* of the image: a multiple of those of a row of MCUs, or all */
} ic_jpeg_planes;

/* Allocates the rows, after jpeg_start_compress(); returns false if out of memory. */
bool ic_jpeg_make_planes(ic_jpeg_planes *planes, const struct jpeg_compress_struct *info);
void ic_jpeg_free_planes(ic_jpeg_planes *planes);

/* Returns a component's row, counted from the top of the image; no samples if it is not in the current row of MCUs. */
ic_plane_row ic_jpeg_plane_row(const ic_jpeg_planes *planes, const struct jpeg_compress_struct *info,
                               uint32_t component, uint32_t row);

/*
 * Encodes the row of MCUs if 'rows_done' rows of the image, all so far, complete it; samples right of and below the
 * image repeat the last ones.  Returns false if the rows go beyond it.  Jumps if libjpeg fails.
 */
bool ic_jpeg_put_planes(ic_jpeg_planes *planes, struct jpeg_compress_struct *info, uint32_t rows_done);

#endif
