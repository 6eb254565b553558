// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/tariff-case.h"

#include "shared/error/tally-error.h"

#include <string.h>

static gboolean
refuse (const TallyJson *node, GError **error, const char *what)
{
    return tally_json_refuse (node, error, "%s", what);
}

/* 1e+38 and the like stand for no limit. */
static gboolean
is_finite (const TallyJson *node)
{
    TallyDecimal number;

    return tally_decimal_parse (node->text, &number, NULL);
}

static void
write_seasons (GString *json)
{
    g_string_append (json, "\"seasons\": [");
    for (int month = 1; month <= CASE_MONTHS; month++)
        g_string_append_printf (json, "%s{\"id\": \"m%d\", \"months\": [%d]}",
                                month == 1 ? "" : ", ", month, month);
    g_string_append (json, "]");
}

/* Which periods have rates; the schedule may name no other. */
static gboolean
write_bands (GString *json, TallyJson *rows, GError **error)
{
    g_autoptr(GString) seen = g_string_new (" ");

    g_string_append (json, "\"bands\": [");
    for (TallyJson *row = rows->first; row != NULL; row = row->next) {
        g_autofree char *key = g_strdup_printf (" %s ", case_text (row, "period", "?"));

        if (strstr (seen->str, key) != NULL)
            continue;
        g_string_append_printf (json, "%s{\"id\": \"p%s\"}", seen->len == 1 ? "" : ", ",
                                case_text (row, "period", "?"));
        g_string_append (seen, key + 1);
    }
    g_string_append (json, "]");
    return TRUE;
}

static gboolean
write_days (GString *json, TallyJson *table, const char *days, gboolean *is_first, GError **error)
{
    if (!tally_json_expect (table, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *row = table->first; row != NULL; row = row->next) {
        if (row->count != 24)
            return refuse (row, error, "24 hours are expected");
        g_string_append_printf (json,
                                "%s{\"seasons\": [\"m%zu\"], \"days\": [\"%s\"], \"spans\": [",
                                *is_first ? "" : ", ", row->index + 1, days);
        for (TallyJson *cell = row->first; cell != NULL; cell = cell->next)
            g_string_append_printf (
                json, "%s{\"from\": \"%02zu:00\", \"to\": \"%02zu:00\", \"band\": \"p%s\"}",
                cell->index == 0 ? "" : ", ", cell->index, cell->index + 1,
                cell->text == NULL ? "?" : cell->text);
        g_string_append (json, "]}");
        *is_first = FALSE;
    }
    return TRUE;
}

static gboolean
write_schedule (GString *json, const char *id, TallyJson *part, TallyJson *rows, GError **error)
{
    TallyJson *weekday = tally_json_require (part, "schedule_weekday_12x24", error);
    TallyJson *weekend = tally_json_require (part, "schedule_weekend_12x24", error);
    gboolean is_first = TRUE;

    if (weekday == NULL || weekend == NULL)
        return FALSE;
    g_string_append_printf (json, "{\"id\": \"%s\", ", id);
    if (!write_bands (json, rows, error))
        return FALSE;
    g_string_append (json, ", \"rules\": [");
    if (!write_days (json, weekday, "weekday", &is_first, error)
        || !write_days (json, weekend, "weekend", &is_first, error))
        return FALSE;
    g_string_append (json, "]}");
    return TRUE;
}

static int
tier_of (const TallyJson *row)
{
    return (int) g_ascii_strtoll (case_text ((TallyJson *) row, "tier", "1"), NULL, 10);
}

static void
write_limit (GString *json, TallyJson *row, const char *limit)
{
    TallyJson *end = tally_json_member (row, limit);

    if (end != NULL && end->text != NULL && is_finite (end))
        g_string_append_printf (json, "\"up_to\": \"%s\", ", end->text);
}

/* The row of @id with the next tier after @before's, whatever the order of rows. */
static TallyJson *
next_tier (TallyJson *rows, const char *group, const char *id, const TallyJson *before)
{
    int after = before == NULL ? -1 : tier_of (before);
    TallyJson *next = NULL;

    for (TallyJson *row = rows->first; row != NULL; row = row->next) {
        if (g_str_equal (case_text (row, group, "?"), id) && tier_of (row) > after
            && (next == NULL || tier_of (row) < tier_of (next)))
            next = row;
    }
    return next;
}

/* Rows of one period or month are its tiers; the last has no end. */
static void
write_rates (GString *json, TallyJson *rows, const char *group, const char *limit, const char *rate)
{
    g_autoptr(GString) seen = g_string_new (" ");
    gboolean is_month = g_str_equal (group, "month_0based");

    g_string_append (json, "\"rates\": [");
    for (TallyJson *row = rows->first; row != NULL; row = row->next) {
        const char *id = case_text (row, group, "?");
        g_autofree char *key = g_strdup_printf (" %s ", id);

        if (strstr (seen->str, key) != NULL)
            continue;
        if (is_month)
            g_string_append_printf (json, "%s{\"seasons\": [\"m%d\"], \"tiers\": [",
                                    seen->len == 1 ? "" : ", ",
                                    (int) g_ascii_strtoll (id, NULL, 10) + 1);
        else
            g_string_append_printf (json, "%s{\"bands\": [\"p%s\"], \"tiers\": [",
                                    seen->len == 1 ? "" : ", ", id);
        for (TallyJson *tier = next_tier (rows, group, id, NULL), *first = tier; tier != NULL;
             tier = next_tier (rows, group, id, tier)) {
            g_string_append (json, tier == first ? "{" : ", {");
            write_limit (json, tier, limit);
            g_string_append_printf (json, "\"rate\": \"%s\"}", case_text (tier, rate, "0"));
        }
        g_string_append (json, "]}");
        g_string_append (seen, key + 1);
    }
    g_string_append (json, "]");
}

static gboolean
is_per_kw (TallyJson *row)
{
    return g_str_has_prefix (case_text (row, "max_unit", ""), "kWh/kW");
}

/* Whether limits count kWh, kWh per kW or both, and by the month or the day. */
static gboolean
find_basis (TallyJson *rows, const char **basis, gboolean *has_blocks, GError **error)
{
    gboolean per_kw = FALSE, per_kwh = FALSE, is_daily = FALSE, is_monthly = FALSE;

    for (TallyJson *row = rows->first; row != NULL; row = row->next) {
        const char *said = case_text (row, "max_unit", "kWh/month");

        if (!g_str_has_prefix (said, "kWh"))
            return tally_json_refuse (row, error, "unit “%s” is not known", said);
        is_daily |= strstr (said, "da") != NULL;
        is_monthly |= strstr (said, "da") == NULL;
        per_kw |= is_per_kw (row);
        per_kwh |= !is_per_kw (row);
    }
    if (is_daily && is_monthly)
        return refuse (rows, error, "limits by day and by month in one tariff are not supported");
    *has_blocks = per_kw && per_kwh;
    if (per_kw && !per_kwh)
        *basis = is_daily ? "kwh-per-kw-day" : "kwh-per-kw";
    else
        *basis = is_daily ? "day" : "month";
    return TRUE;
}

/* The kWh rows from @step on, up to the next of kWh/kW, which is given back. */
static TallyJson *
write_steps (GString *json, TallyJson *rows, const char *period, TallyJson *step, const char *rate)
{
    gboolean is_first = TRUE;

    while (step != NULL && !is_per_kw (step)) {
        TallyJson *after = next_tier (rows, "period", period, step);

        g_string_append (json, is_first ? "{" : ", {");
        if (after != NULL && !is_per_kw (after))
            write_limit (json, step, "max");
        g_string_append_printf (json, "\"rate\": \"%s\"}", case_text (step, rate, "0"));
        step = after;
        is_first = FALSE;
    }
    return step;
}

/* A row of kWh/kW opens a block; the kWh rows after it divide the block. A period that
 * begins with kWh has one block without end. */
static void
write_blocks_of (GString *json, TallyJson *rows, const char *period, const char *rate)
{
    TallyJson *row = next_tier (rows, "period", period, NULL);

    if (row != NULL && !is_per_kw (row)) {
        g_string_append (json, "{\"tiers\": [");
        write_steps (json, rows, period, row, rate);
        g_string_append (json, "]}");
        return;
    }
    for (TallyJson *first = row; row != NULL;) {
        TallyJson *step = next_tier (rows, "period", period, row);

        g_string_append (json, row == first ? "{" : ", {");
        write_limit (json, row, "max");
        g_string_append (json, "\"tiers\": [");
        if (step == NULL || is_per_kw (step))
            g_string_append_printf (json, "{\"rate\": \"%s\"}", case_text (row, rate, "0"));
        row = write_steps (json, rows, period, step, rate);
        g_string_append (json, "]}");
    }
}

static void
write_blocks (GString *json, TallyJson *rows, const char *rate)
{
    g_autoptr(GString) seen = g_string_new (" ");

    g_string_append (json, "\"rates\": [");
    for (TallyJson *row = rows->first; row != NULL; row = row->next) {
        const char *period = case_text (row, "period", "?");
        g_autofree char *key = g_strdup_printf (" %s ", period);

        if (strstr (seen->str, key) != NULL)
            continue;
        g_string_append_printf (json, "%s{\"bands\": [\"p%s\"], \"blocks\": [",
                                seen->len == 1 ? "" : ", ", period);
        write_blocks_of (json, rows, period, rate);
        g_string_append (json, "]}");
        g_string_append (seen, key + 1);
    }
    g_string_append (json, "]");
}

/* By the month a surplus has no order in time; settled by interval it has. */
static const char *
order_of (int option)
{
    return option <= 1 ? "proportional" : "time-order";
}

/* Hours of use count the billing demand, where the case has one. */
static void
write_tier_demand (GString *json, TallyJson *tariff, gboolean counts_hours)
{
    g_autoptr(GString) rule = g_string_new (NULL);

    case_write_ratchet (rule, tariff);
    if (!counts_hours || rule->len == 0)
        return;
    g_string_truncate (rule, rule->len - 2); /* the comma */
    g_string_append_printf (json, "\"tier_demand\": {%s}, ", rule->str);
}

static gboolean
write_energy (GString *json, TallyJson *tariff, TallyJson *rows, int option, GError **error)
{
    const char *basis = NULL;
    gboolean has_blocks = FALSE;

    if (!find_basis (rows, &basis, &has_blocks, error))
        return FALSE;
    g_string_append (json, "{\"id\": \"energy\", \"kind\": \"energy\", ");
    if (!case_is_zero (tariff, "ts_buy_rate_enabled")) {
        g_string_append (json, "\"prices\": \"by-interval\"}");
        return TRUE;
    }
    g_string_append_printf (json,
                            "\"schedule\": \"energy\", \"tier_basis\": \"%s\", "
                            "\"tier_order\": \"%s\", ",
                            basis, order_of (option));
    write_tier_demand (json, tariff, has_blocks || g_str_has_prefix (basis, "kwh-per-kw"));
    if (has_blocks)
        write_blocks (json, rows, "buy");
    else
        write_rates (json, rows, "period", "max", "buy");
    g_string_append (json, "}");
    return TRUE;
}

static gboolean
is_enabled (TallyJson *demand)
{
    TallyJson *enabled;

    if (demand == NULL || demand->type != TALLY_JSON_OBJECT)
        return FALSE;
    enabled = tally_json_member (demand, "enabled");
    return enabled == NULL || !case_is_zero (demand, "enabled");
}

static gboolean
write_demand (GString *json, TallyJson *tariff, GError **error)
{
    TallyJson *demand = tally_json_member (tariff, "demand");
    TallyJson *tou, *flat;

    if (!is_enabled (demand))
        return TRUE;
    tou = tally_json_member (demand, "tou_rows");
    flat = tally_json_member (demand, "flat_rows");
    if (tou != NULL && tou->count > 0 && case_has_ratchet (tariff)) {
        if (!case_write_billing_demand (json, tariff, demand, error))
            return FALSE;
    } else if (tou != NULL && tou->count > 0) {
        g_string_append (json,
                         ", {\"id\": \"demand\", \"kind\": \"demand\", \"schedule\": \"demand\", ");
        write_rates (json, tou, "period", "max_kw", "per_kw");
        g_string_append (json, "}");
    }
    if (flat != NULL && flat->count > 0) {
        g_string_append (json, ", {\"id\": \"flat-demand\", \"kind\": \"demand\", ");
        case_write_ratchet (json, tariff);
        write_rates (json, flat, "month_0based", "max_kw", "per_kw");
        g_string_append (json, "}");
    }
    return TRUE;
}

static const char *
json_flag (TallyJson *node, const char *key)
{
    return case_is_zero (node, key) ? "false" : "true";
}

/* Only where something is left over: kWh are worth a rate then, money may expire. */
static void
write_true_up (GString *json, TallyJson *tariff, int option, int month)
{
    if (option == 2 || option == 4)
        return;
    g_string_append_printf (json, "%s\"true_up\": {\"month\": %d", option == 0 ? "" : ", ", month);
    if (option == 0)
        g_string_append_printf (json, ", \"rate\": \"%s\", \"pays_as_credit\": %s",
                                case_text (tariff, "yearend_credit_rate", "0"),
                                json_flag (tariff, "rollover"));
    else
        g_string_append_printf (json, ", \"credit_expires\": %s",
                                json_flag (tariff, "nb_credit_expire"));
    g_string_append_c (json, '}');
}

static gboolean
write_export (GString *json, TallyJson *tariff, TallyJson *rows, int option, GError **error)
{
    static const char *const methods[] = { "net-metering", "net-metering-money", "net-billing",
                                           "credit-billing", "sell-all" };
    const char *basis = NULL;
    gboolean has_blocks = FALSE;
    int month = (int) g_ascii_strtoll (case_text (tariff, "trueup_month_0based", "11"), NULL, 10);

    if (!find_basis (rows, &basis, &has_blocks, error))
        return FALSE;
    g_string_append_printf (
        json,
        ", {\"id\": \"export\", \"kind\": \"export\", \"schedule\": \"energy\", "
        "\"method\": \"%s\", \"tier_order\": \"%s\", \"tier_basis\": \"%s\", "
        "\"credit_at_once\": %s, ",
        methods[option], order_of (option), basis,
        json_flag (tariff, "nb_apply_credit_current_month"));
    write_tier_demand (json, tariff,
                       option >= 1 && (has_blocks || g_str_has_prefix (basis, "kwh-per-kw")));
    if (option == 0)
        g_string_append (json, "\"credit_moves_by_clock\": "
                               "[\"00:00\", \"05:00\", \"11:00\", \"17:00\"], ");
    else if (!case_is_zero (tariff, "ts_sell_rate_enabled"))
        g_string_append (json, "\"prices\": \"by-interval\"");
    else if (has_blocks)
        write_blocks (json, rows, "sell");
    else
        write_rates (json, rows, "period", "max", "sell");
    write_true_up (json, tariff, option, month + 1);
    g_string_append_c (json, '}');
    return TRUE;
}

static void
write_amount (GString *json, TallyJson *tariff, const char *key, const char *start, const char *end)
{
    if (!case_is_zero (tariff, key))
        g_string_append_printf (json, ", {%s\"%s\"%s}", start, case_text (tariff, key, "0"), end);
}

static gboolean
write_components (GString *json, TallyJson *tariff, TallyJson *rows, GError **error)
{
    int option = (int) g_ascii_strtoll (case_text (tariff, "metering_option", "0"), NULL, 10);

    if (option < 0 || option > 4)
        return refuse (tariff, error, "there is no such metering option");
    g_string_append (json, ", \"components\": [");
    if (!write_energy (json, tariff, rows, option, error) || !write_demand (json, tariff, error)
        || !write_export (json, tariff, rows, option, error))
        return FALSE;
    write_amount (json, tariff, "fixed_charge_per_month",
                  "\"id\": \"fixed\", \"kind\": \"fixed\", \"rate\": ", "");
    write_amount (json, tariff, "minimum_per_month",
                  "\"id\": \"minimum\", \"kind\": \"minimum\", \"amount\": ", "");
    write_amount (json, tariff, "minimum_per_year",
                  "\"id\": \"minimum-year\", \"kind\": \"minimum\", \"amount\": ",
                  ", \"per\": \"year\"");
    g_string_append (json, "]");
    return TRUE;
}

gboolean
case_convert (TallyJson *root, GString *json, GError **error)
{
    TallyJson *tariff = tally_json_require (root, "tariff", error), *energy, *rows, *demand;

    if (tariff == NULL || (energy = tally_json_require (tariff, "energy", error)) == NULL
        || (rows = tally_json_require (energy, "rows", error)) == NULL)
        return FALSE;
    g_string_append_printf (json,
                            "{\"format\": \"gridtally-tariff-v1\", \"id\": \"case\", "
                            "\"currency\": \"%s\", ",
                            case_text (root, "currency", "USD"));
    write_seasons (json);
    g_string_append (json, ", \"schedules\": [");
    if (!write_schedule (json, "energy", energy, rows, error))
        return FALSE;
    demand = tally_json_member (tariff, "demand");
    rows = demand == NULL ? NULL : tally_json_member (demand, "tou_rows");
    if (rows != NULL && rows->count > 0 && is_enabled (demand) && !case_has_ratchet (tariff)) {
        g_string_append (json, ", ");
        if (!write_schedule (json, "demand", demand, rows, error))
            return FALSE;
    }
    g_string_append (json, "]");
    rows = tally_json_member (energy, "rows");
    if (!write_components (json, tariff, rows, error))
        return FALSE;
    g_string_append (json, "}");
    return TRUE;
}
