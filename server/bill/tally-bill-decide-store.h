// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-store.h"

G_BEGIN_DECLS

/**
 * TallyBillDecision: a clerk's word on one bill, or on all of a run
 * @decision_id: a UUID made and kept by who asks: the same decision is made once
 * @is_release: else the bill is held
 * @number: (nullable): of the one bill
 * @run_id: (nullable): or: bills of that run
 * @check: (nullable): of them those which that check holds, such as "estimated"
 * @district_id: 0: wherever they are
 * @n_expected: how many the clerk was told they are; -1: whatever they are
 * @address: from where; "" for a program
 * @reason: why; not empty
 */
typedef struct {
    const char *decision_id;
    gboolean is_release;
    const char *number;
    const char *run_id;
    const char *check;
    int32_t district_id;
    int64_t n_expected;
    const char *person;
    const char *address;
    const char *reason;
} TallyBillDecision;

/** tally_bill_store_decide: @n_moved: (out): bills that changed; @district_id: (out): of one */
gboolean tally_bill_store_decide (TallyDb *db,
                                  const TallyBillDecision *decision,
                                  int64_t *n_moved,
                                  int32_t *district_id,
                                  GError **error);

/** tally_bill_store_decided: @n: (out): bills that a decision of that id moved before */
gboolean tally_bill_store_decided (TallyDb *db,
                                   const char *decision_id,
                                   int64_t *n,
                                   GError **error);

/** tally_bill_store_count: @n: (out): bills a decision on a run would move */
gboolean tally_bill_store_count (TallyDb *db,
                                 const TallyBillDecision *decision,
                                 int64_t *n,
                                 GError **error);

/**
 * tally_bill_store_get_state:
 * @state: (out) (transfer full):
 * @reasons: (out) (transfer full): why it is held, separated by commas
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND
 */
gboolean tally_bill_store_get_state (TallyDb *db,
                                     const char *number,
                                     char **state,
                                     char **reasons,
                                     GError **error);

/** tally_bill_store_decide_again: after a run computed a unit's bills; @n_held: (out): of them */
gboolean tally_bill_store_decide_again (TallyDb *db,
                                        const char *run_id,
                                        const TallyBillUnit *unit,
                                        TallyDays period,
                                        int64_t *n_held,
                                        GError **error);

/**
 * TallyBillSetting: another value for a check
 * @base_version: the version that the person saw
 */
typedef struct {
    const char *check;
    int32_t base_version;
    TallyBillSeverity severity;
    int64_t bound;
    int64_t least;
    const char *person;
    const char *address;
    const char *reason;
} TallyBillSetting;

/** tally_bill_store_set_check: @is_set: (out): %FALSE when @base_version is not the newest */
gboolean tally_bill_store_set_check (TallyDb *db,
                                     const TallyBillSetting *setting,
                                     gboolean *is_set,
                                     GError **error);

/** tally_bill_store_checks: Returns: (transfer full): as JSON; @with_history: all versions */
char *tally_bill_store_checks (TallyDb *db, gboolean with_history, GError **error);

/** tally_bill_store_findings: Returns: (transfer full): of a run, as JSON; @check: (nullable) */
char *tally_bill_store_findings (TallyDb *db,
                                 const char *run_id,
                                 const char *check,
                                 GError **error);

G_END_DECLS
