/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of this library, as data.  A new one is a directory with a decoder and an encoder, and an entry here. */
#include "internal.h"

#include <string.h>

static const ic_codec codecs[] = {
    {
        .format = IC_PNG,
        .name = "PNG",
        .signature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
        .signature_size = 8,
        .decoder = &ic_png_decoder,
        .encoder = &ic_png_encoder,
        .max_side = INT32_MAX,
        .max_bit_depth = 16,
        .has_alpha = true,
        .has_chunks = true,
        .room = {[IC_ICC] = IC_MAX_BLOCK_SIZE, [IC_EXIF] = IC_MAX_BLOCK_SIZE, [IC_XMP] = IC_MAX_BLOCK_SIZE,
                 [IC_CICP] = IC_MAX_BLOCK_SIZE, [IC_MDCV] = IC_MAX_BLOCK_SIZE, [IC_CLLI] = IC_MAX_BLOCK_SIZE,
                 [IC_TIME] = IC_MAX_BLOCK_SIZE},
        .max_text = IC_MAX_BLOCK_SIZE,
        .max_segment = IC_MAX_BLOCK_SIZE,
    },
    {
        .format = IC_JPEG,
        .name = "JPEG",
        .signature = {0xff, 0xd8, 0xff},
        .signature_size = 3,
        .decoder = &ic_jpeg_decoder,
        .encoder = &ic_jpeg_encoder,
        .max_side = 65500, /* JPEG_MAX_DIMENSION of libjpeg */
        .max_bit_depth = 8,
        .codes_components = true,
        /* Less than 255 segments hold a profile, extended XMP or image resources of any size that is kept. */
        .room = {[IC_ICC] = IC_MAX_BLOCK_SIZE, [IC_EXIF] = IC_SEGMENT_SIZE - IC_EXIF_PREFIX_SIZE,
                 [IC_XMP] = IC_SEGMENT_SIZE - IC_XMP_PREFIX_SIZE, [IC_EXTENDED_XMP] = IC_MAX_BLOCK_SIZE,
                 [IC_PHOTOSHOP] = IC_MAX_BLOCK_SIZE},
        .max_text = IC_SEGMENT_SIZE,
        .max_segment = IC_SEGMENT_SIZE,
    },
};

enum { CODEC_COUNT = sizeof codecs / sizeof codecs[0] };

const ic_codec *ic_codec_of_format(ic_format format) {
    for (size_t i = 0; i < CODEC_COUNT; i++) {
        if (codecs[i].format == format) return &codecs[i];
    }
    return NULL;
}

const ic_codec *ic_codec_of_bytes(const uint8_t *bytes, size_t count, bool *is_truncated) {
    for (size_t i = 0; i < CODEC_COUNT; i++) {
        size_t size = codecs[i].signature_size, common = count < size ? count : size;
        if (memcmp(bytes, codecs[i].signature, common) != 0) continue;
        *is_truncated = count < size;
        return &codecs[i];
    }
    return NULL;
}
