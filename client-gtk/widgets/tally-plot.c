// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-plot.h"

TallyPlot *
tally_plot_new (TallyPlotKind kind, TallyFigure figure, const char *unit)
{
    TallyPlot *chart = g_new0 (TallyPlot, 1);

    chart->kind = kind;
    chart->figure = figure;
    chart->unit = g_strdup (unit);
    chart->labels = g_ptr_array_new_with_free_func (g_free);
    chart->values = g_array_new (FALSE, FALSE, sizeof (int64_t));
    chart->marks = g_byte_array_new ();
    return chart;
}

void
tally_plot_free (TallyPlot *chart)
{
    g_free (chart->unit);
    g_ptr_array_unref (chart->labels);
    g_array_unref (chart->values);
    g_byte_array_unref (chart->marks);
    g_free (chart);
}

void
tally_plot_add_series (TallyPlot *chart, const char *name, TallyTint tint)
{
    g_assert (chart->n_series < TALLY_PLOT_MAX_SERIES);
    g_assert (chart->labels->len == 0);

    chart->names[chart->n_series] = name;
    chart->tints[chart->n_series++] = tint;
}

void
tally_plot_add_point (TallyPlot *chart,
                      const char *label,
                      const int64_t *values,
                      gboolean is_marked)
{
    guint8 mark = is_marked ? 1 : 0;

    g_ptr_array_add (chart->labels, g_strdup (label));
    g_array_append_vals (chart->values, values, (guint) chart->n_series);
    g_byte_array_append (chart->marks, &mark, 1);
}

guint
tally_plot_n_points (const TallyPlot *chart)
{
    return chart->labels->len;
}

int64_t
tally_plot_value (const TallyPlot *chart, guint point, size_t series)
{
    return g_array_index (chart->values, int64_t, point * chart->n_series + series);
}

void
tally_plot_range (const TallyPlot *chart, int64_t *lowest, int64_t *highest)
{
    *lowest = *highest = 0;
    for (guint i = 0; i < tally_plot_n_points (chart); i++) {
        int64_t up = 0;
        int64_t down = 0;

        for (size_t s = 0; s < chart->n_series; s++) {
            int64_t value = tally_plot_value (chart, i, s);

            if (chart->kind == TALLY_PLOT_CURVE)
                up = MAX (up, value);
            else if (value > 0)
                up += value;
            else
                down += value;
        }
        *highest = MAX (*highest, up);
        *lowest = MIN (*lowest, down);
    }
}

int64_t
tally_plot_step (int64_t range, int n_steps)
{
    static const int64_t factors[] = { 1, 2, 5 };
    int64_t power = 1;

    for (;; power *= 10)
        for (size_t i = 0; i < G_N_ELEMENTS (factors); i++)
            if (factors[i] * power >= range / n_steps)
                return MAX (factors[i] * power, 1);
}
