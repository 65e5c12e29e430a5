/* SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>

const char *ic_error_message(const ic_error *error) {
    return error->message;
}

ic_status ic_fail(ic_error *error, ic_status status, const char *format, ...) {
    if (error->status != IC_OK) return error->status;
    error->status = status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    /* The libraries quote bytes of the file: keep the message one printable line. */
    for (char *c = error->message; *c != 0; c++) {
        if (*c < ' ' || *c > '~') *c = '?';
    }
    return status;
}

ic_status ic_fail_system(ic_error *error, int system_error, const char *what) {
    if (error->status == IC_OK) {
        ic_fail(error, IC_IO, "%s", what);
        error->system_error = system_error;
    }
    return error->status;
}

ic_status ic_report(const ic_error *from, ic_error *to) {
    if (to != NULL) *to = *from;
    return from->status;
}
