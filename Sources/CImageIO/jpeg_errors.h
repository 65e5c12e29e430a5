/* SPDX-License-Identifier: Apache-2.0 */
/* How libjpeg's errors become ours, for its reader and its writer. */
#ifndef IC_JPEG_ERRORS_H
#define IC_JPEG_ERRORS_H

#include "internal.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

/* The 'client_data' of each libjpeg object. */
typedef struct ic_jpeg_client {
    ic_error *error;   /* of the handle */
    ic_reader *reader; /* takes the notes; NULL for a writer */
    jmp_buf jump;    /* set by the API function that runs */
} ic_jpeg_client;

/*
 * Installs the handlers: an error and a warning fill the handle's error and jump, but a reader's warnings of
 * harmless irregularities become notes; nothing is printed.
 */
void ic_jpeg_set_handlers(struct jpeg_error_mgr *errors);

/* Jumps out of libjpeg; the handle's error is filled already. */
_Noreturn void ic_jpeg_leave(j_common_ptr info);

#endif
