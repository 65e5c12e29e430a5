/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PNG and JPEG by libpng and libjpeg alone, as their manuals show it: what imgconv's codecs are measured against.
 *
 * For files that are known to be sound: what the libraries find wrong ends the program.
 */
#ifndef PLAINCODECS_H
#define PLAINCODECS_H

#include <stddef.h>
#include <stdint.h>

/* Reads a file row by row to 8- or 16-bit samples as stored; returns the bytes of all rows, 0 if it cannot. */
size_t plain_png_decode(const char *path);
size_t plain_jpeg_decode(const char *path);

/* An image in memory: rows of 'channels' interleaved samples of 'depth' bits, 16-bit ones with the high byte first. */
typedef struct plain_image {
    const uint8_t *pixels;
    uint32_t width, height, channels, depth;
} plain_image;

/* Writes a file and returns its bytes.  zlib's level 1 goes with the filter Sub; -1 leaves libpng all defaults. */
size_t plain_png_encode(const char *path, const plain_image *image, int level);
/* 4:2:0 at this quality. */
size_t plain_jpeg_encode(const char *path, const plain_image *image, int quality);

#endif
