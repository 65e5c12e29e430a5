/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls imgconv.h with arguments that the fuzzer makes up.  No input may crash, trap, hang or leak.  Explanations take
 * a hundred times as long as the other calls and have a target of their own.
 *
 * The bytes of an input are read from the front: first which function, then its arguments; a text takes what is left.
 * What the interface cannot check is kept true here: pointers lead to as many bytes as an array's layout says.
 */
#include <cfuzztargets.h>
#include <imgconv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *next;
    size_t left;
} bytes;

static uint64_t take(bytes *input, size_t count) {
    uint64_t value = 0;
    while (count-- > 0 && input->left > 0) {
        value = value << 8 | *input->next++;
        input->left--;
    }
    return value;
}

/* A number that is usually small, and sometimes anything. */
static int64_t number(bytes *input, uint64_t most) {
    uint64_t kind = take(input, 1);
    if (kind < 240) return (int64_t)(kind % (most + 1));
    if (kind < 250) return -(int64_t)(kind & 7);
    static const int64_t extremes[] = {INT64_MAX, INT64_MIN, INT32_MAX, INT32_MIN, 1 << 10};
    return extremes[kind % 5];
}

/* A text of a list, or NULL, or nonsense. */
static const char *word(bytes *input, const char *const *words, size_t count) {
    uint64_t index = take(input, 1) % (count + 2);
    if (index == count) return NULL;
    return index > count ? "nonsense" : words[index];
}
#define WORD(...) word(input, (const char *const[]){__VA_ARGS__}, \
                       sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Options, of which the limits keep an execution short. */
static imgconv_options options(bytes *input) {
    imgconv_options options = {.size = sizeof options};
    uint64_t kind = take(input, 1);
    if (kind & 1) {
        options.threads = (int32_t)number(input, 4);
        options.depth = (int32_t)(take(input, 1) % 4 * 8);
        options.quality = (int32_t)number(input, 120);
        options.map = WORD("clamp", "abs", "signed", "normalize");
        options.format = WORD("png", "jpeg", "npy", "pgm", "ppm", "pam", "pnm");
        options.dtype = WORD("f2", "f4");
    }
    if (kind & 2) {
        options.subsampling = WORD("auto", "444", "422", "420");
        options.compression = WORD("fastest", "fast", "balanced", "small");
        options.orient = WORD("keep", "apply");
        options.strip = WORD("all", "private", "location,device", "");
        options.keep = WORD("copyright", "icc,exif", "all");
        options.progressive = (int32_t)number(input, 1);
        options.memory = (int64_t)((uint64_t)number(input, 200) << 12);
    }
    if (kind & 4) options.size = (size_t)number(input, sizeof options + 16);
    options.max_pixels = 1 << 14;
    options.timeout_ms = 2000;
    return options;
}

enum { ROOM = 1 << 15 };
static const size_t sizes[] = {1, 1, 2, 2, 4, 1};

/*
 * An array in the middle of 'memory', of 3 * ROOM bytes: returns whether the interface may be called with it, which is
 * so if it stays in memory, or if its numbers are ones that the interface has to refuse.
 */
static bool array(bytes *input, imgconv_array *array, uint8_t *memory) {
    memset(array, 0, sizeof *array);
    array->data = take(input, 1) == 7 ? NULL : memory + ROOM;
    array->type = (int32_t)(take(input, 1) % 6);
    array->has_alpha = (int32_t)number(input, 1);
    array->channels = number(input, 4);
    array->height = number(input, 9);
    array->width = number(input, 9);
    int64_t size = (int64_t)sizes[array->type];
    int64_t extents[3] = {array->channels, array->height, array->width};
    int64_t strides[3];
    uint64_t layout = take(input, 1);
    if (layout < 64) {
        for (int axis = 0; axis < 3; axis++) strides[axis] = (int64_t)((uint64_t)number(input, 40) - 8);
    } else if (layout < 160) {
        strides[0] = size;
        strides[2] = (int64_t)((uint64_t)size * (uint64_t)array->channels);
        strides[1] = (int64_t)((uint64_t)strides[2] * (uint64_t)array->width);
    } else {
        strides[2] = size;
        strides[1] = (int64_t)((uint64_t)size * (uint64_t)array->width);
        strides[0] = (int64_t)((uint64_t)strides[1] * (uint64_t)array->height);
    }
    array->channel_stride = strides[0];
    array->row_stride = strides[1];
    array->column_stride = strides[2];
    int64_t low = 0, high = size;
    for (int axis = 0; axis < 3; axis++) {
        int64_t span;
        if (extents[axis] < 1) return true;
        if (__builtin_mul_overflow(extents[axis] - 1, strides[axis], &span)) return true;
        if (span < 0 ? __builtin_add_overflow(low, span, &low) : __builtin_add_overflow(high, span, &high)) return true;
    }
    return low >= -ROOM && high <= 2 * ROOM;
}

static imgconv_recipe *recipe(bytes *input, size_t length) {
    static const char *const known[] = {
        "blur sigma=1.5", "blur sigma=6", "edge", "edge operator=log response=value", "sharpen",
        "atrous levels=2 denoise=1", "mix preset=gray", "resize size=50%", "resize size=7x5 fit=contain",
        "resize size=9x9 border=trim", "crop box=1,1,2,2",
        "upsample", "downsample", "convolve weights=\"1 2 1; 2 4 2; 1 2 1\" stride=2", "blur linear border=wrap | edge",
    };
    imgconv_recipe *recipe = NULL;
    uint64_t kind = take(input, 1);
    if (kind % 4 != 0) {
        const char *text = known[kind % (sizeof known / sizeof *known)];
        imgconv_recipe_parse(text, strlen(text), &recipe, NULL);
        return recipe;
    }
    if (length > input->left) length = input->left;
    const char *text = (const char *)input->next;
    if (kind % 8 == 0) {
        imgconv_recipe_parse(text, length, &recipe, NULL);
    } else {
        imgconv_recipe_parse_yaml(text, length, NULL, &recipe, NULL);
    }
    input->next += length;
    input->left -= length;
    return recipe;
}

static imgconv_recipe *convolution(bytes *input) {
    static float weights[1 << 12], bias[1 << 16];
    imgconv_convolution given = {.size = sizeof given, .weights = weights};
    uint64_t product = 1;
    for (int axis = 0; axis < 4; axis++) {
        given.weights_shape[axis] = number(input, 5);
        // Extents that overflow are refused before a weight is read.
        product = given.weights_shape[axis] < 1 || given.weights_shape[axis] > 1 << 16 ? UINT64_MAX / 8 : product;
        if (product < UINT64_MAX / 8) product *= (uint64_t)given.weights_shape[axis];
    }
    if (product > 1 << 12 && product < UINT64_MAX / 8) return NULL;
    given.groups = number(input, 4);
    if (take(input, 1) & 1) given.bias = bias;
    // The outputs, at most 4096 for each group, have to fit in 'bias'.
    if (given.groups > 12) given.bias = NULL;
    for (int axis = 0; axis < 2; axis++) {
        given.stride[axis] = number(input, 3);
        given.dilation[axis] = number(input, 3);
        given.output_padding[axis] = number(input, 2);
    }
    for (int side = 0; side < 4; side++) given.padding[side] = number(input, 4);
    given.transposed = (int32_t)number(input, 1);
    given.border = WORD("zero", "reflect", "constant=0.5", "wrap", "trim");
    imgconv_recipe *recipe = NULL;
    imgconv_recipe_convolution(&given, &recipe, NULL);
    return recipe;
}

const char *fuzz_gate(const uint8_t *data, size_t size) {
    static uint8_t memory[2][3 * ROOM];
    bytes rest = {data, size}, *input = &rest;
    imgconv_error error;
    imgconv_bytes *output = NULL, *notes = NULL;
    imgconv_array from, to;
    int64_t cost;
    uint64_t function = take(input, 1) % 7;
    imgconv_options chosen = options(input);
    imgconv_recipe *made = function < 4 ? (function == 1 ? convolution(input) : recipe(input, 200)) : NULL;
    imgconv_source source = {.bytes = input->next, .size = input->left};
    switch (function) {
    case 0:
    case 1:
        if (array(input, &from, memory[0]) && array(input, &to, memory[take(input, 1) & 1])) {
            if (take(input, 1) & 1) imgconv_cost(made, &from, &cost, &error);
            if (take(input, 1) & 3) imgconv_result_shape(made, &chosen, &from, &to, &error);
            // A result may be larger than the room.
            if (to.channels <= 8 && to.height <= 24 && to.width <= 24) {
                if (to.type == IMGCONV_F32 || take(input, 1) & 1) {
                    to.column_stride = 4;
                    to.row_stride = 100;
                    to.channel_stride = 2400;
                    imgconv_apply(made, &chosen, &from, &to, &notes, &error);
                }
            }
        }
        break;
    case 2: imgconv_convert_bytes(made, &chosen, input->next, input->left, NULL, &output, &notes, &error); break;
    case 3: imgconv_recipe_identifier(made, &chosen, &output, &error); break;
    case 4: imgconv_info(&source, &chosen, &from, &notes, &error); break;
    case 5:
        if (array(input, &to, memory[0])) {
            source.bytes = input->next;
            source.size = input->left;
            imgconv_read(&source, &chosen, &to, &notes, &error);
        }
        break;
    default:
        if (array(input, &from, memory[0])) imgconv_write_bytes(&from, &chosen, &output, &notes, &error);
    }
    imgconv_recipe_free(made);
    imgconv_bytes_free(output);
    imgconv_bytes_free(notes);
    return NULL;
}
