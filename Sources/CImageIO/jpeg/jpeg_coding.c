/* SPDX-License-Identifier: Apache-2.0 */
/* Sampling factors and quantization tables that libjpeg's compressor supports. */
#include "internal.h"

bool ic_can_sample(const ic_sampling *sampling) {
    unsigned blocks = 0, across = 1, down = 1;
    for (size_t i = 0; i < 3; i++) {
        if (sampling[i].horizontal < 1 || sampling[i].vertical < 1) return false;
        if (sampling[i].horizontal > 4 || sampling[i].vertical > 4) return false;
        blocks += sampling[i].horizontal * sampling[i].vertical;
        if (sampling[i].horizontal > across) across = sampling[i].horizontal;
        if (sampling[i].vertical > down) down = sampling[i].vertical;
    }
    for (size_t i = 0; i < 3; i++) {
        if (across % sampling[i].horizontal != 0 || down % sampling[i].vertical != 0) return false;
    }
    return blocks <= 10;
}

bool ic_can_quantize(const uint16_t *table) {
    for (size_t i = 0; i < IC_TABLE_SIZE; i++) {
        if (table[i] < 1 || table[i] > IC_MAX_QUANTUM) return false;
    }
    return true;
}
