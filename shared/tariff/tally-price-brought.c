// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-brought.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-work.h"
#include "shared/tariff/tally-tariff-reader.h"

#include <string.h>

#define MONTH_LENGTH 7 /* of "2025-12" */

void
tally_price_brought_free (TallyPriceBrought *brought)
{
    if (brought == NULL)
        return;
    g_array_unref (brought->peaks);
    g_array_unref (brought->slot_peaks);
    g_free (brought);
}

/* What is brought is never below zero; a missing member is zero. */
static gboolean
read_amount (TallyJson *node, const char *key, TallyExact *amount, GError **error)
{
    TallyDecimal decimal = { 0, 0 };

    if (!tally_json_get_decimal (node, key, &decimal, error))
        return FALSE;
    if (decimal.mantissa < 0)
        return tally_json_refuse (tally_json_member (node, key), error, "must not be negative");
    return tally_exact_from_decimal (decimal, amount, error);
}

static gboolean
require_amount (TallyJson *node, const char *key, TallyExact *amount, GError **error)
{
    return tally_json_require (node, key, error) != NULL && read_amount (node, key, amount, error);
}

static gboolean
is_list (const TallyJson *list, GError **error)
{
    return list == NULL || tally_json_expect (list, TALLY_JSON_ARRAY, error);
}

/* The place of member "band" of @node among the bands of @component's schedule; -1 without. */
static gboolean
read_band (const TallyTariff *tariff,
           const TallyTariffComponent *component,
           TallyJson *node,
           int *place,
           GError **error)
{
    const TallyJson *band = tally_json_member (node, "band");
    const TallyTariffSchedule *schedule;

    *place = -1;
    if (band == NULL)
        return TRUE;
    if (component->schedule < 0)
        return tally_json_refuse (band, error, "“%s” has no bands", component->word.id);
    schedule = &tariff->schedules[component->schedule];
    *place = tally_tariff_find_word (schedule->bands, schedule->n_bands, band, "band", error);
    return *place >= 0;
}

static const TallyTariffComponent *
find_export (const TallyTariff *tariff)
{
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (tariff->components[i].kind == TALLY_LINE_EXPORT
            && tariff->components[i].export.method == TALLY_EXPORT_NET_METERING)
            return &tariff->components[i];
    }
    return NULL;
}

static gboolean
read_credit (TallyPriceBrought *brought,
             const TallyTariff *tariff,
             const TallyTariffComponent *export,
             TallyJson *item,
             GError **error)
{
    TallyExact kwh;
    int band;

    if (!tally_json_expect (item, TALLY_JSON_OBJECT, error)
        || !read_band (tariff, export, item, &band, error)
        || !require_amount (item, "kwh", &kwh, error) || !tally_json_no_others (item, error))
        return FALSE;
    if (band < 0 && export->schedule >= 0)
        return tally_json_refuse (item, error, "of which band is it?");
    band = MAX (band, 0);
    if (brought->credit[band].atto != 0)
        return tally_json_refuse (item, error, "a second credit of this band");
    brought->credit[band] = kwh;
    return TRUE;
}

static gboolean
read_credits (TallyPriceBrought *brought,
              const TallyTariff *tariff,
              TallyJson *root,
              GError **error)
{
    const TallyJson *list = tally_json_member (root, "credits");
    const TallyTariffComponent *export = find_export (tariff);

    if (!is_list (list, error))
        return FALSE;
    if (list != NULL && export == NULL)
        return tally_json_refuse (list, error, "the tariff has no net metering to set them off");
    for (TallyJson *item = list == NULL ? NULL : list->first; item != NULL; item = item->next) {
        if (!read_credit (brought, tariff, export, item, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_month (TallyJson *item, TallyMonth *month, GError **error)
{
    const char *text = NULL;
    g_autofree char *first = NULL;
    TallyDay day;

    if (tally_json_require (item, "month", error) == NULL
        || !tally_json_get_text (item, "month", &text, error))
        return FALSE;
    first = g_strconcat (text, "-01", NULL);
    if (strlen (text) != MONTH_LENGTH || !tally_day_parse (first, &day, NULL))
        return tally_json_refuse (tally_json_member (item, "month"), error,
                                  "“%s” is not a month: YYYY-MM", text);
    *month = tally_month_of (day);
    return TRUE;
}

/* The component that a ratchet of its own looks back on; NULL without member "component". */
static gboolean
read_component (const TallyTariff *tariff,
                TallyJson *item,
                const TallyTariffComponent **component,
                GError **error)
{
    const TallyJson *id = tally_json_member (item, "component");
    TallyTariffWord words[TALLY_TARIFF_MAX_COMPONENTS];
    int place;

    *component = NULL;
    if (id == NULL)
        return TRUE;
    for (size_t i = 0; i < tariff->n_components; i++)
        words[i] = tariff->components[i].word;
    place = tally_tariff_find_word (words, tariff->n_components, id, "component", error);
    if (place < 0)
        return FALSE;
    *component = &tariff->components[place];
    if ((*component)->kind != TALLY_LINE_DEMAND && (*component)->demand.ratchet_months == 0)
        return tally_json_refuse (id, error, "“%s” has no demand", id->text);
    return TRUE;
}

static gboolean
read_peak (TallyPriceBrought *brought, const TallyTariff *tariff, TallyJson *item, GError **error)
{
    const TallyTariffComponent *component;
    TallyPriceSlotPeak peak = { 0 };
    int band = -1;

    if (!tally_json_expect (item, TALLY_JSON_OBJECT, error)
        || !read_month (item, &peak.month, error)
        || !read_component (tariff, item, &component, error)
        || (component != NULL && !read_band (tariff, component, item, &band, error))
        || !require_amount (item, "demand", &peak.demand, error)
        || !tally_json_no_others (item, error))
        return FALSE;
    if (component == NULL) {
        TallyPricePeak whole = { peak.month, peak.demand };

        g_array_append_val (brought->peaks, whole);
        return TRUE;
    }
    peak.component = component->word.id;
    if (band >= 0)
        peak.band = tariff->schedules[component->schedule].bands[band].id;
    peak.unit = tally_price_unit_of (&component->demand);
    peak.window_minutes = component->demand.window_minutes;
    peak.is_sliding = component->demand.is_sliding;
    g_array_append_val (brought->slot_peaks, peak);
    return TRUE;
}

static gboolean
read_peaks (TallyPriceBrought *brought, const TallyTariff *tariff, TallyJson *root, GError **error)
{
    const TallyJson *list = tally_json_member (root, "peaks");

    if (!is_list (list, error))
        return FALSE;
    for (TallyJson *item = list == NULL ? NULL : list->first; item != NULL; item = item->next) {
        if (!read_peak (brought, tariff, item, error))
            return FALSE;
    }
    return TRUE;
}

TallyPriceBrought *
tally_price_brought_parse (const TallyTariff *tariff,
                           const char *text,
                           gssize length,
                           GError **error)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (text, length, error);
    g_autoptr(TallyPriceBrought) brought = g_new0 (TallyPriceBrought, 1);
    TallyJson *root = document == NULL ? NULL : tally_json_root (document);

    brought->peaks = g_array_new (FALSE, FALSE, sizeof (TallyPricePeak));
    brought->slot_peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    if (root == NULL || !tally_json_expect (root, TALLY_JSON_OBJECT, error)
        || !read_amount (root, "year_to_date_kwh", &brought->year_to_date, error)
        || !read_amount (root, "export_to_date_kwh", &brought->export_to_date, error)
        || !read_amount (root, "charged_to_date", &brought->charged_to_date, error)
        || !read_amount (root, "net_excess_kwh", &brought->net_excess, error)
        || !read_amount (root, "money_credit", &brought->money_credit, error)
        || !read_credits (brought, tariff, root, error)
        || !read_peaks (brought, tariff, root, error) || !tally_json_no_others (root, error))
        return NULL;
    return g_steal_pointer (&brought);
}

static gboolean
refuse_month (TallyMonth month, GError **error)
{
    char text[TALLY_MONTH_TEXT];

    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "the peak of %s is not of a month before the load",
                 tally_month_format (month, text));
    return FALSE;
}

static gboolean
check_times (const TallyPriceBrought *brought,
             const TallyTariff *tariff,
             TallyDay first,
             GError **error)
{
    TallyMonth month = tally_month_of (first);

    for (guint i = 0; i < brought->peaks->len; i++) {
        TallyMonth of = g_array_index (brought->peaks, TallyPricePeak, i).month;

        if (of.number >= month.number)
            return refuse_month (of, error);
    }
    for (guint i = 0; i < brought->slot_peaks->len; i++) {
        TallyMonth of = g_array_index (brought->slot_peaks, TallyPriceSlotPeak, i).month;

        if (of.number >= month.number)
            return refuse_month (of, error);
    }
    if (tally_tariff_get_year (tariff, first).first.number == first.number
        && (brought->year_to_date.atto != 0 || brought->export_to_date.atto != 0
            || brought->charged_to_date.atto != 0)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "the billing year begins with the load: nothing of it was before");
        return FALSE;
    }
    return TRUE;
}

static gboolean
to_units (TallyExact kwh, int64_t units_per_kwh, int64_t *units, GError **error)
{
    TallyMoney whole;

    if (!tally_exact_scale (kwh, units_per_kwh, 1, &kwh, error)
        || !tally_exact_to_money (kwh, 0, TALLY_ROUND_HALF_UP, &whole, error))
        return FALSE;
    *units = whole.minor;
    return TRUE;
}

gboolean
tally_price_brought_carry (const TallyPriceBrought *brought,
                           const TallyTariff *tariff,
                           TallyDay first,
                           int64_t units_per_kwh,
                           TallyPriceCarry *carry,
                           GError **error)
{
    if (!check_times (brought, tariff, first, error)
        || !to_units (brought->year_to_date, units_per_kwh, &carry->year_to_date, error)
        || !to_units (brought->export_to_date, units_per_kwh, &carry->export_to_date, error)
        || !to_units (brought->net_excess, units_per_kwh, &carry->net_excess, error))
        return FALSE;
    for (size_t i = 0; i < TALLY_PRICE_CREDITS; i++) {
        if (!to_units (brought->credit[i], units_per_kwh, &carry->credit[i], error))
            return FALSE;
    }
    carry->charged_to_date = brought->charged_to_date;
    carry->money_credit = brought->money_credit;
    return TRUE;
}
