/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imgconv.h: image filtering by convolution, for C and for languages that can call C.
 *
 *     imgconv_recipe *recipe;
 *     imgconv_error error;
 *     const char text[] = "blur sigma=2";
 *     if (imgconv_recipe_parse(text, strlen(text), &recipe, &error) != IMGCONV_OK) {
 *         fprintf(stderr, "%s\n", error.message);
 *         return 1;
 *     }
 *     int32_t status = imgconv_convert_file(recipe, NULL, "in.png", "out.png", NULL, &error);
 *     imgconv_recipe_free(recipe);
 *
 * Rules that hold for every function:
 *
 * Status.  A function returns IMGCONV_OK (0) or one of the codes below, which are the exit codes of the command, and
 * then fills *error.  'error' may be NULL.  After a failure, results of the call are NULL or unchanged, and there is no
 * output file.
 *
 * Arguments.  Every argument is checked: NULL where something is required, sizes that overflow, unknown codes, strides
 * that leave the address space, and a struct of a newer version give IMGCONV_INVALID.  Only memory cannot be checked: a
 * pointer must point to as many bytes as the function says, and a handle must come from this library and be alive.
 *
 * Text.  Text from the caller is UTF-8 with a length, or ends with NUL where there is no length.  File names are bytes
 * that end with NUL.  Text from the library is UTF-8.
 *
 * Ownership.  The caller owns all memory that it passes, and it may be freed when the call returns.  The library
 * allocates only handles (imgconv_recipe, imgconv_stop, imgconv_bytes); free each once with the function for its type.
 * Freeing NULL does nothing.
 *
 * Threads.  Any number of threads may call any function at once.  Recipes and bytes are immutable, so threads can share
 * them.  A stop may be turned on at any time from any thread, or from a signal handler.
 *
 * Process.  The library installs no signal handlers, reads and writes no standard streams, never exits, and starts no
 * thread that outlives a call, so a process may fork at any time; the child may call the library even if other threads
 * were inside it.  It keeps no state between calls except handles and a table of wide Gaussians.
 */
#ifndef IMGCONV_H
#define IMGCONV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface.  It grows when a function or a struct changes incompatibly; new functions and new
 * fields at the end of a struct with a size do not change it. */
#define IMGCONV_ABI 1

/* Returns IMGCONV_ABI of the library.  Compare it with the header's before any other call. */
int32_t imgconv_abi(void);

/* Returns the version of the library, such as "0.2.0"; never freed. */
const char *imgconv_version(void);

/* ---- Errors ------------------------------------------------------------------------------------------------------ */

/* The kinds of errors, which are stable: a program can decide by them. */
enum {
    IMGCONV_OK = 0,
    IMGCONV_INVALID = 64,       /* an argument, an option or a recipe is invalid */
    IMGCONV_UNREADABLE = 65,    /* the input cannot be opened, is damaged, or does not fit the recipe */
    IMGCONV_BUG = 70,           /* a bug in imgconv */
    IMGCONV_CANNOT_CREATE = 73, /* the output cannot be created, or its format cannot hold the image */
    IMGCONV_READ_WRITE = 74,    /* reading or writing failed midway, such as on a full disk */
    IMGCONV_LIMIT = 75,         /* a limit, a timeout, or not enough memory */
    IMGCONV_STOPPED = 130       /* a stop was turned on */
};

/* What exactly went wrong, where a program may want to answer. */
enum {
    IMGCONV_DETAIL_NONE = 0,
    IMGCONV_DETAIL_PIXELS = 1,         /* more pixels than options.max_pixels; number: the pixels */
    IMGCONV_DETAIL_MEMORY = 2,         /* more memory than options.memory; number: the bytes */
    IMGCONV_DETAIL_OUT_OF_MEMORY = 3,  /* the system gave no memory; number: the bytes */
    IMGCONV_DETAIL_TIMEOUT = 4,        /* longer than options.timeout_ms; number: the limit in milliseconds */
    IMGCONV_DETAIL_EXISTS = 5,         /* the output exists, and options.keep_existing is set */
    IMGCONV_DETAIL_IS_INPUT = 6,       /* the output is the input itself */
    IMGCONV_DETAIL_EXTENSION = 7,      /* the output's extension names no format that can be written */
    IMGCONV_DETAIL_DEPTH = 8,          /* the format has fewer bits per sample; number: how many it has */
    IMGCONV_DETAIL_FILTER = 9,         /* a parameter of a filter is out of range or does not fit the image */
    IMGCONV_DETAIL_SHAPE = 10          /* an array has another shape, type or layout than the call needs */
};

/* An error.  'message' is one line that names the file, if there is one, and the reason. */
typedef struct imgconv_error {
    int32_t code;         /* the status that the function returned */
    int32_t detail;       /* one of IMGCONV_DETAIL_... */
    int64_t number;       /* see the detail; else 0 */
    int32_t line, column; /* the position in a recipe, from 1; else 0 */
    char message[1000];   /* ends with NUL; a longer message is cut off between two characters */
} imgconv_error;

/* ---- Bytes ------------------------------------------------------------------------------------------------------- */

/* Bytes that the library allocated: a file, or UTF-8 text, which has a NUL after its last byte. */
typedef struct imgconv_bytes imgconv_bytes;

/* Returns the address of the bytes, which are valid until imgconv_bytes_free(); NULL for NULL. */
const void *imgconv_bytes_data(const imgconv_bytes *bytes);

/* Returns the number of bytes, without the NUL after a text; 0 for NULL. */
size_t imgconv_bytes_size(const imgconv_bytes *bytes);

/* Frees the bytes. */
void imgconv_bytes_free(imgconv_bytes *bytes);

/* ---- Cancellation ------------------------------------------------------------------------------------------------ */

/* A flag that stops the calls whose options have it; they look at it between two rows. */
typedef struct imgconv_stop imgconv_stop;

/* Makes a stop that is off; NULL if there is no memory. */
imgconv_stop *imgconv_stop_make(void);

/* Stops all calls that have this stop, now and later, with IMGCONV_STOPPED. */
void imgconv_stop_turn_on(imgconv_stop *stop);

/* Frees a stop that no call uses any more. */
void imgconv_stop_free(imgconv_stop *stop);

/* ---- Options ----------------------------------------------------------------------------------------------------- */

/*
 * The options of a call.  Set everything to 0 and 'size' to sizeof(imgconv_options); then 0 and NULL mean the default.
 * NULL in place of the struct means all defaults.  A shorter struct of an older version is accepted.
 *
 *     imgconv_options options = {.size = sizeof options, .threads = 2, .timeout_ms = 30000};
 *
 * Strings have the values that the command's options of the same name have, and the same defaults.
 */
typedef struct imgconv_options {
    size_t size;
    int32_t threads;           /* the maximum number of threads for one image (1); no bit of the result depends on it */
    int32_t depth;             /* bits per integer sample of an output file: 8 or 16 (as the input) */
    int64_t max_pixels;        /* the maximum number of pixels of an input and of a result (2^30) */
    int64_t memory;            /* the maximum number of bytes that the call may hold (no limit) */
    int64_t timeout_ms;        /* the maximum time of the call in milliseconds (no limit) */
    const imgconv_stop *stop;  /* stops the call when turned on */
    const char *map;           /* clamp, abs, signed or normalize: how results become integers (clamp) */
    const char *format;        /* the output's format: png, jpeg, npy, pgm, ppm, pam, pnm (by its name, else the input's) */
    const char *dtype;         /* the type of NPY outputs: f2 or f4 (f4) */
    const char *subsampling;   /* JPEG: auto, 444, 422 or 420 (auto) */
    const char *compression;   /* PNG: fastest, fast, balanced or small (balanced) */
    const char *orient;        /* keep the orientation tag, or apply it (keep) */
    const char *strip;         /* classes of metadata to drop, with commas (none) */
    const char *keep;          /* exceptions to 'strip', with commas (none) */
    int32_t quality;           /* JPEG quality, 1 to 100; -1 reuses the input's quantization tables (90) */
    int32_t progressive;       /* 1: write progressive JPEG */
    int32_t keep_existing;     /* 1: fail if the output file exists, in place of replacing it */
    int32_t preserve_mtime;    /* 1: give the output file the input file's modification time */
    int32_t no_sync;           /* 1: do not flush an output file to its device before it gets its name */
    int32_t lenient;           /* 1: decode what can be salvaged from a damaged PNG or JPEG; a note says what is lost */
} imgconv_options;

/* ---- Recipes ----------------------------------------------------------------------------------------------------- */

/* One or more filters with their parameters, checked; immutable. */
typedef struct imgconv_recipe imgconv_recipe;

/*
 * Reads a recipe on one line, "blur sigma=2 | edge", of up to 1 MiB.  Weights files are relative to the current
 * directory.  Errors: INVALID with the position; UNREADABLE for a file of weights.
 */
int32_t imgconv_recipe_parse(const char *text, size_t length, imgconv_recipe **recipe, imgconv_error *error);

/*
 * Reads a recipe in YAML, of up to 1 MiB.  Names of weights files are relative to 'directory', or to the current
 * directory if that is NULL.  Errors: as imgconv_recipe_parse().
 */
int32_t imgconv_recipe_parse_yaml(const char *text, size_t length, const char *directory, imgconv_recipe **recipe,
                                  imgconv_error *error);

/* Frees a recipe. */
void imgconv_recipe_free(imgconv_recipe *recipe);

/*
 * Makes the identifier of everything that affects the bytes of an output, the same as in reports of the command:
 * "2-" and 16 hexadecimal digits.
 */
int32_t imgconv_recipe_identifier(const imgconv_recipe *recipe, const imgconv_options *options,
                                  imgconv_bytes **identifier, imgconv_error *error);

/* Makes a JSON description of all filters: names, help, and for each parameter its name, kind, default, choices,
 * range, unit and help.  Interfaces for other languages are made from it. */
int32_t imgconv_filters(imgconv_bytes **json, imgconv_error *error);

/*
 * Explains a recipe for an input of channels x height x width: shapes, receptive field, cost and memory.
 * 'format' is "text", "json" or "svg".  Up to 4096 channels and sides of 2^24 can be explained.  Errors: INVALID;
 * UNREADABLE if the recipe does not fit the shape.
 */
int32_t imgconv_explain(const imgconv_recipe *recipe, int64_t channels, int64_t height, int64_t width,
                        const char *format, imgconv_bytes **text, imgconv_error *error);

/* ---- Arrays ------------------------------------------------------------------------------------------------------ */

/* Types of samples.  Integers stand for value / 255 and value / 65535; floats are taken as they are. */
enum { IMGCONV_U8 = 1, IMGCONV_U16 = 2, IMGCONV_F16 = 3, IMGCONV_F32 = 4 };

/*
 * An image in memory.  Sample (c, y, x) is at data + c * channel_stride + y * row_stride + x * column_stride, in bytes.
 * Strides may be negative, and 0 in inputs.  Interleaved RGB of 8 bits has the strides 1, 3 * width and 3; planar has
 * height * width, width and 1.  Samples need not be aligned.
 */
typedef struct imgconv_array {
    void *data;
    int32_t type;      /* one of IMGCONV_U8 ... */
    int32_t has_alpha; /* 1: the last channel is alpha, not premultiplied */
    int64_t channels, height, width;
    int64_t channel_stride, row_stride, column_stride;
} imgconv_array;

/*
 * Computes the shape of a result, without reading samples.  Only channels, height, width, type and has_alpha of 'input'
 * matter; those of *output are filled, and nothing else in it: the type is that of the input.
 */
int32_t imgconv_result_shape(const imgconv_recipe *recipe, const imgconv_options *options, const imgconv_array *input,
                             imgconv_array *output, imgconv_error *error);

/*
 * Computes how many multiplications, each followed by an addition, a result takes, without reading samples, so that a
 * caller can tell short calls from long ones.  Of *input, channels, height, width, type and has_alpha matter.
 */
int32_t imgconv_cost(const imgconv_recipe *recipe, const imgconv_array *input, int64_t *multiply_adds,
                     imgconv_error *error);

/*
 * Filters an array into another one, which has the shape that imgconv_result_shape() gives and any type and layout.
 * The samples are those that the command writes to a PNG (integers: mapped, rounded to nearest, ties to even; NaN
 * becomes 0) or NPY file (floats).  If the arrays overlap, the input is copied first.  'notes' may be NULL; it receives
 * a JSON array of strings.  After a failure the samples of the output are undefined.
 *
 * Of the options, threads, memory, timeout_ms, max_pixels, stop and map apply.
 */
int32_t imgconv_apply(const imgconv_recipe *recipe, const imgconv_options *options, const imgconv_array *input,
                      const imgconv_array *output, imgconv_bytes **notes, imgconv_error *error);

/*
 * A convolution as deep learning frameworks define it, with weights from arrays.  Set everything to 0 and 'size' to
 * sizeof(imgconv_convolution); then set what is required.  Pairs are rows first, then columns.
 */
typedef struct imgconv_convolution {
    size_t size;
    const float *weights;      /* (outputs, inputs / groups, rows, columns), contiguous; required */
    const float *bias;         /* one for each output channel, or NULL */
    int64_t weights_shape[4];  /* the four extents; transposed: (inputs, outputs / groups, rows, columns) */
    int64_t stride[2];         /* 0 means 1 */
    int64_t dilation[2];       /* 0 means 1 */
    int64_t padding[4];        /* zeros (or 'border') at the top, left, bottom, right */
    int64_t output_padding[2]; /* transposed only */
    int64_t groups;            /* 0 means 1 */
    int32_t transposed;        /* 1: the transpose of that convolution's matrix */
    const char *border;        /* what the padding holds: a border mode (zero) */
} imgconv_convolution;

/* Makes a recipe of one convolution.  The weights are copied.  Apply it to arrays of floats of any number of channels. */
int32_t imgconv_recipe_convolution(const imgconv_convolution *convolution, imgconv_recipe **recipe,
                                   imgconv_error *error);

/* ---- Files and bytes --------------------------------------------------------------------------------------------- */

/*
 * Converts a file to a file, as the command does: the output appears complete, or not at all.
 *
 * 'record' may be NULL.  It receives one line of JSON, without the line break: the record that a report of the command
 * has for the file, also if the conversion failed.
 */
int32_t imgconv_convert_file(const imgconv_recipe *recipe, const imgconv_options *options, const char *input,
                             const char *output, imgconv_bytes **record, imgconv_error *error);

/*
 * Converts the bytes of a file to the bytes of a file, which are those that imgconv_convert_file() writes.
 * 'name' is the input's name in messages and in the record; NULL for "input".
 */
int32_t imgconv_convert_bytes(const imgconv_recipe *recipe, const imgconv_options *options, const void *input,
                              size_t size, const char *name, imgconv_bytes **output, imgconv_bytes **record,
                              imgconv_error *error);

/*
 * Where an image is read from or written to: a file by its name, or bytes of a file if 'path' is NULL.
 */
typedef struct imgconv_source {
    const char *path;
    const void *bytes;
    size_t size;
    const char *name; /* the name of bytes in messages; NULL for "input" */
} imgconv_source;

/*
 * Reads the header and the metadata of an image.  'array' may be NULL; it receives the type, the shape and has_alpha,
 * and nothing else.  'json' may be NULL; it receives what "imgconv info --json" prints.
 * Of the options, max_pixels, orient and lenient apply.
 */
int32_t imgconv_info(const imgconv_source *source, const imgconv_options *options, imgconv_array *array,
                     imgconv_bytes **json, imgconv_error *error);

/*
 * Decodes an image into an array of the shape that imgconv_info() gives and of any type and layout.  NPY files of
 * several images are refused.  Of the options, threads, max_pixels, timeout_ms, stop, orient and lenient apply.
 */
int32_t imgconv_read(const imgconv_source *source, const imgconv_options *options, const imgconv_array *output,
                     imgconv_bytes **notes, imgconv_error *error);

/* Encodes an array as a file.  The format is that of the name or of options.format; depth, quality and so on apply. */
int32_t imgconv_write_file(const imgconv_array *input, const imgconv_options *options, const char *output,
                           imgconv_bytes **notes, imgconv_error *error);

/* Encodes an array as the bytes of a file; options.format is required. */
int32_t imgconv_write_bytes(const imgconv_array *input, const imgconv_options *options, imgconv_bytes **output,
                            imgconv_bytes **notes, imgconv_error *error);

/*
 * Removes the temporary files that killed processes left in a directory, not in its subdirectories.  Files of living
 * processes stay.  Errors: UNREADABLE if the directory cannot be listed.
 */
int32_t imgconv_sweep(const char *directory, imgconv_error *error);

/* ---- Archives ---------------------------------------------------------------------------------------------------- */

/*
 * What happens to an image in an archive, and to another member that fails.  'record' is NULL when the conversion of an
 * image starts; when it ends, the line of JSON that a report has for it, valid during the call.  'member' is the index,
 * from 0, among all members.  Calls come one at a time, but from several threads.  Return 0 to go on; anything else stops with IMGCONV_STOPPED.
 */
typedef int32_t (*imgconv_member_callback)(void *context, int64_t member, const char *name, const char *record);

/* The options of an archive.  Set everything to 0 and 'size' to sizeof(imgconv_archive_options). */
typedef struct imgconv_archive_options {
    size_t size;
    int32_t jobs;                    /* members at once (1) */
    int32_t errors_as_members;       /* 1: a failed member is replaced by KEY.error.json */
    const char *name;                /* the template of output names, as the command's option ({dir}/{stem}{ext}) */
    imgconv_member_callback callback;
    void *context;
    const int64_t *skipped;          /* members to record as failed without decoding them, such as those that killed a */
    int64_t skipped_count;           /* process before; with their reason: */
    const char *skipped_reason;
} imgconv_archive_options;

/*
 * Filters the images in a tar archive, in order, and copies all other members.  The output appears complete, or not at
 * all.  A member that fails is recorded and left out; then the status is IMGCONV_OK all the same, and the record of the
 * archive counts it.  'archive' may be NULL for the defaults; 'record' may be NULL.
 */
int32_t imgconv_convert_archive(const imgconv_recipe *recipe, const imgconv_options *options,
                                const imgconv_archive_options *archive, const char *input, const char *output,
                                imgconv_bytes **record, imgconv_error *error);

#ifdef __cplusplus
}
#endif

#endif
