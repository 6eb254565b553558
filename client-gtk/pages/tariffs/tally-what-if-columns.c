// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-what-if-columns.h"

#include "shared/wire/tally-wire-what-if-class.h"
#include "shared/wire/tally-wire-what-if-component.h"
#include "shared/wire/tally-wire-what-if-mover.h"

#include <glib/gi18n.h>

static char *
percent (int64_t ppm)
{
    return tally_figure_of (TALLY_FIGURE_PERCENT, ppm);
}

char *
tally_what_if_group_name (const TallyWireWhatIfGroup *group)
{
    g_autofree char *from = percent (group->from_ppm);
    g_autofree char *to = percent (group->to_ppm);

    if (group->from_ppm == group->to_ppm)
        return g_strdup_printf ("%s %%", from);
    if (group->from_ppm == G_MININT64)
        return g_strdup_printf (_ ("under %s %%"), to);
    if (group->to_ppm == G_MAXINT64)
        return g_strdup_printf (_ ("over %s %%"), from);
    return g_strdup_printf (_ ("%s to %s %%"), from, to);
}

#define PERCENT_PPM 10000

char *
tally_what_if_group_short (const TallyWireWhatIfGroup *group)
{
    int from = (int) (group->from_ppm / PERCENT_PPM);
    int to = (int) (group->to_ppm / PERCENT_PPM);

    if (group->from_ppm == group->to_ppm)
        return g_strdup_printf ("%d%%", from);
    if (group->from_ppm == G_MININT64)
        return g_strdup_printf ("<%d", to);
    if (group->to_ppm == G_MAXINT64)
        return g_strdup_printf (">%d", from);
    return g_strdup_printf ("%d…%d", from, to);
}

static char *
change_text (int64_t before, int64_t after)
{
    return tally_figure_of (TALLY_FIGURE_MONEY, after - before);
}

#define CHANGE_OF(Type, name)                                             \
    static char *name (gconstpointer row)                                 \
    {                                                                     \
        const Type *figures = row;                                        \
                                                                          \
        return change_text (figures->before_minor, figures->after_minor); \
    }

CHANGE_OF (TallyWireWhatIfClass, class_change)
CHANGE_OF (TallyWireWhatIfComponent, component_change)
CHANGE_OF (TallyWireWhatIfGroup, group_change)
CHANGE_OF (TallyWireWhatIfMover, mover_change)

static char *
group_name (gconstpointer row)
{
    return tally_what_if_group_name (row);
}

static char *
mover_percent (gconstpointer row)
{
    const TallyWireWhatIfMover *mover = row;

    return mover->change_ppm == G_MAXINT64 ? g_strdup ("–") : percent (mover->change_ppm);
}

static const TallyColumn class_columns[] = {
    TALLY_COLUMN (TallyWireWhatIfClass, kind, N_ ("Class"), WORD, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireWhatIfClass, tariff_code, N_ ("Tariff"), TEXT, 140, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireWhatIfClass, n, N_ ("Agreements"), COUNT, 90, 0),
    TALLY_COLUMN (TallyWireWhatIfClass, energy_wh, N_ ("Energy, MWh"), MWH, 100, 0),
    TALLY_COLUMN (TallyWireWhatIfClass, before_minor, N_ ("Now"), MONEY, 115, 0),
    TALLY_COLUMN (TallyWireWhatIfClass, after_minor, N_ ("New"), MONEY, 115, 0),
    TALLY_COLUMN_FIGURE ("change", N_ ("Change"), class_change, 105, 0),
};

static const TallyColumn component_columns[] = {
    TALLY_COLUMN (TallyWireWhatIfComponent,
                  component,
                  N_ ("Component"),
                  TEXT,
                  140,
                  TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireWhatIfComponent, kind, N_ ("Kind"), WORD, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireWhatIfComponent,
                  point_kind,
                  N_ ("Class"),
                  WORD,
                  100,
                  TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireWhatIfComponent, before_minor, N_ ("Now"), MONEY, 115, 0),
    TALLY_COLUMN (TallyWireWhatIfComponent, after_minor, N_ ("New"), MONEY, 115, 0),
    TALLY_COLUMN_FIGURE ("change", N_ ("Change"), component_change, 105, 0),
};

static const TallyColumn decile_columns[] = {
    TALLY_COLUMN_TEXT ("change_of", N_ ("Tenth, change"), group_name, 190, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireWhatIfGroup, n, N_ ("Agreements"), COUNT, 90, 0),
    TALLY_COLUMN (TallyWireWhatIfGroup, before_minor, N_ ("Now"), MONEY, 115, 0),
    TALLY_COLUMN (TallyWireWhatIfGroup, after_minor, N_ ("New"), MONEY, 115, 0),
    TALLY_COLUMN_FIGURE ("change", N_ ("Change"), group_change, 105, 0),
};

static const TallyColumn mover_columns[] = {
    TALLY_COLUMN (TallyWireWhatIfMover, account_number, N_ ("Account"), TEXT, 110, 0),
    TALLY_COLUMN (TallyWireWhatIfMover,
                  customer_name,
                  N_ ("Customer"),
                  TEXT,
                  150,
                  TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireWhatIfMover, point_kind, N_ ("Class"), WORD, 100, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireWhatIfMover, energy_wh, N_ ("Energy, kWh"), KWH, 104, 0),
    TALLY_COLUMN (TallyWireWhatIfMover, before_minor, N_ ("Now"), MONEY, 100, 0),
    TALLY_COLUMN (TallyWireWhatIfMover, after_minor, N_ ("New"), MONEY, 100, 0),
    TALLY_COLUMN_FIGURE ("change", N_ ("Change"), mover_change, 100, 0),
    TALLY_COLUMN_FIGURE ("change_percent", N_ ("Change, %"), mover_percent, 90, 0),
    TALLY_COLUMN (TallyWireWhatIfMover, tariff_code, N_ ("Tariff"), TEXT, 110, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireWhatIfMover,
                  agreement_id,
                  N_ ("Agreement"),
                  COUNT,
                  90,
                  TALLY_COLUMN_HIDDEN),
};

void
tally_what_if_columns_classes (TallyDataList *list, GListStore *rows)
{
    tally_data_list_set_up (list, _ ("Revenue by class"), class_columns,
                            G_N_ELEMENTS (class_columns), "tariff_code");
    tally_data_list_set_rows (list, G_LIST_MODEL (rows));
}

void
tally_what_if_columns_components (TallyDataList *list, GListStore *rows)
{
    tally_data_list_set_up (list, _ ("Revenue by component"), component_columns,
                            G_N_ELEMENTS (component_columns), "component");
    tally_data_list_set_rows (list, G_LIST_MODEL (rows));
}

void
tally_what_if_columns_deciles (TallyDataList *list, GListStore *rows)
{
    tally_data_list_set_up (list, _ ("Tenths, from who saves most"), decile_columns,
                            G_N_ELEMENTS (decile_columns), "change_of");
    tally_data_list_set_rows (list, G_LIST_MODEL (rows));
}

void
tally_what_if_columns_movers (TallyDataList *list, GListStore *rows)
{
    tally_data_list_set_up (list, _ ("Winners and losers"), mover_columns,
                            G_N_ELEMENTS (mover_columns), "agreement_id");
    tally_data_list_set_empty (list, _ ("Nobody gains or loses"), NULL);
    tally_data_list_set_rows (list, G_LIST_MODEL (rows));
}
