// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-exception-text.h"

#include "client-gtk/models/tally-figure.h"

#include <glib/gi18n.h>

typedef struct {
    const char *rule;
    TallyFigure figure;
    const char *text; /* {found} and {limit} stand for the figures */
} RuleText;

static const RuleText texts[] = {
    { "off-grid", TALLY_FIGURE_COUNT, N_ ("{found} values are off the grid of intervals") },
    { "future", TALLY_FIGURE_COUNT, N_ ("{found} values lie in the future of their arrival") },
    { "uninstalled", TALLY_FIGURE_COUNT,
      N_ ("{found} values are of a meter that did not hang here") },
    { "conflict", TALLY_FIGURE_COUNT, N_ ("{found} intervals were said twice, and differently") },
    { "gap", TALLY_FIGURE_COUNT, N_ ("{found} intervals are estimated") },
    { "missing", TALLY_FIGURE_COUNT, N_ ("{found} intervals are missing") },
    { "register", TALLY_FIGURE_KWH,
      N_ ("intervals add up to {found} kWh, registers say {limit} kWh") },
    { "register-decrease", TALLY_FIGURE_KWH,
      N_ ("the register went back from {limit} to {found} kWh") },
    { "rollover", TALLY_FIGURE_KWH,
      N_ ("the register passed its end, from {limit} to {found} kWh") },
    { "spike", TALLY_FIGURE_KWH,
      N_ ("the highest interval is {found} kWh, the third highest {limit} kWh") },
    { "high-usage", TALLY_FIGURE_KWH,
      N_ ("{found} kWh used, {limit} kWh is the most of like days") },
    { "low-usage", TALLY_FIGURE_KWH,
      N_ ("{found} kWh used, {limit} kWh is the least of like days") },
    { "zero-run", TALLY_FIGURE_COUNT, N_ ("zero for {found} intervals, {limit} are allowed") },
    { "unchanged", TALLY_FIGURE_COUNT,
      N_ ("unchanged for {found} intervals, {limit} are allowed") },
    { "capacity", TALLY_FIGURE_KWH,
      N_ ("{found} kWh in an interval, {limit} kWh is the capacity") },
    { "physical", TALLY_FIGURE_KWH,
      N_ ("{found} kWh in an interval, the transformers pass {limit} kWh") },
    { "contract", TALLY_FIGURE_KWH, N_ ("{found} kWh in an interval, {limit} kWh is contracted") },
    { "negative", TALLY_FIGURE_KWH, N_ ("{found} kWh in an interval") },
    { "reverse", TALLY_FIGURE_KWH, N_ ("{found} kWh flowed out at a point that only takes") },
    { "main-check", TALLY_FIGURE_KWH,
      N_ ("main and check meter differ by {found} of {limit} kWh") },
    { "sum", TALLY_FIGURE_KWH,
      N_ ("customers used {found} kWh, {limit} kWh flowed into the area") },
    { "clock", TALLY_FIGURE_COUNT, N_ ("the clock is off by {found} ms, {limit} are allowed") },
    { "clock-set", TALLY_FIGURE_COUNT, N_ ("the clock was set by {found} ms") },
    { "power-factor", TALLY_FIGURE_PERCENT, N_ ("power factor {found} %, {limit} % is the least") },
};

char *
tally_exception_text (gconstpointer data)
{
    const TallyWireExceptionRow *row = data;

    for (size_t i = 0; row->rule != NULL && i < G_N_ELEMENTS (texts); i++) {
        g_autofree char *found = NULL;
        g_autofree char *limit = NULL;
        GString *text;

        if (!g_str_equal (texts[i].rule, row->rule))
            continue;
        found = tally_figure_of (texts[i].figure, row->figure);
        limit = tally_figure_of (texts[i].figure, row->limit);
        text = g_string_new (_ (texts[i].text));
        g_string_replace (text, "{found}", found, 0);
        g_string_replace (text, "{limit}", limit, 0);
        return g_string_free (text, FALSE);
    }
    return g_strdup (row->text != NULL ? row->text : "");
}
