/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imgconv_bytes.h: how the library makes the bytes that imgconv.h hands out.  It is not installed.
 */
#ifndef IMGCONV_BYTES_H
#define IMGCONV_BYTES_H

#include "imgconv.h"

/*
 * ici_bytes_make() copies 'size' bytes and adds a NUL; returns NULL if there is not enough memory.
 * Free the result with imgconv_bytes_free().
 */
imgconv_bytes *ici_bytes_make(const void *source, size_t size);

#endif
