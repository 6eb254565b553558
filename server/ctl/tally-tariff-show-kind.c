// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-tariff-show-private.h"

#include <glib/gi18n.h>

typedef void (*ShowKind) (TallyShow *show, const TallyTariffComponent *component);

static const char *const pers[] = {
    [TALLY_PER_MONTH] = N_ ("month"),
    [TALLY_PER_DAY] = N_ ("day"),
    [TALLY_PER_YEAR] = N_ ("year"),
    [TALLY_PER_METER_MONTH] = N_ ("meter and month"),
    [TALLY_PER_PHASE_MONTH] = N_ ("phase and month"),
    [TALLY_PER_BILL] = N_ ("bill"),
};

/* The components before this one that it counts on. */
static void
show_of (TallyShow *show, const TallyTariffComponent *component, const char *label)
{
    size_t index = (size_t) (component - show->tariff->components);
    g_autoptr(GString) names = g_string_new (NULL);

    for (size_t i = 0; i < index; i++) {
        const TallyTariffWord *word = &show->tariff->components[i].word;

        if ((component->of >> i & 1) != 0)
            g_string_append_printf (names, "%s%s (%s)", names->len == 0 ? "" : ", ",
                                    tally_show_name (show, word), word->id);
    }
    tally_show_field (show, label, "%s", names->len == 0 ? _ ("nothing before it") : names->str);
}

static void
show_fixed (TallyShow *show, const TallyTariffComponent *component)
{
    char rate[TALLY_DECIMAL_TEXT];

    tally_show_field (show, _ ("Rate"), _ ("%s %s per %s"),
                      tally_decimal_format (component->rate, rate), show->tariff->currency,
                      _ (pers[component->per]));
}

static void
show_capacity (TallyShow *show, const TallyTariffComponent *component)
{
    char rate[TALLY_DECIMAL_TEXT];

    tally_show_field (show, _ ("Rate"), _ ("%s %s per contracted kVA and %s"),
                      tally_decimal_format (component->rate, rate), show->tariff->currency,
                      _ (pers[component->per]));
}

static void
show_demand (TallyShow *show, const TallyTariffComponent *component)
{
    tally_show_demand (show, component);
    tally_show_rates (show, component);
}

static void
show_coincident (TallyShow *show, const TallyTariffComponent *component)
{
    tally_show_field (show, _ ("Demand in"), "%s", _ ("kW, at the system's peaks"));
    tally_show_rates (show, component);
}

static void
show_steps (TallyShow *show,
            const char *label,
            const TallyTariffStep *steps,
            size_t n,
            int standard)
{
    int reached = standard;

    for (size_t i = 0; i < n; i++) {
        g_autofree char *from = g_strdup_printf ("%d.%02d", reached / 100, reached % 100);
        g_autofree char *to = g_strdup_printf ("%d.%02d", steps[i].to / 100, steps[i].to % 100);
        char percent[TALLY_DECIMAL_TEXT];

        tally_show_field (show, i == 0 ? label : "", _ ("from %s to %s: %s %% for each 0.01"), from,
                          to, tally_decimal_format (steps[i].percent, percent));
        reached = steps[i].to;
    }
}

static void
show_factor (TallyShow *show, const TallyTariffComponent *component)
{
    const TallyTariffFactor *factor = &component->factor;

    tally_show_field (show, _ ("Standard"), "%d.%02d", factor->standard / 100,
                      factor->standard % 100);
    show_steps (show, _ ("Below"), factor->below, factor->n_below, factor->standard);
    show_steps (show, _ ("Above"), factor->above, factor->n_above, factor->standard);
    show_of (show, component, _ ("Counts on"));
}

static void
show_reactive (TallyShow *show, const TallyTariffComponent *component)
{
    char rate[TALLY_DECIMAL_TEXT], free_percent[TALLY_DECIMAL_TEXT];

    tally_show_field (show, _ ("Rate"), _ ("%s %s per kvarh beyond %s %% of the active energy"),
                      tally_decimal_format (component->rate, rate), show->tariff->currency,
                      tally_decimal_format (component->amount, free_percent));
}

/* A levy, tax or discount: a percentage of lines, or rates per kWh. */
static void
show_levy (TallyShow *show, const TallyTariffComponent *component)
{
    char percent[TALLY_DECIMAL_TEXT];

    if (!component->is_percent) {
        tally_show_rates (show, component);
        return;
    }
    tally_show_field (show, _ ("Rate"), "%s %%", tally_decimal_format (component->rate, percent));
    show_of (show, component, _ ("Counts on"));
}

static void
show_discount (TallyShow *show, const TallyTariffComponent *component)
{
    char cap[TALLY_DECIMAL_TEXT];

    show_levy (show, component);
    if (component->has_amount)
        tally_show_field (show, _ ("Cap"), "%s %s", tally_decimal_format (component->amount, cap),
                          show->tariff->currency);
}

static void
show_bound (TallyShow *show, const TallyTariffComponent *component)
{
    char amount[TALLY_DECIMAL_TEXT];

    tally_show_field (show, _ ("Amount"), _ ("%s %s per %s"),
                      tally_decimal_format (component->amount, amount), show->tariff->currency,
                      _ (pers[component->per]));
    show_of (show, component, _ ("Counts on"));
}

static void
show_true_up (TallyShow *show, const TallyTariffExport *export)
{
    char rate[TALLY_DECIMAL_TEXT];

    if (export->true_up_month == 0) {
        tally_show_field (show, _ ("True-up"), "%s", _ ("none"));
        return;
    }
    tally_show_field (show, _ ("True-up"), _ ("at the end of month %d"), export->true_up_month);
    if (export->method == TALLY_EXPORT_NET_METERING)
        tally_show_field (show, "", _ ("%s %s per kWh left over"),
                          tally_decimal_format (export->true_up_rate, rate),
                          show->tariff->currency);
    tally_show_field (show, "", "%s",
                      export->expires         ? _ ("what is left of the credit is lost")
                      : export->true_up_rolls ? _ ("set off on later bills")
                                              : _ ("paid out"));
}

static void
show_export (TallyShow *show, const TallyTariffComponent *component)
{
    static const char *const methods[] = {
        [TALLY_EXPORT_NET_METERING] = N_ ("net metering: kWh credits by band"),
        [TALLY_EXPORT_NET_METERING_MONEY] = N_ ("net metering: the month's surplus as credit"),
        [TALLY_EXPORT_NET_BILLING] = N_ ("net billing: each interval's surplus is paid at once"),
        [TALLY_EXPORT_CREDIT_BILLING] = N_ ("credit billing: each interval's surplus as credit"),
        [TALLY_EXPORT_SELL_ALL] = N_ ("all generation is sold, all use bought"),
    };
    const TallyTariffExport *export = &component->export;
    g_autoptr(GString) clocks = g_string_new (NULL);

    tally_show_field (show, _ ("Method"), "%s", _ (methods[export->method]));
    if (export->method <= TALLY_EXPORT_NET_METERING_MONEY)
        tally_show_field (show, _ ("Set off against"), "%s",
                          show->tariff->components[export->energy].word.id);
    tally_show_rates (show, component);
    if (export->method == TALLY_EXPORT_NET_METERING_MONEY
        || export->method == TALLY_EXPORT_CREDIT_BILLING || export->true_up_rolls)
        show_of (show, component, _ ("Credit pays for"));
    if (export->at_once)
        tally_show_field (show, _ ("Credit"), "%s", _ ("set off in the month it is earned"));
    for (size_t i = 0; i < export->n_clocks; i++)
        g_string_append_printf (clocks, "%s%02d:%02d", i == 0 ? "" : ", ", export->clocks[i] / 60,
                                export->clocks[i] % 60);
    if (export->n_clocks > 0)
        tally_show_field (show, _ ("Credit moves"), _ ("to the bands of the next month at %s"),
                          clocks->str);
    show_true_up (show, export);
}

static const struct {
    const char *name;
    ShowKind show;
} kinds[TALLY_LINE_KINDS] = {
    [TALLY_LINE_FIXED] = { N_ ("Fixed charge"), show_fixed },
    [TALLY_LINE_ENERGY] = { N_ ("Energy"), tally_show_rates },
    [TALLY_LINE_DEMAND] = { N_ ("Demand"), show_demand },
    [TALLY_LINE_CAPACITY] = { N_ ("Capacity"), show_capacity },
    [TALLY_LINE_POWER_FACTOR] = { N_ ("Power factor"), show_factor },
    [TALLY_LINE_REACTIVE] = { N_ ("Reactive energy"), show_reactive },
    [TALLY_LINE_LEVY] = { N_ ("Levy"), show_levy },
    [TALLY_LINE_TAX] = { N_ ("Tax"), show_levy },
    [TALLY_LINE_MINIMUM] = { N_ ("Minimum bill"), show_bound },
    [TALLY_LINE_MAXIMUM] = { N_ ("Maximum bill"), show_bound },
    [TALLY_LINE_EXPORT] = { N_ ("Delivered energy"), show_export },
    [TALLY_LINE_DISCOUNT] = { N_ ("Discount"), show_discount },
    [TALLY_LINE_COINCIDENT] = { N_ ("Demand at the system's peaks"), show_coincident },
};

void
tally_show_component (TallyShow *show, size_t index)
{
    static const char *const choices[] = {
        [TALLY_CHOOSE_DEMAND] = N_ ("only when the customer chose demand"),
        [TALLY_CHOOSE_CAPACITY] = N_ ("only when the customer chose capacity"),
    };
    const TallyTariffComponent *component = &show->tariff->components[index];

    g_assert (kinds[component->kind].show != NULL); /* a credit is no component */
    g_string_append_printf (show->out, "  %zu. ", index + 1);
    tally_show_plain (show->out, tally_show_name (show, &component->word));
    g_string_append (show->out, " (");
    tally_show_plain (show->out, component->word.id);
    g_string_append_printf (show->out, "): %s\n", _ (kinds[component->kind].name));
    if (component->choose != TALLY_CHOOSE_ALWAYS)
        tally_show_field (show, _ ("Charged"), "%s", _ (choices[component->choose]));
    kinds[component->kind].show (show, component);
}
