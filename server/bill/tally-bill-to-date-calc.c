// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-to-date-calc.h"

#include "shared/block/tally-block.h"
#include "shared/tariff/tally-price-forecast.h"

#include <string.h>

/* Where the month lies in a stretch. */
typedef struct {
    const TallyBillRules *rules;
    const TallyBillStretch *stretch;
    size_t at;      /* its first interval */
    size_t n;       /* all it has, known or not */
    size_t n_have;  /* of them inside the stretch */
    size_t n_known; /* up to the last that is not missing */
} Month;

static Month
find_month (const TallyBillRules *rules, const TallyBillStretch *stretch)
{
    const TallyBillMeasured *measured = &stretch->measured;
    TallyDays before = { stretch->days.first, rules->period.first };
    Month month = { .rules = rules, .stretch = stretch };

    if (measured->n == 0)
        return month;
    month.at = (size_t) tally_days_intervals (rules->zone, before, measured->interval_s);
    month.n = (size_t) tally_days_intervals (rules->zone, rules->period, measured->interval_s);
    month.n_have = measured->n > month.at ? MIN (measured->n - month.at, month.n) : 0;
    for (size_t i = 0; i < month.n_have; i++) {
        if (measured->qualities[month.at + i] != TALLY_QUALITY_MISSING)
            month.n_known = i + 1;
    }
    return month;
}

static TallyBillMeasured
slice (const Month *month, size_t n)
{
    const TallyBillMeasured *all = &month->stretch->measured;

    return (TallyBillMeasured){
        .import = all->import + month->at,
        .export = all->export != NULL ? all->export + month->at : NULL,
        .reactive = all->reactive != NULL ? all->reactive + month->at : NULL,
        .qualities = all->qualities + month->at,
        .n = n,
        .interval_s = all->interval_s,
    };
}

/* The lines by component, for those who want to see what it is made of. */
static const char *
sum_lines (const TallyBillSheet *sheet)
{
    g_autoptr(GString) json = g_string_new ("[");
    const TallyBillLine *lines = (const TallyBillLine *) (void *) sheet->lines->data;

    for (guint i = 0; i < sheet->lines->len;) {
        guint first = i;
        int64_t sum = 0;

        for (; i < sheet->lines->len && g_str_equal (lines[i].component, lines[first].component);
             i++)
            sum += lines[i].amount_minor;
        g_string_append_printf (
            json,
            "%s{\"kind\":\"%s\",\"component\":\"%s\",\"amount_minor\":\"%" G_GINT64_FORMAT "\"}",
            first > 0 ? "," : "", tally_line_kind_name (lines[first].kind), lines[first].component,
            sum);
    }
    g_string_append_c (json, ']');
    return g_string_chunk_insert_len (sheet->texts, json->str, (gssize) json->len);
}

static void
clear_bills (TallyBillSheet *sheet)
{
    g_array_set_size (sheet->bills, 0);
    g_array_set_size (sheet->lines, 0);
    g_array_set_size (sheet->n_lines, 0);
    g_array_set_size (sheet->findings, 0);
}

static const char *
state_of (const TallyBill *bill)
{
    if ((bill->reasons & TALLY_BILL_HOLD_MISSING_TARIFF) != 0)
        return "missing-tariff";
    return (bill->reasons & TALLY_BILL_HOLD_UNPRICED) != 0 ? "unpriced" : "priced";
}

/* As if the agreement ended with what is known. */
static gboolean
price_known (TallyBillMaker *maker,
             const TallyBillAgreement *agreement,
             const Month *month,
             TallyBillSheet *sheet,
             TallyBillToDate *made,
             GError **error)
{
    TallyBillAgreement until = *agreement;
    TallyBillMeasured measured = slice (month, month->n_have);
    const TallyBill *bill;

    until.valid.end.number = MIN (until.valid.end.number, made->known_end.number);
    if (until.valid.end.number <= MAX (until.valid.first.number, made->period.first.number))
        return TRUE;
    if (!tally_bill_maker_make (maker, &until, &measured, sheet, error))
        return FALSE;
    bill = &g_array_index (sheet->bills, TallyBill, 0);
    made->state = state_of (bill);
    made->tariff_version = bill->tariff_version;
    made->energy_wh = bill->energy_wh;
    made->net = bill->net;
    made->tax = bill->tax;
    made->total = bill->total;
    made->estimated_ppm = bill->estimated_ppm;
    made->carry_text = bill->carry;
    made->lines = sum_lines (sheet);
    clear_bills (sheet);
    return TRUE;
}

/* Days before the month of which every interval is known. */
static GArray *
find_past (const Month *month, const int64_t *series)
{
    const TallyBillStretch *stretch = month->stretch;
    const TallyBillMeasured *measured = &stretch->measured;
    GArray *past = g_array_new (FALSE, FALSE, sizeof (TallyForecastDay));
    TallyDay first = { MAX (stretch->days.first.number,
                            month->rules->period.first.number - TALLY_BILL_LOOK_BACK) };
    size_t at = (size_t) tally_days_intervals (month->rules->zone,
                                               (TallyDays){ stretch->days.first, first },
                                               measured->interval_s);

    for (TallyDay day = first; day.number < month->rules->period.first.number; day.number++) {
        TallyDays one = { day, { day.number + 1 } };
        size_t n = (size_t) tally_days_intervals (month->rules->zone, one, measured->interval_s);
        TallyForecastDay known = { day, series + at, n };

        if (at + n <= measured->n
            && memchr (measured->qualities + at, TALLY_QUALITY_MISSING, n) == NULL)
            g_array_append_val (past, known);
        at += n;
    }
    return past;
}

static int64_t *
fill (const Month *month, const TallyPricePlan *plan, const int64_t *series, TallyForecastKind kind)
{
    g_autoptr(GArray) past = NULL;
    int64_t *filled;

    if (series == NULL)
        return NULL;
    past = find_past (month, series);
    filled = g_new0 (int64_t, month->n);
    tally_price_forecast (plan, series + month->at, month->n_known,
                          (const TallyForecastDay *) (void *) past->data, past->len, kind, filled);
    return filled;
}

/* What is delivered is worth money: the least of it makes the dearest month. */
static TallyForecastKind
opposite (TallyForecastKind kind)
{
    if (kind == TALLY_FORECAST_MEAN)
        return kind;
    return kind == TALLY_FORECAST_LOW ? TALLY_FORECAST_HIGH : TALLY_FORECAST_LOW;
}

static gboolean
forecast (TallyBillMaker *maker,
          const TallyBillAgreement *agreement,
          const Month *month,
          const TallyPricePlan *plan,
          TallyForecastKind kind,
          TallyBillSheet *sheet,
          TallyBill *bill,
          GError **error)
{
    const TallyBillMeasured *all = &month->stretch->measured;
    g_autofree int64_t *import = fill (month, plan, all->import, kind);
    g_autofree int64_t *export = fill (month, plan, all->export, opposite (kind));
    g_autofree int64_t *reactive = fill (month, plan, all->reactive, kind);
    g_autofree uint8_t *qualities = g_malloc (month->n);
    TallyBillMeasured measured = { .import = import,
                                   .export = export,
                                   .reactive = reactive,
                                   .qualities = qualities,
                                   .n = month->n,
                                   .interval_s = all->interval_s };

    memset (qualities, TALLY_QUALITY_PROFILE, month->n);
    memcpy (qualities, all->qualities + month->at, month->n_known);
    if (!tally_bill_maker_make (maker, agreement, &measured, sheet, error))
        return FALSE;
    *bill = g_array_index (sheet->bills, TallyBill, 0);
    clear_bills (sheet);
    return TRUE;
}

static gboolean
price_month (TallyBillMaker *maker,
             const TallyBillAgreement *agreement,
             const Month *month,
             TallyBillSheet *sheet,
             TallyBillToDate *made,
             GError **error)
{
    const TallyPricePlan *plan = tally_bill_maker_month_plan (maker, agreement->tariff_code,
                                                              month->stretch->measured.interval_s);
    TallyBill mean;
    TallyBill low;
    TallyBill high;

    if (plan == NULL)
        return TRUE;
    g_assert (tally_price_plan_count (plan) == month->n);
    if (!forecast (maker, agreement, month, plan, TALLY_FORECAST_MEAN, sheet, &mean, error)
        || !forecast (maker, agreement, month, plan, TALLY_FORECAST_LOW, sheet, &low, error)
        || !forecast (maker, agreement, month, plan, TALLY_FORECAST_HIGH, sheet, &high, error))
        return FALSE;
    if ((mean.reasons & TALLY_BILL_HOLD_UNPRICED) != 0)
        return TRUE; /* of days to come not all is known; nothing is no forecast */
    made->forecast_wh = mean.energy_wh;
    made->forecast = mean.total;
    made->low = low.total;
    made->high = high.total;
    return TRUE;
}

gboolean
tally_bill_to_date_make (TallyBillMaker *maker,
                         const TallyBillRules *rules,
                         const TallyBillAgreement *agreement,
                         const TallyBillStretch *stretch,
                         gboolean is_current,
                         TallyBillSheet *sheet,
                         TallyBillToDate *made,
                         GError **error)
{
    Month month = find_month (rules, stretch);
    int64_t start = tally_day_start (rules->zone, rules->period.first);
    int32_t interval_s = stretch->measured.interval_s;

    *made = (TallyBillToDate){ .period = rules->period,
                               .is_current = is_current,
                               .known_end = rules->period.first,
                               .state = "empty",
                               .lines = "[]",
                               .carry_text = agreement->carry_text };
    if (month.n_known > 0) {
        int64_t last = start + (int64_t) (month.n_known - 1) * interval_s;

        made->newest_at = last + interval_s;
        made->known_end.number = tally_day_of (rules->zone, last).number + 1;
    }
    if (!is_current && month.n_known > 0)
        made->known_end = rules->period.end;
    if (month.n_known > 0 && !price_known (maker, agreement, &month, sheet, made, error))
        return FALSE;
    made->forecast_wh = made->energy_wh;
    made->forecast = made->low = made->high = made->total;
    if (!is_current || month.n == 0 || month.n_known == month.n)
        return TRUE;
    return price_month (maker, agreement, &month, sheet, made, error);
}
