// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"

static const char *const type_names[] = {
    [TALLY_JSON_NULL] = "null",          [TALLY_JSON_FALSE] = "true or false",
    [TALLY_JSON_TRUE] = "true or false", [TALLY_JSON_NUMBER] = "a number",
    [TALLY_JSON_STRING] = "a string",    [TALLY_JSON_ARRAY] = "a list",
    [TALLY_JSON_OBJECT] = "an object",
};

static void
append_path (GString *path, const TallyJson *node)
{
    if (node->parent == NULL) {
        g_string_append_c (path, '$');
        return;
    }
    append_path (path, node->parent);
    if (node->key != NULL)
        g_string_append_printf (path, ".%s", node->key);
    else
        g_string_append_printf (path, "[%zu]", node->index);
}

char *
tally_json_path (const TallyJson *node)
{
    GString *path = g_string_new (NULL);

    append_path (path, node);
    return g_string_free (path, FALSE);
}

gboolean
tally_json_refuse (const TallyJson *node, GError **error, const char *format, ...)
{
    g_autofree char *path = tally_json_path (node);
    g_autofree char *message = NULL;
    va_list arguments;

    va_start (arguments, format);
    message = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "line %d, %s: %s", node->line, path,
                 message);
    return FALSE;
}

TallyJson *
tally_json_member (TallyJson *node, const char *key)
{
    if (node->type != TALLY_JSON_OBJECT)
        return NULL;
    for (TallyJson *child = node->first; child != NULL; child = child->next) {
        if (g_str_equal (child->key, key)) {
            child->is_read = TRUE;
            return child;
        }
    }
    return NULL;
}

TallyJson *
tally_json_require (TallyJson *node, const char *key, GError **error)
{
    TallyJson *member = tally_json_member (node, key);

    if (member == NULL && tally_json_expect (node, TALLY_JSON_OBJECT, error))
        tally_json_refuse (node, error, "“%s” is missing", key);
    return member;
}

gboolean
tally_json_expect (const TallyJson *node, TallyJsonType type, GError **error)
{
    if (node->type == type)
        return TRUE;
    return tally_json_refuse (node, error, "%s is expected", type_names[type]);
}

gboolean
tally_json_no_others (const TallyJson *node, GError **error)
{
    for (const TallyJson *child = node->first; child != NULL; child = child->next) {
        if (!child->is_read)
            return tally_json_refuse (child, error, "unknown field");
    }
    return TRUE;
}

gboolean
tally_json_get_text (TallyJson *node, const char *key, const char **value, GError **error)
{
    TallyJson *member = tally_json_member (node, key);

    if (member == NULL)
        return TRUE;
    if (!tally_json_expect (member, TALLY_JSON_STRING, error))
        return FALSE;
    if (member->text[0] == '\0')
        return tally_json_refuse (member, error, "must not be empty");
    *value = member->text;
    return TRUE;
}

gboolean
tally_json_get_flag (TallyJson *node, const char *key, gboolean *value, GError **error)
{
    TallyJson *member = tally_json_member (node, key);

    if (member == NULL)
        return TRUE;
    if (member->type != TALLY_JSON_TRUE && !tally_json_expect (member, TALLY_JSON_FALSE, error))
        return FALSE;
    *value = member->type == TALLY_JSON_TRUE;
    return TRUE;
}

gboolean
tally_json_get_whole (TallyJson *node,
                      const char *key,
                      int64_t low,
                      int64_t high,
                      int64_t *value,
                      GError **error)
{
    TallyJson *member = tally_json_member (node, key);
    int64_t found;

    if (member == NULL)
        return TRUE;
    if (!tally_json_expect (member, TALLY_JSON_NUMBER, error))
        return FALSE;
    if (!g_ascii_string_to_signed (member->text, 10, low, high, &found, NULL))
        return tally_json_refuse (member, error,
                                  "a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                                  " is expected",
                                  low, high);
    *value = found;
    return TRUE;
}

gboolean
tally_json_to_decimal (const TallyJson *node, TallyDecimal *value, GError **error)
{
    g_autoptr(GError) reason = NULL;

    if (node->type != TALLY_JSON_NUMBER && !tally_json_expect (node, TALLY_JSON_STRING, error))
        return FALSE;
    if (!tally_decimal_parse (node->text, value, &reason))
        return tally_json_refuse (node, error, "%s", reason->message);
    return TRUE;
}

gboolean
tally_json_get_decimal (TallyJson *node, const char *key, TallyDecimal *value, GError **error)
{
    TallyJson *member = tally_json_member (node, key);

    if (member == NULL)
        return TRUE;
    if (member->type == TALLY_JSON_NUMBER)
        return tally_json_refuse (member, error, "write %s as a string: \"%s\"", member->text,
                                  member->text);
    return tally_json_to_decimal (member, value, error);
}

gboolean
tally_json_get_word (TallyJson *node,
                     const char *key,
                     const char *const *words,
                     int *value,
                     GError **error)
{
    TallyJson *member = tally_json_member (node, key);
    g_autofree char *choices = NULL;

    if (member == NULL)
        return TRUE;
    if (!tally_json_expect (member, TALLY_JSON_STRING, error))
        return FALSE;
    for (int i = 0; words[i] != NULL; i++) {
        if (g_str_equal (member->text, words[i])) {
            *value = i;
            return TRUE;
        }
    }
    choices = g_strjoinv (", ", (char **) words);
    return tally_json_refuse (member, error, "“%s” is none of: %s", member->text, choices);
}

void
tally_json_append_quoted (GString *json, const char *text)
{
    g_string_append_c (json, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            g_string_append_printf (json, "\\%c", *text);
        else if ((unsigned char) *text < ' ')
            g_string_append_printf (json, "\\u%04x", (unsigned) *text);
        else
            g_string_append_c (json, *text);
    }
    g_string_append_c (json, '"');
}
