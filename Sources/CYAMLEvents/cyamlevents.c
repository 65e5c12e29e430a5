/* SPDX-License-Identifier: Apache-2.0 */
#include "cyamlevents.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct cy_parser {
    yaml_parser_t parser;
    yaml_event_t event; /* the last one, which owns what 'last' points to */
    bool has_event;
    cy_event last;
};

cy_parser *cy_open(const uint8_t *bytes, size_t count) {
    cy_parser *parser = calloc(1, sizeof *parser);
    if (parser == NULL) return NULL;
    if (yaml_parser_initialize(&parser->parser) == 0) {
        free(parser);
        return NULL;
    }
    yaml_parser_set_encoding(&parser->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser->parser, bytes, count);
    return parser;
}

static void set_place(cy_event *event, yaml_mark_t mark) {
    event->line = mark.line + 1;
    event->column = mark.column + 1;
}

static cy_event error_of(const yaml_parser_t *parser) {
    const char *problem = parser->problem;
    if (parser->error == YAML_MEMORY_ERROR) problem = "out of memory";
    if (problem == NULL) problem = "unknown error";
    cy_event event = {.kind = CY_ERROR, .text = (const uint8_t *)problem, .count = strlen(problem)};
    if (parser->error == YAML_SCANNER_ERROR || parser->error == YAML_PARSER_ERROR) {
        set_place(&event, parser->problem_mark);
    }
    return event;
}

static cy_event scalar_of(const yaml_event_t *from) {
    return (cy_event){
        .kind = CY_SCALAR,
        .text = from->data.scalar.value,
        .count = from->data.scalar.length,
        .is_plain = from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && from->data.scalar.tag == NULL,
        .anchor = (const char *)from->data.scalar.anchor,
    };
}

/* The event for a caller; false for one that says nothing to it. */
static bool translate(const yaml_event_t *from, cy_event *to) {
    switch (from->type) {
    case YAML_DOCUMENT_START_EVENT: *to = (cy_event){.kind = CY_DOCUMENT}; break;
    case YAML_SCALAR_EVENT: *to = scalar_of(from); break;
    case YAML_ALIAS_EVENT:
        *to = (cy_event){.kind = CY_ALIAS, .anchor = (const char *)from->data.alias.anchor};
        break;
    case YAML_SEQUENCE_START_EVENT:
        *to = (cy_event){.kind = CY_SEQUENCE, .anchor = (const char *)from->data.sequence_start.anchor};
        break;
    case YAML_SEQUENCE_END_EVENT: *to = (cy_event){.kind = CY_SEQUENCE_END}; break;
    case YAML_MAPPING_START_EVENT:
        *to = (cy_event){.kind = CY_MAPPING, .anchor = (const char *)from->data.mapping_start.anchor};
        break;
    case YAML_MAPPING_END_EVENT: *to = (cy_event){.kind = CY_MAPPING_END}; break;
    case YAML_STREAM_END_EVENT: *to = (cy_event){.kind = CY_END}; break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT: return false;
    }
    set_place(to, from->start_mark);
    return true;
}

cy_event cy_next(cy_parser *parser) {
    bool ended = parser->has_event && (parser->last.kind == CY_END || parser->last.kind == CY_ERROR);
    while (!ended) {
        if (parser->has_event) yaml_event_delete(&parser->event);
        parser->has_event = true;
        if (yaml_parser_parse(&parser->parser, &parser->event) == 0) {
            parser->last = error_of(&parser->parser);
            break;
        }
        if (translate(&parser->event, &parser->last)) break;
    }
    return parser->last;
}

void cy_close(cy_parser *parser) {
    if (parser == NULL) return;
    if (parser->has_event) yaml_event_delete(&parser->event);
    yaml_parser_delete(&parser->parser);
    free(parser);
}
