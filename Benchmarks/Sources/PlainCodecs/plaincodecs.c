/* SPDX-License-Identifier: Apache-2.0 */
#include "plaincodecs.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <png.h>

static size_t closed(FILE *file) {
    long size = ftell(file);
    fclose(file);
    return size < 0 ? 0 : (size_t)size;
}

size_t plain_png_decode(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return 0;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_read_info(png, info);
    size_t row_bytes = png_get_rowbytes(png, info), height = png_get_image_height(png, info);
    uint8_t *row = malloc(row_bytes);
    for (size_t y = 0; y < height; y++) png_read_row(png, row, NULL);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    free(row);
    fclose(file);
    return row_bytes * height;
}

size_t plain_png_encode(const char *path, const plain_image *image, int level) {
    static const int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                PNG_COLOR_TYPE_RGB_ALPHA};
    FILE *file = fopen(path, "wb");
    if (file == NULL) return 0;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, image->width, image->height, (int)image->depth, types[image->channels - 1],
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (level >= 0) png_set_compression_level(png, level);
    if (level == 1) png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    png_write_info(png, info);
    size_t row_bytes = (size_t)image->width * image->channels * image->depth / 8;
    for (uint32_t y = 0; y < image->height; y++) png_write_row(png, image->pixels + y * row_bytes);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return closed(file);
}

size_t plain_jpeg_decode(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return 0;
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_stdio_src(&info, file);
    jpeg_read_header(&info, TRUE);
    jpeg_start_decompress(&info);
    size_t row_bytes = (size_t)info.output_width * (size_t)info.output_components, height = info.output_height;
    JSAMPROW row = malloc(row_bytes);
    while (info.output_scanline < info.output_height) jpeg_read_scanlines(&info, &row, 1);
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    free(row);
    fclose(file);
    return row_bytes * height;
}

size_t plain_jpeg_encode(const char *path, const plain_image *image, int quality) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) return 0;
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_stdio_dest(&info, file);
    info.image_width = image->width;
    info.image_height = image->height;
    info.input_components = (int)image->channels;
    info.in_color_space = image->channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    size_t row_bytes = (size_t)image->width * image->channels;
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = (JSAMPROW)(uintptr_t)(image->pixels + info.next_scanline * row_bytes); /* only read */
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    return closed(file);
}
