// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-form-calc.h"

#include "shared/error/tally-error.h"

#include <string.h>

static void
free_field (gpointer data)
{
    TallyHttpField *field = data;

    g_free (field->name);
    g_free (field->value);
    g_free (field);
}

/* Returns NULL when the text is too long, badly escaped, holds a zero byte or is not UTF-8. */
static char *
decode (const char *text, gsize length)
{
    g_autoptr(GString) decoded = g_string_sized_new (MIN (length, TALLY_HTTP_FORM_MAX_VALUE));

    for (gsize i = 0; i < length; i++) {
        char byte = text[i];

        if (decoded->len == TALLY_HTTP_FORM_MAX_VALUE)
            return NULL;
        if (byte == '+') {
            byte = ' ';
        } else if (byte == '%') {
            if (length - i < 3 || !g_ascii_isxdigit (text[i + 1])
                || !g_ascii_isxdigit (text[i + 2]))
                return NULL;
            byte = (char) (g_ascii_xdigit_value (text[i + 1]) * 16
                           + g_ascii_xdigit_value (text[i + 2]));
            i += 2;
        }
        if (byte == '\0')
            return NULL;
        g_string_append_c (decoded, byte);
    }
    if (!g_utf8_validate (decoded->str, (gssize) decoded->len, NULL))
        return NULL;
    return g_string_free (g_steal_pointer (&decoded), FALSE);
}

static gboolean
add_field (GPtrArray *fields, const char *text, gsize length)
{
    const char *equals = memchr (text, '=', length);
    gsize name_length = equals != NULL ? (gsize) (equals - text) : length;
    TallyHttpField *field;

    if (length == 0)
        return TRUE;
    if (fields->len == TALLY_HTTP_FORM_MAX_FIELDS)
        return FALSE;
    field = g_new0 (TallyHttpField, 1);
    g_ptr_array_add (fields, field);
    field->name = decode (text, name_length);
    field->value = equals != NULL ? decode (equals + 1, length - name_length - 1) : g_strdup ("");
    return field->name != NULL && field->value != NULL;
}

GPtrArray *
tally_http_form_parse (const char *text, gsize length, GError **error)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func (free_field);
    gsize start = 0;

    while (start < length) {
        const char *end = memchr (text + start, '&', length - start);
        gsize part = end != NULL ? (gsize) (end - text) - start : length - start;

        if (!add_field (fields, text + start, part)) {
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                                 "the form cannot be read");
            return NULL;
        }
        start += part + 1;
    }
    return g_steal_pointer (&fields);
}

const char *
tally_http_form_get (GPtrArray *fields, const char *name)
{
    for (guint i = 0; fields != NULL && i < fields->len; i++) {
        const TallyHttpField *field = g_ptr_array_index (fields, i);

        if (g_str_equal (field->name, name))
            return field->value;
    }
    return NULL;
}
