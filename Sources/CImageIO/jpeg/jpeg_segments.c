/* SPDX-License-Identifier: Apache-2.0 */
#include "jpeg_segments.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t jfif_prefix[] = "JFIF", jfxx_prefix[] = "JFXX", adobe_prefix[] = {'A', 'd', 'o', 'b', 'e'};
static const uint8_t mpf_prefix[] = "MPF", spiff_prefix[] = "SPIFF", box_prefix[] = {'J', 'P'};
static const uint8_t gain_map_prefix[] = "urn:iso:std:iso:ts:21496:-1";

static uint32_t big_endian(const uint8_t *bytes, size_t count) {
    uint32_t number = 0;
    for (size_t i = 0; i < count; i++) number = number << 8 | bytes[i];
    return number;
}

static bool has_prefix(ic_bytes bytes, const uint8_t *prefix, size_t count) {
    return bytes.count >= count && memcmp(bytes.data, prefix, count) == 0;
}

static ic_bytes without(ic_bytes bytes, size_t count) {
    return (ic_bytes){bytes.data + count, bytes.count - count};
}

static bool leave_out(ic_jpeg_segments *segments, const char *what) {
    char note[IC_NOTE_SIZE];
    snprintf(note, sizeof note, "left out %s", what);
    ic_add_note(segments->reader, note);
    return true;
}

/* ---- One segment ---- */

static bool keep_comment(ic_jpeg_segments *segments, ic_bytes bytes) {
    ic_metadata *metadata = &segments->reader->metadata;
    if (metadata->text_size > IC_MAX_BLOCK_SIZE - IC_SEGMENT_SIZE - 4 || metadata->text_count >= IC_MAX_KEPT) {
        return leave_out(segments, "comments: they are over 8 MiB, or more than 1000");
    }
    return ic_metadata_add_text(metadata, &(ic_text){.form = IC_TEXT_COMMENT, .text = bytes});
}

/* Keeps a segment that is not interpreted. */
static bool keep_unknown(ic_jpeg_segments *segments, int marker, ic_bytes bytes) {
    ic_metadata *metadata = &segments->reader->metadata;
    if (bytes.count > IC_MAX_BLOCK_SIZE - metadata->segment_size || metadata->segment_count >= IC_MAX_KEPT) {
        return leave_out(segments, "application segments: they are over 8 MiB, or more than 1000");
    }
    ic_segment segment = {.bytes = bytes};
    snprintf(segment.name, sizeof segment.name, "APP%d", (marker - JPEG_APP0) & 15);
    return ic_metadata_add_segment(metadata, &segment);
}

/* JFIF's thumbnail is dropped because it shows the unfiltered image. */
static bool tell_jfif(ic_jpeg_segments *segments, j_decompress_ptr info, ic_bytes bytes) {
    info->saw_JFIF_marker = TRUE;
    info->JFIF_major_version = bytes.data[5];
    info->JFIF_minor_version = bytes.data[6];
    info->density_unit = bytes.data[7];
    info->X_density = (UINT16)big_endian(bytes.data + 8, 2);
    info->Y_density = (UINT16)big_endian(bytes.data + 10, 2);
    if (bytes.data[5] != 1) ic_add_note(segments->reader, "accepted an unknown version of JFIF");
    return true;
}

static bool tell_adobe(j_decompress_ptr info, ic_bytes bytes) {
    info->saw_Adobe_marker = TRUE;
    info->Adobe_transform = bytes.data[11];
    return true;
}

/* Keeps a block that fits in one segment; the first one is used. */
static bool keep_block(ic_jpeg_segments *segments, ic_block block, ic_bytes bytes, const char *second) {
    ic_metadata *metadata = &segments->reader->metadata;
    if (metadata->blocks[block].count > 0) return leave_out(segments, second);
    return ic_metadata_set_block(metadata, block, bytes);
}

static bool keep_photoshop(ic_jpeg_segments *segments, ic_bytes bytes) {
    ic_metadata *metadata = &segments->reader->metadata;
    bool fits = bytes.count <= IC_MAX_BLOCK_SIZE - metadata->blocks[IC_PHOTOSHOP].count;
    if (fits && !segments->photoshop_is_too_large) {
        return ic_metadata_extend_block(metadata, IC_PHOTOSHOP, bytes);
    }
    segments->photoshop_is_too_large = true;
    leave_out(segments, "the Photoshop image resources: they are over 8 MiB");
    return ic_metadata_set_block(metadata, IC_PHOTOSHOP, (ic_bytes){0});
}

/* ---- Parts ---- */

static bool copy_bytes(ic_bytes bytes, ic_bytes *copy) {
    uint8_t *data = malloc(bytes.count + 1);
    if (data == NULL) return false;
    if (bytes.count > 0) memcpy(data, bytes.data, bytes.count);
    *copy = (ic_bytes){data, bytes.count};
    return true;
}

/* The first part with each number is used. */
static bool keep_icc_part(ic_jpeg_segments *segments, ic_bytes bytes) {
    size_t number = bytes.data[IC_ICC_PREFIX_SIZE - 2], count = bytes.data[IC_ICC_PREFIX_SIZE - 1];
    if (number == 0 || number > count) return leave_out(segments, "a part of an ICC profile: its number is wrong");
    if (segments->icc_parts[number - 1].data != NULL) return leave_out(segments, "a second part of the ICC profile");
    segments->icc_part_count = count;
    return copy_bytes(without(bytes, IC_ICC_PREFIX_SIZE), &segments->icc_parts[number - 1]);
}

static bool keep_xmp_part(ic_jpeg_segments *segments, ic_bytes bytes) {
    ic_xmp_part part;
    memcpy(part.guid, bytes.data, IC_GUID_SIZE);
    part.whole = big_endian(bytes.data + IC_GUID_SIZE, 4);
    part.offset = big_endian(bytes.data + IC_GUID_SIZE + 4, 4);
    ic_bytes data = without(bytes, IC_GUID_SIZE + 8);
    bool is_inside = part.offset <= part.whole && data.count <= part.whole - part.offset;
    if (!is_inside) return leave_out(segments, "a part of the extended XMP: it is outside the packet");
    if (part.whole > IC_MAX_BLOCK_SIZE - IC_GUID_SIZE || segments->xmp_part_count == IC_MAX_XMP_PARTS
        || data.count > IC_MAX_BLOCK_SIZE - segments->xmp_size) {
        return leave_out(segments, "extended XMP: it is over 8 MiB or in too many parts");
    }
    if (segments->xmp_parts == NULL) {
        segments->xmp_parts = calloc(IC_MAX_XMP_PARTS, sizeof *segments->xmp_parts);
        if (segments->xmp_parts == NULL) return false;
    }
    if (!copy_bytes(data, &part.bytes)) return false;
    segments->xmp_size += data.count;
    segments->xmp_parts[segments->xmp_part_count++] = part;
    return true;
}

/* ---- Data that does not apply to another image ---- */

/*
 * A segment of ISO/IEC 18477-3: "JP", the box's number, the packet's number, then the box with its header.  A JUMBF
 * box (ISO/IEC 19566-5) starts with a description whose type is a UUID; C2PA's begins with "c2pa".  Other boxes are
 * layers of JPEG XT: differences from the original pixels.
 */
static bool keep_box(ic_jpeg_segments *segments, ic_bytes bytes) {
    uint32_t number = big_endian(bytes.data + 2, 2);
    uint8_t *flags = &segments->credentials[number / 8], flag = (uint8_t)(1 << number % 8);
    size_t content = big_endian(bytes.data + 8, 4) == 1 ? 24 : 16;
    if (memcmp(bytes.data + 12, "jumb", 4) != 0) return leave_out(segments, "layers of JPEG XT");
    bool is_described = bytes.count >= content + 12 && memcmp(bytes.data + content + 4, "jumd", 4) == 0;
    if (is_described && memcmp(bytes.data + content + 8, "c2pa", 4) == 0) *flags |= flag;
    if ((*flags & flag) == 0) return keep_unknown(segments, JPEG_APP0 + 11, bytes);
    segments->reader->metadata.extras.has_credentials = true;
    return true;
}

static bool count_pictures(ic_jpeg_segments *segments, ic_bytes index) {
    ic_extras *extras = &segments->reader->metadata.extras;
    uint32_t count = ic_mpf_pictures(index);
    if (count == 0) return leave_out(segments, "a damaged index of further pictures (MPF)");
    if (count - 1 > extras->pictures) extras->pictures = count - 1;
    return true;
}

/* ---- All ---- */

static bool keep_app1(ic_jpeg_segments *segments, ic_bytes bytes) {
    if (has_prefix(bytes, ic_exif_prefix, IC_EXIF_PREFIX_SIZE)) {
        return keep_block(segments, IC_EXIF, without(bytes, IC_EXIF_PREFIX_SIZE), "a second EXIF segment");
    }
    if (has_prefix(bytes, ic_xmp_prefix, IC_XMP_PREFIX_SIZE)) {
        return keep_block(segments, IC_XMP, without(bytes, IC_XMP_PREFIX_SIZE), "a second XMP packet");
    }
    if (has_prefix(bytes, ic_extended_xmp_prefix, IC_EXTENDED_XMP_PREFIX_SIZE)) {
        ic_bytes part = without(bytes, IC_EXTENDED_XMP_PREFIX_SIZE);
        if (part.count < IC_GUID_SIZE + 8) return leave_out(segments, "a part of the extended XMP: it is too short");
        return keep_xmp_part(segments, part);
    }
    return keep_unknown(segments, JPEG_APP0 + 1, bytes);
}

static bool keep_app2(ic_jpeg_segments *segments, ic_bytes bytes) {
    if (bytes.count >= IC_ICC_PREFIX_SIZE && has_prefix(bytes, ic_icc_prefix, IC_ICC_PREFIX_SIZE - 2)) {
        return keep_icc_part(segments, bytes);
    }
    if (has_prefix(bytes, mpf_prefix, sizeof mpf_prefix)) {
        return count_pictures(segments, without(bytes, sizeof mpf_prefix));
    }
    if (has_prefix(bytes, gain_map_prefix, sizeof gain_map_prefix)) {
        segments->reader->metadata.extras.has_gain_map = true;
        return true;
    }
    return keep_unknown(segments, JPEG_APP0 + 2, bytes);
}

bool ic_jpeg_keep_segment(ic_jpeg_segments *segments, j_decompress_ptr info, int marker, ic_bytes bytes) {
    switch (marker) {
    case JPEG_COM: return keep_comment(segments, bytes);
    case JPEG_APP0:
        if (bytes.count >= 14 && has_prefix(bytes, jfif_prefix, sizeof jfif_prefix)) {
            return tell_jfif(segments, info, bytes);
        }
        if (has_prefix(bytes, jfxx_prefix, sizeof jfxx_prefix)) return true; /* a thumbnail */
        break;
    case JPEG_APP0 + 1: return keep_app1(segments, bytes);
    case JPEG_APP0 + 2: return keep_app2(segments, bytes);
    case JPEG_APP0 + 8:
        if (has_prefix(bytes, spiff_prefix, sizeof spiff_prefix)) return leave_out(segments, "the SPIFF header");
        break;
    case JPEG_APP0 + 11:
        if (bytes.count >= 16 && has_prefix(bytes, box_prefix, sizeof box_prefix)) return keep_box(segments, bytes);
        break;
    case JPEG_APP0 + 13:
        if (has_prefix(bytes, ic_photoshop_prefix, IC_PHOTOSHOP_PREFIX_SIZE)) {
            return keep_photoshop(segments, without(bytes, IC_PHOTOSHOP_PREFIX_SIZE));
        }
        break;
    case JPEG_APP0 + 14:
        if (bytes.count >= 12 && has_prefix(bytes, adobe_prefix, sizeof adobe_prefix)) return tell_adobe(info, bytes);
        break;
    default: break;
    }
    return keep_unknown(segments, marker, bytes);
}

void ic_jpeg_clear_segments(ic_jpeg_segments *segments) {
    for (size_t i = 0; i < IC_MAX_ICC_PARTS; i++) free((void *)segments->icc_parts[i].data);
    for (size_t i = 0; i < segments->xmp_part_count; i++) free((void *)segments->xmp_parts[i].bytes.data);
    free(segments->xmp_parts);
}
