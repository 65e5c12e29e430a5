/* SPDX-License-Identifier: Apache-2.0 */
/* Translation of libjpeg's errors to ic_error, for the reader and the writer. */
#ifndef IC_JPEG_ERRORS_H
#define IC_JPEG_ERRORS_H

#include "internal.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

/* The 'client_data' of each libjpeg object. */
typedef struct ic_jpeg_client {
    ic_error *error;   /* the handle's */
    ic_reader *reader; /* receives the notes; NULL for a writer */
    jmp_buf jump;      /* set by the running API function */
    bool has_ended;     /* a reader's input has ended without a marker of the end */
    uint32_t warnings;  /* tolerated by a lenient reader */
    uint32_t first_row; /* of the image, near which the first of them was */
} ic_jpeg_client;

/*
 * Installs the handlers: an error or a warning fills the handle's error and jumps, but a reader's warnings about
 * harmless irregularities become notes, and a lenient reader counts all others; nothing is printed.
 */
void ic_jpeg_set_handlers(struct jpeg_error_mgr *errors);

/* Jumps out of libjpeg; the handle's error must be filled already. */
_Noreturn void ic_jpeg_leave(j_common_ptr info);

#endif
