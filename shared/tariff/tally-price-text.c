// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-text.h"

#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-price-work.h"

const char *
tally_price_money (TallyMoney money, int digits, char text[TALLY_MONEY_TEXT])
{
    TallyDecimal decimal = { money.minor, (uint8_t) digits };
    char whole[TALLY_DECIMAL_TEXT];

    g_strlcpy (text, tally_decimal_format (decimal, whole), TALLY_MONEY_TEXT);
    return text;
}

static void
append_text (GString *json, const char *key, const char *text)
{
    g_string_append_printf (json, ", \"%s\": ", key);
    tally_json_append_quoted (json, text);
}

static void
append_exact (GString *json, const char *key, TallyExact exact)
{
    char text[TALLY_EXACT_TEXT];

    append_text (json, key, tally_exact_format (exact, text));
}

static void
append_line (GString *json, const TallyPricePlan *plan, const TallyPriceLine *line)
{
    char rate[TALLY_DECIMAL_TEXT], amount[TALLY_MONEY_TEXT];

    g_string_append_printf (json, "\n      {\"kind\": \"%s\"", tally_line_kind_name (line->kind));
    append_text (json, "component", line->component);
    append_text (json, "name", line->name);
    if (line->band != NULL)
        append_text (json, "band", line->band);
    if (line->season != NULL)
        append_text (json, "season", line->season);
    if (line->tier > 0)
        g_string_append_printf (json, ", \"tier\": %d", line->tier);
    append_exact (json, "quantity", line->quantity);
    append_text (json, "unit", line->unit);
    append_text (json, "rate", tally_decimal_format (line->rate, rate));
    if (line->share_days != line->share_full)
        g_string_append_printf (json, ", \"share\": \"%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "\"",
                                line->share_days, line->share_full);
    if (line->interval != TALLY_LINE_NO_INTERVAL)
        g_string_append_printf (json, ", \"interval\": %zu", line->interval);
    if (line->until != TALLY_LINE_NO_INTERVAL)
        g_string_append_printf (json, ", \"until\": %zu", line->until);
    append_text (json, "amount", tally_price_money (line->amount, plan->tariff->digits, amount));
    append_exact (json, "amount_exact", line->exact);
    g_string_append_c (json, '}');
}

static void
append_energy (GString *json, const TallyPricePlan *plan, const char *key, int64_t units)
{
    TallyExact kwh;

    if (tally_exact_ratio (units, plan->period.units_per_kwh, &kwh, NULL))
        append_exact (json, key, kwh);
}

void
tally_price_append_json (GString *json,
                         TallyDays days,
                         const TallyPricePlan *plan,
                         const TallyPriceBill *bill)
{
    char first[TALLY_DAY_TEXT], last[TALLY_DAY_TEXT], total[TALLY_MONEY_TEXT];

    g_string_append_printf (json, "\n    {\"from\": \"%s\", \"to\": \"%s\"",
                            tally_day_format (days.first, first),
                            tally_day_format ((TallyDay){ days.end.number - 1 }, last));
    append_energy (json, plan, "import_kwh", bill->import_units);
    append_energy (json, plan, "export_kwh", bill->export_units);
    append_exact (json, "peak_kw", bill->peak_kw);
    g_string_append (json, ", \"lines\": [");
    for (size_t i = 0; i < bill->n_lines; i++) {
        if (i > 0)
            g_string_append_c (json, ',');
        append_line (json, plan, &bill->lines[i]);
    }
    g_string_append (json, "\n    ]");
    append_text (json, "total", tally_price_money (bill->total, plan->tariff->digits, total));
    append_exact (json, "total_exact", bill->total_exact);
    g_string_append_c (json, '}');
}
