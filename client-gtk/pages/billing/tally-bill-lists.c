// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-bill-lists.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "shared/wire/tally-wire-bill-parameter.h"
#include "shared/wire/tally-wire-to-date-row.h"

#include <glib/gi18n.h>

static const TallyColumn to_date_columns[] = {
    TALLY_COLUMN (TallyWireToDateRow, account_number, N_ ("Account"), TEXT, 110, 0),
    TALLY_COLUMN (TallyWireToDateRow,
                  customer_name,
                  N_ ("Customer"),
                  TEXT,
                  150,
                  TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireToDateRow, since, N_ ("Since"), DAY, 92, 0),
    TALLY_COLUMN (TallyWireToDateRow, newest_at, N_ ("Known until"), INSTANT, 135, 0),
    TALLY_COLUMN (TallyWireToDateRow, energy_wh, N_ ("Energy, kWh"), KWH, 104, 0),
    TALLY_COLUMN (TallyWireToDateRow, total_minor, N_ ("To date, {currency}"), MONEY, 108, 0),
    TALLY_COLUMN (TallyWireToDateRow, estimated_ppm, N_ ("Estimated, %"), PERCENT, 96, 0),
    TALLY_COLUMN (TallyWireToDateRow,
                  forecast_minor,
                  N_ ("Month’s end, {currency}"),
                  MONEY,
                  118,
                  0),
    TALLY_COLUMN (TallyWireToDateRow, low_minor, N_ ("At least, {currency}"), MONEY, 108, 0),
    TALLY_COLUMN (TallyWireToDateRow, high_minor, N_ ("At most, {currency}"), MONEY, 108, 0),
    TALLY_COLUMN (TallyWireToDateRow,
                  state,
                  N_ ("State"),
                  WORD,
                  90,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireToDateRow, tariff_code, N_ ("Tariff"), TEXT, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireToDateRow,
                  refreshed_at,
                  N_ ("Worked out"),
                  INSTANT,
                  135,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireToDateRow,
                  agreement_id,
                  N_ ("Agreement"),
                  COUNT,
                  90,
                  TALLY_COLUMN_HIDDEN),
};

/* What the check counts in; see bill.parameter. */
static char *
bound_of (gconstpointer row)
{
    const TallyWireBillParameter *check = row;
    g_autofree char *figure = NULL;

    if (g_strcmp0 (check->check_name, "estimated") == 0) {
        figure = tally_figure_of (TALLY_FIGURE_PERCENT, check->bound);
        return g_strdup_printf ("%s %%", figure);
    }
    if (g_strcmp0 (check->check_name, "history") == 0
        || g_strcmp0 (check->check_name, "over-capacity") == 0)
        return g_strdup_printf ("%" G_GINT64_FORMAT " %%", check->bound);
    if (g_strcmp0 (check->check_name, "incomplete") == 0)
        return g_strdup_printf (_ ("%ld intervals"), (long) check->bound);
    if (g_strcmp0 (check->check_name, "negative") != 0)
        return g_strdup ("–");
    figure = tally_figure_of (TALLY_FIGURE_MONEY, check->bound);
    return g_strdup_printf ("%s %s", figure, tally_market_money_name (tally_market_money_code ()));
}

static char *
least_of (gconstpointer row)
{
    const TallyWireBillParameter *check = row;
    g_autofree char *figure = tally_figure_of (TALLY_FIGURE_MONEY, check->least);

    return g_strcmp0 (check->check_name, "history") == 0
               ? g_strdup_printf ("%s %s", figure,
                                  tally_market_money_name (tally_market_money_code ()))
               : g_strdup ("–");
}

static const TallyColumn check_columns[] = {
    TALLY_COLUMN (TallyWireBillParameter, check_name, N_ ("Check"), WORD, 160, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireBillParameter,
                  severity,
                  N_ ("Finding"),
                  WORD,
                  110,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN_FIGURE ("bound", N_ ("Allowed"), bound_of, 130, 0),
    TALLY_COLUMN_FIGURE ("least", N_ ("Ignored up to"), least_of, 130, 0),
    TALLY_COLUMN (TallyWireBillParameter, set_by, N_ ("Set by"), TEXT, 110, 0),
    TALLY_COLUMN (TallyWireBillParameter, set_at, N_ ("Set on"), INSTANT, 135, 0),
    TALLY_COLUMN (TallyWireBillParameter, reason, N_ ("Reason"), TEXT, 200, 0),
    TALLY_COLUMN (TallyWireBillParameter, version, N_ ("Version"), COUNT, 70, TALLY_COLUMN_HIDDEN),
};

static const TallyColumn history_columns[] = {
    TALLY_COLUMN (TallyWireBillParameter, version, N_ ("Version"), COUNT, 64, 0),
    TALLY_COLUMN (TallyWireBillParameter, severity, N_ ("Finding"), WORD, 100, 0),
    TALLY_COLUMN_FIGURE ("bound", N_ ("Allowed"), bound_of, 100, 0),
    TALLY_COLUMN_FIGURE ("least", N_ ("Ignored up to"), least_of, 110, 0),
    TALLY_COLUMN (TallyWireBillParameter, set_by, N_ ("Set by"), TEXT, 90, 0),
    TALLY_COLUMN (TallyWireBillParameter, set_at, N_ ("Set on"), INSTANT, 135, 0),
    TALLY_COLUMN (TallyWireBillParameter, reason, N_ ("Reason"), TEXT, 160, TALLY_COLUMN_EXPAND),
};

static GtkWidget *
list_new (const char *title, const TallyColumn *columns, size_t n, const char *key, TallyFeed *feed)
{
    TallyDataList *list = g_object_new (TALLY_TYPE_DATA_LIST, NULL);

    gtk_widget_add_css_class (GTK_WIDGET (list), "pane");
    tally_data_list_set_up (list, title, columns, n, key);
    tally_data_list_set_auto (list, TRUE);
    if (feed != NULL)
        tally_data_list_set_feed (list, feed);
    return GTK_WIDGET (list);
}

GtkWidget *
tally_bill_lists_to_date (TallyBillDesk *desk)
{
    GtkWidget *list = list_new (_ ("Bills to date"), to_date_columns,
                                G_N_ELEMENTS (to_date_columns), "agreement_id",
                                tally_bill_desk_get_to_date (desk));

    tally_data_list_set_empty (
        TALLY_DATA_LIST (list), _ ("Nothing worked out yet"),
        _ ("The work plan works bills to date out every quarter of an hour."));
    return list;
}

GtkWidget *
tally_bill_lists_checks (TallyBillDesk *desk)
{
    return list_new (_ ("Checks before release"), check_columns, G_N_ELEMENTS (check_columns),
                     "check_name", tally_bill_desk_get_checks (desk));
}

GtkWidget *
tally_bill_lists_history (GListModel *rows)
{
    GtkWidget *list = list_new (_ ("History"), history_columns, G_N_ELEMENTS (history_columns),
                                "version", NULL);

    tally_data_list_set_rows (TALLY_DATA_LIST (list), rows);
    return list;
}
