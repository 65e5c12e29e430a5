/* SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * After a failed call: returns true if it should be retried.  Waits if the descriptor was made non-blocking.
 */
static bool try_again(int descriptor, short events) {
    if (errno == EINTR) return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
    struct pollfd wait = {.fd = descriptor, .events = events};
    return poll(&wait, 1, -1) >= 0 || errno == EINTR;
}

/* Reads once; '*got' is 0 at the end of the input. */
static ic_status read_some(int descriptor, uint8_t *bytes, size_t count, size_t *got, ic_error *error) {
    for (;;) {
        ssize_t result = read(descriptor, bytes, count);
        if (result >= 0) {
            *got = (size_t)result;
            return IC_OK;
        }
        if (!try_again(descriptor, POLLIN)) return ic_fail_system(error, errno, "reading failed");
    }
}

/* Takes the next bytes of memory; '*got' is 0 at their end. */
static void read_memory(ic_source *source, uint8_t *bytes, size_t count, size_t *got) {
    size_t left = source->memory.count - source->memory_place;
    *got = count < left ? count : left;
    if (*got > 0) memcpy(bytes, source->memory.data + source->memory_place, *got);
    source->memory_place += *got;
}

bool ic_source_copy(ic_source *source, ic_bytes bytes) {
    uint8_t *copy = malloc(bytes.count + 1); /* never empty, so that it tells memory from a descriptor */
    if (copy == NULL) return false;
    if (bytes.count > 0) memcpy(copy, bytes.data, bytes.count);
    source->memory = (ic_bytes){copy, bytes.count};
    return true;
}

void ic_source_clear(ic_source *source) { free((void *)source->memory.data); }

ic_status ic_source_fill(ic_source *source, size_t count, ic_error *error) {
    size_t held = source->end - source->start;
    memmove(source->buffer, source->buffer + source->start, held);
    source->start = 0;
    source->end = held;
    while (source->end < count) {
        uint8_t *free_space = source->buffer + source->end;
        size_t got, room = sizeof source->buffer - source->end;
        if (source->memory.data != NULL) {
            read_memory(source, free_space, room, &got);
        } else if (read_some(source->descriptor, free_space, room, &got, error) != IC_OK) {
            return error->status;
        }
        if (got == 0) break;
        source->end += got;
    }
    return IC_OK;
}

ic_status ic_source_take(ic_source *source, uint8_t *bytes, size_t count, size_t *taken, ic_error *error) {
    *taken = 0;
    while (*taken < count) {
        size_t held = source->end - source->start;
        if (held == 0) {
            ic_status status = ic_source_fill(source, 1, error);
            if (status != IC_OK) return status;
            held = source->end;
            if (held == 0) break;
        }
        size_t part = count - *taken < held ? count - *taken : held;
        memcpy(bytes + *taken, source->buffer + source->start, part);
        source->start += part;
        *taken += part;
    }
    return IC_OK;
}

bool ic_source_extent(const ic_source *source, uint64_t *place, uint64_t *size) {
    uint64_t held = source->end - source->start, position;
    if (source->memory.data != NULL) {
        position = source->memory_place;
        *size = source->memory.count;
    } else {
        struct stat status;
        if (fstat(source->descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return false;
        off_t offset = lseek(source->descriptor, 0, SEEK_CUR);
        if (offset < 0) return false;
        position = (uint64_t)offset;
        *size = (uint64_t)status.st_size;
    }
    if (position < held || position > *size) return false;
    *place = position - held;
    return true;
}

uint64_t ic_source_left(const ic_source *source) {
    uint64_t place, size;
    return ic_source_extent(source, &place, &size) ? size - place : source->end - source->start;
}

bool ic_source_read_at(const ic_source *source, uint64_t place, uint8_t *bytes, size_t count, ic_error *error) {
    if (source->memory.data != NULL) {
        if (place > source->memory.count || count > source->memory.count - place) return false;
        if (count > 0) memcpy(bytes, source->memory.data + place, count);
        return true;
    }
    while (count > 0) {
        ssize_t got = pread(source->descriptor, bytes, count, (off_t)place);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) ic_fail_system(error, errno, "reading failed");
        if (got <= 0) return false;
        bytes += got;
        place += (uint64_t)got;
        count -= (size_t)got;
    }
    return true;
}

static ic_status write_all(int descriptor, const uint8_t *bytes, size_t count, ic_error *error) {
    while (count > 0) {
        ssize_t result = write(descriptor, bytes, count);
        if (result < 0) {
            if (try_again(descriptor, POLLOUT)) continue;
            return ic_fail_system(error, errno, "writing failed");
        }
        bytes += result;
        count -= (size_t)result;
    }
    return IC_OK;
}

static ic_status keep_all(ic_sink *sink, const uint8_t *bytes, size_t count, ic_error *error) {
    if (count > sink->kept_capacity - sink->kept_count) {
        size_t capacity = 2 * sink->kept_capacity + count;
        uint8_t *kept = realloc(sink->kept, capacity);
        if (kept == NULL) return ic_fail(error, IC_MEMORY, "out of memory");
        sink->kept = kept;
        sink->kept_capacity = capacity;
    }
    if (count > 0) memcpy(sink->kept + sink->kept_count, bytes, count);
    sink->kept_count += count;
    return IC_OK;
}

static ic_status send_all(ic_sink *sink, const uint8_t *bytes, size_t count, ic_error *error) {
    if (sink->in_memory) return keep_all(sink, bytes, count, error);
    return write_all(sink->descriptor, bytes, count, error);
}

ic_status ic_sink_flush(ic_sink *sink, ic_error *error) {
    ic_status status = send_all(sink, sink->buffer, sink->count, error);
    sink->count = 0;
    return status;
}

ic_status ic_sink_put(ic_sink *sink, const uint8_t *bytes, size_t count, ic_error *error) {
    if (count > sizeof sink->buffer - sink->count) {
        ic_status status = ic_sink_flush(sink, error);
        if (status != IC_OK) return status;
        if (count >= sizeof sink->buffer) return send_all(sink, bytes, count, error);
    }
    memcpy(sink->buffer + sink->count, bytes, count);
    sink->count += count;
    return IC_OK;
}

void ic_sink_clear(ic_sink *sink) { free(sink->kept); }
