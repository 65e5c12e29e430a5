/* SPDX-License-Identifier: Apache-2.0 */
/* Interleaved integer samples and their conversion to planes of float. */
#include "internal.h"

#include <crowloops.h>
#include <inttypes.h>

ic_status ic_check_pixels(ic_reader *reader) {
    const ic_header *header = &reader->header;
    if (header->width > IC_MAX_WIDTH) {
        return ic_fail(&reader->error, IC_LIMIT, "rows of %" PRIu32 " pixels, the limit is %d", header->width,
                       IC_MAX_WIDTH);
    }
    uint64_t pixels = (uint64_t)header->width * header->height;
    if (pixels <= reader->limits.max_pixels) return IC_OK;
    ic_status status = ic_fail(&reader->error, IC_LIMIT,
                               "%" PRIu32 " x %" PRIu32 " are %" PRIu64 " pixels, the limit is %" PRIu64,
                               header->width, header->height, pixels, reader->limits.max_pixels);
    reader->error.pixels_needed = pixels;
    return status;
}

void ic_convert_pixels(const ic_header *header, const uint8_t *pixels, float *const *planes) {
    const crl_loops *loops = crl_loops_chosen();
    if (header->bit_depth == 16) {
        loops->planes_from_u16(planes, (const uint16_t *)(const void *)pixels, header->width, header->channels);
    } else {
        loops->planes_from_u8(planes, pixels, header->width, header->channels);
    }
}
