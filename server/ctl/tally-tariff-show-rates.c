// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-tariff-show-private.h"

#include <glib/gi18n.h>

#define ALL_MONTHS 0xfffu

static const char *const demand_units[] = {
    [TALLY_DEMAND_KW] = "kW",
    [TALLY_DEMAND_KVA] = "kVA",
    [TALLY_DEMAND_KVAR] = "kvar",
    [TALLY_DEMAND_HP] = "hp",
};

static gboolean
is_demand (const TallyTariffComponent *component)
{
    return component->kind == TALLY_LINE_DEMAND || component->kind == TALLY_LINE_COINCIDENT;
}

/* Where a tier ends: "up to 100 kWh". */
static void
append_end (GString *cell, const TallyTariffComponent *component, int season, int tier)
{
    static const char *const units[] = {
        [TALLY_TIER_MONTH] = N_ ("kWh a month"),
        [TALLY_TIER_DAY] = N_ ("kWh a day"),
        [TALLY_TIER_YEAR] = N_ ("kWh a year"),
        [TALLY_TIER_KWH_PER_KW] = N_ ("kWh per kW"),
        [TALLY_TIER_KWH_PER_KW_DAY] = N_ ("kWh per kW and day"),
    };
    const TallyTariffRates *rates = &component->rates;
    char limit[TALLY_DECIMAL_TEXT];

    if ((rates->has_limit[season] >> tier & 1) == 0) {
        /* A block of one tier says all with the block's end. */
        if (tier > 0 && (rates->has_limit[season] >> (tier - 1) & 1) != 0)
            g_string_append (cell, _ ("above that"));
        else
            g_string_append (cell, _ ("all of it"));
        return;
    }
    g_string_append_printf (cell, _ ("up to %s %s"),
                            tally_decimal_format (rates->limits[season][tier], limit),
                            is_demand (component) ? demand_units[component->demand.unit]
                                                  : _ (units[component->basis]));
}

static void
append_tier (GString *cell, const TallyTariffComponent *component, int season, int tier)
{
    const TallyTariffRates *rates = &component->rates;
    char block[TALLY_DECIMAL_TEXT];

    if (rates->n_tiers[season] == 1)
        return;
    if ((rates->has_block[season] >> tier & 1) != 0)
        g_string_append_printf (cell, _ ("block up to %s kWh per kW, "),
                                tally_decimal_format (rates->blocks[season][tier], block));
    else if (rates->has_block[season] != 0)
        g_string_append (cell, _ ("block above that, "));
    append_end (cell, component, season, tier);
}

/* One row for each tier of each band that occurs; the band is named once. */
static void
rate_rows (const TallyShow *show, const void *what, int season, GString *rows)
{
    const TallyTariffComponent *component = what;
    const TallyTariffSchedule *schedule = component->schedule < 0
                                              ? NULL
                                              : &show->tariff->schedules[component->schedule];

    for (size_t band = 0; band < component->rates.n_bands; band++) {
        if (schedule != NULL && (schedule->occurs[season] >> band & 1) == 0)
            continue;
        for (int tier = 0; tier < component->rates.n_tiers[season]; tier++) {
            TallyDecimal rate = tally_tariff_rate (&component->rates, season, (int) band, tier);
            char number[TALLY_DECIMAL_TEXT];

            if (tier == 0)
                tally_show_plain (rows, schedule == NULL
                                            ? _ ("all hours")
                                            : tally_show_name (show, &schedule->bands[band]));
            g_string_append_c (rows, '\t');
            append_tier (rows, component, season, tier);
            g_string_append_printf (rows, "\t%s\t\n", tally_decimal_format (rate, number));
        }
    }
}

static gboolean
has_tiers (const TallyShow *show, const TallyTariffRates *rates)
{
    for (size_t season = 0; season < show->tariff->n_seasons; season++) {
        if (rates->n_tiers[season] > 1)
            return TRUE;
    }
    return FALSE;
}

static gboolean
needs_demand (const TallyShow *show, const TallyTariffComponent *component)
{
    gboolean is_there = component->basis >= TALLY_TIER_KWH_PER_KW;

    for (size_t season = 0; season < show->tariff->n_seasons; season++)
        is_there |= component->rates.has_block[season] != 0;
    return is_there;
}

static void
show_tiers (TallyShow *show, const TallyTariffComponent *component)
{
    static const char *const orders[] = {
        [TALLY_TIER_IN_TIME_ORDER] = N_ ("filled as the hours come"),
        [TALLY_TIER_PROPORTIONAL] = N_ ("every band has the same share of each tier"),
    };

    if (!is_demand (component) && has_tiers (show, &component->rates))
        tally_show_field (show, _ ("Tiers"), "%s", _ (orders[component->order]));
    if (is_demand (component) || !needs_demand (show, component))
        return;
    if (component->demand.window_minutes == 0)
        tally_show_field (show, _ ("Tiers' demand in"), "%s", _ ("kW, of the highest interval"));
    else
        tally_show_demand (show, component);
}

void
tally_show_rates (TallyShow *show, const TallyTariffComponent *component)
{
    const char *unit = is_demand (component) ? demand_units[component->demand.unit] : "kWh";

    if (component->schedule >= 0)
        tally_show_field (show, _ ("By schedule"), "%s",
                          show->tariff->schedules[component->schedule].id);
    if (component->by_interval) {
        tally_show_field (show, _ ("Rates"), _ ("%s per %s, each interval its own, of series %s"),
                          show->tariff->currency, unit,
                          component->series == NULL ? show->tariff->word.id : component->series);
        return;
    }
    if (component->rates.rates == NULL)
        return;
    show_tiers (show, component);
    tally_show_field (show, _ ("Rates"), _ ("%s per %s"), show->tariff->currency, unit);
    tally_show_seasons (show, rate_rows, component);
}

static char *
months_text (unsigned months)
{
    GString *text = g_string_new (NULL);

    for (int month = 0; month < 12; month++) {
        if ((months >> month & 1) != 0)
            g_string_append_printf (text, "%s%d", text->len == 0 ? "" : ", ", month + 1);
    }
    return g_string_free (text, FALSE);
}

/* What each month looked back at counts by, months of the same percentage together. */
static void
show_ratchet (TallyShow *show, const TallyTariffDemand *demand)
{
    unsigned done = 0;

    tally_show_field (show, _ ("Ratchet"), _ ("looks %d months back"), demand->ratchet_months);
    for (int month = 0; month < 12; month++) {
        const TallyDecimal *percent = &demand->ratchet_percents[month];
        g_autofree char *months = NULL;
        char text[TALLY_DECIMAL_TEXT];
        unsigned same = 0;

        for (int other = 0; other < 12; other++) {
            if (tally_decimal_compare (demand->ratchet_percents[other], *percent) == 0)
                same |= 1u << other;
        }
        if ((done >> month & 1) != 0 || (percent->mantissa == 0 && same != ALL_MONTHS))
            continue;
        done |= same;
        months = months_text (same);
        tally_decimal_format (*percent, text);
        if (same == ALL_MONTHS)
            tally_show_field (show, "", _ ("%s %% of the demand of each"), text);
        else
            tally_show_field (show, "", _ ("%s %% of the demand of each of the months %s"), text,
                              months);
    }
    if (demand->measured_months == 0) {
        tally_show_field (show, "", "%s", _ ("in place of the measured demand"));
    } else if (demand->measured_months != ALL_MONTHS) {
        g_autofree char *months = months_text (demand->measured_months);

        tally_show_field (show, "", _ ("the measured demand itself counts in months %s"), months);
    }
}

static void
show_contract (TallyShow *show, const TallyTariffDemand *demand)
{
    char text[TALLY_DECIMAL_TEXT], multiple[TALLY_DECIMAL_TEXT];

    if (demand->on_contract)
        tally_show_field (show, _ ("Contract"), "%s",
                          _ ("charged on the contracted demand, not the measured"));
    if (demand->floor_percent.mantissa != 0)
        tally_show_field (show, _ ("Contract"), _ ("at least %s %% of the contracted demand"),
                          tally_decimal_format (demand->floor_percent, text));
    if (demand->excess_multiple.mantissa != 0)
        tally_show_field (show, _ ("Excess"),
                          _ ("more than %s %% above the contracted demand: %s times the rate"),
                          tally_decimal_format (demand->tolerance_percent, text),
                          tally_decimal_format (demand->excess_multiple, multiple));
}

void
tally_show_demand (TallyShow *show, const TallyTariffComponent *component)
{
    const TallyTariffDemand *demand = &component->demand;
    const char *unit = demand_units[demand->unit];
    gboolean has_bands = component->kind == TALLY_LINE_DEMAND && component->schedule >= 0;
    gboolean has_least = demand->floor.mantissa != 0 || demand->floor_percent.mantissa != 0
                         || demand->on_contract;
    char text[TALLY_DECIMAL_TEXT];

    tally_show_field (show,
                      component->kind == TALLY_LINE_DEMAND ? _ ("Demand in")
                                                           : _ ("Tiers' demand in"),
                      "%s", unit);
    tally_show_field (show, _ ("Window"),
                      demand->is_sliding ? _ ("%d minutes, beginning at every interval")
                                         : _ ("%d minutes"),
                      demand->window_minutes);
    if (demand->ratchet_months != 0)
        show_ratchet (show, demand);
    if (demand->floor.mantissa != 0)
        tally_show_field (show, _ ("Floor"), _ ("at least %s %s"),
                          tally_decimal_format (demand->floor, text), unit);
    show_contract (show, demand);
    if (has_bands && has_least)
        tally_show_field (show, _ ("Least holds"), "%s",
                          demand->least_by_band ? _ ("in each band")
                                                : _ ("in the band with the highest demand"));
}
