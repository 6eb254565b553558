// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-explain-rule.h"

#define N_(text) text

#define FIXED N_ ("Fixed charge: {quantity} × {rate}.")
#define CAPACITY N_ ("Capacity: {quantity} kVA at {rate}.")
/* xgettext:no-c-format */
#define FACTOR N_ ("Power factor {factor} against the standard {standard}: {rate} % of {quantity}.")
#define REACTIVE \
    N_ ("Reactive energy beyond its free share of the active: {quantity} kvarh at {rate}.")
#define MINIMUM \
    N_ ("The least charge is {rate}; the lines come to less, and the difference is added.")
#define MAXIMUM \
    N_ ("The most charged is {rate}; the lines come to more, and the difference is taken off.")
#define CREDIT N_ ("Credit for delivered energy set off: {quantity}.")
#define COINCIDENT \
    N_ ("Mean demand in the intervals of the system's peak: {quantity} kW at {rate}.")
#define RATCHET                                                                     \
    N_ ("A share of the {ratchet_peak} {unit} of {ratchet_month} counts at least: " \
        "{ratchet} {unit}.")
#define FLOOR N_ ("At least {floor} {unit} are charged.")
#define CONTRACTED N_ ("The contracted {contracted} kW are charged.")
#define EXCESS N_ ("Measured beyond the contracted {contracted} kW: at a multiple of the rate.")
#define BY_MONTH N_ ("Tiers count the energy of the billing period.")
#define BY_DAY N_ ("Tier limits are a daily amount times {days} days.")
#define BY_YEAR                                                                                    \
    N_ ("Tiers count the energy since the billing year began; {year_before} kWh came before this " \
        "period.")
#define BY_KW N_ ("Tier limits are hours of use of the highest demand.")
#define BY_KW_DAY N_ ("Tier limits are daily hours of use of the highest demand times {days} days.")

static void
say (TallyExplain *explain, const char *sentence)
{
    g_assert (explain->n_sentences < TALLY_EXPLAIN_MAX_SENTENCES);
    explain->sentences[explain->n_sentences++] = sentence;
}

/* What is charged, by kind; demand and what has two forms is said elsewhere. */
static const char *const openings[TALLY_LINE_KINDS] = {
    [TALLY_LINE_FIXED] = FIXED,         [TALLY_LINE_CAPACITY] = CAPACITY,
    [TALLY_LINE_POWER_FACTOR] = FACTOR, [TALLY_LINE_REACTIVE] = REACTIVE,
    [TALLY_LINE_MINIMUM] = MINIMUM,     [TALLY_LINE_MAXIMUM] = MAXIMUM,
    [TALLY_LINE_CREDIT] = CREDIT,       [TALLY_LINE_COINCIDENT] = COINCIDENT,
};

static const char *
opening_of_kwh (const TallyPriceLine *line, const TallyTariffComponent *component)
{
    if (line->kind == TALLY_LINE_CREDIT && line->rate.mantissa == 0)
        return N_ ("The supply ends: credit for {quantity} kWh of delivered energy lapses, for "
                   "which the tariff has no rate.");
    if (line->kind == TALLY_LINE_CREDIT)
        return N_ ("Delivered energy left over at the true-up: {quantity} kWh at {rate}.");
    if (line->kind == TALLY_LINE_EXPORT && line->band != NULL)
        return N_ ("Delivered energy in the band {band}: {quantity} kWh at {rate}.");
    if (line->kind == TALLY_LINE_EXPORT)
        return N_ ("Delivered energy: {quantity} kWh at {rate}.");
    if (component->by_interval)
        return N_ ("Energy, each interval at its own price: {quantity} kWh, {rate} on average.");
    if (line->band != NULL)
        return N_ ("Energy in the band {band}: {quantity} kWh at {rate}.");
    return N_ ("Energy: {quantity} kWh at {rate}.");
}

static const char *
opening_of (const TallyPriceLine *line, const TallyTariffComponent *component)
{
    if (g_str_equal (line->unit, "kWh"))
        return opening_of_kwh (line, component);
    if (line->kind == TALLY_LINE_DEMAND)
        return line->band != NULL ? N_ ("Demand in the band {band}: {quantity} {unit} at {rate}.")
                                  : N_ ("Demand: {quantity} {unit} at {rate}.");
    if (g_str_equal (line->unit, "cap"))
        return N_ ("The discount has a limit; what is beyond it is added back.");
    if (openings[line->kind] != NULL)
        return openings[line->kind];
    /* xgettext:no-c-format */
    return N_ ("{rate} % of {quantity}.");
}

static void
say_demand (TallyExplain *explain, const TallyTariffDemand *rule)
{
    static const char *const words[] = {
        [TALLY_EXPLAIN_MEASURED] = NULL, [TALLY_EXPLAIN_RATCHET] = RATCHET,
        [TALLY_EXPLAIN_FLOOR] = FLOOR,   [TALLY_EXPLAIN_CONTRACTED] = CONTRACTED,
        [TALLY_EXPLAIN_EXCESS] = EXCESS,
    };

    if (explain->demand.peak_in != TALLY_LINE_NO_INTERVAL)
        say (explain, rule->is_sliding
                          ? N_ ("The highest sliding average of {minutes} minutes was {measured} "
                                "{unit}, from {peak}.")
                          : N_ ("The highest average of {minutes} minutes was {measured} {unit}, "
                                "from {peak}."));
    if (words[explain->demand.rule] != NULL)
        say (explain, words[explain->demand.rule]);
}

/* How the limits of energy tiers come about. */
static void
say_basis (TallyExplain *explain, const TallyTariffComponent *component)
{
    static const char *const bases[] = {
        [TALLY_TIER_MONTH] = BY_MONTH,
        [TALLY_TIER_DAY] = BY_DAY,
        [TALLY_TIER_YEAR] = BY_YEAR,
        [TALLY_TIER_KWH_PER_KW] = BY_KW,
        [TALLY_TIER_KWH_PER_KW_DAY] = BY_KW_DAY,
    };

    say (explain, bases[component->basis]);
    if (component->order == TALLY_TIER_PROPORTIONAL)
        say (explain, N_ ("Every band has the same share of each tier."));
}

static void
say_tier (TallyExplain *explain, const TallyTariffComponent *component)
{
    const TallyExplainTier *tier = &explain->tiers[explain->line->tier - 1];
    gboolean is_energy = g_str_equal (explain->line->unit, "kWh");

    say (explain, tier->has_to ? N_ ("Tier {tier} goes from {from} to {to} {unit}.")
                               : N_ ("Tier {tier} is what is above {from} {unit}."));
    if (tier->crossed_in != TALLY_LINE_NO_INTERVAL)
        say (explain, N_ ("It was entered in the interval that began {crossed}."));
    if (is_energy)
        say_basis (explain, component);
}

void
tally_explain_find_rule (TallyExplain *explain, const TallyTariffComponent *component)
{
    const TallyPriceLine *line = explain->line;

    say (explain, opening_of (line, component));
    if (line->season != NULL)
        say (explain, N_ ("The rate is that of {season}."));
    if (line->kind == TALLY_LINE_DEMAND)
        say_demand (explain, &component->demand);
    if (explain->n_instants > 0)
        say (explain, N_ ("The demand in each of them: {instants}."));
    if (explain->n_priced > 0)
        say (explain, N_ ("{n_priced} intervals have energy, priced from {least} to {greatest}."));
    if (explain->n_tiers > 0)
        say_tier (explain, component);
    if (explain->n_bases > 0)
        say (explain, N_ ("It counts on: {bases}."));
    if (line->share_days != line->share_full)
        say (explain, N_ ("Charged for {share_days} of {share_full}."));
}
