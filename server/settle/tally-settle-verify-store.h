// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/settle/tally-settle-store.h"

G_BEGIN_DECLS

/* What stands of a settlement, to be held against what it was made from. */

/** TallySettleKept: @settlement_id: owned */
typedef struct {
    char *settlement_id;
    TallyDays period;
} TallySettleKept;

/** tally_settle_store_all: Returns: (transfer full) (element-type TallySettleKept): by period */
GArray *tally_settle_store_all (TallyDb *db, GError **error);

/** tally_settle_store_is_sealed: @is_sealed: (out): whether the content is what its hash says */
gboolean tally_settle_store_is_sealed (TallyDb *db,
                                       const char *settlement_id,
                                       gboolean *is_sealed,
                                       GError **error);

/** TallySettleStatementKept: @made_of: (nullable): not kept */
typedef struct {
    int32_t node_id;
    char *made_of;
    char *figures;
} TallySettleStatementKept;

/** tally_settle_store_kept_statements: Returns: (element-type TallySettleStatementKept): by node */
GArray *tally_settle_store_kept_statements (TallyDb *db, const char *settlement_id, GError **error);

/** TallySettlePointKept: an exchange point of a settlement; @made_of: (nullable): not kept */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    char *made_of;
} TallySettlePointKept;

/** tally_settle_store_kept_points: Returns: (element-type TallySettlePointKept) */
GArray *tally_settle_store_kept_points (TallyDb *db, const char *settlement_id, GError **error);

/** tally_settle_store_differing_line: @line: (out) (nullable): first that @json does not say */
gboolean tally_settle_store_differing_line (TallyDb *db,
                                            const char *settlement_id,
                                            const char *json,
                                            char **line,
                                            GError **error);

G_END_DECLS
