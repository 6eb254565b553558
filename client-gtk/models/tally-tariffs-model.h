// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"

G_BEGIN_DECLS

/**
 * TallyTariffsModel:
 *
 * Versions and drafts of tariffs, what is done to them, the inputs of a preview, and what-ifs.
 *
 * Signal "done" (deed, key, error): a deed was done ("save", "propose", "correct", "return",
 *   "sign", "withdraw"), or refused; the error is %NULL when it was done.
 */
#define TALLY_TYPE_TARIFFS_MODEL (tally_tariffs_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyTariffsModel, tally_tariffs_model, TALLY, TARIFFS_MODEL, GObject)

TallyTariffsModel *tally_tariffs_model_new (TallyApi *api);

void tally_tariffs_model_load (TallyTariffsModel *self);
void tally_tariffs_model_refresh (TallyTariffsModel *self);

/** tally_tariffs_model_set_tariff: @key: (nullable): which is shown */
void tally_tariffs_model_set_tariff (TallyTariffsModel *self, const char *key);

/** tally_tariffs_model_set_other: @key: (nullable): which it is compared with */
void tally_tariffs_model_set_other (TallyTariffsModel *self, const char *key);

/** tally_tariffs_model_set_account: whose month is priced as a preview */
void tally_tariffs_model_set_account (TallyTariffsModel *self,
                                      const char *account,
                                      const char *month);

/* Rows of #TallyWireTariffRow, one #TallyWireTariff each, rows of #TallyWirePricing, of
 * #TallyWireNode, one #TallyWireWhatIf. */
TallyFeed *tally_tariffs_model_get_list (TallyTariffsModel *self);
TallyFeed *tally_tariffs_model_get_tariff (TallyTariffsModel *self);
TallyFeed *tally_tariffs_model_get_other (TallyTariffsModel *self);
TallyFeed *tally_tariffs_model_get_pricing (TallyTariffsModel *self);
TallyFeed *tally_tariffs_model_get_nodes (TallyTariffsModel *self);
TallyFeed *tally_tariffs_model_get_what_if (TallyTariffsModel *self);
TallyJob *tally_tariffs_model_get_job (TallyTariffsModel *self);

/** tally_tariffs_model_may: @what: "draft" or "sign" */
gboolean tally_tariffs_model_may (TallyTariffsModel *self, const char *what);

/** tally_tariffs_model_is_own: Returns: whether the person signed in is @login */
gboolean tally_tariffs_model_is_own (TallyTariffsModel *self, const char *login);

/** tally_tariffs_model_save: @draft_id: made by the client; @revision: as loaded, 0 a new one */
void tally_tariffs_model_save (TallyTariffsModel *self,
                               const char *draft_id,
                               gint64 revision,
                               const char *document);

/** tally_tariffs_model_move: @deed: "propose", "return", "withdraw" or "correct", which proposes
 * with the reason why billed days are priced anew */
void tally_tariffs_model_move (TallyTariffsModel *self,
                               const char *deed,
                               const char *draft_id,
                               gint64 revision,
                               const char *reason);
void tally_tariffs_model_sign (TallyTariffsModel *self,
                               const char *draft_id,
                               gint64 revision,
                               const char *password,
                               const char *code);

/** tally_tariffs_model_try: @account: (nullable): else @node_id, 0: everybody */
void tally_tariffs_model_try (TallyTariffsModel *self,
                              const char *document,
                              const char *replaces,
                              const char *month,
                              const char *account,
                              gint64 node_id);
void tally_tariffs_model_cancel (TallyTariffsModel *self);

void tally_tariffs_model_hear (TallyTariffsModel *self,
                               const char *name,
                               const TallyWireEvent *event);

G_END_DECLS
