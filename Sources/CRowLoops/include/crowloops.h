/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crowloops: the innermost loops over one row of samples or bytes.
 *
 * Every loop exists once in source (row_loops.inc) and is compiled for each worthwhile CPU level: the baseline of the
 * architecture everywhere, and x86-64-v3 (AVX2) and x86-64-v4 (AVX-512) on x86-64.  crl_loops_chosen() picks a table
 * of them once.  All levels give identical bits: each sum is taken in the order written here and nothing is
 * contracted to a fused multiply-add.
 *
 * The functions are pure: no allocation, no failure, no state.  Rows may overlap only where a comment says so.
 * 'count' is in samples of one channel; a count of 0 does nothing.
 */
#ifndef CROWLOOPS_H
#define CROWLOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crowloops_library.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One term of a weighted sum: weight * rows[row][column + x]. */
typedef struct crl_tap {
    uint32_t row;   /* index into the table of row pointers */
    int32_t column; /* columns from the output sample's own position; may be negative (halo) */
    float weight;
} crl_tap;

/* The maximum number of channels of interleaved file formats: gray, gray + alpha, RGB, RGBA. */
enum { CRL_MAX_PIXEL_CHANNELS = 4 };

/* The filter types of a PNG row (ISO/IEC 15948, section 9), with their numbers there. */
typedef enum crl_png_filter {
    CRL_PNG_NONE,
    CRL_PNG_SUB,
    CRL_PNG_UP,
    CRL_PNG_AVERAGE,
    CRL_PNG_PAETH
} crl_png_filter;

enum { CRL_PNG_FILTERS = 5 };

/* The maximum number of rows that are unfiltered together. */
enum { CRL_PNG_WAVE = 3 };

/* The maximum number of outputs that are summed together. */
enum { CRL_GROUP = 4 };

/* The number of output rows that weighted_quad computes. */
enum { CRL_QUAD = 4 };

/*
 * The number of taps in a run.
 *
 * A weighted sum adds the taps of each run in order, the bias before those of the first, and then the sums of the
 * runs in order.  So the sum of a long kernel has few roundings at its full size: 50 for the 1601 taps of a Gaussian
 * of sigma 200.
 */
enum { CRL_RUN = 32 };

/* One of several weighted sums: a bias and 'tap_count' taps. */
typedef struct crl_phase {
    const crl_tap *taps;
    size_t tap_count;
    float bias;
} crl_phase;

/* The number of neighboring outputs of a resampled row whose weights are stored together. */
enum { CRL_LANES = 16 };

/*
 * CRL_LANES neighboring outputs of a resampled row.
 *
 * Lane i is the sum of 'taps' terms: term t is weights[t * CRL_LANES + i] times the sample at starts[i] + t * step, for
 * the 'step' of the table.  From term 'full' on, a lane may have fewer terms: its weights there are 0, and it does not
 * depend on those samples.
 */
typedef struct crl_block {
    int32_t starts[CRL_LANES];
    size_t weights; /* index into the weights of the table */
    uint32_t taps;
    uint32_t full;
} crl_block;

/*
 * How a row is resampled.  Outputs CRL_LANES * b and on are blocks[b % period], with all positions moved by
 * b / period * advance; if the number of outputs is not a multiple of CRL_LANES, the last CRL_LANES outputs are
 * blocks[period] instead, or as many of its lanes as there are outputs.
 */
typedef struct crl_resampling {
    const crl_block *blocks;
    const float *weights;
    size_t period;
    ptrdiff_t advance;
    ptrdiff_t step; /* 1: terms run from left to right; -1: from right to left */
} crl_resampling;

/*
 * A transfer curve: how stored samples encode light.  A curve acts on |a| and keeps the sign.
 *
 *   CRL_POWER  stored to light: a <= stored_limit ? a * to_slope : ((a + offset) / scale)^power
 *              light to stored: a <= light_limit ? a * from_slope : scale * a^(1 / power) - offset
 *              sRGB, BT.709 and plain powers are of this form.  'power' is 1/7 to 7.
 *   CRL_PQ     the perceptual quantizer of SMPTE ST 2084; light 1 is 10000 cd/m^2
 *   CRL_HLG    hybrid log-gamma of ITU-R BT.2100; light is the scene's, 0 to 1
 */
typedef enum crl_curve_kind { CRL_POWER, CRL_PQ, CRL_HLG } crl_curve_kind;

typedef struct crl_curve {
    crl_curve_kind kind;
    double stored_limit, light_limit, to_slope, from_slope, offset, scale, power; /* of CRL_POWER */
} crl_curve;

/*
 * The fraction bits of planes: samples are 128 * (Y - 128), 128 * (Cb - 128), 128 * (Cr - 128) for JPEG's Y, Cb and
 * Cr, and so within -16384...16320.
 */
enum { CRL_PLANE_BITS = 7 };

/* Sums of pairs are computed in blocks, up to this many outputs at once. */
enum { CRL_PAIR_BLOCK = 128 };

/*
 * One or two weighted sums of pairs of samples: of pair p, with the weights 2 * p and 2 * p + 1 of 'even' and, unless
 * it is NULL, of 'odd'.  Weights are whole numbers from 0 to 32767; those of each sum add up to 1 << shift, where
 * 'shift' is at most 17.
 */
typedef struct crl_pair_sums {
    const int16_t *even, *odd;
    size_t pair_count;
    int shift;
} crl_pair_sums;

/* The maximum number of rows, and of columns, under a sum of levels. */
enum { CRL_LEVEL_TAPS = 4 };

/* The bytes after a row of levels, and the samples after a row of their sums, that may be read. */
enum { CRL_LEVEL_ROOM = 64 };

/* For Swift: a table of pure functions, never modified once created, may be shared by threads. */
#if defined(__clang__)
#define CRL_SENDABLE __attribute__((swift_attr("@Sendable")))
#else
#define CRL_SENDABLE
#endif

typedef struct CRL_SENDABLE crl_loops {
    const char *name; /* "base", "x86-64-v3" or "x86-64-v4" */

    /*
     * Convolution: out[x] = bias + sum over t, by runs, of taps[t].weight * rows[taps[t].row][x * stride +
     * taps[t].column].  'stride' is at least 1.  'out' overlaps no row.  Every row that a tap names can be read in the
     * columns of all taps.
     */
    void (*weighted_sum)(float *out, size_t count, const float *const *rows, const crl_tap *taps, size_t tap_count,
                         float bias, size_t stride);

    /*
     * Two convolutions of stride 1 at once: 'first' is weighted_sum of sums[0] over 'rows', 'second' is weighted_sum
     * of sums[1] over rows + row_step, with identical bits.  'overlap' describes what they share: tap overlap + i of
     * the first reads the sample that tap i of the second reads, for every tap of the first from 'overlap' on.  Those
     * samples are loaded once.  'overlap' is 1 to the number of the first's taps; the second has at least that many
     * minus 'overlap'.
     */
    void (*weighted_pair)(float *first, float *second, size_t count, const float *const *rows, ptrdiff_t row_step,
                          const crl_phase *sums, size_t overlap);

    /*
     * CRL_QUAD convolutions of stride 1 at once, of neighboring output rows: outs[o] is weighted_sum of the taps over
     * rows + o * row_step, with identical bits.  Tap t + 1 of one output reads the sample that tap t of the next one
     * reads, and each sample is loaded once.  There are CRL_QUAD to CRL_RUN taps.  No 'outs' overlaps another or a
     * row.
     */
    void (*weighted_quad)(float *const *outs, size_t count, const float *const *rows, ptrdiff_t row_step,
                          const crl_tap *taps, size_t tap_count, float bias);

    /*
     * Convolutions of stride 1 that read the same samples, 1 to CRL_GROUP of them: outs[o] is weighted_sum with the
     * bias biases[o] and the 'tap_count' taps from taps + o * tap_count on, with identical bits.  Their rows and
     * columns are those of the first output.  Each sample is loaded once for all.  No 'outs' overlaps another or a
     * row.
     */
    void (*weighted_group)(float *const *outs, size_t outputs, size_t count, const float *const *rows,
                           const crl_tap *taps, size_t tap_count, const float *biases);

    /*
     * Convolutions of stride 1 whose results alternate: out[x * phase_count + p] = the sum of phases[p] at column x,
     * with the same bits as weighted_sum, until 'count' samples of 'out' are written.
     */
    void (*weighted_phases)(float *out, size_t count, const float *const *rows, const crl_phase *phases,
                            size_t phase_count);

    /*
     * Resampled rows: outs[r][x] = the sum, from 0 on and by runs as in weighted_sum, of the terms of output x in
     * rows[r].  Each row can be read from column 'first' to column 'end' - 1, in which the samples of all terms are.
     */
    void (*resample)(float *const *outs, const float *const *rows, size_t row_count, size_t count,
                     const crl_resampling *table, ptrdiff_t first, ptrdiff_t end);

    /*
     * Means and variances under a kernel whose weights sum to 1:
     *   mean[x]      sum over t in order of weight * sample                           (as weighted_sum, bias 0)
     *   variance[x]  sum over t in order of weight * (sample - mean[x])^2
     * where sample = rows[taps[t].row][x + taps[t].column].  If 'variance_step' is not 0, the samples are means
     * themselves: rows[taps[t].row + variance_step] holds their variances, and (sample - mean[x])^2 + that variance
     * is summed.  No large numbers are subtracted, so the variance of nearly equal samples is as exact as any other.
     * 'mean' and 'variance' overlap no row.
     */
    void (*weighted_moments)(float *mean, float *variance, size_t count, const float *const *rows, const crl_tap *taps,
                             size_t tap_count, size_t variance_step);

    /* Depth to space: out[x * phase_count + p] = phases[p][x], until 'count' samples of 'out' are written. */
    void (*interleave)(float *out, size_t count, const float *const *phases, size_t phase_count);

    /* Point functions.  'out' may be 'a' or 'b' itself. */
    void (*magnitude)(float *out, const float *a, const float *b, size_t count); /* sqrt(a^2 + b^2) */
    void (*multiply)(float *out, const float *a, const float *b, size_t count);  /* a * b */
    void (*divide)(float *out, const float *a, const float *b, size_t count);    /* b > 0 ? a / b : 0 */
    void (*absolute)(float *out, const float *a, size_t count);                  /* |a| */
    /* a * scale + offset, rounded after the product and after the sum */
    void (*affine)(float *out, const float *a, float scale, float offset, size_t count);

    /* The number of samples below 'low' or above 'high'; NaN is neither. */
    size_t (*count_outside)(const float *a, float low, float high, size_t count);

    /*
     * Stored samples to linear light by a transfer curve, and back.  The result is within 0.50001 steps of float of
     * the exact curve (CRL_PQ: for light from 1e-12 up); values too large for float become infinity.  Infinities and
     * NaN are unchanged. 'out' may be 'a' itself.
     */
    void (*to_linear)(float *out, const float *a, const crl_curve *curve, size_t count);
    void (*from_linear)(float *out, const float *a, const crl_curve *curve, size_t count);

    /*
     * A function of the 256 levels of 8-bit samples: writes table[n] for each a[x] = n / 255, correctly rounded.  False
     * if a[x] is another number for some x; 'out' is then undefined.  'out' does not overlap 'a'.
     */
    bool (*look_up_u8)(float *out, const float *a, const float *table, size_t count);

    /*
     * Interleaved integer samples to planes: planes[c][x] = pixels[x * channels + c] / maximum, correctly rounded,
     * where maximum is 255 or 65535.  16-bit samples are in the machine's byte order.  1 to CRL_MAX_PIXEL_CHANNELS
     * channels.
     */
    void (*planes_from_u8)(float *const *planes, const uint8_t *pixels, size_t count, size_t channels);
    void (*planes_from_u16)(float *const *planes, const uint16_t *pixels, size_t count, size_t channels);

    /*
     * Planes to interleaved integer samples: planes[c][x] * maximum, clamped to 0...maximum (NaN becomes 0), rounded to
     * nearest, ties to even.
     */
    void (*u8_from_planes)(uint8_t *pixels, const float *const *planes, size_t count, size_t channels);
    void (*u16_from_planes)(uint16_t *pixels, const float *const *planes, size_t count, size_t channels);

    /*
     * Two rows of 8-bit RGB to pairs of samples of Y, Cb and Cr with CRL_PLANE_BITS fraction bits: planes[c][2 * x] is
     * that of upper, planes[c][2 * x + 1] that of lower, for x in 0..<count.  Within 1/256 + 0.0015 of the exact Y, Cb
     * and Cr of JFIF, which a pixel with equal R, G and B has exactly.  The second does the same for gray: Y alone.
     */
    void (*pairs_from_rgb)(int16_t *const *planes, const uint8_t *upper, const uint8_t *lower, size_t count);
    void (*pairs_from_gray)(int16_t *plane, const uint8_t *upper, const uint8_t *lower, size_t count);

    /*
     * Sums down the columns of rows of pairs: even[x] and, unless it is NULL, odd[x] are the sums over p of the pair at
     * rows[p] + 2 * x, divided by 1 << shift and rounded to nearest, ties up.  'sums' has two sums or one, likewise.
     *
     * Whole blocks are computed: 'count' is rounded up to a multiple of CRL_PAIR_BLOCK, and so much is read and
     * written.
     */
    void (*pair_rows)(int16_t *even, int16_t *odd, size_t count, const int16_t *const *rows,
                      const crl_pair_sums *sums);

    /*
     * Sums along a row of samples: the sum over p of the pair at line + 2 * (x + p), converted to 8 bits: divided by
     * 1 << (shift + CRL_PLANE_BITS), rounded to nearest, ties down, plus 128.  With one sum, that is out[x]; with two,
     * out[2 * x] and out[2 * x + 1].  'count' is the number of outputs, rounded up as above.
     */
    void (*pair_columns)(uint8_t *out, size_t count, const int16_t *line, const crl_pair_sums *sums);

    /*
     * Filters of interleaved 8-bit pixels.  Samples are levels, 0 to 255; 'step' is the number of channels, 1 to
     * CRL_MAX_PIXEL_CHANNELS.  Results are rounded to nearest, ties to even, and clamped.  Loops that can clamp return
     * the number of samples that they clamped.  Up to CRL_LEVEL_ROOM bytes or samples after a row of the input are
     * read; their values do not matter.
     */

    /*
     * Sums down the columns: out[x] = the sum over r of weights[r] * (rows[r][x] - zero), for 1 to CRL_LEVEL_TAPS rows.
     * It fits in 16 bits.  Whole vectors are computed: up to a multiple of 32 is read and written.
     */
    void (*level_rows)(int16_t *out, const uint8_t *const *rows, const int16_t *weights, size_t row_count, int zero,
                       size_t count);

    /*
     * Sums along a row of the sums above, for 'zero' 0, at every other pixel: 'count' pixels, of which pixel x is the sum
     * over t of weights[t] * pixel 2 * x + t of 'line', divided by 1 << shift.  Sums fit in 15 bits, and results in
     * 0...255.  'shift' is at least 1.
     */
    void (*level_halves)(uint8_t *out, size_t count, const int16_t *line, const int16_t *weights, size_t taps,
                         int shift, size_t step);

    /*
     * Two sums for each of 'count' pixels of a row of the sums above, for 'zero' 128: pixel 2 * x + p is the sum over
     * the CRL_LEVEL_TAPS weights[CRL_LEVEL_TAPS * p + t] * pixel x + p + t of 'line', divided by 1 << shift, plus 128.
     * Sums are within 2^24.
     */
    size_t (*level_doubles)(uint8_t *out, size_t count, const int16_t *line, const int16_t *weights, int shift,
                            size_t step);

    /*
     * The magnitudes of gradients, at 'count' samples, of three rows, which can be read 'step' samples before 0 too:
     * scale * sqrt(h^2 + v^2), where h is the difference of the smoothed columns on either side, v that of the smoothed
     * rows, and smoothing is the kernel (side, middle, side).  h^2 + v^2 is at most 2^22, 'scale' a power of two.
     */
    size_t (*level_gradients)(uint8_t *out, size_t count, const uint8_t *const *rows, size_t step, int16_t side,
                              int16_t middle, float scale);

    /*
     * Products of RGB pixels and a matrix with 1 or 3 rows: output o is biases[o] + weights[3 * o] * red +
     * weights[3 * o + 1] * green + weights[3 * o + 2] * blue, within 2^30.  Without 'counts', clamped samples may not
     * be counted.
     */
    size_t (*level_matrix)(uint8_t *out, const uint8_t *pixels, size_t count, const float *weights,
                           const float *biases, size_t outputs, bool counts);

    /*
     * The PNG filters of a row of 'count' bytes, whole pixels of 'step' bytes (1, 2, 3, 4, 6 or 8), below the row
     * 'above'. The first two also read the 'step' bytes before 'row' and before 'above', which must be 0.
     *   png_filter_costs  costs[f] = the sum of |byte| of the row under filter f, bytes taken as signed
     *   png_filter        writes the row under a filter to 'out', which overlaps neither row
     *   png_unfilter      turns a filtered row into the row itself, in place; 'above' is unfiltered, not part of 'row'
     *   png_unfilter_paeth  png_unfilter of 1 to CRL_PNG_WAVE rows under Paeth's filter, 'line' bytes apart
     */
    void (*png_filter_costs)(uint64_t *costs, const uint8_t *row, const uint8_t *above, size_t count, size_t step);
    void (*png_filter)(uint8_t *out, crl_png_filter filter, const uint8_t *row, const uint8_t *above, size_t count,
                       size_t step);
    void (*png_unfilter)(uint8_t *row, crl_png_filter filter, const uint8_t *above, size_t count, size_t step);
    void (*png_unfilter_paeth)(uint8_t *rows, size_t line, size_t row_count, const uint8_t *above, size_t count,
                               size_t step);

    /* The Adler-32 of 'count' bytes appended to others whose Adler-32 is 'adler', which starts with 1. */
    uint32_t (*adler32)(uint32_t adler, const uint8_t *bytes, size_t count);
} crl_loops;

/*
 * Returns the table for this process: the highest level that the CPU has, or the one named by the environment
 * variable IMGCONV_CPU, if the CPU has it (for testing and debugging).  Chosen at the first call; safe from any
 * thread.
 */
const crl_loops *crl_loops_chosen(void);

/* Returns every table that this CPU can run, base first: tables[0..<return value].  For tests and benchmarks. */
size_t crl_loops_available(const crl_loops *const **tables);

/*
 * Transposes a block of 'rows' x 'columns' samples of 'size' bytes, 1, 2 or 4: sample y of row x of the target is
 * sample x of row y of the source.  A pitch is the distance in bytes from one row to the next; a negative one reads or
 * writes the rows backwards.  The two blocks do not overlap.
 */
void crl_transpose(void *target, ptrdiff_t target_pitch, const void *source, ptrdiff_t source_pitch, size_t rows,
                   size_t columns, size_t size);

/*
 * A function that returns the CRC-32 of PNG and zlib (ISO/IEC 15948, annex D) of 'count' bytes appended to others
 * whose CRC-32 is 'crc', which starts with 0.
 */
typedef uint32_t crl_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

/* Returns a CRC-32 function using carry-less multiplication, or NULL if the CPU has none: then zlib's is faster. */
crl_crc32 *crl_crc32_by_folding(void);

#ifdef __cplusplus
}
#endif

#endif
