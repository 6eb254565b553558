// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/tariff-case.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

#define HOURS 8760
#define TOLERANCE "0.005"

static const char *const month_names[CASE_MONTHS] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

typedef struct {
    TallyExact kw[CASE_MONTHS];
    TallyExact cost;
    size_t n;
} Demand;

/* "100 kW every hour except 1-based hour 22=200, 2403=400": hours count from 1. */
static char *
write_load (const char *rule, GError **error)
{
    g_autoptr(GRegex) pattern = g_regex_new ("([0-9]+)\\s*=\\s*([0-9.]+)", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_auto(GStrv) words = g_strsplit (rule, " ", 2);
    g_autofree char **hours = g_new0 (char *, HOURS);
    GString *text = g_string_new ("kw\n");

    for (g_regex_match (pattern, rule, 0, &match); g_match_info_matches (match);
         g_match_info_next (match, NULL)) {
        g_autofree char *hour = g_match_info_fetch (match, 1);
        int64_t number = g_ascii_strtoll (hour, NULL, 10);

        if (number >= 1 && number <= HOURS)
            hours[number - 1] = g_match_info_fetch (match, 2);
    }
    for (int i = 0; i < HOURS; i++) {
        g_string_append_printf (text, "%s\n", hours[i] == NULL ? words[0] : hours[i]);
        g_free (hours[i]);
    }
    return g_string_free (text, FALSE);
}

/* The warm months are the middle ones of the year. */
static const char *
rate_of (TallyJson *tariff, int month)
{
    TallyJson *list = tally_json_member (tariff, "monthly_demand_rates_per_kw");
    int warm = (int) g_ascii_strtoll (case_text (tariff, "warm_months", "0"), NULL, 10);
    int first_warm = (CASE_MONTHS - warm) / 2;

    if (list == NULL && tally_json_member (tariff, "warm_months") == NULL)
        return case_text (tariff, "demand_rate_per_kw", case_text (tariff, "demand_rate", "?"));
    if (list == NULL)
        return case_text (tariff,
                          month >= first_warm && month < first_warm + warm
                              ? "demand_rate_warm_months"
                              : "demand_rate_cold_months",
                          "?");
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        if ((int) item->index == month)
            return item->text;
    }
    return "?";
}

static gboolean
write_ratchet (GString *json, TallyJson *tariff, GError **error)
{
    TallyJson *share = tally_json_member (tariff, "lookback_percent");
    TallyJson *percent = tally_json_member (tariff, "ratchet_percent");
    TallyJson *months = tally_json_member (tariff, "lookback_months");
    const char *range = case_text (tariff, "lookback_range",
                                   case_text (tariff, "lookback_months", "12"));
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal value;

    if (share == NULL && percent == NULL)
        return TRUE;
    if (!tally_json_to_decimal (share != NULL ? share : percent, &value, error))
        return FALSE;
    if (share != NULL && !tally_decimal_multiply (value, (TallyDecimal){ 100, 0 }, &value, error))
        return FALSE;
    g_string_append_printf (json, "\"ratchet\": {\"percent\": \"%s\", \"look_back\": %s",
                            tally_decimal_format (value, text), range);
    if (months != NULL && months->type == TALLY_JSON_ARRAY) {
        g_string_append (json, ", \"months\": [");
        for (TallyJson *item = months->first; item != NULL; item = item->next) {
            for (int month = 0; month < CASE_MONTHS; month++) {
                if (g_str_equal (item->text, month_names[month]))
                    g_string_append_printf (json, "%s%d", item->index == 0 ? "" : ", ", month + 1);
            }
        }
        g_string_append_c (json, ']');
    }
    g_string_append (json, "}, ");
    return TRUE;
}

static gboolean
write_tariff (GString *json, TallyJson *tariff, GError **error)
{
    g_string_append (json, "{\"format\": \"gridtally-tariff-v1\", \"id\": \"case\", "
                           "\"currency\": \"USD\", \"seasons\": [");
    for (int month = 0; month < CASE_MONTHS; month++)
        g_string_append_printf (json, "%s{\"id\": \"%s\", \"months\": [%d]}",
                                month == 0 ? "" : ", ", month_names[month], month + 1);
    g_string_append (json, "], \"components\": [{\"id\": \"demand\", \"kind\": \"demand\", ");
    if (!write_ratchet (json, tariff, error))
        return FALSE;
    g_string_append (json, "\"rates\": [");
    for (int month = 0; month < CASE_MONTHS; month++)
        g_string_append_printf (json, "%s{\"seasons\": [\"%s\"], \"rate\": \"%s\"}",
                                month == 0 ? "" : ", ", month_names[month],
                                rate_of (tariff, month));
    g_string_append (json, "]}]}");
    return TRUE;
}

static void
on_month (TallyDays days,
          const TallyPricePlan *plan,
          const TallyPriceInput *input,
          const TallyPriceBill *bill,
          gpointer user_data)
{
    Demand *demand = user_data;

    for (size_t i = 0; i < bill->n_lines && demand->n < CASE_MONTHS; i++)
        demand->kw[demand->n].atto += bill->lines[i].quantity.atto;
    demand->n++;
    demand->cost.atto += bill->total_exact.atto;
}

static void
compare (TallyJson *expected, const Demand *demand, CaseResult *result)
{
    TallyJson *list = tally_json_member (expected, "billing_kw_by_month");
    TallyJson *cost = tally_json_member (expected, "annual_demand_cost");
    TallyExact worst = { 0 };
    char text[TALLY_EXACT_TEXT];

    result->passed = demand->n == CASE_MONTHS && cost != NULL;
    for (TallyJson *item = list == NULL ? NULL : list->first;
         item != NULL && item->index < CASE_MONTHS; item = item->next)
        result->passed &= case_compare (demand->kw[item->index], item, TOLERANCE, &worst);
    g_string_append_printf (result->text, "; kW: largest difference %s",
                            tally_exact_format (worst, text));
    if (cost == NULL)
        return;
    result->passed &= case_compare (demand->cost, cost, TOLERANCE, &worst);
    g_string_append_printf (result->text, "; cost: expected %s, got %s", cost->text,
                            tally_exact_format (demand->cost, text));
}

gboolean
case_run_demand (TallyJson *root, const char *folder, CaseResult *result, GError **error)
{
    TallyJson *tariff_node = tally_json_require (root, "tariff", error);
    TallyJson *expected = tally_json_require (root, "expected", error);
    g_autofree char *text = write_load (case_text (root, "load_rule", "0"), error);
    g_autoptr(GString) native = g_string_new (NULL);
    g_autoptr(TallyLoad) load = tally_load_parse (text, -1, error);
    g_autoptr(TallyTariff) tariff = NULL;
    TallyPriceSeries series = { .load = load, .interval_minutes = 60, .year_repeats = TRUE };
    Demand demand = { 0 };
    int year = (int) g_ascii_strtoll (case_text (root, "year", "2018"), NULL, 10);

    if (tariff_node == NULL || expected == NULL || load == NULL || !case_check_fields (root, error)
        || !write_tariff (native, tariff_node, error))
        return FALSE;
    tariff = tally_tariff_check (native->str, -1, error);
    if (tariff == NULL)
        return FALSE;
    series.start = tally_day_new (year, 1, 1);
    series.zone = tally_zone_get ("UTC", NULL);
    if (!tally_price_series (tariff, &series, on_month, &demand, error))
        return FALSE;
    compare (expected, &demand, result);
    return TRUE;
}
