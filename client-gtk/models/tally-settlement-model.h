// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"
#include "shared/wire/tally-wire-settlement.h"

G_BEGIN_DECLS

/** TallySettlementModel: settlements, one of them with its evidence, and deciding on it. */
#define TALLY_TYPE_SETTLEMENT_MODEL (tally_settlement_model_get_type ())
G_DECLARE_FINAL_TYPE (TallySettlementModel,
                      tally_settlement_model,
                      TALLY,
                      SETTLEMENT_MODEL,
                      GObject)

TallySettlementModel *tally_settlement_model_new (TallyApi *api);

void tally_settlement_model_load (TallySettlementModel *self);
void tally_settlement_model_refresh (TallySettlementModel *self);
void tally_settlement_model_set_settlement (TallySettlementModel *self, const char *id);

/** tally_settlement_model_get_list: rows of #TallyWireSettlementRow */
TallyFeed *tally_settlement_model_get_list (TallySettlementModel *self);

/** tally_settlement_model_get_settlement: one #TallyWireSettlement */
TallyFeed *tally_settlement_model_get_settlement (TallySettlementModel *self);

/* Rows of the settlement: #TallyWireStatement, #TallyWireExchangeLine, #TallyWireAuditResult,
 * #TallyWireDecision. */
GListModel *tally_settlement_model_get_statements (TallySettlementModel *self);
GListModel *tally_settlement_model_get_exchange (TallySettlementModel *self);
GListModel *tally_settlement_model_get_audit (TallySettlementModel *self);
GListModel *tally_settlement_model_get_decisions (TallySettlementModel *self);
TallyJob *tally_settlement_model_get_job (TallySettlementModel *self);

/** tally_settlement_model_allows: Returns: whether this person may do @what with it now */
gboolean tally_settlement_model_allows (TallySettlementModel *self, const char *what);

/** tally_settlement_model_may: Returns: whether the person's role may do @what at all */
gboolean tally_settlement_model_may (TallySettlementModel *self, const char *what);

/**
 * tally_settlement_model_is_own:
 *
 * Returns: whether the signed-in person is the one who submitted it, and so the one
 *   person who can not decide on it
 */
gboolean tally_settlement_model_is_own (TallySettlementModel *self);

/**
 * tally_settlement_model_draft:
 * @month: "YYYY-MM"
 *
 * Returns: (transfer full) (nullable): the settlement's id, or %NULL while another job runs
 */
char *tally_settlement_model_draft (TallySettlementModel *self, const char *month);
void tally_settlement_model_audit (TallySettlementModel *self);
void tally_settlement_model_submit (TallySettlementModel *self);
void tally_settlement_model_publish (TallySettlementModel *self);

/** tally_settlement_model_approve: @password: of the signed-in person, again */
void tally_settlement_model_approve (TallySettlementModel *self,
                                     const char *password,
                                     const char *code);
void tally_settlement_model_return (TallySettlementModel *self, const char *reason);

void tally_settlement_model_hear (TallySettlementModel *self,
                                  const char *name,
                                  const TallyWireEvent *event);

G_END_DECLS
