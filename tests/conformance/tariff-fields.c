// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/tariff-case.h"

/* What a case may say. A member that is not known would be priced as if it were not there,
 * so it is refused, unless it changes nothing: a text about the case, zero, false, empty. */

static const char *const engine_names[] = { "metering_option",
                                            "fixed_charge_per_month",
                                            "minimum_per_month",
                                            "minimum_per_year",
                                            "yearend_credit_rate",
                                            "trueup_month_0based",
                                            "rollover",
                                            "nb_credit_expire",
                                            "nb_apply_credit_current_month",
                                            "energy",
                                            "demand",
                                            "billing_demand_ratchet",
                                            "ts_buy_rate_enabled",
                                            "ts_sell_rate_enabled",
                                            NULL };
static const char *const demand_names[] = { "monthly_demand_rates_per_kw",
                                            "demand_rate_per_kw",
                                            "demand_rate",
                                            "cold_months",
                                            "warm_months",
                                            "demand_rate_cold_months",
                                            "demand_rate_warm_months",
                                            "lookback_percent",
                                            "lookback_months",
                                            "lookback_range",
                                            "ratchet_percent",
                                            "energy_rate",
                                            NULL };
static const char *const energy_names[] = { "schedule_weekday_12x24", "schedule_weekend_12x24",
                                            "rows", NULL };
static const char *const tou_names[] = {
    "enabled", "schedule_weekday_12x24", "schedule_weekend_12x24", "tou_rows", "flat_rows", NULL
};
static const char *const energy_row[] = {
    "period", "tier", "max", "max_unit", "buy", "sell", NULL
};
static const char *const tou_row[] = { "period", "tier", "max_kw", "per_kw", NULL };
static const char *const flat_row[] = { "month_0based", "tier", "max_kw", "per_kw", NULL };

static gboolean
is_in (const char *const *names, const char *name)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (g_str_equal (names[i], name))
            return TRUE;
    }
    return FALSE;
}

/* A member that cannot change a figure. */
static gboolean
changes_nothing (const TallyJson *member)
{
    TallyDecimal number;

    switch (member->type) {
    case TALLY_JSON_NULL:
    case TALLY_JSON_FALSE:
    case TALLY_JSON_STRING:
        return TRUE;
    case TALLY_JSON_ARRAY:
    case TALLY_JSON_OBJECT:
        return member->count == 0;
    case TALLY_JSON_NUMBER:
        return tally_decimal_parse (member->text, &number, NULL) && number.mantissa == 0;
    case TALLY_JSON_TRUE:
        break;
    }
    return FALSE;
}

/* Rates by time step may be called anything that begins so. */
static gboolean
is_time_step (const char *key)
{
    return g_str_has_prefix (key, "ts_buy") || g_str_has_prefix (key, "ts_sell");
}

static gboolean
check_object (const TallyJson *object, const char *const *names, GError **error)
{
    if (object == NULL || object->type != TALLY_JSON_OBJECT)
        return TRUE;
    for (const TallyJson *member = object->first; member != NULL; member = member->next) {
        if (is_in (names, member->key) || is_time_step (member->key) || changes_nothing (member))
            continue;
        return tally_json_refuse (member, error, "“%s” is not known", member->key);
    }
    return TRUE;
}

static gboolean
check_rows (TallyJson *object, const char *key, const char *const *names, GError **error)
{
    TallyJson *rows = object == NULL || object->type != TALLY_JSON_OBJECT
                          ? NULL
                          : tally_json_member (object, key);

    for (const TallyJson *row = rows == NULL ? NULL : rows->first; row != NULL; row = row->next) {
        if (!check_object (row, names, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
case_check_fields (TallyJson *root, GError **error)
{
    TallyJson *tariff = tally_json_require (root, "tariff", error);
    TallyJson *energy, *demand;

    if (tariff == NULL)
        return FALSE;
    if (tally_json_member (root, "load_rule") != NULL)
        return check_object (tariff, demand_names, error);
    energy = tally_json_member (tariff, "energy");
    demand = tally_json_member (tariff, "demand");
    return check_object (tariff, engine_names, error) && check_object (energy, energy_names, error)
           && check_object (demand, tou_names, error)
           && check_rows (energy, "rows", energy_row, error)
           && check_rows (demand, "tou_rows", tou_row, error)
           && check_rows (demand, "flat_rows", flat_row, error);
}
