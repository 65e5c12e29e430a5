/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cyamlevents: the events of a YAML text, by libyaml, one at a time.
 *
 * It says nothing about meaning: aliases are not followed, tags are not resolved.  There are no globals; a parser
 * belongs to one thread at a time.
 */
#ifndef CYAMLEVENTS_H
#define CYAMLEVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum cy_kind {
    CY_END, /* of the text */
    CY_DOCUMENT, /* the start of a document */
    CY_SCALAR,
    CY_ALIAS,
    CY_SEQUENCE,     /* the start of a sequence */
    CY_SEQUENCE_END,
    CY_MAPPING,      /* the start of a mapping, whose keys and values alternate */
    CY_MAPPING_END,
    CY_ERROR
} cy_kind;

typedef struct cy_event {
    cy_kind kind;
    size_t line, column; /* where it starts, from 1; columns count characters; 0 if an error has no place */
    const uint8_t *text; /* of a scalar: UTF-8, 'count' bytes; of an error: what is wrong, in English */
    size_t count;
    bool is_plain;       /* of a scalar: without quotes and without a tag */
    const char *anchor;  /* the name that an alias may use, or that this alias uses; NULL: none */
} cy_event;

typedef struct cy_parser cy_parser;

/* A parser of 'count' bytes of UTF-8 at 'bytes', which must stay until cy_close(); NULL when memory is out. */
cy_parser *cy_open(const uint8_t *bytes, size_t count);

/*
 * The next event.  Its pointers are valid until the next call.  After CY_END and CY_ERROR the same event comes again.
 */
cy_event cy_next(cy_parser *parser);

/* Frees the parser.  NULL is allowed. */
void cy_close(cy_parser *parser);

#endif
