/* SPDX-License-Identifier: Apache-2.0 */
#include "jpeg_errors.h"

#include <jerror.h>

#define IC_STRING(x) #x
#define IC_EXPANDED_STRING(x) IC_STRING(x)

_Noreturn void ic_jpeg_leave(j_common_ptr info) {
    ic_jpeg_client *client = info->client_data;
    longjmp(client->jump, 1);
}

static ic_status status_of(int code) {
    switch (code) {
    case JERR_OUT_OF_MEMORY: return IC_MEMORY;
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW: return IC_LIMIT;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_EMPTY_IMAGE:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED: return IC_UNSUPPORTED;
    default: return IC_CORRUPT;
    }
}

static void on_error(j_common_ptr info) {
    ic_jpeg_client *client = info->client_data;
    char message[JMSG_LENGTH_MAX];
    /* What follows the end of the input is made up: any other problem with it has this cause. */
    ic_status status = status_of(info->err->msg_code);
    if (client->has_ended && status == IC_CORRUPT) info->err->msg_code = JWRN_JPEG_EOF;
    info->err->format_message(info, message);
    ic_fail(client->error, status, "JPEG: %s", message);
    ic_jpeg_leave(info);
}

/*
 * Bytes that libjpeg skipped to find a marker are harmless if no coded data is missing: before the first scan, before
 * the end of the image and before a restart marker, because data that lacks blocks causes another warning, which comes
 * earlier, and so does a restart marker with another number than expected, which comes later.
 */
static const char *note_of_surplus(j_common_ptr info) {
    int marker = info->err->msg_parm.i[1];
    if (((j_decompress_ptr)info)->input_scan_number == 0) return "skipped surplus bytes in the header";
    bool is_restart = marker >= JPEG_RST0 && marker < JPEG_RST0 + 8;
    if (is_restart) return "skipped surplus bytes before a restart marker";
    bool is_end = marker == JPEG_EOI;
    return is_end ? "skipped surplus bytes before the end of the image" : NULL;
}

/* Returns the note for a warning that does not affect any coefficient, or NULL. */
static const char *note_of_warning(j_common_ptr info) {
    switch (info->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA: return note_of_surplus(info);
    case JWRN_JFIF_MAJOR: return "accepted an unknown version of JFIF";
    case JWRN_ADOBE_XFORM: return "accepted an unknown Adobe color transform";
    case JWRN_NOT_SEQUENTIAL: return "ignored unusual fields of a scan header";
    default: return NULL;
    }
}

/* Counts a warning, and remembers about where the first one was. */
static void tolerate(ic_jpeg_client *client, j_decompress_ptr info) {
    if (client->warnings++ > 0) return;
    uint32_t row = info->input_iMCU_row * (uint32_t)info->max_v_samp_factor * DCTSIZE;
    client->first_row = row < info->image_height ? row : info->image_height;
}

/* A level below 0 is a warning, after which libjpeg would usually continue with made-up data. */
static void on_message(j_common_ptr info, int level) {
    if (level >= 0) return;
    ic_jpeg_client *client = info->client_data;
    const char *note = client->reader == NULL ? NULL : note_of_warning(info);
    if (note != NULL) ic_add_note(client->reader, note);
    else if (client->reader != NULL && client->reader->limits.lenient) tolerate(client, (j_decompress_ptr)info);
    else on_error(info);
}

static void print_nothing(j_common_ptr info) {
    (void)info;
}

void ic_jpeg_set_handlers(struct jpeg_error_mgr *errors) {
    jpeg_std_error(errors);
    errors->error_exit = on_error;
    errors->emit_message = on_message;
    errors->output_message = print_nothing;
}

const char *ic_jpeg_version(void) {
#ifdef LIBJPEG_TURBO_VERSION
    return "libjpeg-turbo " IC_EXPANDED_STRING(LIBJPEG_TURBO_VERSION);
#else
    return "libjpeg " IC_EXPANDED_STRING(JPEG_LIB_VERSION);
#endif
}
