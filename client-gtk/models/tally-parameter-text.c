// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-parameter-text.h"

#include "client-gtk/models/tally-amount.h"
#include "client-gtk/models/tally-figure.h"

#include <glib/gi18n.h>

#define PERCENT_DECIMALS 4 /* ppm in percent */
#define MS_DECIMALS 3

static const char *const severities[] = { "own", "info", "warn", "fail", "off", NULL };
static const int64_t severity_values[] = { -1, 0, 1, 2, 9 };

const char *const *
tally_parameter_severities (void)
{
    return severities;
}

gboolean
tally_parameter_is_severity (const char *name)
{
    return g_strcmp0 (name, "severity") == 0;
}

const char *
tally_parameter_severity_code (int64_t value)
{
    for (size_t i = 0; i < G_N_ELEMENTS (severity_values); i++)
        if (severity_values[i] == value)
            return severities[i];
    return severities[0];
}

int64_t
tally_parameter_severity_value (const char *code)
{
    for (size_t i = 0; i < G_N_ELEMENTS (severity_values); i++)
        if (g_str_equal (severities[i], code))
            return severity_values[i];
    return -1;
}

static int
decimals_of (const char *name)
{
    if (g_str_has_suffix (name, "_ppm"))
        return PERCENT_DECIMALS;
    return g_str_has_suffix (name, "_ms") ? MS_DECIMALS : 0;
}

const char *
tally_parameter_unit (const char *name)
{
    if (g_str_has_suffix (name, "_ppm"))
        return "%";
    if (g_str_has_suffix (name, "_ms") || g_str_has_suffix (name, "_s"))
        return _ ("seconds");
    if (g_str_has_suffix (name, "_wh"))
        return "Wh";
    if (g_str_has_suffix (name, "_bits"))
        return _ ("bits");
    if (g_str_equal (name, "days"))
        return _ ("days");
    return g_str_equal (name, "intervals") ? _ ("intervals") : NULL;
}

/* No idle zeros: "180", "0.5". */
char *
tally_parameter_input (const TallyWireParameter *row)
{
    int decimals = decimals_of (row->name);
    int64_t value = row->value;

    while (decimals > 0 && value % 10 == 0) {
        value /= 10;
        decimals--;
    }
    return decimals > 0 ? tally_figure_decimal (value, decimals, decimals)
                        : g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

char *
tally_parameter_text (gconstpointer data)
{
    const TallyWireParameter *row = data;
    const char *unit = tally_parameter_unit (row->name);
    g_autofree char *number = NULL;

    if (tally_parameter_is_severity (row->name))
        return g_strdup (tally_figure_word (tally_parameter_severity_code (row->value)));
    if (g_str_equal (row->name, "year_before"))
        return g_strdup (row->value != 0 ? _ ("yes") : _ ("no"));
    number = tally_parameter_input (row);
    return unit != NULL ? g_strdup_printf ("%s %s", number, unit) : g_steal_pointer (&number);
}

gboolean
tally_parameter_parse (const char *name, const char *text, int64_t *value)
{
    return tally_amount_parse (text, decimals_of (name), value);
}
