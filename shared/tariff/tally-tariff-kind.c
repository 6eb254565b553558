// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff-reader.h"

#include <string.h>

#define MAX_SERIES 60

/* Percentages stay within what any tariff says, so that a slip is found. */
static const TallyDecimal thousand = { 1000, 0 };

typedef gboolean (*ReadKind) (TallyTariff *, TallyTariffComponent *, TallyJson *, GError **);

/* Which lines a percentage or minimum counts on: those before it. */
static gboolean
read_of (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    TallyTariffWord words[TALLY_TARIFF_MAX_COMPONENTS];

    for (size_t i = 0; i < tariff->n_components; i++)
        words[i] = tariff->components[i].word;
    return tally_tariff_read_set (words, tariff->n_components, node, "of", "component before it",
                                  &component->of, error);
}

static gboolean
read_rate (TallyTariffComponent *component, TallyJson *node, GError **error)
{
    return tally_json_require (node, "rate", error) != NULL
           && tally_json_get_decimal (node, "rate", &component->rate, error);
}

static gboolean
read_fixed (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    static const char *const pers[] = { "month",       "day",  "year", "meter-month",
                                        "phase-month", "bill", NULL };
    int per = TALLY_PER_MONTH;

    if (!tally_json_get_word (node, "per", pers, &per, error))
        return FALSE;
    component->per = (TallyTariffPer) per;
    return read_rate (component, node, error);
}

static gboolean
read_tier_rules (TallyTariffComponent *component, TallyJson *node, GError **error)
{
    static const char *const bases[] = { "month",          "day", "year", "kwh-per-kw",
                                         "kwh-per-kw-day", NULL };
    static const char *const orders[] = { "time-order", "proportional", NULL };
    int basis = TALLY_TIER_MONTH, order = TALLY_TIER_IN_TIME_ORDER;

    if (!tally_json_get_word (node, "tier_basis", bases, &basis, error)
        || !tally_json_get_word (node, "tier_order", orders, &order, error))
        return FALSE;
    component->basis = (TallyTierBasis) basis;
    component->order = (TallyTierOrder) order;
    return TRUE;
}

static gboolean
read_demand (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    return tally_tariff_read_demand_rule (&component->demand, node, error)
           && tally_tariff_read_rates (tariff, component, node, error);
}

/* The demand that limits in kWh per kW count on; without it the highest interval. */
static gboolean
read_tier_demand (TallyTariffComponent *component, TallyJson *node, GError **error)
{
    TallyJson *demand = tally_json_member (node, "tier_demand");

    return demand == NULL
           || (tally_json_expect (demand, TALLY_JSON_OBJECT, error)
               && tally_tariff_read_demand_rule (&component->demand, demand, error)
               && tally_json_no_others (demand, error));
}

/* A name that can stand in lists of names. */
static gboolean
is_series (const char *name)
{
    size_t n = strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-");

    return n > 0 && n <= MAX_SERIES && name[n] == '\0';
}

/* Whether every interval's price comes with the account's data, and by which name. */
static gboolean
read_prices (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    static const char *const sources[] = { "by-interval", NULL };
    int source = 0;

    component->by_interval = tally_json_member (node, "prices") != NULL;
    if (!tally_json_get_word (node, "prices", sources, &source, error))
        return FALSE;
    if (!component->by_interval)
        return TRUE;
    if (!tally_json_get_text (node, "series", &component->series, error))
        return FALSE;
    if (component->series != NULL && !is_series (component->series))
        return tally_json_refuse (node, error, "“%s” cannot name a series of prices",
                                  component->series);
    if (component->series != NULL)
        component->series = g_string_chunk_insert_const (tariff->strings, component->series);
    for (size_t i = 0; i < tariff->n_components; i++) {
        const TallyTariffComponent *other = &tariff->components[i];

        if (other->kind == component->kind && other->by_interval
            && g_strcmp0 (other->series, component->series) != 0)
            return tally_json_refuse (node, error, "prices of a second series");
    }
    return TRUE;
}

static gboolean
read_energy (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    if (!read_prices (tariff, component, node, error))
        return FALSE;
    if (component->by_interval)
        return TRUE;
    return read_tier_rules (component, node, error) && read_tier_demand (component, node, error)
           && tally_tariff_read_rates (tariff, component, node, error);
}

static gboolean
read_capacity (TallyTariff *tariff,
               TallyTariffComponent *component,
               TallyJson *node,
               GError **error)
{
    static const char *const pers[] = { "month", "day", "year", NULL };
    int per = TALLY_PER_MONTH;

    if (!tally_json_get_word (node, "per", pers, &per, error))
        return FALSE;
    component->per = (TallyTariffPer) per;
    return read_rate (component, node, error);
}

static gboolean
read_steps (TallyJson *node,
            const char *key,
            TallyTariffStep *steps,
            size_t *n_steps,
            GError **error)
{
    TallyJson *list = tally_json_member (node, key);

    if (list == NULL)
        return TRUE;
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count > TALLY_TARIFF_MAX_STEPS)
        return tally_json_refuse (list, error, "more than %d steps", TALLY_TARIFF_MAX_STEPS);
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        TallyTariffStep *step = &steps[(*n_steps)++];
        int64_t to = 0;

        if (!tally_json_expect (item, TALLY_JSON_OBJECT, error)
            || tally_json_require (item, "to_hundredths", error) == NULL
            || !tally_json_get_whole (item, "to_hundredths", 0, 100, &to, error)
            || tally_json_require (item, "percent", error) == NULL
            || !tally_json_get_decimal (item, "percent", &step->percent, error)
            || !tally_json_no_others (item, error))
            return FALSE;
        step->to = (int) to;
    }
    return TRUE;
}

static gboolean
check_steps (const TallyTariffFactor *factor, TallyJson *node, GError **error)
{
    int reached = factor->standard;

    for (size_t i = 0; i < factor->n_below; i++) {
        if (factor->below[i].to >= reached)
            return tally_json_refuse (node, error, "steps below must go down");
        reached = factor->below[i].to;
    }
    reached = factor->standard;
    for (size_t i = 0; i < factor->n_above; i++) {
        if (factor->above[i].to <= reached)
            return tally_json_refuse (node, error, "steps above must go up");
        reached = factor->above[i].to;
    }
    return TRUE;
}

static gboolean
read_factor (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    TallyTariffFactor *factor = &component->factor;
    int64_t standard = 0;

    if (tally_json_require (node, "standard_hundredths", error) == NULL
        || !tally_json_get_whole (node, "standard_hundredths", 1, 100, &standard, error)
        || !read_steps (node, "below", factor->below, &factor->n_below, error)
        || !read_steps (node, "above", factor->above, &factor->n_above, error))
        return FALSE;
    factor->standard = (int) standard;
    return check_steps (factor, node, error) && read_of (tariff, component, node, error);
}

/* Reactive energy beyond "free_percent" of the active, per kvarh. */
static gboolean
read_reactive (TallyTariff *tariff,
               TallyTariffComponent *component,
               TallyJson *node,
               GError **error)
{
    return tally_tariff_read_share (node, "free_percent", thousand, &component->amount, error)
           && read_rate (component, node, error);
}

static gboolean
read_percent (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    component->is_percent = TRUE;
    return tally_json_require (node, "percent", error) != NULL
           && tally_tariff_read_share (node, "percent", thousand, &component->rate, error)
           && read_of (tariff, component, node, error);
}

/* A levy or discount is a rate per kWh or a percentage of lines. */
static gboolean
read_levy (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    if (tally_json_member (node, "percent") != NULL)
        return read_percent (tariff, component, node, error);
    return read_tier_rules (component, node, error)
           && tally_tariff_read_rates (tariff, component, node, error);
}

static gboolean
read_discount (TallyTariff *tariff,
               TallyTariffComponent *component,
               TallyJson *node,
               GError **error)
{
    component->has_amount = tally_json_member (node, "cap") != NULL;
    if (!tally_json_get_decimal (node, "cap", &component->amount, error))
        return FALSE;
    if (component->has_amount && component->amount.mantissa < 0)
        return tally_json_refuse (tally_json_member (node, "cap"), error, "must not be negative");
    return read_levy (tariff, component, node, error);
}

/* What was charged so far this year is carried on as one sum, so yearly bounds must
 * agree on it; what came after the first of them does not count. */
static gboolean
agree_on_year (const TallyTariff *tariff,
               const TallyTariffComponent *component,
               const TallyJson *node,
               GError **error)
{
    for (size_t i = 0; i < tariff->n_components; i++) {
        const TallyTariffComponent *other = &tariff->components[i];
        uint64_t before = ((uint64_t) 1 << i) - 1;

        if (other->kind != TALLY_LINE_MINIMUM && other->kind != TALLY_LINE_MAXIMUM)
            continue;
        if (other->per == TALLY_PER_YEAR && ((component->of ^ other->of) & before) != 0)
            return tally_json_refuse (node, error, "must count on the same lines as “%s”",
                                      other->word.id);
    }
    return TRUE;
}

static gboolean
read_bound (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    static const char *const pers[] = { "month", "day", "year", NULL };
    int per = TALLY_PER_MONTH;

    if (tally_json_require (node, "amount", error) == NULL
        || !tally_json_get_decimal (node, "amount", &component->amount, error)
        || !tally_json_get_word (node, "per", pers, &per, error)
        || !read_of (tariff, component, node, error))
        return FALSE;
    component->per = (TallyTariffPer) per;
    return per != TALLY_PER_YEAR || agree_on_year (tariff, component, node, error);
}

static gboolean
read_true_up (TallyTariffExport *export, TallyJson *node, GError **error)
{
    TallyJson *true_up = tally_json_member (node, "true_up");
    int64_t month = 0;

    if (true_up == NULL)
        return TRUE;
    if (!tally_json_expect (true_up, TALLY_JSON_OBJECT, error)
        || tally_json_require (true_up, "month", error) == NULL
        || !tally_json_get_whole (true_up, "month", 1, 12, &month, error)
        || !tally_json_get_decimal (true_up, "rate", &export->true_up_rate, error)
        || !tally_json_get_flag (true_up, "credit_expires", &export->expires, error)
        || !tally_json_get_flag (true_up, "pays_as_credit", &export->true_up_rolls, error))
        return FALSE;
    export->true_up_month = (int) month;
    return tally_json_no_others (true_up, error);
}

static gboolean
read_clocks (TallyTariffExport *export, TallyJson *node, GError **error)
{
    TallyJson *list = tally_json_member (node, "credit_moves_by_clock");

    if (list == NULL)
        return TRUE;
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count > TALLY_TARIFF_MAX_CLOCKS)
        return tally_json_refuse (list, error, "more than %d times", TALLY_TARIFF_MAX_CLOCKS);
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        int *clock = &export->clocks[export->n_clocks++];

        if (!tally_tariff_read_clock (item, clock, error))
            return FALSE;
        if (*clock == TALLY_TARIFF_MINUTES)
            return tally_json_refuse (item, error, "must be before 24:00");
    }
    return TRUE;
}

/* Net metering sets delivered energy off against what an energy component charges. */
static gboolean
check_netted (const TallyTariff *tariff,
              const TallyTariffComponent *component,
              const TallyJson *node,
              GError **error)
{
    int energy = component->export.energy;

    if (component->by_interval)
        return tally_json_refuse (node, error, "net metering has no prices by interval");
    if (energy < 0)
        return tally_json_refuse (node, error, "net metering needs an energy component before");
    if (tariff->components[energy].by_interval)
        return tally_json_refuse (node, error, "net metering needs energy with rates");
    if (tariff->components[energy].schedule != component->schedule)
        return tally_json_refuse (node, error, "must have the schedule of “%s”",
                                  tariff->components[energy].word.id);
    return TRUE;
}

static gboolean
read_export (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    static const char *const methods[] = { "net-metering",   "net-metering-money", "net-billing",
                                           "credit-billing", "sell-all",           NULL };
    TallyTariffExport *export = &component->export;
    int method = -1;

    export->energy = -1;
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (tariff->components[i].kind == TALLY_LINE_EXPORT)
            return tally_json_refuse (node, error, "a second export component");
        if (tariff->components[i].kind == TALLY_LINE_ENERGY && export->energy < 0)
            export->energy = (int) i;
    }
    if (tally_json_require (node, "method", error) == NULL
        || !tally_json_get_word (node, "method", methods, &method, error)
        || !read_prices (tariff, component, node, error)
        || !read_tier_rules (component, node, error) || !read_true_up (export, node, error)
        || !read_clocks (export, node, error)
        || !tally_json_get_flag (node, "credit_at_once", &export->at_once, error)
        || !read_of (tariff, component, node, error))
        return FALSE;
    export->method = (TallyExportMethod) method;
    if (method <= TALLY_EXPORT_NET_METERING_MONEY && !check_netted (tariff, component, node, error))
        return FALSE;
    if (component->by_interval
        || (method == TALLY_EXPORT_NET_METERING && tally_json_member (node, "rate") == NULL
            && tally_json_member (node, "rates") == NULL))
        return TRUE;
    return read_tier_demand (component, node, error)
           && tally_tariff_read_rates (tariff, component, node, error);
}

static gboolean
read_none (TallyTariff *tariff, TallyTariffComponent *component, TallyJson *node, GError **error)
{
    return tally_json_refuse (node, error, "a component cannot be of kind “%s”",
                              tally_line_kind_name (component->kind));
}

gboolean
tally_tariff_read_kind (TallyTariff *tariff,
                        TallyTariffComponent *component,
                        TallyJson *node,
                        GError **error)
{
    static const ReadKind readers[] = {
        [TALLY_LINE_FIXED] = read_fixed,         [TALLY_LINE_ENERGY] = read_energy,
        [TALLY_LINE_DEMAND] = read_demand,       [TALLY_LINE_CAPACITY] = read_capacity,
        [TALLY_LINE_POWER_FACTOR] = read_factor, [TALLY_LINE_REACTIVE] = read_reactive,
        [TALLY_LINE_LEVY] = read_levy,           [TALLY_LINE_TAX] = read_percent,
        [TALLY_LINE_MINIMUM] = read_bound,       [TALLY_LINE_MAXIMUM] = read_bound,
        [TALLY_LINE_EXPORT] = read_export,       [TALLY_LINE_CREDIT] = read_none,
        [TALLY_LINE_DISCOUNT] = read_discount,   [TALLY_LINE_COINCIDENT] = tally_tariff_read_rates,
    };

    return readers[component->kind](tariff, component, node, error);
}
