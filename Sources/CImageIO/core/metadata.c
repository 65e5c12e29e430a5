/* SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

const uint8_t ic_exif_prefix[IC_EXIF_PREFIX_SIZE] = {'E', 'x', 'i', 'f', 0, 0};
const uint8_t ic_xmp_prefix[IC_XMP_PREFIX_SIZE] = "http://ns.adobe.com/xap/1.0/";
const uint8_t ic_icc_prefix[IC_ICC_PREFIX_SIZE] = "ICC_PROFILE";
const uint8_t ic_extended_xmp_prefix[IC_EXTENDED_XMP_PREFIX_SIZE] = "http://ns.adobe.com/xmp/extension/";
const uint8_t ic_photoshop_prefix[IC_PHOTOSHOP_PREFIX_SIZE] = "Photoshop 3.0";

bool ic_metadata_set_block(ic_metadata *metadata, ic_block block, ic_bytes bytes) {
    if (bytes.count > IC_MAX_BLOCK_SIZE) return true;
    uint8_t *copy = NULL;
    if (bytes.count > 0) {
        copy = malloc(bytes.count);
        if (copy == NULL) return false;
        memcpy(copy, bytes.data, bytes.count);
    }
    free((void *)metadata->blocks[block].data);
    metadata->blocks[block] = (ic_bytes){copy, bytes.count};
    return true;
}

bool ic_metadata_extend_block(ic_metadata *metadata, ic_block block, ic_bytes bytes) {
    ic_bytes old = metadata->blocks[block];
    if (bytes.count == 0 || bytes.count > IC_MAX_BLOCK_SIZE - old.count) return true;
    uint8_t *grown = realloc((void *)old.data, old.count + bytes.count);
    if (grown == NULL) return false;
    memcpy(grown + old.count, bytes.data, bytes.count);
    metadata->blocks[block] = (ic_bytes){grown, old.count + bytes.count};
    return true;
}

/* A PNG keyword has a visible character. */
static bool is_keyword(ic_bytes keyword) {
    if (keyword.count > 79) return false;
    for (size_t i = 0; i < keyword.count; i++) {
        uint8_t c = keyword.data[i];
        if ((c > 32 && c < 127) || c > 160) return true;
    }
    return false;
}

static ic_bytes copy_part(uint8_t **place, ic_bytes part) {
    uint8_t *start = *place;
    if (part.count > 0) memcpy(start, part.data, part.count);
    start[part.count] = 0;
    *place = start + part.count + 1;
    return (ic_bytes){start, part.count};
}

bool ic_metadata_add_text(ic_metadata *metadata, const ic_text *text) {
    const ic_bytes parts[] = {text->keyword, text->text, text->language, text->translated_keyword};
    size_t size = 0;
    for (size_t i = 0; i < 4; i++) {
        if (parts[i].count > IC_MAX_BLOCK_SIZE) return true;
        size += parts[i].count + 1;
    }
    if (size > IC_MAX_BLOCK_SIZE - metadata->text_size) return true;
    if (text->form != IC_TEXT_COMMENT && !is_keyword(text->keyword)) return true;
    if (metadata->text_count == metadata->text_capacity) {
        size_t capacity = metadata->text_capacity * 2 + 8;
        ic_text *grown = realloc(metadata->texts, capacity * sizeof *grown);
        if (grown == NULL) return false;
        metadata->texts = grown;
        metadata->text_capacity = capacity;
    }
    uint8_t *place = malloc(size);
    if (place == NULL) return false;
    ic_text *copy = &metadata->texts[metadata->text_count++];
    metadata->text_size += size;
    copy->form = text->form;
    copy->keyword = copy_part(&place, text->keyword); /* the start of the allocation: the one to free */
    copy->text = copy_part(&place, text->text);
    copy->language = copy_part(&place, text->language);
    copy->translated_keyword = copy_part(&place, text->translated_keyword);
    return true;
}

bool ic_metadata_add_segment(ic_metadata *metadata, const ic_segment *segment) {
    if (segment->bytes.count > IC_MAX_BLOCK_SIZE - metadata->segment_size) return true;
    if (metadata->segment_count == metadata->segment_capacity) {
        size_t capacity = metadata->segment_capacity * 2 + 8;
        ic_segment *grown = realloc(metadata->segments, capacity * sizeof *grown);
        if (grown == NULL) return false;
        metadata->segments = grown;
        metadata->segment_capacity = capacity;
    }
    uint8_t *copy = malloc(segment->bytes.count + 1);
    if (copy == NULL) return false;
    if (segment->bytes.count > 0) memcpy(copy, segment->bytes.data, segment->bytes.count);
    metadata->segments[metadata->segment_count] = *segment;
    metadata->segments[metadata->segment_count++].bytes.data = copy;
    metadata->segment_size += segment->bytes.count;
    return true;
}

void ic_metadata_clear(ic_metadata *metadata) {
    for (size_t i = 0; i < IC_BLOCK_COUNT; i++) free((void *)metadata->blocks[i].data);
    for (size_t i = 0; i < metadata->text_count; i++) free((void *)metadata->texts[i].keyword.data);
    free(metadata->texts);
    for (size_t i = 0; i < metadata->segment_count; i++) free((void *)metadata->segments[i].bytes.data);
    free(metadata->segments);
    *metadata = (ic_metadata){0};
}
