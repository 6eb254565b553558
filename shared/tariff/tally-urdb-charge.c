// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-urdb.h"

static const char *
text_of (const TallyJson *node)
{
    return node != NULL && node->text != NULL ? node->text : "";
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
    const char *text = text_of (unit);
    gboolean is_daily = g_str_has_suffix (text, " daily");
    const char *basis = is_daily ? "day" : "month";
    gboolean is_known = *text == '\0' || g_str_equal (text, "kWh")
                        || g_str_equal (text, "kWh daily") || g_str_equal (text, "kWh/kW")
                        || g_str_equal (text, "kWh/kW daily");

    if (!is_known)
        return tally_json_refuse (unit, error, "unit “%s” is not known", text);
    if (units->basis != NULL && !g_str_equal (units->basis, basis))
        return tally_json_refuse (unit, error, "limits by the day and by the month together");
    units->basis = basis;
    units->per_kw |= tally_urdb_per_kw (tier);
    units->per_kwh |= !tally_urdb_per_kw (tier);
    return TRUE;
}

/* Limits of all periods must count alike; without a limit the unit says nothing. */
static gboolean
find_units (TallyJson *structure, Units *units, GError **error)
{
    *units = (Units){ 0 };
    for (TallyJson *period = structure->first; period != NULL; period = period->next) {
        for (TallyJson *tier = period->first; tier != NULL; tier = tier->next) {
            if (period->count > 1 && !meet_unit (units, tier, error))
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

/* Net metering settles by the month, so its tiers have no order in time. */
static gboolean
is_net_metered (TallyUrdb *urdb)
{
    TallyJson *rules = tally_urdb_find (urdb, "dgrules", NULL);
    TallyJson *flag = tally_urdb_find (urdb, "usenetmetering", NULL);

    if (rules != NULL)
        return g_str_equal (text_of (rules), "Net Metering");
    return flag == NULL || flag->type == TALLY_JSON_TRUE;
}

static gboolean
write_rates (TallyUrdb *urdb, TallyJson *structure, const char *field, GError **error)
{
    Units units;
    gboolean has_blocks;

    if (!find_units (structure, &units, error))
        return FALSE;
    has_blocks = units.per_kw && units.per_kwh;
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
tally_urdb_energy (TallyUrdb *urdb, GError **error)
{
    TallyJson *structure = tally_urdb_find (urdb, "energyratestructure", NULL);
    Units units;

    if (structure == NULL)
        return TRUE;
    if (!find_units (structure, &units, error))
        return FALSE;
    tally_urdb_begin_component (urdb, "energy", "energy", "energyratestructure");
    g_string_append_printf (urdb->json,
                            ", \"schedule\": \"energy\", \"tier_basis\": \"%s\", "
                            "\"tier_order\": \"%s\"",
                            basis_of (&units),
                            is_net_metered (urdb) ? "proportional" : "time-order");
    if (!write_rates (urdb, structure, "rate", error))
        return FALSE;
    g_string_append_c (urdb->json, '}');
    return TRUE;
}

/* A share given as 0.35 or as 35; a percentage of 1 or less does not occur. */
static gboolean
write_percent (TallyUrdb *urdb, const TallyJson *node, GError **error)
{
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal percent;

    if (!tally_json_to_decimal (node, &percent, error))
        return FALSE;
    if (tally_decimal_compare (percent, (TallyDecimal){ 1, 0 }) <= 0) {
        if (percent.scale >= 2)
            percent.scale = (uint8_t) (percent.scale - 2);
        else
            percent = (TallyDecimal){ percent.mantissa * (percent.scale == 1 ? 10 : 100), 0 };
    }
    g_string_append_printf (urdb->json, ", \"ratchet\": {\"percent\": \"%s\"",
                            tally_decimal_format (percent, text));
    return TRUE;
}

static gboolean
write_months (TallyUrdb *urdb, TallyJson *months, GError **error)
{
    gboolean is_first = TRUE;

    if (!tally_json_expect (months, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (months->count != TALLY_URDB_MONTHS)
        return tally_json_refuse (months, error, "12 months are expected");
    g_string_append (urdb->json, ", \"look_back\": 12, \"months\": [");
    for (TallyJson *month = months->first; month != NULL; month = month->next) {
        gboolean counts = month->type == TALLY_JSON_TRUE || g_str_equal (text_of (month), "1");

        if (!counts && month->type != TALLY_JSON_FALSE && !g_str_equal (text_of (month), "0"))
            return tally_json_refuse (month, error, "0 or 1 is expected");
        if (counts)
            g_string_append_printf (urdb->json, "%s%zu", is_first ? "" : ", ", month->index + 1);
        is_first &= !counts;
    }
    g_string_append_c (urdb->json, ']');
    return TRUE;
}

/* "demandratchetpercentage" lists a percentage a month; only one for all can be said. */
static gboolean
same_all_year (const TallyJson *list, GError **error)
{
    for (const TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!g_str_equal (text_of (item), text_of (list->first)))
            return tally_json_refuse (item, error, "a ratchet that changes by month");
    }
    return TRUE;
}

static gboolean
is_zero (const TallyJson *node)
{
    TallyDecimal number;

    return node == NULL
           || (node->text != NULL && tally_decimal_parse (node->text, &number, NULL)
               && number.mantissa == 0);
}

static gboolean
write_ratchet (TallyUrdb *urdb, GError **error)
{
    TallyJson *percent = tally_urdb_find (urdb, "lookbackpercent", "lookbackPercent");
    TallyJson *months = tally_urdb_find (urdb, "lookbackmonths", "lookbackMonths");
    TallyJson *range = tally_urdb_find (urdb, "lookbackrange", "lookbackRange");
    TallyJson *list = tally_urdb_find (urdb, "demandratchetpercentage", NULL);
    int64_t back = 0;

    if (is_zero (percent) && list != NULL) {
        if (list->type == TALLY_JSON_ARRAY && !same_all_year (list, error))
            return FALSE;
        percent = list->type == TALLY_JSON_ARRAY ? list->first : list;
    }
    if (is_zero (percent))
        return TRUE;
    if (!write_percent (urdb, percent, error))
        return FALSE;
    if (!is_zero (range)) {
        if (!g_ascii_string_to_signed (text_of (range), 10, 1, 36, &back, NULL))
            return tally_json_refuse (range, error, "1 to 36 months are expected");
        g_string_append_printf (urdb->json, ", \"look_back\": %d", (int) back);
    } else if (months != NULL && !write_months (urdb, months, error)) {
        return FALSE;
    }
    g_string_append_c (urdb->json, '}');
    return TRUE;
}

static gboolean
write_window (TallyUrdb *urdb, GError **error)
{
    TallyJson *window = tally_urdb_find (urdb, "demandwindow", NULL);
    int64_t minutes = 15;

    if (window != NULL
        && (!g_ascii_string_to_signed (text_of (window), 10, 5, 60, &minutes, NULL)
            || 60 % minutes != 0))
        return tally_json_refuse (window, error, "5 to 60 minutes that divide the hour");
    g_string_append_printf (urdb->json, ", \"window_minutes\": %d", (int) minutes);
    return write_ratchet (urdb, error);
}

/* Which of the flat structures holds in each month; the first without a list. */
static gboolean
read_flat_months (TallyUrdb *urdb, const TallyJson *structure, int64_t *of, GError **error)
{
    TallyJson *months = tally_urdb_find (urdb, "flatdemandmonths", NULL);

    for (int i = 0; i < TALLY_URDB_MONTHS; i++)
        of[i] = 0;
    if (months == NULL)
        return TRUE;
    if (!tally_json_expect (months, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (months->count != TALLY_URDB_MONTHS)
        return tally_json_refuse (months, error, "12 months are expected");
    for (TallyJson *item = months->first; item != NULL; item = item->next) {
        if (!g_ascii_string_to_signed (text_of (item), 10, 0, (int64_t) structure->count - 1,
                                       &of[item->index], NULL))
            return tally_json_refuse (item, error, "there is no such period");
    }
    return TRUE;
}

static gboolean
write_flat (TallyUrdb *urdb, TallyJson *structure, GError **error)
{
    int64_t of[TALLY_URDB_MONTHS];
    gboolean is_first_rate = TRUE;

    if (!tally_json_expect (structure, TALLY_JSON_ARRAY, error)
        || !read_flat_months (urdb, structure, of, error))
        return FALSE;
    tally_urdb_begin_component (urdb, "flat-demand", "demand", "flatdemandstructure");
    if (!write_window (urdb, error))
        return FALSE;
    g_string_append (urdb->json, ", \"rates\": [");
    for (TallyJson *period = structure->first; period != NULL; period = period->next) {
        gboolean is_first = TRUE;

        for (int month = 0; month < TALLY_URDB_MONTHS; month++) {
            if (of[month] != (int64_t) period->index)
                continue;
            g_string_append_printf (urdb->json, "%s\"m%02d\"",
                                    !is_first       ? ", "
                                    : is_first_rate ? "\n      {\"seasons\": ["
                                                    : ",\n      {\"seasons\": [",
                                    month + 1);
            is_first = is_first_rate = FALSE;
        }
        if (is_first)
            continue;
        g_string_append (urdb->json, "], ");
        if (!tally_urdb_tiers (urdb, period, "rate", error))
            return FALSE;
        g_string_append_c (urdb->json, '}');
    }
    g_string_append (urdb->json, "]}");
    return TRUE;
}

/* kW at the system's peak: nothing can be charged before that peak is known,
 * and a period whose rates are all zero never is. */
static gboolean
write_coincident (TallyUrdb *urdb, GError **error)
{
    TallyJson *structure = tally_urdb_find (urdb, "coincidentratestructure", NULL);
    TallyJson *schedule = tally_urdb_find (urdb, "coincidentschedule", NULL);

    if (structure == NULL)
        return TRUE;
    if (!tally_json_expect (structure, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (structure->count != 1 || structure->first->count != 1)
        return tally_json_refuse (structure, error, "more than one coincident rate");
    (void) schedule; /* with one rate it names that rate for every hour */
    tally_urdb_begin_component (urdb, "coincident", "coincident", "coincidentratestructure");
    g_string_append (urdb->json, ", \"rates\": [{");
    if (!tally_urdb_tiers (urdb, structure->first, "rate", error))
        return FALSE;
    g_string_append (urdb->json, "}]}");
    return TRUE;
}

gboolean
tally_urdb_demand (TallyUrdb *urdb, GError **error)
{
    TallyJson *structure = tally_urdb_find (urdb, "demandratestructure", NULL);
    TallyJson *flat = tally_urdb_find (urdb, "flatdemandstructure", NULL);

    if (structure != NULL) {
        tally_urdb_begin_component (urdb, "demand", "demand", "demandratestructure");
        g_string_append (urdb->json, ", \"schedule\": \"demand\"");
        if (!write_window (urdb, error) || !write_rates (urdb, structure, "rate", error))
            return FALSE;
        g_string_append_c (urdb->json, '}');
    }
    return (flat == NULL || write_flat (urdb, flat, error)) && write_coincident (urdb, error);
}

/* Reads "$/month", "$/day" or "$/year". */
static gboolean
find_per (TallyUrdb *urdb, const char *key, const char **per, GError **error)
{
    TallyJson *unit = tally_urdb_find (urdb, key, NULL);
    const char *text = text_of (unit);

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

gboolean
tally_urdb_fixed (TallyUrdb *urdb, GError **error)
{
    TallyJson *first = tally_urdb_find (urdb, "fixedchargefirstmeter", NULL);
    TallyJson *monthly = tally_urdb_find (urdb, "fixedmonthlycharge", NULL);
    const char *per;

    /* Both name the same charge in different editions of the record. */
    tally_urdb_find (urdb, "fixedchargeeaaddl", NULL); /* one meter is billed */
    if (!find_per (urdb, "fixedchargeunits", &per, error))
        return FALSE;
    if (first != NULL)
        return write_amount (urdb, first, "fixed", "fixed", per, error);
    return monthly == NULL || write_amount (urdb, monthly, "fixed", "fixed", "month", error);
}

gboolean
tally_urdb_minimum (TallyUrdb *urdb, GError **error)
{
    TallyJson *least = tally_urdb_find (urdb, "mincharge", NULL);
    TallyJson *monthly = tally_urdb_find (urdb, "minmonthlycharge", "minmonthly");
    TallyJson *yearly = tally_urdb_find (urdb, "annualmincharge", "minannualcharge");
    const char *per;

    if (!find_per (urdb, "minchargeunits", &per, error))
        return FALSE;
    if (least != NULL && !write_amount (urdb, least, "minimum", "minimum", per, error))
        return FALSE;
    if (least == NULL && monthly != NULL
        && !write_amount (urdb, monthly, "minimum", "minimum", "month", error))
        return FALSE;
    return yearly == NULL || write_amount (urdb, yearly, "minimum-year", "minimum", "year", error);
}

static gboolean
sells (const TallyJson *structure)
{
    for (const TallyJson *period = structure->first; period != NULL; period = period->next) {
        for (TallyJson *tier = period->first; tier != NULL; tier = tier->next) {
            const TallyJson *sell = tally_json_member (tier, "sell");

            if (!tally_urdb_is_nothing (sell) && !is_zero (sell))
                return TRUE;
        }
    }
    return FALSE;
}

/* Without a rule for own generation, and without a price for it, it earns nothing. */
gboolean
tally_urdb_export (TallyUrdb *urdb, GError **error)
{
    TallyJson *structure = tally_urdb_find (urdb, "energyratestructure", NULL);
    TallyJson *rules = tally_urdb_find (urdb, "dgrules", NULL);
    TallyJson *flag = tally_urdb_find (urdb, "usenetmetering", NULL);
    const char *text = text_of (rules);
    const char *method = NULL;

    if (structure == NULL)
        return TRUE;
    if (g_str_equal (text, "Net Metering")
        || (rules == NULL && flag != NULL && flag->type == TALLY_JSON_TRUE))
        method = "net-metering";
    else if (g_str_equal (text, "Buy All Sell All"))
        method = "sell-all";
    else if (g_str_equal (text, "Net Billing Instantaneous")
             || g_str_equal (text, "Net Billing Hourly") || (rules == NULL && sells (structure)))
        method = "net-billing";
    else if (rules != NULL)
        return tally_json_refuse (rules, error, "rule “%s” is not known", text);
    if (method == NULL)
        return TRUE;
    tally_urdb_begin_component (urdb, "export", "export", "energyratestructure (sell)");
    g_string_append_printf (urdb->json, ", \"schedule\": \"energy\", \"method\": \"%s\"", method);
    if (g_str_equal (method, "net-metering"))
        g_string_append (urdb->json, ", \"credit_moves_by_clock\": "
                                     "[\"00:00\", \"05:00\", \"11:00\", \"17:00\"]");
    else if (!write_rates (urdb, structure, "sell", error))
        return FALSE;
    g_string_append_c (urdb->json, '}');
    return TRUE;
}
