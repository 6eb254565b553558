// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-web-text.h"

#include "server/publish/web/tally-web-words.h"
#include "shared/number/tally-catalogue.h"
#include "shared/number/tally-number.h"

#include <glib/gi18n.h>
#include <string.h>

#define MICRO_DECIMALS 6
#define MINOR_DECIMALS 2

struct _TallyWebText {
    char *language;
    TallyCatalogue *catalogue; /* NULL: the source language */
    JsonObject *words;
};

static const TallyNumberStyle style = { ".", "," };

static const char *const months[] = {
    N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
    N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
    N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December"),
};

TallyWebText *
tally_web_text_new (const char *language, GBytes *catalogue, GError **error)
{
    g_autoptr(TallyWebText) self = g_new0 (TallyWebText, 1);

    self->language = g_strdup (language);
    self->words = json_object_new ();
    if (catalogue != NULL) {
        self->catalogue = tally_catalogue_new (catalogue, error);
        if (self->catalogue == NULL) {
            g_prefix_error (error, "%s: ", language);
            return NULL;
        }
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
    g_clear_pointer (&self->catalogue, tally_catalogue_free);
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
    return tally_catalogue_say (self->catalogue, message);
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
