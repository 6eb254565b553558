// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-urdb.h"

const char *
tally_urdb_text (const TallyJson *node)
{
    return node != NULL && node->text != NULL ? node->text : "";
}

gboolean
tally_urdb_is_zero (const TallyJson *node)
{
    TallyDecimal number;

    return node == NULL
           || (node->text != NULL && tally_decimal_parse (node->text, &number, NULL)
               && number.mantissa == 0);
}

typedef struct {
    const char *basis; /* of the document, or NULL before the first limit */
    gboolean per_kw;   /* some limit counts kWh per kW */
    gboolean per_kwh;  /* some limit counts kWh */
} Units;

static gboolean
meet_unit (Units *units, TallyJson *tier, GError **error)
{
    TallyJson *unit = tally_json_member (tier, "unit");
    const char *text = tally_urdb_text (unit);
    gboolean is_daily = g_str_has_suffix (text, " daily");
    const char *basis = is_daily ? "day" : "month";
    gboolean is_known = *text == '\0' || g_str_equal (text, "kWh")
                        || g_str_equal (text, "kWh daily") || g_str_equal (text, "kWh/kW")
                        || g_str_equal (text, "kWh/kW daily");

    if (!is_known)
        return tally_json_refuse (unit, error, "unit “%s” is not known", text);
    if (tier->parent->count == 1)
        return TRUE; /* without a limit the unit decides nothing */
    if (units->basis != NULL && !g_str_equal (units->basis, basis))
        return tally_json_refuse (unit, error, "limits by the day and by the month together");
    units->basis = basis;
    units->per_kw |= tally_urdb_per_kw (tier);
    units->per_kwh |= !tally_urdb_per_kw (tier);
    return TRUE;
}

/* Limits of all periods must count alike. */
static gboolean
find_units (TallyJson *structure, Units *units, GError **error)
{
    *units = (Units){ 0 };
    for (TallyJson *period = structure->first; period != NULL; period = period->next) {
        for (TallyJson *tier = period->first; tier != NULL; tier = tier->next) {
            if (!meet_unit (units, tier, error))
                return FALSE;
        }
    }
    return TRUE;
}

static const char *
basis_of (const Units *units)
{
    gboolean is_daily = g_strcmp0 (units->basis, "day") == 0;

    if (units->per_kw && !units->per_kwh)
        return is_daily ? "kwh-per-kw-day" : "kwh-per-kw";
    return is_daily ? "day" : "month";
}

/* Net metering settles by the month, so its tiers have no order in time. A
 * record that names no rule is read as net metered, as the service's own tools do. */
static gboolean
is_net_metered (TallyUrdb *urdb)
{
    TallyJson *rules = tally_urdb_find (urdb, "dgrules", NULL);
    TallyJson *flag = tally_urdb_find (urdb, "usenetmetering", NULL);

    if (rules != NULL)
        return g_str_equal (tally_urdb_text (rules), "Net Metering");
    return flag == NULL || flag->type == TALLY_JSON_TRUE;
}

static gboolean
write_rates (TallyUrdb *urdb,
             TallyJson *structure,
             const char *field,
             gboolean has_blocks,
             GError **error)
{
    g_string_append (urdb->json, ", \"rates\": [");
    for (TallyJson *period = structure->first; period != NULL; period = period->next) {
        g_string_append_printf (urdb->json, "%s\n      {\"bands\": [\"p%zu\"], ",
                                period->index == 0 ? "" : ",", period->index);
        if (!(has_blocks ? tally_urdb_blocks : tally_urdb_tiers) (urdb, period, field, error))
            return FALSE;
        g_string_append_c (urdb->json, '}');
    }
    g_string_append (urdb->json, "]");
    return TRUE;
}

gboolean
tally_urdb_rates (TallyUrdb *urdb, TallyJson *structure, const char *field, GError **error)
{
    Units units;

    return find_units (structure, &units, error)
           && write_rates (urdb, structure, field, units.per_kw && units.per_kwh, error);
}

gboolean
tally_urdb_demand_rates (TallyUrdb *urdb, TallyJson *structure, const char *unit, GError **error)
{
    return tally_urdb_demand_tiers (structure, unit, error)
           && write_rates (urdb, structure, "rate", FALSE, error);
}

static void
write_tier_rules (TallyUrdb *urdb, const Units *units)
{
    g_string_append_printf (urdb->json,
                            ", \"schedule\": \"energy\", \"tier_basis\": \"%s\", "
                            "\"tier_order\": \"%s\"",
                            basis_of (units),
                            is_net_metered (urdb) ? "proportional" : "time-order");
}

gboolean
tally_urdb_energy (TallyUrdb *urdb, GError **error)
{
    TallyJson *structure = tally_urdb_find (urdb, "energyratestructure", NULL);
    Units units;

    if (structure == NULL)
        return TRUE;
    if (!find_units (structure, &units, error))
        return FALSE;
    tally_urdb_begin_component (urdb, "energy", "energy", "energyratestructure");
    write_tier_rules (urdb, &units);
    if (!tally_urdb_rates (urdb, structure, "rate", error))
        return FALSE;
    g_string_append_c (urdb->json, '}');
    return TRUE;
}

/* Reads "$/month", "$/day" or "$/year". */
static gboolean
find_per (TallyUrdb *urdb, const char *key, const char **per, GError **error)
{
    TallyJson *unit = tally_urdb_find (urdb, key, NULL);
    const char *text = tally_urdb_text (unit);

    *per = "month";
    if (unit == NULL || g_str_equal (text, "$/month") || g_str_equal (text, "month"))
        return TRUE;
    if (g_str_equal (text, "$/day") || g_str_equal (text, "day"))
        *per = "day";
    else if (g_str_equal (text, "$/year") || g_str_equal (text, "year"))
        *per = "year";
    else
        return tally_json_refuse (unit, error, "unit “%s” is not known", text);
    return TRUE;
}

static gboolean
write_amount (TallyUrdb *urdb,
              const TallyJson *amount,
              const char *id,
              const char *kind,
              const char *per,
              GError **error)
{
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal value;

    if (!tally_json_to_decimal (amount, &value, error))
        return FALSE;
    if (value.mantissa == 0)
        return TRUE;
    tally_urdb_begin_component (urdb, id, kind, amount->key);
    g_string_append_printf (urdb->json, ", \"%s\": \"%s\", \"per\": \"%s\"}",
                            g_str_equal (kind, "fixed") ? "rate" : "amount",
                            tally_decimal_format (value, text), per);
    return TRUE;
}

/* What each meter costs, and what the first costs more or less than that. */
static gboolean
write_meters (TallyUrdb *urdb,
              const TallyJson *first,
              const TallyJson *another,
              const char *per,
              GError **error)
{
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal rest = { 0, 0 }, each;

    if (!g_str_equal (per, "month"))
        return tally_json_refuse (another, error, "a charge for more meters by the %s", per);
    if (!tally_json_to_decimal (another, &each, error)
        || (first != NULL && !tally_json_to_decimal (first, &rest, error)))
        return FALSE;
    if (!tally_decimal_add (rest, (TallyDecimal){ -each.mantissa, each.scale }, &rest, NULL))
        return tally_json_refuse (another, error, "too many digits");
    tally_urdb_begin_component (urdb, "meters", "fixed", another->key);
    g_string_append_printf (urdb->json, ", \"rate\": \"%s\", \"per\": \"meter-month\"}",
                            tally_decimal_format (each, text));
    tally_urdb_begin_component (urdb, "fixed", "fixed", "fixedchargefirstmeter");
    g_string_append_printf (urdb->json, ", \"rate\": \"%s\"}", tally_decimal_format (rest, text));
    return TRUE;
}

/* Two fields that name one charge by the month: one of them is zero, or both are equal. */
static gboolean
is_one_charge (const TallyJson *one, const TallyJson *other, gboolean is_monthly, GError **error)
{
    TallyDecimal a, b;

    if (tally_urdb_is_zero (one) || tally_urdb_is_zero (other))
        return TRUE;
    if (!tally_json_to_decimal (one, &a, error) || !tally_json_to_decimal (other, &b, error))
        return FALSE;
    return (is_monthly && tally_decimal_compare (a, b) == 0)
           || tally_json_refuse (other, error, "“%s” says otherwise", one->key);
}

gboolean
tally_urdb_fixed (TallyUrdb *urdb, GError **error)
{
    TallyJson *first = tally_urdb_find (urdb, "fixedchargefirstmeter", NULL);
    TallyJson *monthly = tally_urdb_find (urdb, "fixedmonthlycharge", NULL);
    TallyJson *another = tally_urdb_find (urdb, "fixedchargeeaaddl", NULL);
    const char *per;

    /* Both name the same charge in different editions of the record. */
    if (!find_per (urdb, "fixedchargeunits", &per, error)
        || !is_one_charge (first, monthly, g_str_equal (per, "month"), error))
        return FALSE;
    if (tally_urdb_is_zero (first) && !tally_urdb_is_zero (monthly)) {
        first = monthly;
        per = tally_urdb_is_zero (another) ? "month" : per;
    }
    if (!tally_urdb_is_zero (another))
        return write_meters (urdb, first, another, per, error);
    return first == NULL || write_amount (urdb, first, "fixed", "fixed", per, error);
}

/* "fueladjustmentsmonthly": $ for each kWh, month by month. */
gboolean
tally_urdb_fuel (TallyUrdb *urdb, GError **error)
{
    TallyJson *list = tally_urdb_find (urdb, "fueladjustmentsmonthly", NULL);
    gboolean is_nothing = TRUE;

    if (list == NULL)
        return TRUE;
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count != TALLY_URDB_MONTHS)
        return tally_json_refuse (list, error, "12 months are expected");
    for (TallyJson *month = list->first; month != NULL; month = month->next)
        is_nothing &= tally_urdb_is_nothing (month) || tally_urdb_is_zero (month);
    if (is_nothing)
        return TRUE;

    tally_urdb_begin_component (urdb, "fuel", "levy", list->key);
    g_string_append (urdb->json, ", \"rates\": [");
    for (TallyJson *month = list->first; month != NULL; month = month->next) {
        char text[TALLY_DECIMAL_TEXT];
        TallyDecimal rate = { 0, 0 };

        if (!tally_urdb_is_nothing (month) && !tally_json_to_decimal (month, &rate, error))
            return FALSE;
        g_string_append_printf (urdb->json,
                                "%s\n      {\"seasons\": [\"m%02zu\"], \"rate\": \"%s\"}",
                                month->index == 0 ? "" : ",", month->index + 1,
                                tally_decimal_format (rate, text));
    }
    g_string_append (urdb->json, "]}");
    return TRUE;
}

/* A bound by the month holds beside one by the year; two by the month or by
 * the year must agree, and one by the day leaves no room for one by the month. */
gboolean
tally_urdb_minimum (TallyUrdb *urdb, GError **error)
{
    TallyJson *least = tally_urdb_find (urdb, "mincharge", NULL);
    TallyJson *monthly = tally_urdb_find (urdb, "minmonthlycharge", "minmonthly");
    TallyJson *yearly = tally_urdb_find (urdb, "annualmincharge", "minannualcharge");
    gboolean is_yearly, is_told = !tally_urdb_is_zero (least);
    const char *per;

    if (!find_per (urdb, "minchargeunits", &per, error))
        return FALSE;
    is_yearly = g_str_equal (per, "year");
    if (!is_one_charge (least, is_yearly ? yearly : monthly, !g_str_equal (per, "day"), error)
        || (least != NULL && !write_amount (urdb, least, "minimum", "minimum", per, error)))
        return FALSE;
    if (monthly != NULL && (is_yearly || !is_told)
        && !write_amount (urdb, monthly, "minimum-month", "minimum", "month", error))
        return FALSE;
    return yearly == NULL || (is_yearly && is_told)
           || write_amount (urdb, yearly, "minimum-year", "minimum", "year", error);
}

static gboolean
sells (const TallyJson *structure)
{
    for (const TallyJson *period = structure->first; period != NULL; period = period->next) {
        for (TallyJson *tier = period->first; tier != NULL; tier = tier->next) {
            const TallyJson *sell = tally_json_member (tier, "sell");

            if (!tally_urdb_is_nothing (sell) && !tally_urdb_is_zero (sell))
                return TRUE;
        }
    }
    return FALSE;
}

/* Without a rule for own generation, and without a price for it, it earns nothing. */
static gboolean
find_method (TallyUrdb *urdb, TallyJson *structure, const char **method, GError **error)
{
    TallyJson *rules = tally_urdb_find (urdb, "dgrules", NULL);
    TallyJson *flag = tally_urdb_find (urdb, "usenetmetering", NULL);
    const char *text = tally_urdb_text (rules);

    *method = NULL;
    if (rules != NULL && flag != NULL && flag->type == TALLY_JSON_TRUE && !is_net_metered (urdb))
        return tally_json_refuse (flag, error, "“dgrules” says otherwise");
    if (g_str_equal (text, "Net Metering")
        || (rules == NULL && flag != NULL && flag->type == TALLY_JSON_TRUE))
        *method = "net-metering";
    else if (g_str_equal (text, "Buy All Sell All"))
        *method = "sell-all";
    else if (g_str_equal (text, "Net Billing Instantaneous")
             || g_str_equal (text, "Net Billing Hourly") || (rules == NULL && sells (structure)))
        *method = "net-billing";
    else if (rules != NULL)
        return tally_json_refuse (rules, error, "rule “%s” is not known", text);
    return TRUE;
}

/* Set off hour for hour, a kWh is worth its rate: any other price is a rule of its own. */
static gboolean
sells_at_rate (const TallyJson *structure, GError **error)
{
    for (TallyJson *period = structure->first; period != NULL; period = period->next) {
        for (TallyJson *tier = period->first; tier != NULL; tier = tier->next) {
            TallyJson *sell = tally_json_member (tier, "sell");
            TallyDecimal rate, price;

            if (tally_urdb_is_nothing (sell) || tally_urdb_is_zero (sell))
                continue;
            if (!tally_urdb_price (tier, "rate", &rate, error)
                || !tally_json_to_decimal (sell, &price, error))
                return FALSE;
            if (tally_decimal_compare (rate, price) != 0)
                return tally_json_refuse (sell, error,
                                          "under net metering “sell” must be rate and adj");
        }
    }
    return TRUE;
}

gboolean
tally_urdb_export (TallyUrdb *urdb, GError **error)
{
    TallyJson *structure = tally_urdb_find (urdb, "energyratestructure", NULL);
    const char *method;
    Units units;

    if (structure == NULL)
        return TRUE;
    if (!find_method (urdb, structure, &method, error) || !find_units (structure, &units, error))
        return FALSE;
    if (method == NULL)
        return TRUE;
    if (g_str_equal (method, "net-metering") && !sells_at_rate (structure, error))
        return FALSE;
    tally_urdb_begin_component (urdb, "export", "export", "energyratestructure (sell)");
    g_string_append_printf (urdb->json, ", \"method\": \"%s\"", method);
    write_tier_rules (urdb, &units);
    if (g_str_equal (method, "net-metering"))
        g_string_append (urdb->json, ", \"credit_moves_by_clock\": "
                                     "[\"00:00\", \"05:00\", \"11:00\", \"17:00\"]");
    else if (!tally_urdb_rates (urdb, structure, "sell", error))
        return FALSE;
    g_string_append_c (urdb->json, '}');
    return TRUE;
}
