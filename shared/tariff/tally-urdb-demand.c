// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-urdb.h"

/* A share given as 0.35 or as 35; a percentage of 1 or less does not occur. */
static gboolean
write_percent (TallyUrdb *urdb, const TallyJson *node, GError **error)
{
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal percent;

    if (!tally_json_to_decimal (node, &percent, error))
        return FALSE;
    if (percent.mantissa > 0 && tally_decimal_compare (percent, (TallyDecimal){ 1, 0 }) <= 0) {
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
        gboolean counts = month->type == TALLY_JSON_TRUE
                          || g_str_equal (tally_urdb_text (month), "1");

        if (!counts && month->type != TALLY_JSON_FALSE
            && !g_str_equal (tally_urdb_text (month), "0"))
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
        if (!g_str_equal (tally_urdb_text (item), tally_urdb_text (list->first)))
            return tally_json_refuse (item, error, "a ratchet that changes by month");
    }
    return TRUE;
}

static gboolean
has_month (const TallyJson *months)
{
    if (months == NULL || months->type != TALLY_JSON_ARRAY)
        return FALSE;
    for (const TallyJson *month = months->first; month != NULL; month = month->next) {
        if (month->type == TALLY_JSON_TRUE || g_str_equal (tally_urdb_text (month), "1"))
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_percent (const TallyJson *list)
{
    if (list == NULL || list->type != TALLY_JSON_ARRAY)
        return !tally_urdb_is_zero (list);
    for (const TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!tally_urdb_is_nothing (item) && !tally_urdb_is_zero (item))
            return TRUE;
    }
    return FALSE;
}

static gboolean
write_ratchet (TallyUrdb *urdb, GError **error)
{
    TallyJson *percent = tally_urdb_find (urdb, "lookbackpercent", "lookbackPercent");
    TallyJson *months = tally_urdb_find (urdb, "lookbackmonths", "lookbackMonths");
    TallyJson *range = tally_urdb_find (urdb, "lookbackrange", "lookbackRange");
    TallyJson *list = tally_urdb_find (urdb, "demandratchetpercentage", NULL);
    int64_t back = 0;

    if (!tally_urdb_is_zero (percent) && has_percent (list))
        return tally_json_refuse (list, error, "a ratchet beside “%s”", percent->key);
    if (tally_urdb_is_zero (percent) && list != NULL) {
        if (list->type == TALLY_JSON_ARRAY && !same_all_year (list, error))
            return FALSE;
        percent = list->type == TALLY_JSON_ARRAY ? list->first : list;
    }
    if (tally_urdb_is_zero (percent))
        return TRUE;
    if (!write_percent (urdb, percent, error))
        return FALSE;
    if (!tally_urdb_is_zero (range) && has_month (months))
        return tally_json_refuse (months, error, "months beside a range of months back");
    if (!tally_urdb_is_zero (range)) {
        if (!g_ascii_string_to_signed (tally_urdb_text (range), 10, 1, 36, &back, NULL))
            return tally_json_refuse (range, error, "1 to 36 months are expected");
        g_string_append_printf (urdb->json, ", \"look_back\": %d", (int) back);
    } else if (months != NULL && !write_months (urdb, months, error)) {
        return FALSE;
    }
    g_string_append_c (urdb->json, '}');
    return TRUE;
}

/* Whole minutes, which records also write as 15.0. */
static gboolean
write_window (TallyUrdb *urdb, GError **error)
{
    static const int windows[] = { 5, 6, 10, 12, 15, 20, 30, 60 };
    TallyJson *window = tally_urdb_find (urdb, "demandwindow", NULL);
    TallyDecimal said = { 15, 0 };
    int minutes = 0;

    if (!tally_urdb_is_zero (window) && !tally_json_to_decimal (window, &said, error))
        return FALSE;
    for (size_t i = 0; i < G_N_ELEMENTS (windows); i++) {
        if (tally_decimal_compare (said, (TallyDecimal){ windows[i], 0 }) == 0)
            minutes = windows[i];
    }
    if (minutes == 0)
        return tally_json_refuse (window, error, "5 to 60 minutes that divide the hour");
    g_string_append_printf (urdb->json, ", \"window_minutes\": %d", minutes);
    return TRUE;
}

/* Records of before the two kinds of demand had units of their own have one for both. */
static TallyJson *
find_unit (TallyUrdb *urdb, const char *key)
{
    TallyJson *unit = tally_urdb_find (urdb, key, NULL);

    return unit != NULL ? unit : tally_urdb_find (urdb, "demandunits", "demandunit");
}

static const char *
unit_of (TallyUrdb *urdb, const char *key)
{
    TallyJson *unit = find_unit (urdb, key);

    return unit == NULL ? "kW" : tally_urdb_text (unit);
}

gboolean
tally_urdb_demand_tiers (TallyJson *structure, const char *unit, GError **error)
{
    for (TallyJson *period = structure->first; period != NULL; period = period->next) {
        for (TallyJson *tier = period->first; tier != NULL; tier = tier->next) {
            TallyJson *said = tally_json_member (tier, "unit");
            TallyJson *sell = tally_json_member (tier, "sell");

            if (!tally_urdb_is_nothing (said) && !g_str_equal (tally_urdb_text (said), unit))
                return tally_json_refuse (said, error, "unit “%s” is not “%s”",
                                          tally_urdb_text (said), unit);
            if (!tally_urdb_is_nothing (sell) && !tally_urdb_is_zero (sell))
                return tally_json_refuse (sell, error, "a demand cannot be sold");
        }
    }
    return TRUE;
}

static gboolean
write_unit (TallyUrdb *urdb, const char *key, GError **error)
{
    static const char *const units[] = { "kW", "kVA", "hp", NULL };
    TallyJson *unit = find_unit (urdb, key);

    if (unit == NULL)
        return TRUE;
    if (!g_strv_contains (units, tally_urdb_text (unit)))
        return tally_json_refuse (unit, error, "unit “%s” is not known", tally_urdb_text (unit));
    g_string_append_printf (urdb->json, ", \"unit\": \"%s\"", tally_urdb_text (unit));
    return TRUE;
}

static gboolean
write_rule (TallyUrdb *urdb, const char *unit_key, GError **error)
{
    return write_unit (urdb, unit_key, error) && write_window (urdb, error)
           && write_ratchet (urdb, error);
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
        if (!g_ascii_string_to_signed (tally_urdb_text (item), 10, 0,
                                       (int64_t) structure->count - 1, &of[item->index], NULL))
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
        || !tally_urdb_demand_tiers (structure, unit_of (urdb, "flatdemandunit"), error)
        || !read_flat_months (urdb, structure, of, error))
        return FALSE;
    tally_urdb_begin_component (urdb, "flat-demand", "demand", "flatdemandstructure");
    if (!write_rule (urdb, "flatdemandunit", error))
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

/* kW at the system's peak: nothing can be charged before that peak is known. */
static gboolean
write_coincident (TallyUrdb *urdb, TallyJson *structure, GError **error)
{
    TallyJson *unit = tally_urdb_find (urdb, "coincidentrateunit", NULL);

    if (unit != NULL && !g_str_equal (tally_urdb_text (unit), "kW"))
        return tally_json_refuse (unit, error, "unit “%s” is not known", tally_urdb_text (unit));
    tally_urdb_begin_component (urdb, "coincident", "coincident", "coincidentratestructure");
    g_string_append (urdb->json, ", \"schedule\": \"coincident\"");
    if (!tally_urdb_demand_rates (urdb, structure, "kW", error))
        return FALSE;
    g_string_append_c (urdb->json, '}');
    return TRUE;
}

/* $ for each kvar of the highest reactive demand. */
static gboolean
write_reactive (TallyUrdb *urdb, const TallyJson *charge, GError **error)
{
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal rate;

    if (!tally_json_to_decimal (charge, &rate, error))
        return FALSE;
    tally_urdb_begin_component (urdb, "reactive-demand", "demand", charge->key);
    g_string_append_printf (urdb->json, ", \"unit\": \"kvar\", \"rate\": \"%s\"",
                            tally_decimal_format (rate, text));
    if (!write_window (urdb, error))
        return FALSE;
    g_string_append_c (urdb->json, '}');
    return TRUE;
}

static gboolean
write_by_time (TallyUrdb *urdb, TallyJson *structure, GError **error)
{
    tally_urdb_begin_component (urdb, "demand", "demand", "demandratestructure");
    g_string_append (urdb->json, ", \"schedule\": \"demand\"");
    if (!write_rule (urdb, "demandrateunit", error)
        || !tally_urdb_demand_rates (urdb, structure, unit_of (urdb, "demandrateunit"), error))
        return FALSE;
    g_string_append_c (urdb->json, '}');
    return TRUE;
}

gboolean
tally_urdb_demand (TallyUrdb *urdb, GError **error)
{
    TallyJson *by_time = tally_urdb_find (urdb, "demandratestructure", NULL);
    TallyJson *flat = tally_urdb_find (urdb, "flatdemandstructure", NULL);
    TallyJson *coincident = tally_urdb_find (urdb, "coincidentratestructure", NULL);
    TallyJson *reactive = tally_urdb_find (urdb, "demandreactivepowercharge", NULL);

    return (by_time == NULL || write_by_time (urdb, by_time, error))
           && (flat == NULL || write_flat (urdb, flat, error))
           && (coincident == NULL || write_coincident (urdb, coincident, error))
           && (tally_urdb_is_zero (reactive) || write_reactive (urdb, reactive, error));
}
