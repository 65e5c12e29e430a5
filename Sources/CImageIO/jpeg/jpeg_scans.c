/* SPDX-License-Identifier: Apache-2.0 */
/* The scans of a JPEG being read: whether the file has the bytes for them, what they cost, what they have brought. */
#include "jpeg_reader.h"

ic_status ic_jpeg_check_length(jpeg_input *input) {
    const struct jpeg_decompress_struct *info = &input->info;
    ic_reader *reader = input->reader;
    uint64_t place, size, bits = 0;
    for (int i = 0; i < info->num_components; i++) {
        const jpeg_component_info *component = &info->comp_info[i];
        uint64_t blocks = (uint64_t)component->width_in_blocks * component->height_in_blocks;
        bits += info->progressive_mode ? blocks : 2 * blocks;
    }
    uint64_t needed = bits / 8;
    if (reader->limits.lenient) needed /= IC_LENIENT_RATIO;
    if (info->arith_code || !ic_source_extent(&reader->source, &place, &size) || needed <= size) return IC_OK;
    return ic_fail(&reader->error, IC_CORRUPT,
                   "JPEG: truncated data: %u x %u pixels take at least %llu bytes, not %llu", info->image_width,
                   info->image_height, (unsigned long long)needed, (unsigned long long)size);
}

/* ---- The work of all scans ---- */

/* Returns the blocks that one step of jpeg_consume_input() visits: a row of MCUs of the current scan. */
static uint64_t blocks_of_step(const struct jpeg_decompress_struct *info) {
    uint64_t blocks = 0;
    for (int i = 0; i < info->comps_in_scan; i++) {
        const jpeg_component_info *component = info->cur_comp_info[i];
        blocks += (uint64_t)component->width_in_blocks * (uint64_t)component->v_samp_factor;
    }
    return blocks;
}

/*
 * Bounds the work of all scans, as a scan of a few bytes may visit every block of the image: 32 blocks for each byte,
 * and beyond that those of an image of the maximum size, which take half a second.  The usual scans of an image of one
 * color visit 24 blocks for each byte, those of others fewer.
 */
static ic_status check_work(jpeg_input *input) {
    enum { BLOCKS_PER_BYTE = 32 };
    ic_reader *reader = input->reader;
    uint64_t bytes = input->bytes_read - input->source.bytes_in_buffer;
    uint64_t earned = bytes * BLOCKS_PER_BYTE, free_blocks = reader->limits.max_pixels / DCTSIZE2;
    if (input->scan != input->info.input_scan_number) {
        input->scan = input->info.input_scan_number;
        input->before[0] = input->before[1];
        input->before[1] = (ic_jpeg_work){input->blocks, bytes};
    }
    if (input->blocks <= free_blocks || input->blocks - free_blocks <= earned) return IC_OK;
    /* The rest of the file may take as much for each byte as the last two scans, of which one is going on. */
    uint64_t left = input->source.bytes_in_buffer + ic_source_left(&reader->source);
    double recent_bytes = (double)(bytes - input->before[0].bytes) + 1;
    double more = 2 * (double)(input->blocks - input->before[0].blocks) / recent_bytes - (double)BLOCKS_PER_BYTE;
    double needed = ((double)(input->blocks - earned) + (more > 0 ? more * (double)left : 0)) * DCTSIZE2;
    ic_fail(&reader->error, IC_LIMIT, "JPEG: %d scans visit %llu pixels, the limit for %llu bytes is %llu",
            input->scan, (unsigned long long)(input->blocks * DCTSIZE2), (unsigned long long)bytes,
            (unsigned long long)((free_blocks + earned) * DCTSIZE2));
    reader->error.pixels_needed = needed < 1e18 ? (uint64_t)needed + DCTSIZE2 : 0;
    return IC_LIMIT;
}

ic_status ic_jpeg_count_step(jpeg_input *input) {
    const struct jpeg_decompress_struct *info = &input->info;
    for (int i = 0; i < info->comps_in_scan; i++) {
        input->components_seen |= UINT32_C(1) << info->cur_comp_info[i]->component_index;
    }
    input->blocks += blocks_of_step(info);
    return check_work(input);
}

/* ---- What the scans have brought ---- */

/* Returns whether a scan has brought something of a component: in a progressive file, the mean of each block. */
static bool has_component(const jpeg_input *input, int index) {
    const struct jpeg_decompress_struct *info = &input->info;
    if (info->progressive_mode) return info->coef_bits[index][0] >= 0;
    return (input->components_seen >> index & 1) != 0;
}

/* Returns whether the scans have brought every bit of a component. */
static bool is_whole(const jpeg_input *input, int index) {
    for (int i = 0; i < DCTSIZE2 && input->info.progressive_mode; i++) {
        if (input->info.coef_bits[index][i] != 0) return false;
    }
    return has_component(input, index);
}

ic_status ic_jpeg_check_components(jpeg_input *input) {
    ic_reader *reader = input->reader;
    bool is_truncated = input->client.has_ended;
    for (int i = 0; i < input->info.num_components; i++) {
        if (is_whole(input, i)) continue;
        if (has_component(input, i) && !is_truncated) {
            ic_add_note(reader, "the progressive scans leave out the finest detail");
        } else if (reader->limits.lenient) {
            ic_add_loss(reader, "the data ends in scan %d", input->info.input_scan_number);
        } else if (is_truncated) {
            return ic_fail(&reader->error, IC_CORRUPT, "JPEG: Premature end of JPEG file");
        } else {
            return ic_fail(&reader->error, IC_CORRUPT, "JPEG: component %d is in no scan", i + 1);
        }
    }
    return IC_OK;
}
