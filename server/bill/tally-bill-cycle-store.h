// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyBillCycle: a group of accounts of a district that are billed together
 * @code: letters, digits and hyphens, 20 at most
 * @name, @name_zh: in English and in Chinese
 * @address: from where; "" for a program
 */
typedef struct {
    int32_t district_id;
    const char *code;
    const char *name;
    const char *name_zh;
    const char *person;
    const char *address;
    const char *reason;
} TallyBillCycle;

/** tally_bill_store_add_cycle: @is_added: (out): %FALSE when the district has it already */
gboolean tally_bill_store_add_cycle (TallyDb *db,
                                     const TallyBillCycle *cycle,
                                     gboolean *is_added,
                                     GError **error);

/** tally_bill_store_need_cycle: %FALSE with %TALLY_ERROR_NOT_FOUND; "" is known everywhere */
gboolean tally_bill_store_need_cycle (TallyDb *db,
                                      int32_t district_id,
                                      const char *code,
                                      GError **error);

/** tally_bill_store_lock_cycles: @is_ours: (out): %FALSE while a run of the district computes */
gboolean tally_bill_store_lock_cycles (TallyDb *db,
                                       int32_t district_id,
                                       gboolean *is_ours,
                                       GError **error);

/** tally_bill_store_assign: @account: its number; @is_known: (out): whether there is such one */
gboolean tally_bill_store_assign (TallyDb *db,
                                  int32_t district_id,
                                  const char *account,
                                  const char *code,
                                  gboolean *is_known,
                                  GError **error);

/** tally_bill_store_list_cycles: @district_id: 0: all. Returns: (transfer full): in JSON */
char *tally_bill_store_list_cycles (TallyDb *db, int32_t district_id, GError **error);

G_END_DECLS
