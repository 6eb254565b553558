// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-web-text.h"

#include "server/publish/web/tally-web-words.h"
#include "shared/error/tally-error.h"
#include "shared/number/tally-number.h"

#include <glib/gi18n.h>
#include <string.h>

#define MO_MAGIC 0x950412deu
#define MO_HEADER_WORDS 5
#define MICRO_DECIMALS 6
#define MINOR_DECIMALS 2

struct _TallyWebText {
    char *language;
    GBytes *catalogue;
    GHashTable *messages; /* points into the catalogue */
    JsonObject *words;
};

static const TallyNumberStyle style = { ".", "," };

static const char *const months[] = {
    N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
    N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
    N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December"),
};

static guint32
word_at (const guint8 *data, gsize offset)
{
    guint32 word;

    memcpy (&word, data + offset, sizeof word);
    return word;
}

/* A text of a .mo file: where its table says, inside the file and ended by a zero. */
static const char *
mo_text (const guint8 *data, gsize size, gsize table, guint32 index)
{
    gsize entry = table + (gsize) index * 8;
    gsize length;
    gsize at;

    if (entry + 8 > size)
        return NULL;
    length = word_at (data, entry);
    at = word_at (data, entry + 4);
    if (at >= size || length >= size - at || data[at + length] != '\0')
        return NULL;
    return (const char *) data + at;
}

static gboolean
read_catalogue (TallyWebText *self, GError **error)
{
    gsize size;
    const guint8 *data = g_bytes_get_data (self->catalogue, &size);
    gboolean is_good = size >= MO_HEADER_WORDS * 4 && word_at (data, 0) == MO_MAGIC;
    guint32 n = is_good ? word_at (data, 8) : 0;

    for (guint32 i = 0; is_good && i < n; i++) {
        const char *from = mo_text (data, size, word_at (data, 12), i);
        const char *to = mo_text (data, size, word_at (data, 16), i);

        is_good = from != NULL && to != NULL;
        if (is_good && *from != '\0' && *to != '\0')
            g_hash_table_insert (self->messages, (gpointer) from, (gpointer) to);
    }
    if (!is_good)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the catalogue of %s is broken",
                     self->language);
    return is_good;
}

TallyWebText *
tally_web_text_new (const char *language, GBytes *catalogue, GError **error)
{
    g_autoptr(TallyWebText) self = g_new0 (TallyWebText, 1);

    self->language = g_strdup (language);
    self->messages = g_hash_table_new (g_str_hash, g_str_equal);
    self->words = json_object_new ();
    if (catalogue != NULL) {
        self->catalogue = g_bytes_ref (catalogue);
        if (!read_catalogue (self, error))
            return NULL;
    }
    for (gsize i = 0; i < tally_web_n_words; i++)
        json_object_set_string_member (self->words, tally_web_words[i].key,
                                       tally_web_text_say (self, tally_web_words[i].message));
    return g_steal_pointer (&self);
}

void
tally_web_text_free (TallyWebText *self)
{
    g_clear_pointer (&self->words, json_object_unref);
    g_clear_pointer (&self->messages, g_hash_table_unref);
    g_clear_pointer (&self->catalogue, g_bytes_unref);
    g_free (self->language);
    g_free (self);
}

const char *
tally_web_text_language (const TallyWebText *self)
{
    return self->language;
}

const char *
tally_web_text_say (const TallyWebText *self, const char *message)
{
    const char *said = g_hash_table_lookup (self->messages, message);

    return said != NULL ? said : message;
}

char *
tally_web_text_fill (const TallyWebText *self, const char *message, ...)
{
    GString *text = g_string_new (tally_web_text_say (self, message));
    const char *name;
    va_list arguments;

    va_start (arguments, message);
    while ((name = va_arg (arguments, const char *)) != NULL) {
        g_autofree char *place = g_strdup_printf ("{%s}", name);

        g_string_replace (text, place, va_arg (arguments, const char *), 0);
    }
    va_end (arguments);
    return g_string_free (text, FALSE);
}

JsonObject *
tally_web_text_words (const TallyWebText *self)
{
    return self->words;
}

static char *
with_currency (char *number, const char *currency)
{
    g_autofree char *taken = number;
    gboolean is_negative = taken[0] == '-';

    if (!g_str_equal (currency, "CNY"))
        return g_strconcat (currency, "\u00a0", taken, NULL);
    return g_strconcat (is_negative ? "−¥" : "¥", taken + is_negative, NULL);
}

char *
tally_web_text_money (const TallyWebText *self, int64_t minor, const char *currency)
{
    return with_currency (tally_number_format (minor, MINOR_DECIMALS, MINOR_DECIMALS, &style),
                          currency);
}

char *
tally_web_text_rate (const TallyWebText *self, int64_t micro, const char *currency)
{
    int decimals = MICRO_DECIMALS;
    int64_t rest = micro;

    for (; decimals > MINOR_DECIMALS && rest % 10 == 0; decimals--)
        rest /= 10;
    return with_currency (tally_number_format (micro, MICRO_DECIMALS, decimals, &style), currency);
}

char *
tally_web_text_kwh (const TallyWebText *self, int64_t wh)
{
    return tally_number_format (wh, 3, 1, &style);
}

char *
tally_web_text_kwh_fine (const TallyWebText *self, int64_t wh)
{
    return tally_number_format (wh, 3, 3, &style);
}

char *
tally_web_text_base (const TallyWebText *self, int64_t value, int exponent, const char *currency)
{
    return with_currency (tally_number_format (value, MAX (-exponent, 0), MINOR_DECIMALS, &style),
                          currency);
}

char *
tally_web_text_quantity (const TallyWebText *self, int64_t value, int exponent)
{
    for (; exponent < 0 && value % 10 == 0; exponent++)
        value /= 10;
    for (; exponent > 0 && value < INT64_MAX / 10 && value > INT64_MIN / 10; exponent--)
        value *= 10;
    return tally_number_format (value, -exponent, -exponent, &style);
}

static const char *
month_name (const TallyWebText *self, const char *day)
{
    guint64 month = g_ascii_strtoull (day + 5, NULL, 10);

    return tally_web_text_say (self, months[CLAMP (month, 1, 12) - 1]);
}

char *
tally_web_text_day (const TallyWebText *self, const char *day)
{
    g_autofree char *year = g_strndup (day, 4);

    if (strlen (day) < strlen ("YYYY-MM-DD"))
        return g_strdup ("");
    return tally_web_text_fill (self, N_ ("{day} {month} {year}"), "day", day + 8 + (day[8] == '0'),
                                "month", month_name (self, day), "year", year, NULL);
}

char *
tally_web_text_day_of_month (const TallyWebText *self, const char *day)
{
    if (strlen (day) < strlen ("YYYY-MM-DD"))
        return g_strdup ("");
    return tally_web_text_fill (self, N_ ("{day} {month}"), "day", day + 8 + (day[8] == '0'),
                                "month", month_name (self, day), NULL);
}

char *
tally_web_text_month (const TallyWebText *self, const char *month)
{
    g_autofree char *year = g_strndup (month, 4);

    if (strlen (month) < strlen ("YYYY-MM"))
        return g_strdup ("");
    return tally_web_text_fill (self, N_ ("{month} {year}"), "month", month_name (self, month),
                                "year", year, NULL);
}
