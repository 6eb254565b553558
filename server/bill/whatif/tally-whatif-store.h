// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/whatif/tally-whatif-calc.h"
#include "server/db/tally-copy.h"

G_BEGIN_DECLS

/**
 * TallyWhatifScope: whose bills
 * @district_id: 0: all
 * @account: (nullable): number of one account
 * @node_id: of the region tree, with all below it; 0: everywhere
 * @replaces: (nullable): only agreements under that tariff; %NULL: any
 */
typedef struct {
    int32_t district_id;
    const char *account;
    int32_t node_id;
    const char *replaces;
} TallyWhatifScope;

/** TallyWhatifKey: an agreement of the scope */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    int64_t agreement_id;
    guint class_index;
} TallyWhatifKey;

/**
 * tally_whatif_store_begin:
 * @snapshot: (nullable): of another connection, to see exactly what that one sees
 *
 * Begins a transaction that can write nothing.
 */
gboolean tally_whatif_store_begin (TallyDb *db, const char *snapshot, GError **error);

/** tally_whatif_store_end: ends it; there is nothing to keep */
gboolean tally_whatif_store_end (TallyDb *db, GError **error);

/** tally_whatif_store_snapshot: Returns: (transfer full): the name of what @db sees */
char *tally_whatif_store_snapshot (TallyDb *db, GError **error);

/**
 * tally_whatif_store_scope:
 * @classes: the classes found are added to it
 *
 * Returns: (transfer full) (element-type TallyWhatifKey): in order of district, point, agreement
 */
GArray *tally_whatif_store_scope (TallyDb *db,
                                  const TallyWhatifScope *scope,
                                  TallyDays period,
                                  TallyWhatif *classes,
                                  GError **error);

/**
 * tally_whatif_store_names:
 * @rows: (element-type TallyWhatifRow):
 *
 * Returns: (transfer full) (array zero-terminated=1): account number and customer's name, in turn
 */
char **tally_whatif_store_names (TallyDb *db, const GArray *rows, GError **error);

/** tally_whatif_store_tariff: @version, @document: (out): in force on @day; 0 and %NULL: none */
gboolean tally_whatif_store_tariff (TallyDb *db,
                                    const char *code,
                                    TallyDay day,
                                    int *version,
                                    char **document,
                                    GError **error);

G_END_DECLS
