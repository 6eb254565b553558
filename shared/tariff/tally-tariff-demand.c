// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff-reader.h"

#define ALL_MONTHS 0xfffu

static const TallyDecimal nothing = { 0, 0 }, hundred = { 100, 0 };

gboolean
tally_tariff_read_share (TallyJson *node,
                         const char *key,
                         TallyDecimal high,
                         TallyDecimal *value,
                         GError **error)
{
    if (!tally_json_get_decimal (node, key, value, error))
        return FALSE;
    if (tally_decimal_compare (*value, nothing) < 0 || tally_decimal_compare (*value, high) > 0)
        return tally_json_refuse (tally_json_member (node, key), error, "0 to %d is expected",
                                  (int) high.mantissa);
    return TRUE;
}

/* A percentage for each calendar month, January first. */
static gboolean
read_percents (TallyTariffDemand *demand, TallyJson *list, GError **error)
{
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count != 12)
        return tally_json_refuse (list, error, "12 percentages are expected");
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!tally_json_expect (item, TALLY_JSON_STRING, error)
            || !tally_json_to_decimal (item, &demand->ratchet_percents[item->index], error))
            return FALSE;
        if (tally_decimal_compare (demand->ratchet_percents[item->index], nothing) < 0
            || tally_decimal_compare (demand->ratchet_percents[item->index], hundred) > 0)
            return tally_json_refuse (item, error, "0 to 100 is expected");
    }
    return TRUE;
}

/* The calendar months of a list, bit 0 January. */
static gboolean
read_months (TallyJson *list, unsigned *months, GError **error)
{
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    *months = 0;
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        int64_t month;

        if (item->type != TALLY_JSON_NUMBER
            || !g_ascii_string_to_signed (item->text, 10, 1, 12, &month, NULL))
            return tally_json_refuse (item, error, "a month from 1 to 12 is expected");
        *months |= 1u << (month - 1);
    }
    return TRUE;
}

/* Whether the ratchet takes the place of the measured demand: always, or in some months. */
static gboolean
read_measured_months (TallyTariffDemand *demand, TallyJson *ratchet, GError **error)
{
    TallyJson *months = tally_json_member (ratchet, "measured_months");
    gboolean is_replaced = FALSE;

    if (!tally_json_get_flag (ratchet, "replaces_measured", &is_replaced, error))
        return FALSE;
    demand->measured_months = is_replaced ? 0 : ALL_MONTHS;
    return months == NULL || read_months (months, &demand->measured_months, error);
}

/* One percentage, of all months or of those listed. */
static gboolean
read_percent_of (TallyTariffDemand *demand, TallyJson *ratchet, GError **error)
{
    TallyJson *months = tally_json_member (ratchet, "months");
    unsigned counted = ALL_MONTHS;
    TallyDecimal percent;

    if (tally_json_require (ratchet, "percent", error) == NULL
        || !tally_tariff_read_share (ratchet, "percent", hundred, &percent, error)
        || (months != NULL && !read_months (months, &counted, error)))
        return FALSE;
    for (int month = 0; month < 12; month++) {
        if ((counted >> month & 1) != 0)
            demand->ratchet_percents[month] = percent;
    }
    return TRUE;
}

static gboolean
read_ratchet (TallyTariffDemand *demand, TallyJson *node, GError **error)
{
    TallyJson *ratchet = tally_json_member (node, "ratchet"), *percents;
    int64_t back = 11;

    if (ratchet == NULL)
        return TRUE;
    if (!tally_json_expect (ratchet, TALLY_JSON_OBJECT, error)
        || !tally_json_get_whole (ratchet, "look_back", 1, 36, &back, error)
        || !read_measured_months (demand, ratchet, error))
        return FALSE;
    demand->ratchet_months = (int) back;
    percents = tally_json_member (ratchet, "percents");
    return (percents != NULL ? read_percents (demand, percents, error)
                             : read_percent_of (demand, ratchet, error))
           && tally_json_no_others (ratchet, error);
}

static gboolean
read_contract (TallyTariffDemand *demand, TallyJson *node, GError **error)
{
    static const char *const bases[] = { "measured", "contracted", NULL };
    TallyJson *contract = tally_json_member (node, "contract");
    int basis = 0;

    if (contract == NULL)
        return TRUE;
    if (!tally_json_expect (contract, TALLY_JSON_OBJECT, error)
        || !tally_json_get_word (contract, "basis", bases, &basis, error)
        || !tally_tariff_read_share (contract, "floor_percent", hundred, &demand->floor_percent,
                                     error)
        || !tally_tariff_read_share (contract, "tolerance_percent", hundred,
                                     &demand->tolerance_percent, error)
        || !tally_tariff_read_share (contract, "excess_multiple", hundred, &demand->excess_multiple,
                                     error))
        return FALSE;
    demand->on_contract = basis == 1;
    return tally_json_no_others (contract, error);
}

/* Window, unit, ratchet, floor and contract of @node, and which bands the latter hold for. */
gboolean
tally_tariff_read_demand_rule (TallyTariffDemand *demand, TallyJson *node, GError **error)
{
    static const char *const units[] = { "kW", "kVA", "kvar", "hp", NULL };
    static const char *const leasts[] = { "highest-band", "each-band", NULL };
    int64_t window = 15;
    int unit = 0, least = 0;

    if (!tally_json_get_word (node, "unit", units, &unit, error)
        || !tally_json_get_whole (node, "window_minutes", 5, 60, &window, error)
        || !tally_json_get_flag (node, "sliding", &demand->is_sliding, error)
        || !tally_json_get_decimal (node, "floor", &demand->floor, error)
        || !tally_json_get_word (node, "least_applies_to", leasts, &least, error)
        || !read_ratchet (demand, node, error) || !read_contract (demand, node, error))
        return FALSE;
    if (60 % window != 0)
        return tally_json_refuse (tally_json_member (node, "window_minutes"), error,
                                  "a window must divide the hour");
    if (demand->floor.mantissa < 0)
        return tally_json_refuse (tally_json_member (node, "floor"), error, "must not be negative");
    demand->window_minutes = (int) window;
    demand->unit = (TallyDemandUnit) unit;
    demand->least_by_band = least == 1;
    return TRUE;
}
