// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-pricing-step.h"

#include "server/bill/tally-bill-market-calc.h"
#include "server/bill/tally-bill-store.h"
#include "server/bill/whatif/tally-pricing-fill.h"
#include "server/energy/tally-energy-store.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-pricing-holiday.h"

#define QUARTER_HOUR 900

typedef struct {
    TallyWirePricing *row;
    TallyDays days;   /* of the agreement within the month */
    TallyDays before; /* from the month's first day to theirs */
    const TallyZone *zone;
} Filling;

static GArray *
part_of (const int64_t *values, size_t at, size_t n)
{
    return tally_pricing_fill_series (values != NULL ? values + at : NULL, n);
}

static gboolean
on_point (const TallyEnergyPoint *point, gpointer user_data, GError **error)
{
    Filling *filling = user_data;
    TallyWirePricing *row = filling->row;
    size_t at = (size_t) tally_days_intervals (filling->zone, filling->before, point->interval_s);
    size_t n = (size_t) tally_days_intervals (filling->zone, filling->days, point->interval_s);

    if (at + n > point->n) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "the month is cut short");
        return FALSE;
    }
    row->interval_s = point->interval_s;
    row->import_wh = part_of (point->import, at, n);
    row->export_wh = part_of (point->export, at, n);
    row->reactive_varh = part_of (point->reactive, at, n);
    for (size_t i = at; i < at + n; i++)
        row->n_missing += point->qualities[i] == 255;
    return TRUE;
}

/* A point that was never measured has used nothing that anybody knows of. */
static void
fill_never_measured (Filling *filling)
{
    TallyWirePricing *row = filling->row;
    size_t n = (size_t) tally_days_intervals (filling->zone, filling->days, QUARTER_HOUR);

    row->interval_s = QUARTER_HOUR;
    row->import_wh = g_array_new (FALSE, TRUE, sizeof (int64_t));
    g_array_set_size (row->import_wh, (guint) n);
    row->export_wh = tally_pricing_fill_series (NULL, 0);
    row->reactive_varh = tally_pricing_fill_series (NULL, 0);
    row->n_missing = (int64_t) n;
}

static void
list_holidays (TallyWirePricing *row, const TallyBillRules *rules, TallyDays days)
{
    GHashTableIter iter;
    gpointer name;
    gpointer calendar;

    row->holidays = tally_wire_list_new (&tally_wire_pricing_holiday_type);
    g_hash_table_iter_init (&iter, rules->calendars);
    while (g_hash_table_iter_next (&iter, &name, &calendar))
        tally_pricing_fill_holidays (row, name, calendar, days);
}

static gboolean
fill_tariff (TallyDb *db, Filling *filling, const char *code, GError **error)
{
    TallyDay last = { filling->days.end.number - 1 };
    TallyWirePricing *row = filling->row;
    int version = 0;

    row->tariff_code = g_strdup (code);
    if (!tally_whatif_store_tariff (db, code, last, &version, &row->document, error))
        return FALSE;
    row->tariff_version = version;
    return TRUE;
}

static void
fill_agreement (Filling *filling, const TallyBillRules *rules, const TallyBillAgreement *agreement)
{
    TallyWirePricing *row = filling->row;
    TallyDays month = rules->period;
    char day[TALLY_DAY_TEXT];

    filling->zone = rules->zone;
    filling->days.first.number = MAX (month.first.number, agreement->valid.first.number);
    filling->days.end.number = MIN (month.end.number, agreement->valid.end.number);
    filling->before = (TallyDays){ month.first, filling->days.first };
    row->district_id = rules->district_id;
    row->point_id = agreement->point_id;
    row->agreement_id = agreement->agreement_id;
    row->period_start = g_strdup (tally_day_format (filling->days.first, day));
    row->period_end = g_strdup (tally_day_format (filling->days.end, day));
    if (tally_days_count (filling->days) < tally_days_count (month))
        row->days_full = tally_days_count (month);
    row->time_zone = g_strdup (tally_zone_get_name (rules->zone));
    row->currency = g_strdup (rules->currency);
    row->contracted_w = agreement->contracted_w;
    row->contracted_va = agreement->contracted_va;
    row->meters = tally_bill_meters_on (agreement, (TallyDay){ filling->days.end.number - 1 });
    row->phases = agreement->phases;
    row->choice = g_strdup (agreement->choice == TALLY_CHOICE_CAPACITY ? "capacity" : "demand");
    list_holidays (row, rules, filling->days);
}

static const TallyBillAgreement *
find_agreement (const GArray *agreements, int64_t id)
{
    for (guint i = 0; i < agreements->len; i++) {
        const TallyBillAgreement *agreement = &g_array_index (agreements, TallyBillAgreement, i);

        if (agreement->agreement_id == id)
            return agreement;
    }
    return NULL;
}

/* The system's peaks whatever the tariff says, as another may be tried; prices as it needs them. */
static gboolean
fill_market (const Filling *filling, const TallyBillRules *rules, GError **error)
{
    TallyWirePricing *row = filling->row;
    g_autoptr(TallyTariff) tariff = NULL;
    g_autoptr(TallyBillMarket) market = NULL;
    TallyTariffNeeds needs = { 0 };
    TallyPricePeriod period = { .days = filling->days,
                                .zone = filling->zone,
                                .interval_seconds = (int32_t) row->interval_s };
    TallyPriceInput input = { .count = row->import_wh->len };

    if (row->tariff_version > 0) {
        tariff = tally_tariff_parse (row->document, -1, error);
        if (tariff == NULL)
            return FALSE;
        needs = tally_tariff_get_needs (tariff);
    }
    needs.peaks = rules->peaks_version > 0;
    market = tally_bill_market_new (rules, needs, &period);
    input.coincident = market->coincident;
    input.n_coincident = market->n_coincident;
    input.prices = market->prices;
    input.export_prices = market->export_prices;
    tally_pricing_fill_market (row, needs, &input);
    return TRUE;
}

/* What the bill run reads of the months before, too. */
static gboolean
fill_slot_peaks (TallyWirePricing *row, const TallyBillAgreement *agreement, GError **error)
{
    g_autoptr(GArray) peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    g_autoptr(GStringChunk) texts = g_string_chunk_new (256);

    if (agreement->past_peaks != NULL
        && !tally_bill_past_parse (agreement->past_peaks, peaks, texts)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                     "agreement %" G_GINT64_FORMAT ": “%.60s” are no peaks of earlier months",
                     agreement->agreement_id, agreement->past_peaks);
        return FALSE;
    }
    tally_pricing_fill_slot_peaks (row, (const TallyPriceSlotPeak *) (void *) peaks->data,
                                   peaks->len);
    return TRUE;
}

static TallyWirePricing *
load_one (TallyDb *db, const TallyWhatifKey *key, TallyDays period, GError **error)
{
    g_autoptr(TallyBillRules) rules = NULL;
    g_autoptr(GStringChunk) texts = g_string_chunk_new (256);
    g_autoptr(TallyWirePricing) row = tally_wire_pricing_new ();
    TallyBillUnit unit = { key->district_id, 0, key->point_id, key->point_id };
    g_autoptr(GArray) agreements = NULL;
    const TallyBillAgreement *agreement;
    Filling filling = { .row = row };
    TallyEnergySpan span = { .district_id = key->district_id,
                             .range = { key->point_id, key->point_id },
                             .days = period };

    rules = tally_bill_store_load_rules (db, key->district_id, period, error);
    agreements = rules != NULL
                     ? tally_bill_store_load_all_agreements (db, &unit, rules, texts, error)
                     : NULL;
    agreement = agreements != NULL ? find_agreement (agreements, key->agreement_id) : NULL;
    if (agreement == NULL)
        return NULL;
    fill_agreement (&filling, rules, agreement);
    tally_pricing_fill_carry (row, &agreement->carry.carry);
    tally_pricing_fill_peaks (row, agreement->peaks, agreement->n_peaks);
    if (!fill_slot_peaks (row, agreement, error))
        return NULL;
    span.zone = rules->zone;
    if (!fill_tariff (db, &filling, agreement->tariff_code, error)
        || !tally_energy_store_read_points (db, &span, on_point, &filling, error))
        return NULL;
    if (row->import_wh == NULL)
        fill_never_measured (&filling);
    if (!fill_market (&filling, rules, error))
        return NULL;
    return g_steal_pointer (&row);
}

GPtrArray *
tally_pricing_step_load (TallyDb *db,
                         const TallyWhatifScope *scope,
                         TallyDays period,
                         GError **error)
{
    g_autoptr(TallyWhatif) classes = tally_whatif_new ();
    g_autoptr(GArray) keys = NULL;
    g_autoptr(GPtrArray) rows = tally_wire_list_new (&tally_wire_pricing_type);

    if (!tally_whatif_store_begin (db, NULL, error))
        return NULL;
    keys = tally_whatif_store_scope (db, scope, period, classes, error);
    for (guint i = 0; keys != NULL && i < keys->len; i++) {
        TallyWirePricing *row = load_one (db, &g_array_index (keys, TallyWhatifKey, i), period,
                                          error);

        if (row == NULL)
            return NULL; /* the connection, and with it the transaction, ends with the caller */
        g_ptr_array_add (rows, row);
    }
    if (keys == NULL || !tally_whatif_store_end (db, error))
        return NULL;
    if (rows->len > 0)
        return g_steal_pointer (&rows);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                         "no agreement of that account has days in that month");
    return NULL;
}
