// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/tariff-case.h"

#include <string.h>

#define MAX_PERIODS 48

/* Billing demand with demand by period: every period that occurs in a month is charged on the
 * month's billing demand, whichever period its own peak was in. */

/* The pairs of a period and whether it counts; NULL when there are none. */
static TallyJson *
find_marks (TallyJson *tariff)
{
    TallyJson *ratchet = tally_json_member (tariff, "billing_demand_ratchet");

    for (TallyJson *member = ratchet->first; member != NULL; member = member->next) {
        if (member->type == TALLY_JSON_ARRAY && strstr (member->key, "periods") != NULL)
            return member;
    }
    return NULL;
}

static gboolean
check_marks (TallyJson *tariff, GError **error)
{
    TallyJson *marks = find_marks (tariff);

    for (TallyJson *pair = marks == NULL ? NULL : marks->first; pair != NULL; pair = pair->next) {
        TallyJson *counts = pair->first == NULL ? NULL : pair->first->next;

        if (counts == NULL || counts->text == NULL || !g_str_equal (counts->text, "1"))
            return tally_json_refuse (pair, error,
                                      "a period that does not count for the billing demand is not "
                                      "supported");
    }
    return TRUE;
}

/* Marks the periods of @month in @occurs. */
static void
find_periods (TallyJson *demand, size_t month, gboolean occurs[MAX_PERIODS])
{
    static const char *const tables[] = { "schedule_weekday_12x24", "schedule_weekend_12x24" };

    memset (occurs, 0, MAX_PERIODS * sizeof *occurs);
    for (size_t i = 0; i < G_N_ELEMENTS (tables); i++) {
        TallyJson *table = tally_json_member (demand, tables[i]);

        for (TallyJson *row = table == NULL ? NULL : table->first; row != NULL; row = row->next) {
            for (TallyJson *cell = row->first; row->index == month && cell != NULL;
                 cell = cell->next) {
                int64_t period = g_ascii_strtoll (cell->text == NULL ? "0" : cell->text, NULL, 10);

                if (period >= 0 && period < MAX_PERIODS)
                    occurs[period] = TRUE;
            }
        }
    }
}

static int64_t
whole_of (TallyJson *row, const char *key)
{
    return g_ascii_strtoll (case_text (row, key, "0"), NULL, 10);
}

/* The rates of @tier of the month's periods, added up; their ends must be the same. */
static gboolean
add_tier (TallyJson *rows,
          const gboolean occurs[MAX_PERIODS],
          int64_t tier,
          TallyDecimal *rate,
          const char **end,
          GError **error)
{
    *rate = (TallyDecimal){ 0 };
    *end = NULL;
    for (TallyJson *row = rows->first; row != NULL; row = row->next) {
        int64_t period = whole_of (row, "period");
        const char *max = case_text (row, "max_kw", "");
        TallyDecimal one;

        if (period < 0 || period >= MAX_PERIODS || !occurs[period]
            || whole_of (row, "tier") != tier)
            continue;
        if (*end != NULL && !g_str_equal (*end, max))
            return tally_json_refuse (row, error, "the tier ends elsewhere in another period");
        *end = max;
        if (!tally_decimal_parse (case_text (row, "per_kw", "0"), &one, error)
            || !tally_decimal_add (*rate, one, rate, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
write_month (GString *json, TallyJson *demand, TallyJson *rows, size_t month, GError **error)
{
    gboolean occurs[MAX_PERIODS];
    const char *end = "";

    find_periods (demand, month, occurs);
    g_string_append_printf (json, "%s{\"seasons\": [\"m%zu\"], \"tiers\": [",
                            month == 0 ? "" : ", ", month + 1);
    for (int64_t tier = 1; end != NULL; tier++) {
        TallyDecimal rate, limit;
        char text[TALLY_DECIMAL_TEXT];

        if (!add_tier (rows, occurs, tier, &rate, &end, error))
            return FALSE;
        if (end == NULL)
            break;
        g_string_append (json, tier == 1 ? "{" : ", {");
        if (*end != '\0' && tally_decimal_parse (end, &limit, NULL))
            g_string_append_printf (json, "\"up_to\": \"%s\", ", end);
        g_string_append_printf (json, "\"rate\": \"%s\"}", tally_decimal_format (rate, text));
    }
    g_string_append (json, "]}");
    return TRUE;
}

gboolean
case_write_billing_demand (GString *json, TallyJson *tariff, TallyJson *demand, GError **error)
{
    TallyJson *rows = tally_json_member (demand, "tou_rows");

    if (!check_marks (tariff, error))
        return FALSE;
    g_string_append (json, ", {\"id\": \"demand\", \"kind\": \"demand\", ");
    case_write_ratchet (json, tariff);
    g_string_append (json, "\"rates\": [");
    for (size_t month = 0; month < CASE_MONTHS; month++) {
        if (!write_month (json, demand, rows, month, error))
            return FALSE;
    }
    g_string_append (json, "]}");
    return TRUE;
}
