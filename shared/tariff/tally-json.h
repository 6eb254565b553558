// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/money/tally-decimal.h"

G_BEGIN_DECLS

/* A reader for documents that decide money: numbers keep their own text, a
 * key may occur once, and every fault is named with its line and path. */

typedef enum {
    TALLY_JSON_NULL,
    TALLY_JSON_FALSE,
    TALLY_JSON_TRUE,
    TALLY_JSON_NUMBER,
    TALLY_JSON_STRING,
    TALLY_JSON_ARRAY,
    TALLY_JSON_OBJECT,
} TallyJsonType;

#define TALLY_JSON_MAX_DEPTH 32
#define TALLY_JSON_MAX_MEMBERS 2000
#define TALLY_JSON_MAX_BYTES (16 * 1024 * 1024)

/**
 * TallyJson:
 * @type: what it is
 * @line: where it begins, 1 first
 * @text: of a string or, letter for letter, of a number
 * @key: (nullable): its name when it is a member of an object
 * @index: its place among its parent's children
 * @count: number of children
 * @first: (nullable): first child; the others follow by @next
 * @is_read: set by tally_json_member(), so that unknown fields can be told
 *
 * A value. Belongs to its document and goes with it.
 */
typedef struct _TallyJson TallyJson;
struct _TallyJson {
    TallyJsonType type;
    int line;
    const char *text;
    const char *key;
    size_t index;
    size_t count;
    TallyJson *parent;
    TallyJson *first;
    TallyJson *next;
    gboolean is_read;
};

typedef struct _TallyJsonDocument TallyJsonDocument;

/**
 * tally_json_read:
 * @text: UTF-8 JSON
 * @length: bytes, or -1 when @text ends with a zero byte
 * @error: return location
 *
 * Returns: (transfer full): the document, or %NULL with %TALLY_ERROR_INVALID
 */
TallyJsonDocument *tally_json_read (const char *text, gssize length, GError **error);

void tally_json_free (TallyJsonDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyJsonDocument, tally_json_free)

TallyJson *tally_json_root (TallyJsonDocument *document);

/** tally_json_path: Returns: (transfer full): for example "$.components[2].rate" */
char *tally_json_path (const TallyJson *node);

/** tally_json_refuse: sets "line N, PATH: MESSAGE" as %TALLY_ERROR_INVALID; Returns: %FALSE */
gboolean tally_json_refuse (const TallyJson *node, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** tally_json_member: Returns: (nullable): the member of object @node, now marked as read */
TallyJson *tally_json_member (TallyJson *node, const char *key);

/** tally_json_require: as tally_json_member(), but a missing member is an error */
TallyJson *tally_json_require (TallyJson *node, const char *key, GError **error);

/** tally_json_expect: Returns: %FALSE with an error when @node is not of @type */
gboolean tally_json_expect (const TallyJson *node, TallyJsonType type, GError **error);

/** tally_json_no_others: refuses the first member of object @node nobody has read */
gboolean tally_json_no_others (const TallyJson *node, GError **error);

/* Members with a value of one kind. A missing member leaves *@value as it
 * was, so that the caller's default stands. */
gboolean tally_json_get_text (TallyJson *node, const char *key, const char **value, GError **error);
gboolean tally_json_get_flag (TallyJson *node, const char *key, gboolean *value, GError **error);
gboolean tally_json_get_whole (TallyJson *node,
                               const char *key,
                               int64_t low,
                               int64_t high,
                               int64_t *value,
                               GError **error);

/** tally_json_get_decimal: a decimal written as a string ("0.520") */
gboolean tally_json_get_decimal (TallyJson *node,
                                 const char *key,
                                 TallyDecimal *value,
                                 GError **error);

/** tally_json_get_word: the place of a string among @words; @words ends with %NULL */
gboolean tally_json_get_word (TallyJson *node,
                              const char *key,
                              const char *const *words,
                              int *value,
                              GError **error);

/** tally_json_to_decimal: a decimal in a string or, by its own text, in a number */
gboolean tally_json_to_decimal (const TallyJson *node, TallyDecimal *value, GError **error);

/** tally_json_append_quoted: appends @text to @json as a JSON string */
void tally_json_append_quoted (GString *json, const char *text);

G_END_DECLS
