/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes that calls hand to their caller. */
#include "imgconv_bytes.h"

#include <stdlib.h>
#include <string.h>

struct imgconv_bytes {
    size_t size;
    unsigned char data[];
};

imgconv_bytes *ici_bytes_make(const void *source, size_t size) {
    if (size > SIZE_MAX - sizeof(imgconv_bytes) - 1) return NULL;
    imgconv_bytes *bytes = malloc(sizeof(imgconv_bytes) + size + 1);
    if (bytes == NULL) return NULL;
    bytes->size = size;
    if (size > 0) memcpy(bytes->data, source, size);
    bytes->data[size] = 0;
    return bytes;
}

const void *imgconv_bytes_data(const imgconv_bytes *bytes) {
    return bytes == NULL ? NULL : bytes->data;
}

size_t imgconv_bytes_size(const imgconv_bytes *bytes) {
    return bytes == NULL ? 0 : bytes->size;
}

void imgconv_bytes_free(imgconv_bytes *bytes) {
    free(bytes);
}
