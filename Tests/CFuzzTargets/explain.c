/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Explains recipes that the fuzzer makes up.  No input may crash, trap, hang or leak.
 *
 * An input is the format of the report, the numbers of channels, rows and columns, a byte each, and the recipe.
 */
#include <cfuzztargets.h>
#include <imgconv.h>
#include <stddef.h>
#include <stdint.h>

/* A number that is usually small, sometimes negative and sometimes too large for anything. */
static int64_t extent(uint8_t byte) {
    static const int64_t extremes[] = {INT64_MAX, INT64_MIN, INT32_MAX, INT32_MIN, 1 << 9};
    if (byte < 240) return byte % 48;
    return byte < 250 ? -(int64_t)(byte & 7) : extremes[byte % 5];
}

const char *fuzz_explain(const uint8_t *data, size_t size) {
    static const char *const formats[] = {"text", "json", "svg", "nonsense"};
    if (size < 4) return NULL;
    imgconv_recipe *recipe = NULL;
    imgconv_bytes *report = NULL;
    imgconv_error error;
    imgconv_recipe_parse((const char *)data + 4, size - 4, &recipe, &error);
    imgconv_explain(recipe, extent(data[1]), extent(data[2]), extent(data[3]), formats[data[0] % 4], &report, &error);
    imgconv_recipe_free(recipe);
    imgconv_bytes_free(report);
    return NULL;
}
