// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-make-private.h"

#include "server/bill/tally-bill-inputs-calc.h"
#include "shared/error/tally-error.h"

#include <string.h>

TallyBillMaker *
tally_bill_maker_new (const TallyBillRules *rules)
{
    TallyBillMaker *maker = g_new0 (TallyBillMaker, 1);

    maker->rules = rules;
    maker->plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) tally_price_plan_free);
    maker->markets = g_hash_table_new_full (NULL, NULL, NULL,
                                            (GDestroyNotify) tally_bill_market_free);
    maker->priced = tally_price_bill_new ();
    maker->json = g_string_new (NULL);
    maker->past = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    maker->peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    maker->texts = g_string_chunk_new (256);
    return maker;
}

void
tally_bill_maker_free (TallyBillMaker *maker)
{
    g_hash_table_unref (maker->markets);
    g_hash_table_unref (maker->plans);
    tally_price_bill_free (maker->priced);
    g_string_free (maker->json, TRUE);
    g_array_unref (maker->past);
    g_array_unref (maker->peaks);
    g_string_chunk_free (maker->texts);
    g_free (maker);
}

static TallyDay
later_of (TallyDay a, TallyDay b)
{
    return a.number > b.number ? a : b;
}

static TallyDay
earlier_of (TallyDay a, TallyDay b)
{
    return a.number < b.number ? a : b;
}

static TallyDays
overlap (TallyDays a, TallyDays b)
{
    TallyDays both = { later_of (a.first, b.first), earlier_of (a.end, b.end) };

    return both;
}

/* Cuts @days where the tariff changes. Gives FALSE when a day has none. */
static gboolean
cut (const TallyBillRules *rules,
     const char *code,
     TallyDays days,
     TallyBillPart *parts,
     size_t *n_parts)
{
    GArray *versions = g_hash_table_lookup (rules->tariffs, code);
    TallyDay next = days.first;

    *n_parts = 0;
    for (guint i = 0; versions != NULL && i < versions->len; i++) {
        const TallyBillTariff *version = &g_array_index (versions, TallyBillTariff, i);
        TallyDays held = version->valid;

        if (i + 1 < versions->len) /* a newer version takes over from its first day */
            held.end = earlier_of (held.end,
                                   g_array_index (versions, TallyBillTariff, i + 1).valid.first);
        held = overlap (held, days);
        if (tally_days_count (held) == 0)
            continue;
        if (held.first.number != next.number)
            return FALSE;
        g_assert (*n_parts < TALLY_BILL_MAX_PARTS);
        parts[(*n_parts)++] = (TallyBillPart){ .days = held, .tariff = version };
        next = held.end;
    }
    return next.number == days.end.number;
}

static TallyPricePlan *
find_plan (TallyBillMaker *maker,
           const char *code,
           const TallyBillPart *part,
           int32_t interval_s,
           GError **error)
{
    const TallyBillRules *rules = maker->rules;
    const char *calendar = tally_tariff_get_calendar (part->tariff->tariff);
    gboolean is_whole = part->days.first.number == rules->period.first.number
                        && part->days.end.number == rules->period.end.number;
    TallyPricePeriod period = {
        .days = part->days,
        .full_days = is_whole ? 0 : tally_days_count (rules->period),
        .zone = rules->zone,
        .calendar = calendar != NULL ? g_hash_table_lookup (rules->calendars, calendar) : NULL,
        .interval_seconds = interval_s,
        .units_per_kwh = 1000,
    };
    g_autofree char *key = g_strdup_printf ("%s %d %d %d %d", code, part->tariff->version,
                                            part->days.first.number, part->days.end.number,
                                            interval_s);
    TallyPricePlan *plan = g_hash_table_lookup (maker->plans, key);

    if (plan != NULL)
        return plan;
    plan = tally_price_plan_new (part->tariff->tariff, &period, error);
    if (plan != NULL)
        g_hash_table_insert (maker->plans, g_steal_pointer (&key), plan);
    return plan;
}

static void
append_json (GString *json, const char *name, const char *value)
{
    g_string_append_printf (json, "%s\"%s\":\"", json->len > 1 ? "," : "", name);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            g_string_append_c (json, '\\');
        if ((guchar) *c < 0x20)
            g_string_append_printf (json, "\\u%04x", (guint) (guchar) *c);
        else
            g_string_append_c (json, *c);
    }
    g_string_append_c (json, '"');
}

static void
append_instant (GString *json, const char *name, int64_t instant)
{
    TallyDay day = { (int32_t) (instant / 86400) };
    int64_t second = instant % 86400;
    char date[TALLY_DAY_TEXT];
    char text[40];

    tally_day_format (day, date);
    g_snprintf (text, sizeof text, "%s-%02d:%02d:%02dZ", date, (int) (second / 3600),
                (int) (second / 60 % 60), (int) (second % 60));
    text[TALLY_DAY_TEXT - 1] = 'T';
    append_json (json, name, text);
}

/* What the line says of itself: the rule, its exact figures, and the intervals behind it. */
static char *
explain (TallyBillMaker *maker,
         const TallyBillDraft *draft,
         const TallyBillPart *part,
         const TallyPriceLine *line)
{
    GString *json = maker->json;
    char number[TALLY_EXACT_TEXT];
    char day[TALLY_DAY_TEXT];
    char version[16];

    g_string_assign (json, "{");
    append_json (json, "name", line->name);
    append_json (json, "tariff", draft->agreement->tariff_code);
    g_snprintf (version, sizeof version, "%d", part->tariff->version);
    append_json (json, "tariff_version", version);
    if (line->season != NULL)
        append_json (json, "season", line->season);
    append_json (json, "quantity", tally_exact_format (line->quantity, number));
    append_json (json, "rate", tally_decimal_format (line->rate, number));
    append_json (json, "from", tally_day_format (part->days.first, day));
    append_json (json, "to", tally_day_format (part->days.end, day));
    if (line->interval != TALLY_LINE_NO_INTERVAL) {
        int64_t start = tally_day_start (maker->rules->zone, part->days.first);

        append_instant (json, "at", start + (int64_t) line->interval * draft->measured->interval_s);
    }
    g_string_append_c (json, '}');
    return g_string_chunk_insert_len (draft->sheet->texts, json->str, (gssize) json->len);
}

static gboolean
add_line (TallyBillMaker *maker,
          TallyBillDraft *draft,
          const TallyBillPart *part,
          const TallyPriceLine *line,
          GError **error)
{
    TallyMoney *sum = line->kind == TALLY_LINE_TAX ? &draft->bill.tax : &draft->bill.net;
    TallyBillLine stored = {
        .line_no = (int16_t) (draft->sheet->lines->len - draft->first_line + 1),
        .kind = line->kind,
        .component = g_string_chunk_insert_const (draft->sheet->texts, line->component),
        .band = line->band != NULL ? g_string_chunk_insert_const (draft->sheet->texts, line->band)
                                   : "",
        .tier = (int16_t) line->tier,
        .unit = g_string_chunk_insert_const (draft->sheet->texts, line->unit),
        .rate_micro = tally_bill_rate_micro (line->rate),
        .amount_minor = line->amount.minor,
    };
    char exact[TALLY_EXACT_TEXT];

    stored.quantity = tally_bill_quantity (line->quantity, &stored.quantity_exponent);
    stored.amount_exact = g_string_chunk_insert (draft->sheet->texts,
                                                 tally_exact_format (line->exact, exact));
    stored.explain = explain (maker, draft, part, line);
    g_array_append_val (draft->sheet->lines, stored);
    return tally_money_add (*sum, line->amount, sum, error)
           && tally_money_add (draft->bill.total, line->amount, &draft->bill.total, error);
}

/* Worked out once for all bills of a plan. */
static const TallyBillMarket *
find_market (TallyBillMaker *maker, TallyPricePlan *plan)
{
    TallyBillMarket *market = g_hash_table_lookup (maker->markets, plan);

    if (market == NULL) {
        market = tally_bill_market_new (maker->rules,
                                        tally_tariff_get_needs (tally_price_plan_get_tariff (plan)),
                                        tally_price_plan_get_period (plan));
        g_hash_table_insert (maker->markets, plan, market);
    }
    return market;
}

static gboolean
price_part (TallyBillMaker *maker,
            TallyBillDraft *draft,
            const TallyBillPart *part,
            const TallyBillMonth *month,
            GError **error)
{
    const TallyBillAgreement *agreement = draft->agreement;
    const TallyBillMeasured *measured = draft->measured;
    const TallyBillMarket *market = find_market (maker, part->plan);
    size_t n = tally_price_plan_count (part->plan);
    TallyPriceInput input = {
        .import = measured->import + part->at,
        .export = measured->export != NULL ? measured->export + part->at : NULL,
        .reactive = measured->reactive != NULL ? measured->reactive + part->at : NULL,
        .count = n,
        .month_import = month->import,
        .month_reactive = month->reactive,
        .contracted_kva = agreement->contracted_va,
        .contracted_kw = agreement->contracted_w,
        .meters = part->meters,
        .phases = agreement->phases,
        .choice = agreement->choice,
        .peaks = agreement->peaks,
        .n_peaks = agreement->n_peaks,
        .coincident = market->coincident,
        .n_coincident = market->n_coincident,
        .slot_peaks = (const TallyPriceSlotPeak *) (void *) maker->past->data,
        .n_slot_peaks = maker->past->len,
        .whole_peaks = agreement->is_old,
        .prices = market->prices,
        .export_prices = market->export_prices,
        .price_decimals = TALLY_BILL_PRICE_DECIMALS,
        .carry = &draft->carry.carry,
        .supplied = agreement->supplied,
    };
    TallyPriceBill *priced = maker->priced;

    if (part->at + n > measured->n) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "intervals are missing");
        return FALSE;
    }
    draft->lack = market->lack;
    if (market->lack.unit != NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s are not known",
                     market->lack.unit);
        return FALSE;
    }
    if (!tally_price (part->plan, &input, priced, error))
        return FALSE;
    for (size_t i = 0; i < priced->n_lines; i++) {
        if (!add_line (maker, draft, part, &priced->lines[i], error))
            return FALSE;
    }
    for (size_t i = 0; maker->look != NULL && i < priced->n_lines; i++) {
        int16_t line_no = (int16_t) (draft->sheet->lines->len - draft->first_line - priced->n_lines
                                     + i + 1);

        if (!maker->look (part->plan, &input, priced, i, line_no, maker->look_data, error))
            return FALSE;
    }
    draft->bill.energy_wh += priced->import_units;
    draft->export_wh += priced->export_units;
    draft->reactive_varh += priced->reactive_units;
    draft->bill.tariff_version = part->tariff->version;
    draft->carry.carry = priced->carry;
    if (priced->peak_kw.atto > draft->carry.peak_kw.atto)
        draft->carry.peak_kw = priced->peak_kw;
    if (priced->peak_demand.atto > draft->carry.peak_demand.atto)
        draft->carry.peak_demand = priced->peak_demand;
    tally_bill_note_peaks (maker->peaks, priced);
    return TRUE;
}

/* Takes back what a part added, when a later one cannot be priced. */
static void
empty (TallyBillMaker *maker, TallyBillDraft *draft)
{
    g_array_set_size (draft->sheet->lines, (guint) draft->first_line);
    draft->bill.net = draft->bill.tax = draft->bill.total = (TallyMoney){ 0 };
    draft->bill.energy_wh = 0;
    draft->carry = draft->agreement->carry;
    draft->carry.peak_kw = draft->carry.peak_demand = (TallyExact){ 0 };
    g_array_set_size (maker->peaks, 0);
}

static gboolean
price_parts (TallyBillMaker *maker,
             TallyBillDraft *draft,
             TallyBillPart *parts,
             size_t n_parts,
             GError **error)
{
    const TallyBillMeasured *measured = draft->measured;
    const TallyBillRules *rules = maker->rules;
    TallyBillMonth month;

    for (size_t i = 0; i < n_parts; i++) {
        TallyDays before = { rules->period.first, parts[i].days.first };

        parts[i].at = (size_t) tally_days_intervals (rules->zone, before, measured->interval_s);
        parts[i].plan = find_plan (maker, draft->agreement->tariff_code, &parts[i],
                                   measured->interval_s, error);
        if (parts[i].plan == NULL)
            return FALSE;
    }
    if (!tally_bill_sum_month (measured, parts, n_parts, &month, error))
        return FALSE;
    for (size_t i = 0; i < n_parts; i++) {
        if (!price_part (maker, draft, &parts[i], &month, error))
            return FALSE;
    }
    return TRUE;
}

static TallyBillDraft
begin (const TallyBillMaker *maker,
       const TallyBillAgreement *agreement,
       const TallyBillMeasured *measured,
       TallyBillSheet *sheet,
       TallyDays days)
{
    const TallyBillRules *rules = maker->rules;
    gboolean is_final = agreement->valid.end.number <= rules->period.end.number;
    TallyBillDraft draft = {
        .agreement = agreement,
        .measured = measured,
        .sheet = sheet,
        .carry = agreement->carry,
        .first_line = sheet->lines->len,
        .bill = { .district_id = rules->district_id,
                  .account_id = agreement->account_id,
                  .agreement_id = agreement->agreement_id,
                  .customer_id = agreement->customer_id,
                  .point_id = agreement->point_id,
                  .period = days,
                  .version = agreement->version,
                  .kind = is_final ? "final" : "bill",
                  .tariff_code = agreement->tariff_code,
                  .currency = g_string_chunk_insert_const (sheet->texts, rules->currency) },
    };

    draft.carry.peak_kw = draft.carry.peak_demand = (TallyExact){ 0 };
    tally_bill_number (rules->district_id, rules->period.first, agreement->agreement_id,
                       agreement->version, draft.bill.number);
    return draft;
}

/* Of the bill's own days: what another tenant's were like is not its business. */
static int32_t
share_estimated (const TallyBillRules *rules, const TallyBillMeasured *measured, TallyDays days)
{
    TallyDays before = { rules->period.first, days.first };
    size_t at = (size_t) tally_days_intervals (rules->zone, before, measured->interval_s);
    size_t n = (size_t) tally_days_intervals (rules->zone, days, measured->interval_s);

    if (at >= measured->n)
        return 0;
    return tally_bill_estimated_ppm (measured->import + at, measured->qualities + at,
                                     MIN (n, measured->n - at));
}

static int32_t
count_days (const TallyBillPart *parts, size_t n_parts)
{
    int32_t n = 0;

    for (size_t i = 0; i < n_parts; i++)
        n += tally_days_count (parts[i].days);
    return n;
}

gboolean
tally_bill_maker_make (TallyBillMaker *maker,
                       const TallyBillAgreement *agreement,
                       const TallyBillMeasured *measured,
                       TallyBillSheet *sheet,
                       GError **error)
{
    TallyDays days = overlap (agreement->valid, maker->rules->period);
    TallyBillDraft draft = begin (maker, agreement, measured, sheet, days);
    g_autoptr(GError) fault = NULL;
    TallyBillPart parts[TALLY_BILL_MAX_PARTS];
    gboolean is_cut;
    size_t n_parts = 0;
    size_t n_lines;

    if (!tally_bill_look_back (maker, agreement, error))
        return FALSE;
    draft.bill.estimated_ppm = share_estimated (maker->rules, measured, days);
    is_cut = cut (maker->rules, agreement->tariff_code, days, parts, &n_parts);
    tally_bill_cut_by_meters (agreement, parts, &n_parts);
    if (!is_cut) {
        tally_bill_judge (maker, &draft, count_days (parts, n_parts), TRUE);
        n_parts = 0;
    } else if (measured->n == 0) {
        tally_bill_judge (maker, &draft, tally_days_count (days), TRUE);
    } else if (price_parts (maker, &draft, parts, n_parts, &fault)) {
        tally_bill_judge (maker, &draft, tally_days_count (days), FALSE);
    } else if (g_error_matches (fault, TALLY_ERROR, TALLY_ERROR_INVALID)) {
        empty (maker, &draft);
        tally_bill_judge (maker, &draft, tally_days_count (days), TRUE);
    } else {
        g_propagate_prefixed_error (error, g_steal_pointer (&fault),
                                    "bill %s: ", draft.bill.number);
        return FALSE;
    }

    draft.bill.carry = tally_bill_write_carry (maker, &draft);
    tally_bill_note_inputs (maker, &draft, parts, n_parts);
    n_lines = sheet->lines->len - draft.first_line;
    tally_bill_hash (&draft.bill, (TallyBillLine *) (void *) sheet->lines->data + draft.first_line,
                     n_lines, draft.bill.content_hash);
    g_array_append_val (sheet->bills, draft.bill);
    g_array_append_val (sheet->n_lines, n_lines);
    return TRUE;
}

void
tally_bill_maker_set_look (TallyBillMaker *maker, TallyBillLook look, gpointer user_data)
{
    maker->look = look;
    maker->look_data = user_data;
}

const TallyPricePlan *
tally_bill_maker_month_plan (TallyBillMaker *maker, const char *tariff_code, int32_t interval_s)
{
    const TallyBillRules *rules = maker->rules;
    TallyBillPart parts[TALLY_BILL_MAX_PARTS];
    TallyDays last = { { rules->period.end.number - 1 }, rules->period.end };
    size_t n_parts;

    if (!cut (rules, tariff_code, last, parts, &n_parts))
        return NULL;
    parts[0].days = rules->period;
    return find_plan (maker, tariff_code, &parts[0], interval_s, NULL);
}
