// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* A message is a plain struct and a table that says which member is which JSON
 * field; this file turns the one into the other. Whole numbers that count are
 * JSON numbers; energy and money are decimal text, because a JSON number may
 * pass through a double on its way. */

/** TALLY_WIRE_MAX_DEPTH: braces and brackets within each other, in any JSON we read */
#define TALLY_WIRE_MAX_DEPTH 16

/** TALLY_WIRE_MAX_REQUEST: bytes of a JSON request */
#define TALLY_WIRE_MAX_REQUEST (64 * 1024)

/** TALLY_WIRE_MAX_ANSWER: bytes of a JSON answer a client reads */
#define TALLY_WIRE_MAX_ANSWER (32 * 1024 * 1024)

/**
 * TallyWireKind:
 * @TALLY_WIRE_TEXT: `char *`; JSON string or null
 * @TALLY_WIRE_DAY: `char *` "YYYY-MM-DD"; JSON string or null
 * @TALLY_WIRE_INT: `int64_t`; JSON whole number
 * @TALLY_WIRE_BIG: `int64_t`; JSON string of decimal digits (energy, money)
 * @TALLY_WIRE_FLAG: `gboolean`; JSON true or false
 * @TALLY_WIRE_INSTANT: `int64_t` Unix seconds, 0 unknown; JSON "2026-01-31T16:00:00Z" or null
 * @TALLY_WIRE_INTS: `GArray *` of int64_t; JSON array of whole numbers
 * @TALLY_WIRE_BIGS: `GArray *` of int64_t; JSON array of decimal strings
 * @TALLY_WIRE_TEXTS: `char **`; JSON array of strings
 * @TALLY_WIRE_ROW: pointer to another message, may be %NULL
 * @TALLY_WIRE_ROWS: `GPtrArray *` of another message
 * @TALLY_WIRE_JSON: `JsonNode *` as it is; figures whose names a rule decides
 */
typedef enum {
    TALLY_WIRE_TEXT,
    TALLY_WIRE_DAY,
    TALLY_WIRE_INT,
    TALLY_WIRE_BIG,
    TALLY_WIRE_FLAG,
    TALLY_WIRE_INSTANT,
    TALLY_WIRE_INTS,
    TALLY_WIRE_BIGS,
    TALLY_WIRE_TEXTS,
    TALLY_WIRE_ROW,
    TALLY_WIRE_ROWS,
    TALLY_WIRE_JSON,
} TallyWireKind;

typedef struct _TallyWireType TallyWireType;

typedef struct {
    const char *name;
    TallyWireKind kind;
    size_t offset;
    gboolean is_required;    /* in a request */
    const TallyWireType *of; /* of ROW and ROWS */
} TallyWireField;

struct _TallyWireType {
    const char *name;
    size_t size;
    const TallyWireField *fields;
    size_t n_fields;
    GDestroyNotify free;
};

/**
 * TallyWireReading:
 * @TALLY_WIRE_REQUEST: what came from outside: an unknown field, a missing required one or
 *   another JSON type is refused
 * @TALLY_WIRE_ANSWER: what a server said: unknown fields are ignored, so that a server may be
 *   newer than its client; a missing field stays empty
 */
typedef enum {
    TALLY_WIRE_REQUEST,
    TALLY_WIRE_ANSWER,
} TallyWireReading;

/**
 * tally_wire_parse:
 * @text: JSON, not necessarily ended by a zero byte
 * @length: bytes of @text
 * @max_length: %TALLY_WIRE_MAX_REQUEST or %TALLY_WIRE_MAX_ANSWER
 * @error: return location
 *
 * Returns: (transfer full): the root, or %NULL with %TALLY_ERROR_INVALID when @text is too
 *   long, not UTF-8, deeper than %TALLY_WIRE_MAX_DEPTH or not JSON; comments and single quotes,
 *   which the parser of the library would take, are not
 */
JsonNode *tally_wire_parse (const char *text, size_t length, size_t max_length, GError **error);

/** tally_wire_to_text: Returns: (transfer full): compact JSON */
char *tally_wire_to_text (JsonNode *node);

gpointer tally_wire_new (const TallyWireType *type);
void tally_wire_free (const TallyWireType *type, gpointer message);
JsonNode *tally_wire_to_json (const TallyWireType *type, gconstpointer message);

/**
 * tally_wire_from_json:
 * @type: what is expected
 * @node: what came
 * @reading: how strict to be
 * @error: return location
 *
 * Returns: (transfer full): the message, or %NULL with %TALLY_ERROR_INVALID; the error's
 *   text is "path: reason", the path such as "points[3].point_id"
 */
gpointer tally_wire_from_json (const TallyWireType *type,
                               JsonNode *node,
                               TallyWireReading reading,
                               GError **error);

/**
 * tally_wire_set_text:
 * @type: type of @message
 * @message: a message
 * @name: a field
 * @text: (nullable): as PostgreSQL prints it: numbers, t or f, days; instants as Unix
 *   seconds; INTS and BIGS as {1,2}; TEXTS, ROW, ROWS and JSON as JSON text
 * @error: return location
 *
 * Fills one field from a column of that name.
 *
 * Returns: %FALSE with %TALLY_ERROR_INTERNAL when there is no such field or @text does not fit
 */
gboolean tally_wire_set_text (const TallyWireType *type,
                              gpointer message,
                              const char *name,
                              const char *text,
                              GError **error);

/** tally_wire_list_new: Returns: (transfer full): an empty list that frees its rows */
GPtrArray *tally_wire_list_new (const TallyWireType *type);

/**
 * tally_wire_list_to_json:
 * @type: type of the rows
 * @rows: (element-type gpointer): messages
 * @total: how many there are on the server, which may be more than @rows
 *
 * Returns: (transfer full): `{"rows": [...], "total": n}`, the answer of every list
 */
JsonNode *tally_wire_list_to_json (const TallyWireType *type, GPtrArray *rows, int64_t total);

/** tally_wire_list_from_json: the inverse; @total may be %NULL */
GPtrArray *tally_wire_list_from_json (const TallyWireType *type,
                                      JsonNode *node,
                                      int64_t *total,
                                      GError **error);

/* clang-format off */
/** TALLY_WIRE_FIELD: one line of a message's table */
#define TALLY_WIRE_FIELD(Type, member, KIND) \
    { #member, TALLY_WIRE_##KIND, G_STRUCT_OFFSET (Type, member), FALSE, NULL }

/** TALLY_WIRE_NEEDED: a field no request may leave out */
#define TALLY_WIRE_NEEDED(Type, member, KIND) \
    { #member, TALLY_WIRE_##KIND, G_STRUCT_OFFSET (Type, member), TRUE, NULL }

/** TALLY_WIRE_NESTED: a ROW or ROWS of the type @of, which no request may leave out */
#define TALLY_WIRE_NESTED(Type, member, KIND, of) \
    { #member, TALLY_WIRE_##KIND, G_STRUCT_OFFSET (Type, member), TRUE, &(of) }

/** TALLY_WIRE_MAY_NEST: the same, where a request may leave it out */
#define TALLY_WIRE_MAY_NEST(Type, member, KIND, of) \
    { #member, TALLY_WIRE_##KIND, G_STRUCT_OFFSET (Type, member), FALSE, &(of) }
/* clang-format on */

/**
 * TALLY_WIRE_DECLARE:
 *
 * Declares `<prefix>_type`, `<prefix>_new()`, `<prefix>_free()`, `<prefix>_to_json()`,
 * `<prefix>_from_json()` and g_autoptr for a message struct.
 */
#define TALLY_WIRE_DECLARE(Type, prefix)                                              \
    extern const TallyWireType prefix##_type;                                         \
    static inline Type *prefix##_new (void)                                           \
    {                                                                                 \
        return tally_wire_new (&prefix##_type);                                       \
    }                                                                                 \
    static inline void prefix##_free (Type *message)                                  \
    {                                                                                 \
        tally_wire_free (&prefix##_type, message);                                    \
    }                                                                                 \
    static inline JsonNode *prefix##_to_json (const Type *message)                    \
    {                                                                                 \
        return tally_wire_to_json (&prefix##_type, message);                          \
    }                                                                                 \
    static inline Type *prefix##_from_json (JsonNode *node, TallyWireReading reading, \
                                            GError **error)                           \
    {                                                                                 \
        return tally_wire_from_json (&prefix##_type, node, reading, error);           \
    }                                                                                 \
    G_DEFINE_AUTOPTR_CLEANUP_FUNC (Type, prefix##_free)

/** TALLY_WIRE_DEFINE: defines `<prefix>_type` from the table `fields` above it */
#define TALLY_WIRE_DEFINE(Type, prefix)            \
    static void free_message (gpointer message)    \
    {                                              \
        tally_wire_free (&prefix##_type, message); \
    }                                              \
    const TallyWireType prefix##_type = {          \
        .name = #Type,                             \
        .size = sizeof (Type),                     \
        .fields = fields,                          \
        .n_fields = G_N_ELEMENTS (fields),         \
        .free = free_message,                      \
    }

G_END_DECLS
