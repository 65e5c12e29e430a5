/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a JPEG reader: what jpeg_reader.c and jpeg_scans.c share. */
#ifndef IC_JPEG_READER_H
#define IC_JPEG_READER_H

#include "jpeg_errors.h"
#include "jpeg_segments.h"

#include <crowloops.h>

/* The blocks that scans have visited, and the bytes that they took. */
typedef struct ic_jpeg_work {
    uint64_t blocks, bytes;
} ic_jpeg_work;

typedef struct jpeg_input {
    ic_jpeg_client client; /* first: client_data points here */
    ic_reader *reader;
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    const crl_loops *loops;
    bool created, has_header, started;
    bool is_between_scans;    /* the next step reads markers */
    bool is_cut;              /* lenient: libjpeg has given up */
    uint64_t bytes_read;      /* from the source */
    uint64_t blocks;          /* that all scans so far have visited */
    ic_jpeg_work before[2];   /* the work done at the start of the scan before the current one, and of that */
    int scan;                 /* the number of the current scan */
    uint32_t components_seen; /* in scans: one bit each */
    uint8_t *storage, *row;   /* the row is inside the storage */
    float *black;             /* K' of one row of CMYK */
    ic_jpeg_segments segments;
    uint8_t segment[IC_SEGMENT_SIZE];
} jpeg_input;

/*
 * Refuses a file that is too short for its image, before coefficients of the whole image are allocated: each block of a
 * component takes a code of the DC coefficient, and in a sequential file one of the end of the block, of at least one
 * bit each.  Arithmetic coding has no such bound.
 */
ic_status ic_jpeg_check_length(jpeg_input *input);

/*
 * Reads the headers of all scans ahead, where the file can be read twice, before coefficients of the whole image are
 * allocated.  Fails with IC_LIMIT if the scans are out of proportion to the file.  Called after the first one's header.
 */
ic_status ic_jpeg_check_scans(jpeg_input *input);

/*
 * Called before each step of jpeg_consume_input() inside the scans of a multi-scan file: counts the blocks that it
 * visits.  Fails with IC_LIMIT if the scans are out of proportion to the file.
 */
ic_status ic_jpeg_count_step(jpeg_input *input);

/*
 * After the last scan: checks that nothing is missing, of which libjpeg does not warn.  A progressive file may leave
 * out the finest detail, unless it is truncated.
 */
ic_status ic_jpeg_check_components(jpeg_input *input);

#endif
