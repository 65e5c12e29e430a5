/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blur.c: filters a file and an array through imgconv.h.
 *
 *     make lib && make install-lib PREFIX="$HOME/.local"
 *     cc blur.c $(pkg-config --cflags --libs imgconv) -o blur
 *     ./blur photo.jpg soft.jpg
 */
#include <imgconv.h>
#include <stdio.h>
#include <string.h>

/* Prints an error; returns the program's exit status. */
static int fail(const imgconv_error *error) {
    fprintf(stderr, "blur: %s\n", error->message);
    return error->code;
}

/* Blurs a picture of a white dot in memory, and prints its middle row. */
static int blur_array(const imgconv_recipe *recipe) {
    enum { SIDE = 9 };
    uint8_t dot[SIDE][SIDE] = {{0}};
    uint8_t soft[SIDE][SIDE];
    dot[SIDE / 2][SIDE / 2] = 255;

    imgconv_array input = {
        .data = dot, .type = IMGCONV_U8, .channels = 1, .height = SIDE, .width = SIDE,
        .channel_stride = sizeof dot, .row_stride = SIDE, .column_stride = 1,
    };
    imgconv_array output = input;
    output.data = soft;

    imgconv_error error;
    if (imgconv_apply(recipe, NULL, &input, &output, NULL, &error) != IMGCONV_OK) return fail(&error);
    for (int x = 0; x < SIDE; x++) printf("%d%c", soft[SIDE / 2][x], x + 1 < SIDE ? ' ' : '\n');
    return 0;
}

int main(int argc, char **argv) {
    if (imgconv_abi() != IMGCONV_ABI) {
        fprintf(stderr, "blur: the library does not match its header\n");
        return 1;
    }
    if (argc != 3) {
        fprintf(stderr, "usage: blur INPUT OUTPUT\n");
        return IMGCONV_INVALID;
    }

    imgconv_recipe *recipe;
    imgconv_error error;
    const char text[] = "blur sigma=1";
    if (imgconv_recipe_parse(text, strlen(text), &recipe, &error) != IMGCONV_OK) return fail(&error);

    int status = blur_array(recipe);
    if (status == 0) {
        imgconv_options options = {.size = sizeof options, .threads = 2, .timeout_ms = 60000};
        if (imgconv_convert_file(recipe, &options, argv[1], argv[2], NULL, &error) != IMGCONV_OK) {
            status = fail(&error);
        }
    }
    imgconv_recipe_free(recipe);
    return status;
}
