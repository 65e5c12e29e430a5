/* SPDX-License-Identifier: Apache-2.0 */
/* The scans of a JPEG being read: whether the file has the bytes for them, what they cost, what they have brought. */
#include "jpeg_reader.h"

#include <string.h>

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

/* The blocks of a component in a row of MCUs. */
static uint64_t blocks_of_row(const jpeg_component_info *component) {
    return (uint64_t)component->width_in_blocks * (uint64_t)component->v_samp_factor;
}

/* Returns the blocks that one step of jpeg_consume_input() visits: a row of MCUs of the current scan. */
static uint64_t blocks_of_step(const struct jpeg_decompress_struct *info) {
    uint64_t blocks = 0;
    for (int i = 0; i < info->comps_in_scan; i++) blocks += blocks_of_row(info->cur_comp_info[i]);
    return blocks;
}

/*
 * The work of all scans is bounded, as a scan of a few bytes may visit every block of the image: 32 blocks for each
 * byte, and beyond that those of an image of the maximum size, which take half a second.  The usual scans of an image
 * of one color visit 24 blocks for each byte, those of others fewer.
 */
static uint64_t earned_blocks(uint64_t bytes) {
    return bytes * 32;
}

static uint64_t free_blocks(const jpeg_input *input) {
    return input->reader->limits.max_pixels / DCTSIZE2;
}

static bool is_within_limit(const jpeg_input *input, ic_jpeg_work work) {
    uint64_t free = free_blocks(input);
    return work.blocks <= free || work.blocks - free <= earned_blocks(work.bytes);
}

/* Refuses the file after 'scans' scans, unless images of 'needed' blocks are allowed. */
static ic_status refuse(jpeg_input *input, int scans, ic_jpeg_work work, double needed) {
    ic_reader *reader = input->reader;
    ic_fail(&reader->error, IC_LIMIT, "JPEG: %d scans visit %llu pixels, the limit for %llu bytes is %llu", scans,
            (unsigned long long)(work.blocks * DCTSIZE2), (unsigned long long)work.bytes,
            (unsigned long long)((free_blocks(input) + earned_blocks(work.bytes)) * DCTSIZE2));
    double pixels = needed * DCTSIZE2;
    reader->error.pixels_needed = pixels < 1e18 ? (uint64_t)pixels + DCTSIZE2 : 0;
    return IC_LIMIT;
}

/* Checks the work of the scans so far; where ic_jpeg_check_scans() could not look ahead, this is the only check. */
static ic_status check_work(jpeg_input *input) {
    ic_jpeg_work work = {input->blocks, input->bytes_read - input->source.bytes_in_buffer};
    if (input->scan != input->info.input_scan_number) {
        input->scan = input->info.input_scan_number;
        input->before[0] = input->before[1];
        input->before[1] = work;
    }
    if (is_within_limit(input, work)) return IC_OK;
    /* The rest of the file may take as much for each byte as the last two scans, of which one is going on. */
    uint64_t left = input->source.bytes_in_buffer + ic_source_left(&input->reader->source);
    double recent_bytes = (double)(work.bytes - input->before[0].bytes) + 1;
    double more = 2 * (double)(work.blocks - input->before[0].blocks) / recent_bytes - (double)earned_blocks(1);
    double needed = (double)(work.blocks - earned_blocks(work.bytes)) + (more > 0 ? more * (double)left : 0);
    return refuse(input, input->scan, work, needed);
}

ic_status ic_jpeg_count_step(jpeg_input *input) {
    const struct jpeg_decompress_struct *info = &input->info;
    for (int i = 0; i < info->comps_in_scan; i++) {
        input->components_seen |= UINT32_C(1) << info->cur_comp_info[i]->component_index;
    }
    input->blocks += blocks_of_step(info);
    return check_work(input);
}

/* ---- The scans ahead ---- */

/* A file that is read ahead, a piece at a time. */
typedef struct ahead {
    const ic_source *source;
    uint8_t *piece; /* of IC_SEGMENT_SIZE bytes */
    size_t next, end;
    uint64_t place, size; /* of the end of the piece, of the file */
} ahead;

static bool read_piece(ahead *file) {
    uint64_t left = file->size - file->place;
    size_t count = left < IC_SEGMENT_SIZE ? (size_t)left : IC_SEGMENT_SIZE;
    ic_error error = {0}; /* told when the decoder reads as far */
    if (count == 0 || !ic_source_read_at(file->source, file->place, file->piece, count, &error)) return false;
    file->place += count;
    file->next = 0;
    file->end = count;
    return true;
}

/* Returns a byte; -1 at the end of the file. */
static int byte_ahead(ahead *file) {
    if (file->next == file->end && !read_piece(file)) return -1;
    return file->piece[file->next++];
}

/* Returns the next marker that is not a part of coded data; -1 at the end of the file. */
static int marker_ahead(ahead *file) {
    for (;;) {
        const uint8_t *found = memchr(file->piece + file->next, 0xff, file->end - file->next);
        if (found == NULL) {
            if (!read_piece(file)) return -1;
            continue;
        }
        file->next = (size_t)(found - file->piece) + 1;
        int marker = byte_ahead(file);
        while (marker == 0xff) marker = byte_ahead(file);
        if (marker != 0 && !(marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7)) return marker;
    }
}

/* Skips a number of bytes; false if the file ends before. */
static bool skip_ahead(ahead *file, size_t count) {
    size_t held = file->end - file->next;
    if (count <= held) {
        file->next += count;
        return true;
    }
    if (count - held > file->size - file->place) return false;
    file->place += count - held;
    file->next = file->end;
    return true;
}

/* Returns the blocks of the scan whose header comes next; 0 if libjpeg does not read it. */
static uint64_t blocks_of_scan(const struct jpeg_decompress_struct *info, ahead *file) {
    enum { LEFT_OF_HEADER = 3 };
    uint64_t blocks = 0;
    int count = byte_ahead(file);
    for (int i = 0; i < count; i++) {
        int identifier = byte_ahead(file), found = 0;
        while (found < info->num_components && info->comp_info[found].component_id != identifier) found++;
        if (found == info->num_components || byte_ahead(file) < 0) return 0;
        blocks += blocks_of_row(&info->comp_info[found]);
    }
    return skip_ahead(file, LEFT_OF_HEADER) ? blocks * info->total_iMCU_rows : 0;
}

/* Reads to the next scan, of which the header is taken, and returns its blocks; 0 if no more follow. */
static uint64_t scan_ahead(const struct jpeg_decompress_struct *info, ahead *file) {
    enum { JPEG_SOS = 0xda };
    for (;;) {
        int marker = marker_ahead(file);
        if (marker < 0 || marker == JPEG_EOI) return 0;
        int high = byte_ahead(file), low = byte_ahead(file);
        if (high < 0 || low < 0) return 0;
        size_t length = (size_t)high << 8 | (size_t)low;
        if (marker == JPEG_SOS) return blocks_of_scan(info, file);
        if (length < 2 || !skip_ahead(file, length - 2)) return 0;
    }
}

ic_status ic_jpeg_check_scans(jpeg_input *input) {
    const struct jpeg_decompress_struct *info = &input->info;
    const ic_source *source = &input->reader->source;
    uint64_t place, size;
    if (!ic_source_extent(source, &place, &size)) return IC_OK;
    /* The reader's buffer ends where libjpeg's does. */
    uint64_t start = place + (source->end - source->start) - input->source.bytes_in_buffer;
    uint64_t bytes_before = input->bytes_read - input->source.bytes_in_buffer;
    ahead file = {.source = source, .piece = input->segment, .place = start, .size = size};
    ic_jpeg_work work = {0, bytes_before}, refused = {0};
    uint64_t blocks = blocks_of_step(info) * info->total_iMCU_rows, needed = 0;
    int scans = 0, refused_scans = 0;
    while (blocks > 0) {
        work.blocks += blocks;
        scans++;
        /* In the worst case all bytes of a scan are at its end. */
        uint64_t earned = earned_blocks(work.bytes);
        if (work.blocks > earned && work.blocks - earned > needed) needed = work.blocks - earned;
        blocks = scan_ahead(info, &file);
        work.bytes = bytes_before + (file.place - (file.end - file.next) - start);
        if (is_within_limit(input, work)) continue;
        refused = work;
        refused_scans = scans;
    }
    return refused_scans == 0 ? IC_OK : refuse(input, refused_scans, refused, (double)needed);
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
