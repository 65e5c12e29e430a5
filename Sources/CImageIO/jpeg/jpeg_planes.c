/* SPDX-License-Identifier: Apache-2.0 */
/* A row of MCUs of the components that a caller computes, as libjpeg takes it. */
#include "jpeg_planes.h"

#include <stdlib.h>
#include <string.h>

/* The rows of the image in a row of MCUs. */
static uint32_t group_height(const struct jpeg_compress_struct *info) {
    return (uint32_t)(info->max_v_samp_factor * DCTSIZE);
}

/* The rows of a component in a row of MCUs. */
static size_t plane_height(const jpeg_component_info *component) {
    return (size_t)(component->v_samp_factor * DCTSIZE);
}

bool ic_jpeg_make_planes(ic_jpeg_planes *planes, const struct jpeg_compress_struct *info) {
    size_t row_count = 0, size = 0;
    for (int i = 0; i < info->num_components; i++) {
        const jpeg_component_info *component = &info->comp_info[i];
        size_t width = (size_t)component->width_in_blocks * DCTSIZE;
        planes->capacity[i] = (width + IC_PLANE_BLOCK - 1) / IC_PLANE_BLOCK * IC_PLANE_BLOCK;
        row_count += plane_height(component);
        size += plane_height(component) * planes->capacity[i];
    }
    planes->samples = calloc(size, 1);
    planes->rows = malloc(row_count * sizeof *planes->rows);
    if (planes->samples == NULL || planes->rows == NULL) return false;
    JSAMPROW *next = planes->rows;
    uint8_t *samples = planes->samples;
    for (int i = 0; i < info->num_components; i++) {
        planes->planes[i] = next;
        for (size_t k = 0; k < plane_height(&info->comp_info[i]); k++) {
            *next++ = samples;
            samples += planes->capacity[i];
        }
    }
    return true;
}

void ic_jpeg_free_planes(ic_jpeg_planes *planes) {
    free(planes->samples);
    free(planes->rows);
}

ic_plane_row ic_jpeg_plane_row(const ic_jpeg_planes *planes, const struct jpeg_compress_struct *info,
                               uint32_t index, uint32_t row) {
    const jpeg_component_info *component = &info->comp_info[index];
    size_t height = plane_height(component), first = planes->rows_written / group_height(info) * height;
    if (row < first || row - first >= height || row >= component->downsampled_height) return (ic_plane_row){0};
    return (ic_plane_row){planes->planes[index][row - first], component->downsampled_width, planes->capacity[index]};
}

/* Fills the rest of a component's blocks. */
static void extend(JSAMPARRAY rows, const jpeg_component_info *component, size_t row_count) {
    size_t width = component->downsampled_width, whole = (size_t)component->width_in_blocks * DCTSIZE;
    for (size_t k = 0; k < row_count; k++) memset(rows[k] + width, rows[k][width - 1], whole - width);
    for (size_t k = row_count; k < plane_height(component); k++) memcpy(rows[k], rows[row_count - 1], whole);
}

bool ic_jpeg_put_planes(ic_jpeg_planes *planes, struct jpeg_compress_struct *info, uint32_t rows_done) {
    uint32_t group = group_height(info), count = rows_done - planes->rows_written;
    if (count > group) return false;
    if (count == 0 || (count < group && rows_done < info->image_height)) return true;
    for (int i = 0; i < info->num_components; i++) {
        const jpeg_component_info *component = &info->comp_info[i];
        size_t height = plane_height(component);
        size_t row_count = (count * height + group - 1) / group;
        extend(planes->planes[i], component, row_count);
    }
    jpeg_write_raw_data(info, planes->planes, group);
    planes->rows_written = rows_done;
    return true;
}
