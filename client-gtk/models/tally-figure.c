// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-figure.h"

#include "client-gtk/api/tally-market-time.h"
#include "shared/number/tally-number.h"
#include "shared/time/tally-day.h"

#include <glib/gi18n.h>
#include <langinfo.h>

typedef struct {
    int scale;    /* decimals of the stored value in the shown unit */
    int decimals; /* shown */
} Scale;

static const Scale scales[] = {
    [TALLY_FIGURE_COUNT] = { 0, 0 }, [TALLY_FIGURE_MWH] = { 6, 3 },
    [TALLY_FIGURE_KWH] = { 3, 2 },   [TALLY_FIGURE_MONEY] = { 2, 2 },
    [TALLY_FIGURE_RATE] = { 6, 4 },  [TALLY_FIGURE_PERCENT] = { 4, 2 },
    [TALLY_FIGURE_KV] = { 3, 1 },
};

gboolean
tally_figure_is_number (TallyFigure figure)
{
    return figure >= TALLY_FIGURE_COUNT;
}

/* A language without a group sign still needs its thousands kept apart. */
static TallyNumberStyle
style_of_language (void)
{
    const char *group = nl_langinfo (THOUSEP);

    return (TallyNumberStyle){ nl_langinfo (RADIXCHAR), *group != '\0' ? group : "," };
}

static char *
instant_text (int64_t instant, const char *format)
{
    g_autoptr(GDateTime) time = tally_market_time_of (instant);

    if (instant == 0 || time == NULL)
        return g_strdup ("–");
    return g_date_time_format (time, format);
}

char *
tally_figure_text (TallyFigure figure, gconstpointer member)
{
    TallyNumberStyle style = style_of_language ();

    if (figure == TALLY_FIGURE_WORD)
        return g_strdup (tally_figure_word (*(char *const *) member));
    if (figure == TALLY_FIGURE_TEXT || figure == TALLY_FIGURE_DAY) {
        const char *text = *(char *const *) member;

        return g_strdup (text != NULL ? text : "");
    }
    if (figure == TALLY_FIGURE_INSTANT)
        return instant_text (*(const int64_t *) member, "%Y-%m-%d %H:%M");
    return tally_number_format (*(const int64_t *) member, scales[figure].scale,
                                scales[figure].decimals, &style);
}

char *
tally_figure_plain (TallyFigure figure, gconstpointer member)
{
    if (figure == TALLY_FIGURE_INSTANT && *(const int64_t *) member == 0)
        return g_strdup ("");
    if (!tally_figure_is_number (figure))
        return tally_figure_text (figure, member);
    return tally_number_format (*(const int64_t *) member, scales[figure].scale,
                                scales[figure].decimals, &TALLY_NUMBER_PLAIN);
}

char *
tally_figure_of (TallyFigure figure, int64_t value)
{
    return tally_figure_text (figure, &value);
}

int
tally_figure_compare (TallyFigure figure, gconstpointer a, gconstpointer b)
{
    if (tally_figure_is_number (figure) || figure == TALLY_FIGURE_INSTANT) {
        int64_t left = *(const int64_t *) a;
        int64_t right = *(const int64_t *) b;

        return (left > right) - (left < right);
    }
    g_autofree char *left = tally_figure_text (figure, a);
    g_autofree char *right = tally_figure_text (figure, b);

    return g_utf8_collate (left, right);
}

char *
tally_figure_decimal (int64_t value, int scale, int decimals)
{
    TallyNumberStyle style = style_of_language ();

    return tally_number_format (value, scale, decimals, &style);
}

char *
tally_figure_tick (TallyFigure figure, int64_t value, int64_t step)
{
    TallyNumberStyle style = style_of_language ();
    int decimals = scales[figure].scale;

    for (; decimals > 0 && step >= 10; step /= 10)
        decimals--;
    return tally_number_format (value, scales[figure].scale, decimals, &style);
}

char *
tally_figure_period (const char *first, const char *end)
{
    TallyDay first_day;
    TallyDay end_day;
    char text[TALLY_DAY_TEXT];

    if (first == NULL || end == NULL || !tally_day_parse (first, &first_day, NULL)
        || !tally_day_parse (end, &end_day, NULL))
        return g_strdup ("–");
    if (first_day.number == tally_day_month_start (first_day).number
        && end_day.number == tally_day_next_month (first_day).number)
        return g_strndup (first, strlen ("2026-01"));
    end_day.number--;
    return g_strdup_printf ("%s – %s", first, tally_day_format (end_day, text));
}

char *
tally_figure_shown (gint64 n_shown, gint64 n_sent, gint64 total)
{
    g_autofree char *n = tally_figure_of (TALLY_FIGURE_COUNT, n_shown);
    g_autofree char *all = tally_figure_of (TALLY_FIGURE_COUNT, n_sent);
    g_autofree char *rest = tally_figure_of (TALLY_FIGURE_COUNT, total);

    /* translators: 12 rows are shown of the first 10,000 that were sent, of 27,311 there are */
    if (total > n_sent)
        return g_strdup_printf (_ ("%s of the first %s of %s"), n, all, rest);
    /* translators: so many rows are shown of so many, as in "12 of 240" */
    return g_strdup_printf (_ ("%s of %s"), n, all);
}
