/* SPDX-License-Identifier: Apache-2.0 */
#include "png_chunks.h"

#include <stdio.h>
#include <string.h>

uint32_t ic_png_number(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* ---- The requirements for each kind of chunk: PNG (third edition), 11.3 ---- */

typedef ic_png_verdict take_chunk(ic_metadata *metadata, const ic_png_chunk *chunk);

static ic_png_verdict take_block(ic_metadata *metadata, ic_block block, ic_bytes bytes) {
    return ic_metadata_set_block(metadata, block, bytes) ? IC_PNG_TAKEN : IC_PNG_NO_MEMORY;
}

static ic_png_verdict take_gamma(ic_metadata *metadata, const ic_png_chunk *chunk) {
    uint32_t gamma = ic_png_number(chunk->content.data);
    if (gamma == 0 || gamma > INT32_MAX) return IC_PNG_INVALID;
    metadata->scalars.has_gamma = true;
    metadata->scalars.gamma = gamma;
    return IC_PNG_TAKEN;
}

/* White must be visible, and the primaries must be the corners of a triangle inside x + y <= 1, within rounding. */
static bool are_chromaticities(const uint32_t xy[8]) {
    enum { ONE = 100000, ROUNDING = 2 };
    for (size_t i = 0; i < 8; i += 2) {
        if (xy[i] > ONE || xy[i + 1] > ONE || xy[i] + xy[i + 1] > ONE + ROUNDING) return false;
    }
    int64_t c[8];
    for (size_t i = 0; i < 8; i++) c[i] = xy[i];
    return c[1] > 0 && (c[4] - c[2]) * (c[7] - c[3]) != (c[6] - c[2]) * (c[5] - c[3]);
}

static ic_png_verdict take_chromaticities(ic_metadata *metadata, const ic_png_chunk *chunk) {
    uint32_t xy[8];
    for (size_t i = 0; i < 8; i++) xy[i] = ic_png_number(chunk->content.data + 4 * i);
    if (!are_chromaticities(xy)) return IC_PNG_INVALID;
    metadata->scalars.has_chromaticities = true;
    memcpy(metadata->scalars.chromaticities, xy, sizeof xy);
    return IC_PNG_TAKEN;
}

static ic_png_verdict take_intent(ic_metadata *metadata, const ic_png_chunk *chunk) {
    enum { INTENTS = 4 };
    if (chunk->content.data[0] >= INTENTS) return IC_PNG_INVALID;
    metadata->scalars.has_srgb_intent = true;
    metadata->scalars.srgb_intent = chunk->content.data[0];
    return IC_PNG_TAKEN;
}

/* PNG has only RGB, so the matrix coefficients are 0; the last byte distinguishes full from narrow range. */
static ic_png_verdict take_code_points(ic_metadata *metadata, const ic_png_chunk *chunk) {
    const uint8_t *code = chunk->content.data;
    if (code[2] != 0 || code[3] > 1) return IC_PNG_INVALID;
    return take_block(metadata, IC_CICP, chunk->content);
}

static ic_png_verdict take_mastering_display(ic_metadata *metadata, const ic_png_chunk *chunk) {
    return take_block(metadata, IC_MDCV, chunk->content);
}

static ic_png_verdict take_light_level(ic_metadata *metadata, const ic_png_chunk *chunk) {
    return take_block(metadata, IC_CLLI, chunk->content);
}

static ic_png_verdict take_density(ic_metadata *metadata, const ic_png_chunk *chunk) {
    const uint8_t *data = chunk->content.data;
    uint32_t x = ic_png_number(data), y = ic_png_number(data + 4);
    if (x == 0 || y == 0 || x > INT32_MAX || y > INT32_MAX || data[8] > 1) return IC_PNG_INVALID;
    metadata->scalars.density_unit = data[8] == 1 ? IC_DENSITY_PER_METER : IC_DENSITY_ASPECT;
    metadata->scalars.density_x = x;
    metadata->scalars.density_y = y;
    return IC_PNG_TAKEN;
}

/* Old writers put JPEG's prefix before the TIFF header. */
static ic_png_verdict take_exif(ic_metadata *metadata, const ic_png_chunk *chunk) {
    ic_bytes exif = chunk->content;
    if (exif.count > IC_EXIF_PREFIX_SIZE && memcmp(exif.data, ic_exif_prefix, IC_EXIF_PREFIX_SIZE) == 0) {
        exif.data += IC_EXIF_PREFIX_SIZE;
        exif.count -= IC_EXIF_PREFIX_SIZE;
    }
    bool is_tiff = exif.count >= 8 && (memcmp(exif.data, "II*\0", 4) == 0 || memcmp(exif.data, "MM\0*", 4) == 0);
    return is_tiff ? take_block(metadata, IC_EXIF, exif) : IC_PNG_INVALID;
}

static ic_png_verdict take_time(ic_metadata *metadata, const ic_png_chunk *chunk) {
    const uint8_t *t = chunk->content.data + 2; /* any year is valid */
    bool is_date = t[0] >= 1 && t[0] <= 12 && t[1] >= 1 && t[1] <= 31;
    bool is_time = t[2] <= 23 && t[3] <= 59 && t[4] <= 60; /* a leap second */
    return is_date && is_time ? take_block(metadata, IC_TIME, chunk->content) : IC_PNG_INVALID;
}

static ic_png_verdict take_unknown(ic_metadata *metadata, const ic_png_chunk *chunk) {
    size_t before = metadata->segment_count;
    if (before >= IC_MAX_KEPT) return IC_PNG_TOO_LARGE;
    ic_segment segment = {.bytes = chunk->content, .after_image = chunk->place == IC_PNG_AFTER_DATA};
    memcpy(segment.name, chunk->head + 4, 4);
    if (!ic_metadata_add_segment(metadata, &segment)) return IC_PNG_NO_MEMORY;
    return metadata->segment_count > before ? IC_PNG_TAKEN : IC_PNG_TOO_LARGE;
}

static ic_png_verdict take_offset(ic_metadata *metadata, const ic_png_chunk *chunk) {
    return chunk->content.data[8] > 1 ? IC_PNG_INVALID : take_unknown(metadata, chunk);
}

static ic_png_verdict take_credentials(ic_metadata *metadata, const ic_png_chunk *chunk) {
    (void)chunk;
    metadata->extras.has_credentials = true;
    return IC_PNG_TAKEN;
}

/* Carries nothing that the image, filtered or not, does not show by itself. */
static ic_png_verdict take_derived(ic_metadata *metadata, const ic_png_chunk *chunk) {
    (void)metadata;
    (void)chunk;
    return IC_PNG_TAKEN;
}

static const struct kind {
    char name[5];
    uint32_t min, max;   /* bytes of content */
    ic_png_place last;   /* its last permitted place */
    bool may_repeat;
    bool needs_content;
    take_chunk *take;    /* NULL: judge_known() handles it */
} kinds[] = {
    {"cICP", 4, 4, IC_PNG_BEFORE_PALETTE, false, true, take_code_points},
    {"mDCV", 24, 24, IC_PNG_BEFORE_PALETTE, false, true, take_mastering_display},
    {"cLLI", 8, 8, IC_PNG_BEFORE_PALETTE, false, true, take_light_level},
    {"iCCP", 3, IC_MAX_BLOCK_SIZE, IC_PNG_BEFORE_PALETTE, false, true, ic_png_take_profile},
    {"sRGB", 1, 1, IC_PNG_BEFORE_PALETTE, false, true, take_intent},
    {"gAMA", 4, 4, IC_PNG_BEFORE_PALETTE, false, true, take_gamma},
    {"cHRM", 32, 32, IC_PNG_BEFORE_PALETTE, false, true, take_chromaticities},
    {"pHYs", 9, 9, IC_PNG_BEFORE_DATA, false, true, take_density},
    {"oFFs", 9, 9, IC_PNG_BEFORE_DATA, false, true, take_offset},
    {"eXIf", 8, IC_MAX_BLOCK_SIZE, IC_PNG_AFTER_DATA, false, true, take_exif},
    {"tIME", 7, 7, IC_PNG_AFTER_DATA, false, true, take_time},
    {"tEXt", 2, IC_MAX_BLOCK_SIZE, IC_PNG_AFTER_DATA, true, true, ic_png_take_text},
    {"zTXt", 3, IC_MAX_BLOCK_SIZE, IC_PNG_AFTER_DATA, true, true, ic_png_take_compressed_text},
    {"iTXt", 6, IC_MAX_BLOCK_SIZE, IC_PNG_AFTER_DATA, true, true, ic_png_take_international_text},
    {"acTL", 8, 8, IC_PNG_BEFORE_DATA, false, true, NULL},
    {"fcTL", 26, 26, IC_PNG_AFTER_DATA, true, false, NULL},
    {"fdAT", 0, IC_PNG_LONGEST_CHUNK, IC_PNG_AFTER_DATA, true, false, take_derived},
    {"caBX", 0, IC_PNG_LONGEST_CHUNK, IC_PNG_AFTER_DATA, true, false, take_credentials},
    {"sBIT", 1, 4, IC_PNG_BEFORE_DATA, false, true, NULL},
    {"hIST", 0, IC_PNG_LONGEST_CHUNK, IC_PNG_AFTER_DATA, true, false, take_derived},
    {"iDOT", 0, IC_PNG_LONGEST_CHUNK, IC_PNG_AFTER_DATA, true, false, take_derived},
};

static const struct kind *kind_of(const uint8_t head[IC_PNG_CHUNK_HEAD]) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (memcmp(kinds[i].name, head + 4, 4) == 0) return &kinds[i];
    }
    return NULL;
}

/* ---- Judging ---- */

enum { LOWERCASE = 0x20 }; /* the bit of a letter that is a flag: ancillary in the first, safe to copy in the last */

static bool is_safe_to_copy(const uint8_t head[IC_PNG_CHUNK_HEAD]) { return (head[7] & LOWERCASE) != 0; }

bool ic_png_is_ancillary(const uint8_t head[IC_PNG_CHUNK_HEAD]) {
    for (size_t i = 4; i < IC_PNG_CHUNK_HEAD; i++) {
        uint8_t letter = head[i] | LOWERCASE;
        if (letter < 'a' || letter > 'z') return false;
    }
    return (head[4] & LOWERCASE) != 0 && memcmp(head + 4, "tRNS", 4) != 0
           && ic_png_number(head) <= IC_PNG_LONGEST_CHUNK;
}

bool ic_png_wants(const uint8_t head[IC_PNG_CHUNK_HEAD]) {
    const struct kind *kind = kind_of(head);
    bool is_needed = kind != NULL ? kind->needs_content : is_safe_to_copy(head);
    return is_needed && ic_png_number(head) <= IC_MAX_BLOCK_SIZE;
}

/* The animation is dropped; only its number of frames is reported. */
static ic_png_verdict take_animation(ic_metadata *metadata, ic_png_chunks *chunks, const ic_png_chunk *chunk) {
    if (chunk->head[4] == 'a') {
        uint32_t frames = ic_png_number(chunk->content.data);
        if (frames == 0 || frames > INT32_MAX) return IC_PNG_INVALID;
        chunks->frames = frames;
    } else if (chunk->place != IC_PNG_AFTER_DATA) {
        chunks->image_is_frame = true;
    }
    if (chunks->frames > 0) metadata->extras.frames = chunks->frames - chunks->image_is_frame;
    return IC_PNG_TAKEN;
}

/* The significant bits matter only if they are fewer than the sample's. */
static ic_png_verdict judge_bits(const ic_png_chunks *chunks, const ic_png_chunk *chunk) {
    for (size_t i = 0; i < chunk->content.count; i++) {
        if (chunk->content.data[i] < chunks->sample_depth) return IC_PNG_UNSAFE;
    }
    return IC_PNG_TAKEN;
}

static ic_png_verdict judge_known(ic_metadata *metadata, ic_png_chunks *chunks, const struct kind *kind,
                                  const ic_png_chunk *chunk) {
    uint32_t length = ic_png_number(chunk->head);
    uint64_t bit = UINT64_C(1) << (kind - kinds);
    if (length < kind->min) return IC_PNG_INVALID;
    if (length > kind->max) return kind->max == IC_MAX_BLOCK_SIZE ? IC_PNG_TOO_LARGE : IC_PNG_INVALID;
    if (chunk->place > kind->last) return IC_PNG_MISPLACED;
    if (!kind->may_repeat && (chunks->taken & bit) != 0) return IC_PNG_REPEATED;
    bool is_bits = memcmp(kind->name, "sBIT", 4) == 0;
    ic_png_verdict verdict = kind->take != NULL ? kind->take(metadata, chunk)
                             : is_bits          ? judge_bits(chunks, chunk)
                                                : take_animation(metadata, chunks, chunk);
    if (verdict == IC_PNG_TAKEN) chunks->taken |= bit;
    return verdict;
}

static ic_png_verdict judge(ic_metadata *metadata, ic_png_chunks *chunks, const ic_png_chunk *chunk) {
    const struct kind *kind = kind_of(chunk->head);
    if (kind == NULL && !is_safe_to_copy(chunk->head)) return IC_PNG_UNSAFE;
    if (chunk->has_wrong_crc && (kind == NULL || kind->needs_content)) return IC_PNG_WRONG_CRC;
    if (kind != NULL) return judge_known(metadata, chunks, kind, chunk);
    return ic_png_wants(chunk->head) ? take_unknown(metadata, chunk) : IC_PNG_TOO_LARGE;
}

static void remember(ic_png_chunks *chunks, ic_png_verdict verdict, const uint8_t head[IC_PNG_CHUNK_HEAD]) {
    char(*names)[5] = chunks->names[verdict];
    size_t count = chunks->name_counts[verdict];
    for (size_t i = 0; i < count && i < IC_PNG_NAMES; i++) {
        if (memcmp(names[i], head + 4, 4) == 0) return;
    }
    if (count < IC_PNG_NAMES) memcpy(names[count], head + 4, 4);
    if (count <= IC_PNG_NAMES) chunks->name_counts[verdict] = count + 1;
}

ic_status ic_png_add_chunk(ic_reader *reader, ic_png_chunks *chunks, const ic_png_chunk *chunk) {
    ic_png_verdict verdict = judge(&reader->metadata, chunks, chunk);
    if (verdict == IC_PNG_NO_MEMORY) return ic_fail(&reader->error, IC_MEMORY, "PNG: out of memory");
    if (verdict != IC_PNG_TAKEN) remember(chunks, verdict, chunk->head);
    return IC_OK;
}

void ic_png_end_color_chunks(ic_reader *reader, ic_png_chunks *chunks) {
    static const uint8_t head[IC_PNG_CHUNK_HEAD] = {0, 0, 0, 1, 's', 'R', 'G', 'B'};
    ic_scalars *scalars = &reader->metadata.scalars;
    if (!scalars->has_srgb_intent || reader->metadata.blocks[IC_ICC].count == 0) return;
    scalars->has_srgb_intent = false;
    scalars->srgb_intent = 0;
    remember(chunks, IC_PNG_REPEATED, head);
}

/* ---- Notes ---- */

void ic_png_report_chunks(ic_reader *reader, const ic_png_chunks *chunks) {
    static const char *const words[IC_PNG_VERDICTS] = {
        [IC_PNG_WRONG_CRC] = "left out PNG chunks with a wrong CRC",
        [IC_PNG_INVALID] = "left out invalid PNG chunks",
        [IC_PNG_REPEATED] = "left out repeated PNG chunks",
        [IC_PNG_MISPLACED] = "left out misplaced PNG chunks",
        [IC_PNG_TOO_LARGE] = "left out PNG chunks over a limit (8 MiB, 1000 texts, 64 MiB inflated in all)",
        [IC_PNG_CUT] = "cut texts at a NUL byte in PNG chunks",
        [IC_PNG_UNSAFE] = "left out PNG chunks that may not fit a filtered image",
    };
    for (size_t verdict = IC_PNG_TAKEN + 1; verdict < IC_PNG_VERDICTS; verdict++) {
        size_t count = chunks->name_counts[verdict];
        if (count == 0) continue;
        char note[IC_NOTE_SIZE];
        size_t used = (size_t)snprintf(note, sizeof note, "%s: %s", words[verdict], chunks->names[verdict][0]);
        for (size_t i = 1; i < count && used < sizeof note; i++) {
            const char *name = i < IC_PNG_NAMES ? chunks->names[verdict][i] : "...";
            used += (size_t)snprintf(note + used, sizeof note - used, ", %s", name);
        }
        ic_add_note(reader, note);
    }
}
