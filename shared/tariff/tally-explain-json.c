// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-price-explain.h"
#include "shared/tariff/tally-price-text.h"
#include "shared/tariff/tally-price-work.h"

static void
append_text (GString *json, const char *key, const char *text)
{
    g_string_append_printf (json, "\"%s\": ", key);
    tally_json_append_quoted (json, text);
}

static void
append_exact (GString *json, const char *key, TallyExact exact)
{
    char text[TALLY_EXACT_TEXT];

    append_text (json, key, tally_exact_format (exact, text));
}

static void
append_instant (GString *json, const char *key, int64_t instant)
{
    int32_t day = (int32_t) (instant >= 0 ? instant / 86400 : (instant - 86399) / 86400);
    int second = (int) (instant - (int64_t) day * 86400);
    char text[TALLY_DAY_TEXT];

    g_string_append_printf (json, "\"%s\": \"%sT%02d:%02d:%02dZ\"", key,
                            tally_day_format ((TallyDay){ day }, text), second / 3600,
                            second / 60 % 60, second % 60);
}

static void
append_names (GString *json, const char *name, const char *name_zh)
{
    append_text (json, "name", name);
    g_string_append (json, ", ");
    append_text (json, "name_zh", name_zh);
    g_string_append (json, ", ");
}

static void
append_bands (GString *json, const TallyExplain *explain)
{
    g_string_append (json, ", \"bands\": [");
    for (size_t i = 0; i < explain->n_bands; i++) {
        const TallyExplainBand *band = &explain->bands[i];

        g_string_append (json, i == 0 ? "{" : ", {");
        append_text (json, "band", band->id);
        g_string_append (json, ", ");
        append_names (json, band->name, band->name_zh);
        g_string_append_printf (json, "\"intervals\": %zu, ", band->n_intervals);
        append_exact (json, "kwh", band->kwh);
        g_string_append_printf (json, ", \"is_line\": %s}", band->is_line ? "true" : "false");
    }
    g_string_append_c (json, ']');
}

static void
append_tier (GString *json, const TallyExplainTier *tier, int digits)
{
    char rate[TALLY_DECIMAL_TEXT], amount[TALLY_MONEY_TEXT];

    g_string_append_printf (json, "{\"tier\": %d, ", tier->tier);
    append_exact (json, "from", tier->from);
    g_string_append (json, ", ");
    if (tier->has_to) {
        append_exact (json, "to", tier->to);
        g_string_append (json, ", ");
    }
    append_exact (json, "quantity", tier->quantity);
    g_string_append (json, ", ");
    append_text (json, "rate", tally_decimal_format (tier->rate, rate));
    g_string_append (json, ", ");
    append_text (json, "amount", tally_price_money (tier->amount, digits, amount));
    if (tier->crossed_in != TALLY_LINE_NO_INTERVAL) {
        g_string_append_printf (json, ", \"crossed_in\": %zu, ", tier->crossed_in);
        append_instant (json, "crossed_at", tier->crossed_at);
    }
    g_string_append_printf (json, ", \"is_line\": %s}", tier->is_line ? "true" : "false");
}

static void
append_tiers (GString *json, const TallyExplain *explain)
{
    g_string_append (json, ", \"tiers\": [");
    for (size_t i = 0; i < explain->n_tiers; i++) {
        if (i > 0)
            g_string_append (json, ", ");
        append_tier (json, &explain->tiers[i], explain->plan->tariff->digits);
    }
    g_string_append_c (json, ']');
}

static void
append_demand (GString *json, const TallyExplainDemand *demand, const char *unit)
{
    char month[TALLY_MONTH_TEXT];

    if (demand->peak_in != TALLY_LINE_NO_INTERVAL) {
        g_string_append_printf (json, ", \"peak\": {\"interval\": %zu, \"intervals\": %zu, ",
                                demand->peak_in, demand->n_intervals);
        append_instant (json, "at", demand->peak_at);
        g_string_append (json, ", ");
        append_exact (json, "value", demand->measured);
        g_string_append (json, ", ");
        append_text (json, "unit", unit);
        g_string_append_c (json, '}');
    }
    g_string_append (json, ", ");
    append_exact (json, "billed", demand->billed);
    if (demand->ratchet.atto == 0)
        return;
    g_string_append (json, ", \"ratchet\": {");
    append_text (json, "month", tally_month_format (demand->ratchet_month, month));
    g_string_append (json, ", ");
    append_exact (json, "peak", demand->ratchet_peak);
    g_string_append (json, ", ");
    append_exact (json, "least", demand->ratchet);
    g_string_append_c (json, '}');
}

static void
append_bases (GString *json, const TallyExplain *explain)
{
    g_string_append (json, ", \"base\": [");
    for (size_t i = 0; i < explain->n_bases; i++) {
        g_string_append (json, i == 0 ? "{" : ", {");
        append_text (json, "component", explain->bases[i].component);
        g_string_append (json, ", ");
        append_names (json, explain->bases[i].name, explain->bases[i].name_zh);
        append_exact (json, "amount", explain->bases[i].exact);
        g_string_append_c (json, '}');
    }
    g_string_append_c (json, ']');
}

/* What no tariff says: the system's peaks, and the range of a market's prices. */
static void
append_market (GString *json, const TallyExplain *explain)
{
    for (size_t i = 0; i < explain->n_instants; i++) {
        g_string_append (json, i == 0 ? ", \"system_peaks\": [{" : ", {");
        append_instant (json, "at", explain->instants[i].at);
        g_string_append (json, ", ");
        append_exact (json, "kw", explain->instants[i].kw);
        g_string_append (json, i + 1 == explain->n_instants ? "}]" : "}");
    }
    if (explain->n_priced == 0)
        return;
    g_string_append_printf (json, ", \"prices\": {\"intervals\": %zu, ", explain->n_priced);
    append_exact (json, "least", explain->least_price);
    g_string_append (json, ", ");
    append_exact (json, "greatest", explain->greatest_price);
    g_string_append_c (json, '}');
}

void
tally_explain_append_json (GString *json, const TallyExplain *explain)
{
    static const char *const rules[] = { "measured", "ratchet", "floor", "contracted", "excess" };
    gboolean is_demand = explain->line->kind == TALLY_LINE_DEMAND;

    append_text (json, "rule",
                 is_demand ? rules[explain->demand.rule]
                           : tally_line_kind_name (explain->line->kind));
    append_bands (json, explain);
    append_tiers (json, explain);
    if (is_demand)
        append_demand (json, &explain->demand, explain->line->unit);
    append_market (json, explain);
    append_bases (json, explain);
}
