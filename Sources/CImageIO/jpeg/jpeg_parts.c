/* SPDX-License-Identifier: Apache-2.0 */
/* Data spread over several JPEG segments: an ICC profile, extended XMP, the index of additional pictures. */
#include "jpeg_segments.h"

#include <stdlib.h>
#include <string.h>

/* ---- ICC ---- */

/* Returns the size of the profile, or 0 if parts are missing. */
static size_t icc_size(const ic_jpeg_segments *segments) {
    size_t size = 0;
    for (size_t i = 0; i < segments->icc_part_count; i++) {
        if (segments->icc_parts[i].data == NULL) return 0;
        size += segments->icc_parts[i].count;
    }
    return size;
}

static bool join_icc(ic_jpeg_segments *segments, bool is_end) {
    size_t size = icc_size(segments);
    if (size == 0 || size > IC_MAX_BLOCK_SIZE) {
        const char *note = size == 0 ? "left out the ICC profile: parts are missing"
                                     : "left out the ICC profile: it is over 8 MiB";
        if (is_end && segments->icc_part_count > 0) ic_add_note(segments->reader, note);
        return true;
    }
    uint8_t *whole = malloc(size);
    if (whole == NULL) return false;
    size_t place = 0;
    for (size_t i = 0; i < segments->icc_part_count; i++) {
        memcpy(whole + place, segments->icc_parts[i].data, segments->icc_parts[i].count);
        place += segments->icc_parts[i].count;
    }
    bool stored = ic_metadata_set_block(&segments->reader->metadata, IC_ICC, (ic_bytes){whole, size});
    free(whole);
    return stored;
}

/* ---- Extended XMP ---- */

static const uint8_t *find(ic_bytes bytes, const char *word) {
    size_t count = strlen(word);
    for (size_t i = 0; i + count <= bytes.count; i++) {
        if (memcmp(bytes.data + i, word, count) == 0) return bytes.data + i;
    }
    return NULL;
}

/*
 * Returns the GUID that the main packet names: the value of xmpNote:HasExtendedXMP, either an attribute or an
 * element. NULL if it names none.
 */
static const uint8_t *named_guid(ic_bytes packet) {
    const char *property = "HasExtendedXMP";
    const uint8_t *place = find(packet, property);
    if (place == NULL) return NULL;
    const uint8_t *end = packet.data + packet.count;
    place += strlen(property);
    while (place < end && strchr(" \t\r\n='\">", *place) != NULL && *place != 0) place++;
    return end - place >= IC_GUID_SIZE ? place : NULL;
}

static bool is_part_of(const ic_xmp_part *part, const uint8_t *guid, uint32_t whole) {
    return part->whole == whole && memcmp(part->guid, guid, IC_GUID_SIZE) == 0;
}

/* Copies the part that contains offset 'covered' and extends past it; returns its end, or 0. */
static uint32_t copy_next(const ic_jpeg_segments *segments, const uint8_t *guid, uint32_t whole, uint32_t covered,
                          uint8_t *packet) {
    for (size_t i = 0; i < segments->xmp_part_count; i++) {
        const ic_xmp_part *part = &segments->xmp_parts[i];
        uint32_t end = part->offset + (uint32_t)part->bytes.count;
        if (!is_part_of(part, guid, whole) || part->offset > covered || end <= covered) continue;
        memcpy(packet + covered, part->bytes.data + (covered - part->offset), end - covered);
        return end;
    }
    return 0;
}

/* Assembles the packet; '*block' stays empty if parts are missing.  Returns false if out of memory. */
static bool build_packet(const ic_jpeg_segments *segments, const uint8_t *guid, uint32_t whole, ic_bytes *block) {
    uint8_t *bytes = malloc(IC_GUID_SIZE + (size_t)whole);
    if (bytes == NULL) return false;
    memcpy(bytes, guid, IC_GUID_SIZE);
    uint32_t covered = 0;
    while (covered < whole) {
        uint32_t reached = copy_next(segments, guid, whole, covered, bytes + IC_GUID_SIZE);
        if (reached == 0) break;
        covered = reached;
    }
    if (covered == whole) {
        *block = (ic_bytes){bytes, IC_GUID_SIZE + (size_t)whole};
    } else {
        free(bytes);
    }
    return true;
}

/* Returns the size of the packet with this GUID, from its first part; 0 if there is none. */
static uint32_t size_of_packet(const ic_jpeg_segments *segments, const uint8_t *guid) {
    for (size_t i = 0; guid != NULL && i < segments->xmp_part_count; i++) {
        if (memcmp(segments->xmp_parts[i].guid, guid, IC_GUID_SIZE) == 0) return segments->xmp_parts[i].whole;
    }
    return 0;
}

static bool has_parts_besides(const ic_jpeg_segments *segments, const uint8_t *guid) {
    for (size_t i = 0; i < segments->xmp_part_count; i++) {
        if (guid == NULL || memcmp(segments->xmp_parts[i].guid, guid, IC_GUID_SIZE) != 0) return true;
    }
    return false;
}

static bool join_xmp(ic_jpeg_segments *segments, bool is_end) {
    ic_metadata *metadata = &segments->reader->metadata;
    const uint8_t *guid = named_guid(metadata->blocks[IC_XMP]);
    uint32_t whole = size_of_packet(segments, guid);
    ic_bytes block = {0};
    if (whole > 0 && !build_packet(segments, guid, whole, &block)) return false;
    bool stored = block.count == 0 || ic_metadata_set_block(metadata, IC_EXTENDED_XMP, block);
    free((void *)block.data);
    if (is_end && guid != NULL && block.count == 0) {
        ic_add_note(segments->reader, "left out the extended XMP: parts are missing");
    }
    if (is_end && has_parts_besides(segments, guid)) {
        ic_add_note(segments->reader, "left out extended XMP that the XMP packet does not name");
    }
    return stored;
}

bool ic_jpeg_join_parts(ic_jpeg_segments *segments, bool is_end) {
    return join_icc(segments, is_end) && join_xmp(segments, is_end);
}

/* ---- Additional pictures ---- */

/* Returns the unsigned number in 'count' bytes at 'place', which is in bounds. */
static uint32_t number_at(ic_bytes bytes, size_t place, size_t count) {
    bool is_little_endian = bytes.data[0] == 'I';
    uint32_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number << 8 | bytes.data[place + (is_little_endian ? count - 1 - i : i)];
    }
    return number;
}

/* CIPA DC-007, 5.2: a TIFF header points to a directory of 12-byte entries; tag 0xB001 counts the pictures. */
uint32_t ic_mpf_pictures(ic_bytes index) {
    if (index.count < 10 || (memcmp(index.data, "II*\0", 4) != 0 && memcmp(index.data, "MM\0*", 4) != 0)) return 0;
    size_t directory = number_at(index, 4, 4);
    if (directory > index.count - 2) return 0;
    size_t entries = number_at(index, directory, 2);
    for (size_t i = 0; i < entries; i++) {
        size_t entry = directory + 2 + 12 * i;
        if (entry > index.count - 12 || index.count < 12) return 0;
        if (number_at(index, entry, 2) == 0xb001) return number_at(index, entry + 8, 4);
    }
    return 0;
}
