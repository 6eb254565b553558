// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-explain-rule.h"
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-price-text.h"
#include "shared/tariff/tally-price-work.h"

#include <string.h>

#define SECONDS_PER_MINUTE 60
#define TEXT_DIGITS 6 /* decimals a person is shown of a quantity */

/* Up to six decimals, without zeros at the end; what does not fit is said in full. */
static void
append_exact (GString *text, TallyExact exact)
{
    char full[TALLY_EXACT_TEXT];
    TallyMoney rounded;

    if (tally_exact_to_money (exact, TEXT_DIGITS, TALLY_ROUND_HALF_UP, &rounded, NULL))
        exact = tally_exact_from_money (rounded, TEXT_DIGITS);
    g_string_append (text, tally_exact_format (exact, full));
}

static void
append_instant (GString *text, const TallyZone *zone, int64_t instant)
{
    int32_t second = tally_zone_second_of_day (zone, instant);
    char day[TALLY_DAY_TEXT];

    g_string_append_printf (text, "%s %02d:%02d",
                            tally_day_format (tally_day_of (zone, instant), day), second / 3600,
                            second / 60 % 60);
}

static void
append_decimal (GString *text, TallyDecimal decimal)
{
    char digits[TALLY_DECIMAL_TEXT];

    g_string_append (text, tally_decimal_format (decimal, digits));
}

static void
append_bases (GString *text, const TallyExplain *explain, gboolean is_chinese)
{
    for (size_t i = 0; i < explain->n_bases; i++)
        g_string_append_printf (text, "%s%s",
                                i == 0       ? ""
                                : is_chinese ? "、"
                                             : ", ",
                                is_chinese ? explain->bases[i].name_zh : explain->bases[i].name);
}

static void
append_band (GString *text, const TallyExplain *explain, gboolean is_chinese)
{
    for (size_t i = 0; i < explain->n_bands; i++) {
        if (explain->bands[i].is_line)
            g_string_append (text, is_chinese ? explain->bands[i].name_zh : explain->bands[i].name);
    }
}

static void
append_hundredths (GString *text, int hundredths)
{
    g_string_append_printf (text, "%d.%02d", hundredths / 100, hundredths % 100);
}

static void
append_year_before (GString *text, const TallyExplain *explain)
{
    const TallyPriceBill *bill = explain->bill;
    __int128 units = explain->line->kind == TALLY_LINE_EXPORT
                         ? bill->carry.export_to_date - bill->work->sold
                         : bill->carry.year_to_date - bill->work->bought;
    TallyExact kwh = { 0 };

    if (tally_exact_ratio (units, explain->plan->period.units_per_kwh, &kwh, NULL))
        append_exact (text, kwh);
}

/* The figures of the line's demand, by the place's name; FALSE when it is none of them. */
static gboolean
append_demand (GString *text, const TallyExplain *explain, const char *place)
{
    const TallyExplainDemand *demand = &explain->demand;
    const struct {
        const char *place;
        TallyExact value;
    } figures[] = { { "measured", demand->measured },
                    { "ratchet", demand->ratchet },
                    { "ratchet_peak", demand->ratchet_peak },
                    { "floor", demand->floor },
                    { "contracted", demand->contracted } };
    char month[TALLY_MONTH_TEXT];

    for (size_t i = 0; i < G_N_ELEMENTS (figures); i++) {
        if (!g_str_equal (figures[i].place, place))
            continue;
        append_exact (text, figures[i].value);
        return TRUE;
    }
    if (g_str_equal (place, "peak"))
        append_instant (text, explain->plan->period.zone, demand->peak_at);
    else if (g_str_equal (place, "ratchet_month"))
        g_string_append (text, tally_month_format (demand->ratchet_month, month));
    else if (g_str_equal (place, "minutes"))
        g_string_append_printf (text, "%d",
                                (int) demand->n_intervals * explain->plan->period.interval_seconds
                                    / SECONDS_PER_MINUTE);
    else
        return FALSE;
    return TRUE;
}

static gboolean
append_tier (GString *text, const TallyExplain *explain, const char *place)
{
    const TallyExplainTier *tier;

    if (explain->n_tiers == 0)
        return FALSE;
    tier = &explain->tiers[explain->line->tier - 1];
    if (g_str_equal (place, "tier"))
        g_string_append_printf (text, "%d", tier->tier);
    else if (g_str_equal (place, "from"))
        append_exact (text, tier->from);
    else if (g_str_equal (place, "to"))
        append_exact (text, tier->to);
    else if (g_str_equal (place, "crossed"))
        append_instant (text, explain->plan->period.zone, tier->crossed_at);
    else
        return FALSE;
    return TRUE;
}

static void
append_instants (GString *text, const TallyExplain *explain, gboolean is_chinese)
{
    for (size_t i = 0; i < explain->n_instants; i++) {
        g_string_append (text, i == 0 ? "" : is_chinese ? "、" : ", ");
        append_instant (text, explain->plan->period.zone, explain->instants[i].at);
        g_string_append_c (text, ' ');
        append_exact (text, explain->instants[i].kw);
        g_string_append (text, is_chinese ? " 千瓦" : " kW");
    }
}

/* Peaks of the system and prices of a market; FALSE when it is none of them. */
static gboolean
append_market (GString *text, const TallyExplain *explain, const char *place, gboolean is_chinese)
{
    char full[TALLY_EXACT_TEXT];

    if (g_str_equal (place, "instants"))
        append_instants (text, explain, is_chinese);
    else if (g_str_equal (place, "n_priced"))
        g_string_append_printf (text, "%zu", explain->n_priced);
    else if (g_str_equal (place, "least"))
        g_string_append (text, tally_exact_format (explain->least_price, full));
    else if (g_str_equal (place, "greatest"))
        g_string_append (text, tally_exact_format (explain->greatest_price, full));
    else
        return FALSE;
    return TRUE;
}

static void
append_place (GString *text, const TallyExplain *explain, const char *place, gboolean is_chinese)
{
    const TallyPriceLine *line = explain->line;

    if (append_demand (text, explain, place) || append_tier (text, explain, place)
        || append_market (text, explain, place, is_chinese))
        return;
    if (g_str_equal (place, "quantity"))
        append_exact (text, line->quantity);
    else if (g_str_equal (place, "rate"))
        append_decimal (text, line->rate);
    else if (g_str_equal (place, "unit"))
        g_string_append (text, line->unit);
    else if (g_str_equal (place, "band"))
        append_band (text, explain, is_chinese);
    else if (g_str_equal (place, "season"))
        g_string_append (text, is_chinese ? explain->season_name_zh : explain->season_name);
    else if (g_str_equal (place, "bases"))
        append_bases (text, explain, is_chinese);
    else if (g_str_equal (place, "factor"))
        append_hundredths (text, explain->power_factor);
    else if (g_str_equal (place, "standard"))
        append_hundredths (text, explain->standard);
    else if (g_str_equal (place, "days"))
        g_string_append_printf (text, "%zu", explain->plan->n_days);
    else if (g_str_equal (place, "year_before"))
        append_year_before (text, explain);
    else if (g_str_equal (place, "share_days"))
        g_string_append_printf (text, "%" G_GINT64_FORMAT, line->share_days);
    else
        g_string_append_printf (text, "%" G_GINT64_FORMAT, line->share_full);
}

char *
tally_explain_fill (const TallyExplain *explain, const char *sentence, gboolean is_chinese)
{
    GString *text = g_string_new (NULL);

    for (const char *at = sentence; *at != '\0'; at++) {
        const char *end = *at == '{' ? strchr (at, '}') : NULL;

        if (end == NULL) {
            g_string_append_c (text, *at);
            continue;
        }
        g_autofree char *place = g_strndup (at + 1, (size_t) (end - at - 1));

        append_place (text, explain, place, is_chinese);
        at = end;
    }
    return g_string_free (text, FALSE);
}

char *
tally_explain_text (const TallyExplain *explain,
                    TallyExplainSay say,
                    gboolean is_chinese,
                    gpointer user_data)
{
    GString *text = g_string_new (NULL);

    for (size_t i = 0; i < explain->n_sentences; i++) {
        const char *sentence = explain->sentences[i];
        g_autofree char *filled = NULL;

        if (say != NULL)
            sentence = say (sentence, user_data);
        filled = tally_explain_fill (explain, sentence, is_chinese);
        /* A full stop of full width brings its own space. */
        if (text->len > 0 && !g_str_has_suffix (text->str, "。"))
            g_string_append_c (text, ' ');
        g_string_append (text, filled);
    }
    return g_string_free (text, FALSE);
}
