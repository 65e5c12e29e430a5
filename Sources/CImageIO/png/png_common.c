/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader and the writer of PNG share. */
#include "internal.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

bool ic_png_is_plain(void) {
    const char *wanted = getenv("IMGCONV_PNG");
    return wanted != NULL && strcmp(wanted, "libpng") == 0;
}

const char *ic_png_version(void) {
    return png_get_libpng_ver(NULL);
}
