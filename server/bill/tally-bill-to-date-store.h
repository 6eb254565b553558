// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-store.h"
#include "server/bill/tally-bill-to-date-calc.h"

G_BEGIN_DECLS

/** TallyBillPiece: points whose rows are made together; @old_mark: of the last time, or "" */
typedef struct {
    TallyBillUnit unit;
    int64_t n_agreements;
    char *mark;
    char *old_mark;
} TallyBillPiece;

/** tally_bill_store_districts: Returns: (element-type int32_t): one, or all when 0 */
GArray *tally_bill_store_districts (TallyDb *db, int32_t district_id, GError **error);

/**
 * tally_bill_store_pieces:
 * @days: from the first month looked at to the end of the current one
 * @today: of the district
 *
 * Returns: (transfer full) (element-type TallyBillPiece): of the district, with their marks
 */
GArray *tally_bill_store_pieces (TallyDb *db,
                                 int32_t district_id,
                                 TallyDays days,
                                 TallyDay today,
                                 GError **error);

/** tally_bill_store_lock_to_date: until the transaction ends */
gboolean tally_bill_store_lock_to_date (TallyDb *db, int32_t district_id, GError **error);

/** tally_bill_store_billed: Returns: agreement_id -> TallyDay: the end of its last issued bill */
GHashTable *tally_bill_store_billed (TallyDb *db,
                                     const TallyBillUnit *unit,
                                     TallyDay since,
                                     GError **error);

/** TallyBillToDateRow: @tariff_code and texts of @what belong to whoever made them */
typedef struct {
    const TallyBillAgreement *agreement;
    TallyBillToDate what;
} TallyBillToDateRow;

/** tally_bill_store_save_to_date: the piece's rows take the place of those before */
gboolean tally_bill_store_save_to_date (TallyDb *db,
                                        const TallyBillPiece *piece,
                                        const char *currency,
                                        const GArray *rows,
                                        GError **error);

/** tally_bill_store_sweep_to_date: takes away rows of agreements and months that are past */
gboolean tally_bill_store_sweep_to_date (TallyDb *db,
                                         int32_t district_id,
                                         TallyDays days,
                                         TallyDay month,
                                         GError **error);

/** tally_bill_store_list_to_date: Returns: (transfer full): JSON; @account: (nullable) */
char *tally_bill_store_list_to_date (TallyDb *db,
                                     int32_t district_id,
                                     const char *account,
                                     GError **error);

G_END_DECLS
