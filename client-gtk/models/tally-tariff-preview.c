// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariff-preview.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-price.h"
#include "shared/wire/tally-wire-pricing-holiday.h"
#include "shared/wire/tally-wire-pricing-peak.h"

#include <string.h>

#define MAX_PEAKS 36

static void
row_free (gpointer data)
{
    TallyPreviewRow *row = data;

    g_free (row->key);
    g_free (row->name);
    g_free (row->kind);
    g_free (row->quantity);
    g_free (row);
}

void
tally_preview_free (TallyPreview *preview)
{
    g_ptr_array_unref (preview->rows);
    g_free (preview->before_fault);
    g_free (preview->after_fault);
    g_free (preview);
}

static gboolean
read_exact (const char *text, TallyExact *exact, GError **error)
{
    *exact = (TallyExact){ 0 };
    return text == NULL || *text == '\0' || tally_exact_parse (text, exact, error);
}

static gboolean
read_carry (const TallyWirePricing *row, TallyPriceCarry *carry, GError **error)
{
    guint n = row->credits != NULL ? MIN (row->credits->len, TALLY_PRICE_CREDITS) : 0;

    *carry = (TallyPriceCarry){ .year_to_date = row->year_to_date,
                                .export_to_date = row->export_to_date,
                                .net_excess = row->net_excess };
    for (guint i = 0; i < n; i++)
        carry->credit[i] = g_array_index (row->credits, int64_t, i);
    return read_exact (row->charged_to_date, &carry->charged_to_date, error)
           && read_exact (row->money_credit, &carry->money_credit, error);
}

static gboolean
read_peaks (const TallyWirePricing *row, TallyPricePeak *peaks, size_t *n, GError **error)
{
    *n = 0;
    for (guint i = 0; row->peaks != NULL && i < row->peaks->len && *n < MAX_PEAKS; i++) {
        const TallyWirePricingPeak *peak = g_ptr_array_index (row->peaks, i);
        TallyDay day;

        if (!tally_day_parse (peak->month, &day, error)
            || !read_exact (peak->kw, &peaks[*n].kw, error))
            return FALSE;
        peaks[(*n)++].month = tally_month_of (day);
    }
    return TRUE;
}

static TallyCalendar *
read_holidays (const TallyWirePricing *row, const char *name, GError **error)
{
    g_autoptr(TallyCalendar) calendar = tally_calendar_new ();

    for (guint i = 0; row->holidays != NULL && i < row->holidays->len; i++) {
        const TallyWirePricingHoliday *holiday = g_ptr_array_index (row->holidays, i);
        TallyDay day;

        if (g_strcmp0 (holiday->calendar, name) != 0)
            continue;
        if (!tally_day_parse (holiday->day, &day, error)
            || !tally_calendar_add (calendar, day, holiday->name, holiday->is_worked, error))
            return NULL;
    }
    return g_steal_pointer (&calendar);
}

static const int64_t *
series (const GArray *values)
{
    return values != NULL && values->len > 0 ? (const int64_t *) (void *) values->data : NULL;
}

/* One agreement under one document. */
typedef struct {
    TallyTariff *tariff;
    TallyCalendar *calendar;
    TallyPricePlan *plan;
    TallyPriceBill *bill;
} Priced;

static void
priced_clear (Priced *priced)
{
    g_clear_pointer (&priced->plan, tally_price_plan_free);
    g_clear_pointer (&priced->bill, tally_price_bill_free);
    g_clear_pointer (&priced->calendar, tally_calendar_free);
    g_clear_pointer (&priced->tariff, tally_tariff_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Priced, priced_clear)

static gboolean
make_plan (const TallyWirePricing *row, Priced *priced, GError **error)
{
    TallyPricePeriod period = { .full_days = (int32_t) row->days_full,
                                .interval_seconds = (int32_t) row->interval_s,
                                .units_per_kwh = 1000 };

    priced->calendar = read_holidays (row, tally_tariff_get_calendar (priced->tariff), error);
    period.calendar = priced->calendar;
    period.zone = priced->calendar != NULL ? tally_zone_get (row->time_zone, error) : NULL;
    if (period.zone == NULL || !tally_day_parse (row->period_start, &period.days.first, error)
        || !tally_day_parse (row->period_end, &period.days.end, error))
        return FALSE;
    priced->plan = tally_price_plan_new (priced->tariff, &period, error);
    return priced->plan != NULL;
}

static gboolean
price (const TallyWirePricing *row, const char *document, Priced *priced, GError **error)
{
    TallyPricePeak peaks[MAX_PEAKS];
    TallyPriceCarry carry;
    TallyPriceInput input = { .import = series (row->import_wh),
                              .export = series (row->export_wh),
                              .reactive = series (row->reactive_varh),
                              .count = row->import_wh != NULL ? row->import_wh->len : 0,
                              .contracted_kw = row->contracted_w,
                              .contracted_kva = row->contracted_va,
                              .meters = 1,
                              .phases = (int32_t) row->phases,
                              .peaks = peaks,
                              .carry = &carry };

    input.choice = g_strcmp0 (row->choice, "capacity") == 0 ? TALLY_CHOICE_CAPACITY
                                                            : TALLY_CHOICE_DEMAND;
    priced->tariff = tally_tariff_parse (document, -1, error);
    priced->bill = tally_price_bill_new ();
    return priced->tariff != NULL && make_plan (row, priced, error)
           && read_carry (row, &carry, error) && read_peaks (row, peaks, &input.n_peaks, error)
           && tally_price (priced->plan, &input, priced->bill, error);
}

static TallyPreviewRow *
find_row (GPtrArray *rows, const char *key)
{
    for (guint i = 0; i < rows->len; i++) {
        TallyPreviewRow *row = g_ptr_array_index (rows, i);

        if (g_str_equal (row->key, key))
            return row;
    }
    return NULL;
}

static char *
quantity_of (const TallyPriceLine *line)
{
    char number[TALLY_EXACT_TEXT];
    char *point;

    tally_exact_format (line->quantity, number);
    point = strchr (number, '.');
    if (point != NULL && strlen (point) > 4)
        point[4] = '\0'; /* the thousandth tells a Wh */
    return g_strdup_printf ("%s %s", number, line->unit);
}

/* Lines meet by kind, band, season and tier; by component too, where both tariffs have it. */
static void
add_line (GPtrArray *rows, const TallyPriceLine *line, gboolean is_after)
{
    const char *band = line->band != NULL ? line->band : "";
    const char *season = line->season != NULL ? line->season : "";
    g_autofree char *key = g_strdup_printf ("%s %s %s %s %d", tally_line_kind_name (line->kind),
                                            line->component, band, season, line->tier);
    TallyPreviewRow *row = find_row (rows, key);
    GString *name;

    if (row == NULL) {
        row = g_new0 (TallyPreviewRow, 1);
        name = g_string_new (line->name);
        if (*band != '\0')
            g_string_append_printf (name, " · %s", band);
        if (*season != '\0')
            g_string_append_printf (name, " · %s", season);
        if (line->tier > 0)
            g_string_append_printf (name, " · %d", line->tier);
        row->key = g_steal_pointer (&key);
        row->name = g_string_free (name, FALSE);
        row->kind = g_strdup (tally_line_kind_name (line->kind));
        row->quantity = quantity_of (line);
        g_ptr_array_add (rows, row);
    }
    if (is_after)
        row->after_minor += line->amount.minor;
    else
        row->before_minor += line->amount.minor;
    row->change_minor = row->after_minor - row->before_minor;
}

/* Returns: (transfer full) (nullable): why not */
static char *
add_side (TallyPreview *preview, GPtrArray *pricing, const char *document, gboolean is_after)
{
    for (guint i = 0; i < pricing->len; i++) {
        const TallyWirePricing *row = g_ptr_array_index (pricing, i);
        const char *text = document != NULL ? document : row->document;
        g_auto(Priced) priced = { 0 };
        g_autoptr(GError) error = NULL;

        if (text == NULL)
            return g_strdup ("no tariff is in force");
        if (!price (row, text, &priced, &error))
            return g_strdup (error->message);
        for (size_t j = 0; j < priced.bill->n_lines; j++)
            add_line (preview->rows, &priced.bill->lines[j], is_after);
        if (is_after)
            preview->after_minor += priced.bill->total.minor;
        else
            preview->before_minor += priced.bill->total.minor;
    }
    return NULL;
}

TallyPreview *
tally_preview_price (GPtrArray *pricing, const char *before, const char *after)
{
    TallyPreview *preview = g_new0 (TallyPreview, 1);

    preview->rows = g_ptr_array_new_with_free_func (row_free);
    preview->after_fault = add_side (preview, pricing, after, TRUE);
    preview->before_fault = add_side (preview, pricing, before, FALSE);
    return preview;
}

typedef struct {
    GPtrArray *pricing;
    GPtrArray *keep;
    char *after;
} Order;

static void
order_free (gpointer data)
{
    Order *order = data;

    g_ptr_array_unref (order->pricing);
    g_ptr_array_unref (order->keep);
    g_free (order->after);
    g_free (order);
}

static void
price_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    const Order *order = data;

    if (!g_task_return_error_if_cancelled (task))
        g_task_return_pointer (task, tally_preview_price (order->pricing, NULL, order->after),
                               (GDestroyNotify) tally_preview_free);
}

void
tally_preview_async (GPtrArray *pricing,
                     GPtrArray *keep,
                     const char *after,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
    Order *order = g_new0 (Order, 1);

    order->pricing = g_ptr_array_ref (pricing);
    order->keep = g_ptr_array_ref (keep);
    order->after = g_strdup (after);
    g_task_set_task_data (task, order, order_free);
    g_task_run_in_thread (task, price_in_thread);
}

TallyPreview *
tally_preview_finish (GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer (G_TASK (result), error);
}
