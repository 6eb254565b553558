// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-json.h"

#include "shared/error/tally-error.h"

#include <string.h>

struct _TallyJsonDocument {
    GStringChunk *strings;
    GPtrArray *nodes;
    TallyJson *root;
};

typedef struct {
    TallyJsonDocument *document;
    const char *cursor;
    const char *end;
    int line;
    int depth;
    GString *buffer;
} Reader;

static gboolean
refuse_text (const Reader *reader, GError **error, const char *what)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "line %d: %s", reader->line, what);
    return FALSE;
}

static void
skip_space (Reader *reader)
{
    for (; reader->cursor < reader->end; reader->cursor++) {
        if (*reader->cursor == '\n')
            reader->line++;
        else if (*reader->cursor != ' ' && *reader->cursor != '\t' && *reader->cursor != '\r')
            break;
    }
}

static char
peek (const Reader *reader)
{
    return reader->cursor < reader->end ? *reader->cursor : '\0';
}

static gboolean
accept (Reader *reader, char wanted)
{
    skip_space (reader);
    if (peek (reader) != wanted)
        return FALSE;
    reader->cursor++;
    return TRUE;
}

static TallyJson *
add_node (Reader *reader, TallyJsonType type)
{
    TallyJson *node = g_new0 (TallyJson, 1);

    g_ptr_array_add (reader->document->nodes, node);
    node->type = type;
    node->line = reader->line;
    return node;
}

static void
add_child (TallyJson *parent, TallyJson **last, TallyJson *child)
{
    child->parent = parent;
    child->index = parent->count++;
    if (*last == NULL)
        parent->first = child;
    else
        (*last)->next = child;
    *last = child;
}

static gboolean
read_hex (Reader *reader, gunichar *unit)
{
    *unit = 0;
    if (reader->end - reader->cursor < 4)
        return FALSE;
    for (int i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value (*reader->cursor++);

        if (digit < 0)
            return FALSE;
        *unit = *unit * 16 + (gunichar) digit;
    }
    return TRUE;
}

static gboolean
read_unicode (Reader *reader)
{
    gunichar unit, low;

    if (!read_hex (reader, &unit))
        return FALSE;
    if (unit >= 0xd800 && unit < 0xdc00) {
        if (reader->end - reader->cursor < 6 || reader->cursor[0] != '\\'
            || reader->cursor[1] != 'u')
            return FALSE;
        reader->cursor += 2;
        if (!read_hex (reader, &low) || low < 0xdc00 || low > 0xdfff)
            return FALSE;
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    if (unit == 0 || !g_unichar_validate (unit))
        return FALSE;
    g_string_append_unichar (reader->buffer, unit);
    return TRUE;
}

static gboolean
read_escape (Reader *reader)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char letter = peek (reader);
    const char *found = letter == '\0' ? NULL : strchr (letters, letter);

    if (letter != '\0')
        reader->cursor++;
    if (letter == 'u')
        return read_unicode (reader);
    if (found == NULL)
        return FALSE;
    g_string_append_c (reader->buffer, meant[found - letters]);
    return TRUE;
}

static const char *
read_string (Reader *reader, GError **error)
{
    g_string_truncate (reader->buffer, 0);
    if (!accept (reader, '"')) {
        refuse_text (reader, error, "a quoted string is missing");
        return NULL;
    }
    while (peek (reader) != '"') {
        char letter = peek (reader);

        if ((unsigned char) letter < ' ') {
            refuse_text (reader, error, "a string does not end on its line");
            return NULL;
        }
        reader->cursor++;
        if (letter != '\\') {
            g_string_append_c (reader->buffer, letter);
        } else if (!read_escape (reader)) {
            refuse_text (reader, error, "a string has an unknown escape");
            return NULL;
        }
    }
    reader->cursor++;
    return g_string_chunk_insert (reader->document->strings, reader->buffer->str);
}

static TallyJson *
read_number (Reader *reader, GError **error)
{
    static const char pattern[] = "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?$";
    const char *start = reader->cursor;
    TallyJson *node;

    while (g_ascii_isalnum (peek (reader))
           || (peek (reader) != '\0' && strchr ("+-.", peek (reader)) != NULL))
        reader->cursor++;
    node = add_node (reader, TALLY_JSON_NUMBER);
    node->text = g_string_chunk_insert_len (reader->document->strings, start,
                                            reader->cursor - start);
    if (reader->cursor == start || !g_regex_match_simple (pattern, node->text, 0, 0)) {
        refuse_text (reader, error, "neither a value nor a number");
        return NULL;
    }
    return node;
}

static TallyJson *
read_word (Reader *reader, GError **error)
{
    static const struct {
        const char *word;
        TallyJsonType type;
    } words[] = {
        { "null", TALLY_JSON_NULL },
        { "false", TALLY_JSON_FALSE },
        { "true", TALLY_JSON_TRUE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
        size_t length = strlen (words[i].word);

        if ((size_t) (reader->end - reader->cursor) >= length
            && memcmp (reader->cursor, words[i].word, length) == 0) {
            reader->cursor += length;
            return add_node (reader, words[i].type);
        }
    }
    return read_number (reader, error);
}

static TallyJson *read_value (Reader *reader, GError **error);

static TallyJson *
read_array (Reader *reader, GError **error)
{
    TallyJson *array = add_node (reader, TALLY_JSON_ARRAY), *last = NULL;

    reader->cursor++;
    if (accept (reader, ']'))
        return array;
    do {
        TallyJson *child = read_value (reader, error);

        if (child == NULL)
            return NULL;
        add_child (array, &last, child);
    } while (accept (reader, ','));

    if (!accept (reader, ']')) {
        refuse_text (reader, error, "“,” or “]” is missing");
        return NULL;
    }
    return array;
}

static TallyJson *
read_object (Reader *reader, GError **error)
{
    TallyJson *object = add_node (reader, TALLY_JSON_OBJECT), *last = NULL;

    reader->cursor++;
    if (accept (reader, '}'))
        return object;
    do {
        const char *key = read_string (reader, error);
        TallyJson *child;

        if (key == NULL)
            return NULL;
        if (object->count == TALLY_JSON_MAX_MEMBERS) {
            tally_json_refuse (object, error, "too many fields");
            return NULL;
        }
        if (tally_json_member (object, key) != NULL) {
            tally_json_refuse (object, error, "“%s” is said twice", key);
            return NULL;
        }
        if (!accept (reader, ':')) {
            refuse_text (reader, error, "“:” is missing");
            return NULL;
        }
        child = read_value (reader, error);
        if (child == NULL)
            return NULL;
        child->key = key;
        add_child (object, &last, child);
    } while (accept (reader, ','));

    if (!accept (reader, '}')) {
        refuse_text (reader, error, "“,” or “}” is missing");
        return NULL;
    }
    return object;
}

static TallyJson *
read_value (Reader *reader, GError **error)
{
    TallyJson *node;

    skip_space (reader);
    if (++reader->depth > TALLY_JSON_MAX_DEPTH) {
        refuse_text (reader, error, "nested too deeply");
        return NULL;
    }
    if (peek (reader) == '{') {
        node = read_object (reader, error);
    } else if (peek (reader) == '[') {
        node = read_array (reader, error);
    } else if (peek (reader) == '"') {
        const char *text = read_string (reader, error);

        if (text == NULL)
            return NULL;
        node = add_node (reader, TALLY_JSON_STRING);
        node->text = text;
    } else {
        node = read_word (reader, error);
    }
    reader->depth--;
    return node;
}

/* Marks of tally_json_member() made while looking for repeated keys. */
static void
forget_reads (TallyJsonDocument *document)
{
    for (guint i = 0; i < document->nodes->len; i++)
        ((TallyJson *) g_ptr_array_index (document->nodes, i))->is_read = FALSE;
}

TallyJsonDocument *
tally_json_read (const char *text, gssize length, GError **error)
{
    g_autoptr(TallyJsonDocument) document = g_new0 (TallyJsonDocument, 1);
    g_autoptr(GString) buffer = g_string_new (NULL);
    size_t size = length < 0 ? strlen (text) : (size_t) length;
    Reader reader = { document, text, text + size, 1, 0, buffer };

    document->strings = g_string_chunk_new (4096);
    document->nodes = g_ptr_array_new_with_free_func (g_free);
    if (size > TALLY_JSON_MAX_BYTES) {
        refuse_text (&reader, error, "the document is too large");
        return NULL;
    }
    if (!g_utf8_validate (text, (gssize) size, NULL)) {
        refuse_text (&reader, error, "the document is not UTF-8 text");
        return NULL;
    }
    document->root = read_value (&reader, error);
    if (document->root == NULL)
        return NULL;
    skip_space (&reader);
    if (reader.cursor != reader.end) {
        refuse_text (&reader, error, "something follows the document");
        return NULL;
    }
    forget_reads (document);
    return g_steal_pointer (&document);
}

void
tally_json_free (TallyJsonDocument *document)
{
    if (document == NULL)
        return;
    g_string_chunk_free (document->strings);
    g_ptr_array_unref (document->nodes);
    g_free (document);
}

TallyJson *
tally_json_root (TallyJsonDocument *document)
{
    return document->root;
}
