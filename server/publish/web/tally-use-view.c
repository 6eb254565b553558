// SPDX-License-Identifier: GPL-3.0-or-later
/* A stretch of use as a picture and as a table: the same steps, the same figures. */
#include "server/publish/web/tally-use-view.h"

#include "shared/chart/tally-chart.h"

#include <string.h>

#define HOUR_S 3600
#define MAX_STEPS 100

/* A list that becomes a chart and a table; the chart points into @bars' texts. */
typedef struct {
    const TallyWebText *text;
    const TallyAccountBook *book;
    const TallyUseSpan *span;
    GArray *bars;    /* TallyChartBar */
    GPtrArray *kept; /* texts of the bars */
    JsonArray *rows;
    int label_every;
} Series;

char *
tally_use_title (const TallyWebText *text, const TallyUseSpan *span)
{
    char first[TALLY_DAY_TEXT];
    char last[TALLY_DAY_TEXT];
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;

    tally_day_format (span->days.first, first);
    tally_day_format ((TallyDay){ span->days.end.number - 1 }, last);
    if (span->kind == TALLY_USE_DAY)
        return tally_web_text_day (text, first);
    if (span->kind == TALLY_USE_MONTH)
        return tally_web_text_month (text, first);
    if (span->kind == TALLY_USE_YEAR) {
        g_autofree char *year = g_strndup (first, 4);

        return tally_web_text_fill (text, N_ ("Year {year}"), "year", year, NULL);
    }
    from = strncmp (first, last, 4) == 0 ? tally_web_text_day_of_month (text, first)
                                         : tally_web_text_day (text, first);
    to = tally_web_text_day (text, last);
    return tally_web_text_fill (text, N_ ("{from} to {to}"), "from", from, "to", to, NULL);
}

/* One interval, or several of one kind: how it came by its value. */
static const char *
quality_word (const TallyWebText *text, int quality)
{
    static const char *const words[] = {
        [TALLY_QUALITY_MEASURED] = N_ ("Measured"),
        [TALLY_QUALITY_CHECK_METER] = N_ ("Estimated: check meter"),
        [TALLY_QUALITY_REGISTER_DIFFERENCE] = N_ ("Estimated: from the meter's register"),
        [TALLY_QUALITY_LINEAR] = N_ ("Estimated: straight line"),
        [TALLY_QUALITY_LIKE_DAYS] = N_ ("Estimated: like days"),
        [TALLY_QUALITY_PROFILE] = N_ ("Estimated: usual profile"),
        [TALLY_QUALITY_EDITED] = N_ ("Edited by us"),
        [TALLY_QUALITY_SUSPECT] = N_ ("Measured, being checked"),
        [TALLY_QUALITY_PROVISIONAL] = N_ ("Estimated, provisional"),
    };

    if (quality == TALLY_QUALITY_MISSING)
        return tally_web_text_say (text, N_ ("Missing"));
    return tally_web_text_say (text, words[CLAMP (quality, 0, TALLY_QUALITY_PROVISIONAL)]);
}

static void
add_count (GString *said, const TallyWebText *text, const char *message, size_t count, size_t all)
{
    g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, count);
    g_autofree char *of = g_strdup_printf ("%" G_GSIZE_FORMAT, all);
    g_autofree char *part = NULL;

    if (count == 0)
        return;
    part = tally_web_text_fill (text, message, "n", n, "all", of, NULL);
    g_string_append_printf (said, "%s%s", said->len > 0 ? ", " : "", part);
}

char *
tally_use_quality_text (const TallyWebText *text, const TallyUseSum *sum)
{
    g_autoptr(GString) said = g_string_new (NULL);

    if (sum->n == 0)
        return g_strdup ("–");
    if (sum->is_open && sum->quality == TALLY_QUALITY_MISSING)
        return g_strdup (tally_web_text_say (text, N_ ("Not arrived yet")));
    if (sum->quality >= 0)
        g_string_append (said, quality_word (text, sum->quality));
    add_count (said, text, N_ ("{n} of {all} missing"), sum->quality >= 0 ? 0 : sum->n_missing,
               sum->n);
    add_count (said, text, N_ ("{n} of {all} estimated"), sum->quality >= 0 ? 0 : sum->n_estimated,
               sum->n);
    add_count (said, text, N_ ("{n} of {all} edited"), sum->quality >= 0 ? 0 : sum->n_edited,
               sum->n);
    if (said->len == 0)
        g_string_append (said, tally_web_text_say (text, N_ ("Measured")));
    if (sum->is_open)
        g_string_append_printf (said, ", %s", tally_web_text_say (text, N_ ("not closed yet")));
    return g_strdup (said->str);
}

static TallyChartMark
mark_of (const TallyUseSum *sum)
{
    if (sum->n > 0 && sum->n == sum->n_missing)
        return TALLY_CHART_MISSING;
    return sum->n_missing + sum->n_estimated + sum->n_edited > 0 ? TALLY_CHART_ESTIMATED
                                                                 : TALLY_CHART_ACTUAL;
}

static char *
keep (Series *series, char *text)
{
    g_ptr_array_add (series->kept, text);
    return text;
}

/* @label: (nullable) under the bar; @href: (transfer full) (nullable) of the row */
static void
add_step (Series *series, const TallyUseSum *sum, const char *name, const char *label, char *href)
{
    g_autofree char *link = href;
    g_autofree char *quality = tally_use_quality_text (series->text, sum);
    gboolean is_fine = series->span->step <= TALLY_USE_BY_HOUR;
    g_autofree char *energy = is_fine ? tally_web_text_kwh_fine (series->text, sum->wh)
                                      : tally_web_text_kwh (series->text, sum->wh);
    g_autofree char *money = tally_web_text_money (series->text, sum->minor,
                                                   series->book->currency);
    TallyChartBar bar = {
        .value = MAX (series->span->is_money ? sum->minor : sum->wh, 0),
        .mark = mark_of (sum),
        .label = label != NULL ? keep (series, g_strdup (label)) : NULL,
        .title = keep (series,
                       g_strdup_printf ("%s: %s kWh, %s, %s", name, energy, money, quality)),
    };
    JsonObject *row;

    g_array_append_val (series->bars, bar);
    if (sum->n == 0 && sum->minor == 0)
        return;
    row = json_object_new ();
    if (link != NULL)
        json_object_set_string_member (row, "href", link);
    json_object_set_string_member (row, "name", name);
    json_object_set_string_member (row, "energy", bar.mark == TALLY_CHART_MISSING ? "–" : energy);
    json_object_set_string_member (row, "money", money);
    json_object_set_string_member (row, "quality", quality);
    json_object_set_boolean_member (row, "is_marked", bar.mark != TALLY_CHART_ACTUAL);
    json_array_add_object_element (series->rows, row);
}

/* Local clock of a second of the day, through a change of clocks. */
static void
clock_text (const TallyAccountBook *book, TallyDay day, int32_t second, char text[6])
{
    int32_t shown = tally_zone_second_of_day (book->zone,
                                              tally_day_start (book->zone, day) + second);

    g_snprintf (text, 6, "%02d:%02d", shown / HOUR_S, shown % HOUR_S / 60);
}

static void
add_clock_steps (Series *series, int32_t step_s)
{
    TallyDay day = series->span->days.first;
    TallyDay next = { day.number + 1 };
    int32_t length = (int32_t) (tally_day_start (series->book->zone, next)
                                - tally_day_start (series->book->zone, day));

    for (int32_t at = 0; at < length && series->bars->len < MAX_STEPS; at += step_s) {
        TallyUseSum sum = { 0 };
        char name[6];

        clock_text (series->book, day, at, name);
        tally_use_sum (series->book, day, at, at + step_s, &sum);
        add_step (series, &sum, name, at % (series->label_every * HOUR_S) == 0 ? name : NULL, NULL);
    }
}

static void
add_day_steps (Series *series)
{
    TallyDays days = series->span->days;
    gboolean is_short = tally_days_count (days) <= 7;

    for (TallyDay day = days.first; day.number < days.end.number; day.number++) {
        TallyUseSum sum = { 0 };
        char text[TALLY_DAY_TEXT];
        g_autofree char *name = NULL;
        g_autofree char *label = NULL;
        int number;

        tally_day_split (day, NULL, NULL, &number);
        tally_day_format (day, text);
        name = tally_web_text_day_of_month (series->text, text);
        if (is_short || number == 1 || number % series->label_every == 0)
            label = g_strdup_printf ("%d", number);
        tally_use_sum (series->book, day, 0, 0, &sum);
        add_step (series, &sum, name, label, g_strconcat ("/use?day=", text, NULL));
    }
}

static void
add_month_steps (Series *series)
{
    TallyDays all = series->span->days;
    TallyDay first = tally_day_month_start (all.first);

    for (; first.number < all.end.number; first = tally_day_next_month (first)) {
        TallyDays month = tally_days_of_month (first);
        TallyDays days = { { MAX (month.first.number, all.first.number) },
                           { MIN (month.end.number, all.end.number) } };
        TallyUseSum sum = { 0 };
        char text[TALLY_DAY_TEXT];
        char label[3];
        g_autofree char *name = NULL;

        tally_day_format (first, text);
        name = tally_web_text_month (series->text, text);
        g_snprintf (label, sizeof label, "%.2s", text[5] == '0' ? text + 6 : text + 5);
        label[strcspn (label, "-")] = '\0';
        tally_use_sum_days (series->book, days, &sum);
        add_step (series, &sum, name, label, g_strdup_printf ("/use?month=%.7s", text));
    }
}

static char *
format_kwh (int64_t value, gpointer user_data)
{
    return tally_web_text_quantity (user_data, value, -3);
}

static char *
format_money (int64_t value, gpointer user_data)
{
    return tally_web_text_quantity (user_data, value, -2);
}

static void
draw (JsonObject *data, const Series *series, const char *title)
{
    gboolean is_money = series->span->is_money;
    g_autofree char *label = tally_web_text_fill (series->text,
                                                  is_money ? N_ ("Cost: {time}")
                                                           : N_ ("Energy used: {time}"),
                                                  "time", title, NULL);
    TallyChart chart = {
        .label = label,
        .unit = !is_money                                     ? "kWh"
                : g_str_equal (series->book->currency, "CNY") ? "¥"
                                                              : series->book->currency,
        .bars = (const TallyChartBar *) (gpointer) series->bars->data,
        .n_bars = series->bars->len,
        .format = is_money ? format_money : format_kwh,
        .user_data = (gpointer) series->text,
    };

    if (chart.n_bars > 0)
        tally_web_set (data, "chart_svg", tally_chart_to_svg (&chart));
    json_object_set_array_member (data, "rows", json_array_ref (series->rows));
}

/* Bills that lie inside the span; whether they are all of what is shown. */
static void
add_bills (JsonObject *data,
           const TallyWebText *text,
           const TallyAccountBook *book,
           const TallyUseSpan *span)
{
    JsonArray *bills = json_array_new ();
    int64_t minor = 0;

    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);

        for (guint k = entry->bills->len; k > 0; k--) {
            const TallyBookBill *bill = &g_array_index (entry->bills, TallyBookBill, k - 1);
            JsonObject *one;

            if (bill->days.first.number < span->days.first.number
                || bill->days.end.number > span->days.end.number)
                continue;
            one = json_object_new ();
            minor += bill->total_minor;
            json_object_set_string_member (one, "number", bill->number);
            tally_web_set_money (one, "amount", text, bill->total_minor, book->currency);
            tally_web_set_kwh (one, "energy", text, bill->energy_wh);
            json_array_add_object_element (bills, one);
        }
    }
    if (json_array_get_length (bills) > 0)
        tally_web_set_money (data, "billed", text, minor, book->currency);
    json_object_set_array_member (data, "bills", bills);
}

static void
add_total (JsonObject *data,
           const TallyWebText *text,
           const TallyAccountBook *book,
           const TallyUseSpan *span)
{
    TallyUseSum all = { 0 };
    gboolean is_billed = book->entries->len > 0;

    tally_use_sum_days (book, span->days, &all);
    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);

        for (TallyDay first = tally_day_month_start (span->days.first);
             first.number < span->days.end.number; first = tally_day_next_month (first)) {
            TallyDays days = tally_account_book_month (book, entry, first);

            is_billed &= tally_days_count (days) == 0
                         || tally_account_book_bill (entry, days) != NULL;
        }
    }
    json_object_set_boolean_member (data, "has_values", all.n > all.n_missing || all.minor != 0);
    json_object_set_boolean_member (data, "is_estimate", !is_billed);
    tally_web_set_kwh (data, "total", text, all.wh);
    tally_web_set_money (data, "total_money", text, all.minor, book->currency);
    if (all.export_wh > 0)
        tally_web_set_kwh (data, "delivered", text, all.export_wh);
    tally_web_set (data, "quality", tally_use_quality_text (text, &all));
}

void
tally_use_view (JsonObject *data,
                const TallyWebText *text,
                const TallyAccountBook *book,
                const TallyUseSpan *span)
{
    g_autofree char *title = tally_use_title (text, span);
    Series series = { text,
                      book,
                      span,
                      g_array_new (FALSE, FALSE, sizeof (TallyChartBar)),
                      g_ptr_array_new_with_free_func (g_free),
                      json_array_new (),
                      5 };

    if (span->step == TALLY_USE_BY_MONTH)
        add_month_steps (&series);
    else if (span->step == TALLY_USE_BY_DAY)
        add_day_steps (&series);
    else {
        series.label_every = 3;
        add_clock_steps (&series,
                         span->step == TALLY_USE_BY_HOUR ? HOUR_S : tally_use_interval (book));
    }
    add_total (data, text, book, span);
    draw (data, &series, title);
    add_bills (data, text, book, span);
    g_array_unref (series.bars);
    g_ptr_array_unref (series.kept);
    json_array_unref (series.rows);
}
