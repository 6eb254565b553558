// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-billing-columns.h"

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/models/tally-hold-reason.h"
#include "shared/wire/tally-wire-bill-row.h"
#include "shared/wire/tally-wire-bill-run.h"

#include <glib/gi18n.h>

/* The standard cycle is not named. */
static char *
period_of_run (gconstpointer row)
{
    const TallyWireBillRun *run = row;
    g_autofree char *period = tally_figure_period (run->period_start, run->period_end);

    return run->cycle != NULL && *run->cycle != '\0'
               ? g_strdup_printf ("%s · %s", period, run->cycle)
               : g_steal_pointer (&period);
}

static char *
period_of_bill (gconstpointer row)
{
    const TallyWireBillRow *bill = row;

    return tally_figure_period (bill->period_start, bill->period_end);
}

static char *
reasons_of (gconstpointer row)
{
    const TallyWireBillRow *bill = row;

    return tally_hold_reasons_text (bill->hold_reasons);
}

static const TallyColumn run_columns[] = {
    TALLY_COLUMN_TEXT ("period", N_ ("Period"), period_of_run, 74, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireBillRun,
                  state,
                  N_ ("State"),
                  WORD,
                  88,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireBillRun, n_done, N_ ("Bills"), COUNT, 54, 0),
    TALLY_COLUMN (TallyWireBillRun, n_held, N_ ("Held"), COUNT, 50, 0),
    TALLY_COLUMN (TallyWireBillRun,
                  total_minor,
                  N_ ("Total, {currency}"),
                  MONEY,
                  115,
                  TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireBillRun, started_at, N_ ("Started"), INSTANT, 135, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBillRun, started_by, N_ ("By"), TEXT, 90, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBillRun, message, N_ ("Message"), TEXT, 180, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBillRun, run_id, N_ ("Run"), TEXT, 250, TALLY_COLUMN_HIDDEN),
};

static const TallyColumn bill_columns[] = {
    TALLY_COLUMN (TallyWireBillRow, number, N_ ("Number"), TEXT, 176, 0),
    TALLY_COLUMN (TallyWireBillRow, customer_name, N_ ("Customer"), TEXT, 120, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireBillRow,
                  state,
                  N_ ("State"),
                  WORD,
                  80,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireBillRow, energy_wh, N_ ("Energy, kWh"), KWH, 104, 0),
    TALLY_COLUMN (TallyWireBillRow, total_minor, N_ ("Total, {currency}"), MONEY, 104, 0),
    TALLY_COLUMN (TallyWireBillRow, due_on, N_ ("Due"), DAY, 92, 0),
    TALLY_COLUMN_TEXT ("hold_reasons", N_ ("Held because"), reasons_of, 190, 0),
    TALLY_COLUMN (TallyWireBillRow, tariff_code, N_ ("Tariff"), TEXT, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireBillRow, account_number, N_ ("Account"), TEXT, 110, 0),
    TALLY_COLUMN (TallyWireBillRow,
                  net_minor,
                  N_ ("Net, {currency}"),
                  MONEY,
                  100,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBillRow,
                  tax_minor,
                  N_ ("Tax, {currency}"),
                  MONEY,
                  90,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBillRow,
                  estimated_ppm,
                  N_ ("Estimated, %"),
                  PERCENT,
                  100,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBillRow,
                  kind,
                  N_ ("Kind"),
                  WORD,
                  90,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBillRow, version, N_ ("Version"), COUNT, 60, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN_TEXT ("period", N_ ("Period"), period_of_bill, 80, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBillRow, issued_on, N_ ("Issued"), DAY, 96, TALLY_COLUMN_HIDDEN),
};

void
tally_billing_columns_of_runs (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Bill runs"), run_columns, G_N_ELEMENTS (run_columns),
                            "run_id");
    tally_data_list_set_auto (list, TRUE);
    tally_data_list_set_empty (list, _ ("No bill run yet"),
                               _ ("Start one to compute the bills of a month."));
}

void
tally_billing_columns_of_bills (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Bills"), bill_columns, G_N_ELEMENTS (bill_columns), "number");
    tally_data_list_set_empty (list, _ ("No bills in this run"), NULL);
}
