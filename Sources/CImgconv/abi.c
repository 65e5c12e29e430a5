/* SPDX-License-Identifier: Apache-2.0 */
#include "imgconv.h"

int32_t imgconv_abi(void) {
    return IMGCONV_ABI;
}
