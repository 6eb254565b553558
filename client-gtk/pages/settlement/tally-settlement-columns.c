// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/settlement/tally-settlement-columns.h"

#include "client-gtk/api/tally-figures.h"
#include "shared/wire/tally-wire-settlement.h"

#include <glib/gi18n.h>

static char *
period_of (gconstpointer row)
{
    const TallyWireSettlementRow *settlement = row;

    return tally_figure_period (settlement->period_start, settlement->period_end);
}

static const TallyColumn list_columns[] = {
    TALLY_COLUMN_TEXT ("period", N_ ("Period"), period_of, 78, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireSettlementRow, version, N_ ("Version"), COUNT, 62, 0),
    TALLY_COLUMN (TallyWireSettlementRow,
                  state,
                  N_ ("State"),
                  WORD,
                  92,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE | TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireSettlementRow, n_red, N_ ("Red"), COUNT, 48, 0),
    TALLY_COLUMN (TallyWireSettlementRow, n_warn, N_ ("Warnings"), COUNT, 74, 0),
    TALLY_COLUMN (TallyWireSettlementRow,
                  amount_minor,
                  N_ ("Amount, {currency}"),
                  MONEY,
                  120,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireSettlementRow,
                  submitted_by,
                  N_ ("Submitted by"),
                  TEXT,
                  110,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireSettlementRow,
                  decided_by,
                  N_ ("Decided by"),
                  TEXT,
                  110,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireSettlementRow,
                  settlement_id,
                  N_ ("Settlement"),
                  TEXT,
                  250,
                  TALLY_COLUMN_HIDDEN),
};

static const TallyColumn statement_columns[] = {
    TALLY_COLUMN (TallyWireStatement, name, N_ ("Region"), TEXT, 200, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireStatement, in_wh, N_ ("In, MWh"), MWH, 104, 0),
    TALLY_COLUMN (TallyWireStatement, generation_wh, N_ ("Generated, MWh"), MWH, 125, 0),
    TALLY_COLUMN (TallyWireStatement, out_wh, N_ ("Out, MWh"), MWH, 104, 0),
    TALLY_COLUMN (TallyWireStatement, sold_wh, N_ ("Sold, MWh"), MWH, 104, 0),
    TALLY_COLUMN (TallyWireStatement, loss_wh, N_ ("Loss, MWh"), MWH, 96, 0),
    TALLY_COLUMN (TallyWireStatement, loss_ppm, N_ ("Loss, %"), PERCENT, 70, 0),
    TALLY_COLUMN (TallyWireStatement,
                  own_loss_wh,
                  N_ ("Own loss, MWh"),
                  MWH,
                  112,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireStatement,
                  children_loss_wh,
                  N_ ("Loss below, MWh"),
                  MWH,
                  125,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireStatement,
                  theoretical_loss_wh,
                  N_ ("In theory, MWh"),
                  MWH,
                  115,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireStatement, estimated_ppm, N_ ("Estimated, %"), PERCENT, 102, 0),
    TALLY_COLUMN (TallyWireStatement,
                  kind,
                  N_ ("Kind"),
                  WORD,
                  110,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireStatement, voltage_v, N_ ("Voltage, kV"), KV, 90, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireStatement, node_id, N_ ("Number"), COUNT, 70, TALLY_COLUMN_HIDDEN),
};

static char *
line_of (gconstpointer row)
{
    const TallyWireExchangeLine *line = row;

    return g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%s/%s",
                            line->point_district_id, line->point_id, line->direction, line->band);
}

static char *
band_of (gconstpointer row)
{
    const TallyWireExchangeLine *line = row;

    return g_strdup (tally_figure_word (line->band));
}

static const TallyColumn exchange_columns[] = {
    TALLY_COLUMN (TallyWireExchangeLine,
                  name,
                  N_ ("Exchange point"),
                  TEXT,
                  180,
                  TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireExchangeLine,
                  direction,
                  N_ ("Direction"),
                  WORD,
                  130,
                  TALLY_COLUMN_FACET),
    TALLY_COLUMN_TEXT ("band", N_ ("Band"), band_of, 84, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireExchangeLine, main_wh, N_ ("Main, MWh"), MWH, 104, 0),
    TALLY_COLUMN (TallyWireExchangeLine, check_wh, N_ ("Check, MWh"), MWH, 104, 0),
    TALLY_COLUMN (TallyWireExchangeLine, settled_wh, N_ ("Settled, MWh"), MWH, 108, 0),
    TALLY_COLUMN (TallyWireExchangeLine,
                  used,
                  N_ ("Used"),
                  WORD,
                  110,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireExchangeLine,
                  rate_micro_per_kwh,
                  N_ ("Rate, {currency}/kWh"),
                  RATE,
                  115,
                  0),
    TALLY_COLUMN (TallyWireExchangeLine, amount_minor, N_ ("Amount, {currency}"), MONEY, 125, 0),
    TALLY_COLUMN (TallyWireExchangeLine,
                  from_name,
                  N_ ("From"),
                  TEXT,
                  150,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireExchangeLine,
                  to_name,
                  N_ ("To"),
                  TEXT,
                  150,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireExchangeLine, code, N_ ("Point"), TEXT, 110, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN_TEXT ("line", N_ ("Line"), line_of, 140, TALLY_COLUMN_HIDDEN),
};

/* What a rule found, as "name value" pairs: only the rule knows the names. */
static char *
figures_of (gconstpointer row)
{
    const TallyWireAuditResult *result = row;

    return tally_figures_text (result->figures);
}

static char *
result_of (gconstpointer row)
{
    const TallyWireAuditResult *result = row;

    return g_strdup_printf ("%s/%" G_GINT64_FORMAT, result->rule, result->node_id);
}

static const TallyColumn audit_columns[] = {
    TALLY_COLUMN (TallyWireAuditResult, rule, N_ ("Rule"), WORD, 190, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireAuditResult,
                  result,
                  N_ ("Result"),
                  WORD,
                  90,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireAuditResult, node_name, N_ ("Region"), TEXT, 170, TALLY_COLUMN_FACET),
    TALLY_COLUMN_TEXT ("figures", N_ ("Figures"), figures_of, 260, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireAuditResult, signed_by, N_ ("Signed by"), TEXT, 100, 0),
    TALLY_COLUMN (TallyWireAuditResult, reason, N_ ("Reason"), TEXT, 180, 0),
    TALLY_COLUMN_TEXT ("key", N_ ("Number"), result_of, 120, TALLY_COLUMN_HIDDEN),
};

static const TallyColumn decision_columns[] = {
    TALLY_COLUMN (TallyWireDecision, step, N_ ("Step"), COUNT, 56, 0),
    TALLY_COLUMN (TallyWireDecision, decided_at, N_ ("When"), INSTANT, 140, 0),
    TALLY_COLUMN (TallyWireDecision, person, N_ ("Who"), TEXT, 130, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireDecision, from_state, N_ ("From"), WORD, 100, 0),
    TALLY_COLUMN (TallyWireDecision, to_state, N_ ("To"), WORD, 100, TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireDecision, reason, N_ ("Reason"), TEXT, 220, TALLY_COLUMN_EXPAND),
};

void
tally_settlement_columns_of_list (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Settlements"), list_columns, G_N_ELEMENTS (list_columns),
                            "settlement_id");
    tally_data_list_set_auto (list, TRUE);
    tally_data_list_set_empty (list, _ ("No settlement yet"),
                               _ ("Draft one when the days of a month are closed."));
}

void
tally_settlement_columns_of_statements (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Statement by region"), statement_columns,
                            G_N_ELEMENTS (statement_columns), "node_id");
    tally_data_list_set_tree (list, G_STRUCT_OFFSET (TallyWireStatement, node_id),
                              G_STRUCT_OFFSET (TallyWireStatement, parent_id));
}

void
tally_settlement_columns_of_exchange (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Exchange statements"), exchange_columns,
                            G_N_ELEMENTS (exchange_columns), "line");
}

void
tally_settlement_columns_of_audit (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Audit rules"), audit_columns, G_N_ELEMENTS (audit_columns),
                            "key");
    tally_data_list_set_empty (list, _ ("Not checked yet"),
                               _ ("“Check” runs every audit rule on the draft."));
}

void
tally_settlement_columns_of_decisions (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("History"), decision_columns, G_N_ELEMENTS (decision_columns),
                            "step");
    tally_data_list_set_empty (list, _ ("Nobody has decided anything yet"), NULL);
}
