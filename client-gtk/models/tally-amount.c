// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-amount.h"

#include <locale.h>
#include <string.h>

#define GROUP 3

/* Takes @mark away where it stands before three digits; FALSE when it stands elsewhere. */
static gboolean
drop_groups (GString *whole, const char *mark)
{
    size_t length = strlen (mark);
    char *at;

    if (length == 0)
        return TRUE;
    while ((at = strstr (whole->str, mark)) != NULL) {
        const char *rest = at + length;
        size_t n_digits = strspn (rest, "0123456789");
        gboolean ends_well = rest[n_digits] == '\0' || g_str_has_prefix (rest + n_digits, mark);

        if (at == whole->str || n_digits != GROUP || !ends_well)
            return FALSE;
        g_string_erase (whole, at - whole->str, (gssize) length);
    }
    return TRUE;
}

/* Where the decimals begin; the end when there are none. */
static const char *
find_point (const char *text, const struct lconv *locale, size_t *length)
{
    const char *point = strstr (text, locale->decimal_point);

    *length = strlen (locale->decimal_point);
    if (point == NULL && !g_str_equal (locale->thousands_sep, ".")) {
        point = strchr (text, '.');
        *length = 1;
    }
    if (point == NULL)
        *length = 0;
    return point != NULL ? point : text + strlen (text);
}

gboolean
tally_amount_parse (const char *text, int decimals, int64_t *value)
{
    const struct lconv *locale = localeconv ();
    g_autofree char *trimmed = g_strstrip (g_strdup (text));
    size_t point_length;
    const char *point = find_point (trimmed, locale, &point_length);
    g_autoptr(GString) digits = g_string_new_len (trimmed, point - trimmed);
    const char *fraction = point + point_length;
    int n_decimals = (int) strlen (fraction);

    if (!drop_groups (digits, locale->thousands_sep) || n_decimals > decimals)
        return FALSE;
    if (digits->len == 0 || (point_length > 0 && n_decimals == 0))
        return FALSE;
    g_string_append (digits, fraction);
    for (int i = n_decimals; i < decimals; i++)
        g_string_append_c (digits, '0');
    if (strspn (digits->str, "0123456789") != digits->len)
        return FALSE;
    return g_ascii_string_to_signed (digits->str, 10, 0, G_MAXINT64, value, NULL);
}
