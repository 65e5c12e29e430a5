/* SPDX-License-Identifier: Apache-2.0 */
/* What the targets of whole pictures share: reading one from memory by CImageIO. */
#ifndef FUZZ_PICTURE_H
#define FUZZ_PICTURE_H

#include <cimageio.h>
#include <stdbool.h>

enum { FUZZ_MAX_PIXELS = 1 << 12, FUZZ_MAX_FILE = 1 << 16 };

/* What became of a file. */
typedef struct fuzz_picture {
    ic_reader *reader; /* NULL if the file was refused by its header */
    ic_status status;
    bool is_open; /* the header was read */
    char message[IC_MESSAGE_SIZE];
    size_t size;     /* of 'pixels' */
    uint8_t *pixels; /* all rows, one after the other */
} fuzz_picture;

/* Reads a file to its end. */
fuzz_picture fuzz_read(const uint8_t *file, size_t size, bool only_libpng, bool is_lenient);
void fuzz_close(fuzz_picture *picture);

/* Whether both were accepted, with the same pixels. */
bool fuzz_is_same(const fuzz_picture *a, const fuzz_picture *b);

/* Reads every byte of the metadata, so that AddressSanitizer sees each; returns what is wrong with it. */
const char *fuzz_check_metadata(const ic_reader *reader);

/* Writes the picture with its metadata, reads it again, and compares. */
const char *fuzz_check_written(const fuzz_picture *picture);

#endif
