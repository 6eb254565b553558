// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyTariffDraft: a tariff document in the making
 * @valid_from: ISO day; "" while the text does not say
 * @fault: what the checker says of @document; "" when it is sound
 * @revision: counts every change
 * @state: "draft", "proposed", "signed" or "withdrawn"
 * @edited_by: who wrote the text as it is
 * @proposed_by, @signed_by: "" before
 * @version: of ref.tariff it became; 0 before
 * @sha256: of @document, hex
 * @corrects: why days that are billed already are priced anew; "": they are not
 */
typedef struct {
    char *draft_id;
    char *code;
    char *name;
    char *valid_from;
    char *document;
    char *fault;
    int revision;
    char *state;
    char *edited_by;
    char *proposed_by;
    char *signed_by;
    int version;
    char *sha256;
    char *corrects;
} TallyTariffDraft;

void tally_tariff_draft_clear (TallyTariffDraft *draft);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyTariffDraft, tally_tariff_draft_clear)

/** tally_tariff_store_load: locks the draft until the transaction ends; %TALLY_ERROR_NOT_FOUND */
gboolean tally_tariff_store_load (TallyDb *db,
                                  const char *draft_id,
                                  TallyTariffDraft *draft,
                                  GError **error);

/** tally_tariff_store_save: writes the text, its code, name, first day, fault and @edited_by */
gboolean tally_tariff_store_save (TallyDb *db, const TallyTariffDraft *draft, GError **error);

/**
 * tally_tariff_store_move:
 * @proposed_by: (nullable): %NULL when it is not proposed (any more)
 * @corrects: "" unless it is proposed as a correction of billed days
 */
gboolean tally_tariff_store_move (TallyDb *db,
                                  const char *draft_id,
                                  const char *state,
                                  const char *proposed_by,
                                  const char *reason,
                                  const char *corrects,
                                  GError **error);

/** tally_tariff_store_sign: @version: (out): the version that @person's signature made of it */
gboolean tally_tariff_store_sign (TallyDb *db,
                                  const char *draft_id,
                                  const char *person,
                                  int *version,
                                  GError **error);

/**
 * tally_tariff_store_free_from:
 *
 * Returns: (transfer full): the first ISO day that is not billed under @code yet; "" when nothing
 *   was ever billed under it
 */
char *tally_tariff_store_free_from (TallyDb *db, const char *code, GError **error);

/** TallyTariffRow: a version, or a draft that is not decided yet: then @version is 0 */
typedef struct {
    const char *code;
    int version;
    const char *state;
    const char *valid_from;
    const char *draft_id;
    const char *drafted_by;
    const char *signed_by;
    const char *name;
} TallyTariffRow;

typedef void (*TallyTariffRowFunc) (const TallyTariffRow *row, gpointer user_data);

/** tally_tariff_store_list: @today: ISO day; @func: (scope call): sees each, in order of code */
gboolean tally_tariff_store_list (TallyDb *db,
                                  const char *today,
                                  TallyTariffRowFunc func,
                                  gpointer user_data,
                                  GError **error);

G_END_DECLS
