// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-edit-store.h"

G_BEGIN_DECLS

/**
 * TallyEditEffect: a day before and after an edit
 * @before, @after: (element-type int64_t): energy of each interval
 * @version: of before; 0: there is none
 */
typedef struct {
    int32_t day;
    int64_t start; /* Unix seconds */
    int32_t interval_s;
    int32_t version;
    GArray *before;
    GByteArray *qualities_before;
    GArray *after;
    GByteArray *qualities_after;
    int64_t sum_before;
    int64_t sum_after;
} TallyEditEffect;

void tally_edit_effect_free (TallyEditEffect *effect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyEditEffect, tally_edit_effect_free)

/**
 * tally_edit_step_preview:
 * @conninfo: connection string; validation opens its own connections
 * @order: the edit; its id, version and reason do not matter
 * @now: Unix seconds
 *
 * Says what the edit would do, and does nothing.
 *
 * Returns: (nullable): %TALLY_ERROR_INVALID when the day is not over or the chosen way cannot
 *   fill the intervals, %TALLY_ERROR_NOT_FOUND when there is no such point
 */
TallyEditEffect *tally_edit_step_preview (TallyDb *db,
                                          const char *conninfo,
                                          const TallyEditOrder *order,
                                          int64_t now,
                                          GError **error);

/**
 * tally_edit_step_apply:
 *
 * Makes the edit, its audit entry and the new version of the day. The edit lasts: every later
 * validation applies it again. An edit of the same id is not made twice.
 *
 * Returns: (nullable): %TALLY_ERROR_EXISTS when the day has a newer version than the person saw
 */
TallyEditEffect *tally_edit_step_apply (TallyDb *db,
                                        const char *conninfo,
                                        const TallyEditOrder *order,
                                        int64_t now,
                                        GError **error);

/** TallyDecision: what a clerk does about an exception */
typedef enum {
    TALLY_DECISION_ACCEPT,   /* it is as it is */
    TALLY_DECISION_ESTIMATE, /* the intervals are estimated instead */
    TALLY_DECISION_REOPEN,   /* neither: as before */
} TallyDecision;

/** tally_decision_find: "accept", "estimate" or "reopen" */
gboolean tally_decision_find (const char *name, TallyDecision *decision);

/** TallyDecisionOrder: @person_district: 0: sees all */
typedef struct {
    TallyDecision decision;
    int32_t person_district;
    const char *person;
    const char *address;
    const char *reason;
    int64_t now;
} TallyDecisionOrder;

/**
 * tally_edit_step_decide:
 * @exception: its name
 *
 * Decides on one exception, with an audit entry. Deciding the same again is harmless.
 */
gboolean tally_edit_step_decide (TallyDb *db,
                                 const char *conninfo,
                                 const char *exception,
                                 const TallyDecisionOrder *order,
                                 GError **error);

/**
 * tally_edit_step_bulk:
 * @request_id: a UUID: done once; again it says what was done
 * @matched, @done: (out): exceptions
 */
gboolean tally_edit_step_bulk (TallyDb *db,
                               const char *conninfo,
                               const char *request_id,
                               const TallyExceptionFilter *filter,
                               const TallyDecisionOrder *order,
                               int64_t *matched,
                               int64_t *done,
                               GError **error);

/**
 * tally_edit_step_near:
 * @at: Unix seconds
 * @person, @reason: who changed what is known of that instant, and why
 *
 * Validates the days of a point that a register read at @at can change.
 */
gboolean tally_edit_step_near (const char *conninfo,
                               int32_t district_id,
                               int64_t point_id,
                               int64_t at,
                               const char *person,
                               const char *reason,
                               int64_t now,
                               GError **error);

/** tally_edit_step_exchange: a meter exchange, its audit entry; days since are validated anew */
gboolean tally_edit_step_exchange (TallyDb *db,
                                   const char *conninfo,
                                   const TallyExchangeOrder *order,
                                   int64_t now,
                                   GError **error);

/** tally_edit_step_rollover: the decision, its audit entry, and the day validated anew */
gboolean tally_edit_step_rollover (TallyDb *db,
                                   const char *conninfo,
                                   const TallyRolloverOrder *order,
                                   int64_t now,
                                   GError **error);

G_END_DECLS
