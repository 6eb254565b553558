// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/publish/pay/tally-pay-event.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/* The settle role's side: events are worked off and intents moved on. */

/** TallyPayTaken: an event that is locked until the transaction ends */
typedef struct {
    char *event_id;
    char *kind;
    GBytes *body;
    int64_t received_at;
} TallyPayTaken;

void tally_pay_taken_clear (TallyPayTaken *taken);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyPayTaken, tally_pay_taken_clear)

/** tally_pay_store_take: @taken: (out): @event_id is %NULL when none waits */
gboolean tally_pay_store_take (TallyDb *db, TallyPayTaken *taken, GError **error);

/** tally_pay_store_done: @outcome: for staff: what was made of it */
gboolean tally_pay_store_done (TallyDb *db,
                               const char *event_id,
                               const char *outcome,
                               GError **error);

/** tally_pay_store_add: keeps an answer of the bank as an event; once */
gboolean tally_pay_store_add (TallyDb *db,
                              const TallyPayEvent *event,
                              GBytes *body,
                              GError **error);

/**
 * TallyPayLocked:
 * @is_there: %FALSE when we have no such intent
 * @booked_on: local day of the district on which the event was received
 */
typedef struct {
    gboolean is_there;
    int64_t account_id;
    int64_t amount_minor;
    char *currency;
    TallyPayState state;
    TallyDay booked_on;
    char **bill_numbers;
} TallyPayLocked;

void tally_pay_locked_clear (TallyPayLocked *locked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyPayLocked, tally_pay_locked_clear)

gboolean tally_pay_store_lock (TallyDb *db,
                               int32_t district_id,
                               const char *intent_id,
                               int64_t received_at,
                               TallyPayLocked *locked,
                               GError **error);

/** tally_pay_store_set: saves @state, and the session where it was not known */
gboolean tally_pay_store_set (TallyDb *db,
                              const TallyPayEvent *event,
                              TallyPayState state,
                              GError **error);

/** TallyPayDue: an intent that the bank is to be asked about */
typedef struct {
    int32_t district_id;
    char *intent_id;
    char *idempotency_key;
    int64_t amount_minor;
    char *currency;
    char *return_url;
    char *session; /* "" when not known */
    int64_t n_polls;
    char *bill_numbers; /* separated by spaces */
    TallyPayState state;
} TallyPayDue;

void tally_pay_due_free (TallyPayDue *due);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPayDue, tally_pay_due_free)

/** tally_pay_store_due: Returns: (transfer full) (element-type TallyPayDue): at most 100 */
GPtrArray *tally_pay_store_due (TallyDb *db, int64_t now, GError **error);

/** tally_pay_store_asked: counts a question; @state: what to show; @next_at: Unix seconds */
gboolean tally_pay_store_asked (TallyDb *db,
                                const TallyPayDue *due,
                                TallyPayState state,
                                int64_t next_at,
                                GError **error);

/** tally_pay_store_waiting: figures for /metrics: events waiting, intents UNKNOWN */
gboolean tally_pay_store_waiting (TallyDb *db,
                                  int64_t *n_events,
                                  int64_t *n_unknown,
                                  GError **error);

G_END_DECLS
