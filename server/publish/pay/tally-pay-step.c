// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-pay-step.h"

#include "server/ledger/tally-ledger-step.h"
#include "server/publish/pay/tally-pay-store.h"
#include "shared/error/tally-error.h"

#define MADE_BY "bank"

/* One event inside its transaction. */
typedef struct {
    const TallyPayWork *work;
    char *event_id; /* NULL: none waits */
} Turn;

static void
reach (const TallyPayWork *work, TallyPayPoint point)
{
    if (work->probe != NULL)
        work->probe (point, work->probe_data);
}

static gboolean
book_payment (TallyDb *db, const TallyPayEvent *event, const TallyPayLocked *intent, GError **error)
{
    TallyLedgerReceipt receipt = {
        .district_id = event->district_id,
        .account_id = intent->account_id,
        .reference = event->intent_id,
        .into = "bank-clearing",
        .amount = { intent->amount_minor },
        .bill_numbers = (const char *const *) intent->bill_numbers,
        .booked_on = intent->booked_on,
        .made_by = MADE_BY,
    };
    gboolean is_new;

    return tally_ledger_step_pay (db, &receipt, &is_new, error);
}

static gboolean
book_return (TallyDb *db, const TallyPayEvent *event, const TallyPayLocked *intent, GError **error)
{
    TallyLedgerReturn back = {
        .district_id = event->district_id,
        .account_id = intent->account_id,
        .kind = event->news == TALLY_PAY_NEWS_REFUNDED ? "refund" : "chargeback",
        .reference = event->object_id,
        .payment_reference = event->intent_id,
        .amount = { event->amount_minor },
        .booked_on = intent->booked_on,
        .made_by = MADE_BY,
    };
    gboolean is_new;

    return tally_ledger_step_return (db, &back, &is_new, error);
}

/* Gives the reason why an event cannot be meant, or NULL. */
static const char *
find_contradiction (const TallyPayEvent *event, const TallyPayLocked *intent)
{
    gboolean is_return = event->news >= TALLY_PAY_NEWS_REFUNDED;

    if (event->currency == NULL || !g_str_equal (event->currency, intent->currency))
        return "refused: another currency";
    if (is_return && (event->amount_minor < 1 || event->amount_minor > intent->amount_minor))
        return "refused: more goes back than was paid";
    if (is_return && event->object_id == NULL)
        return "refused: it has no id";
    if (!is_return && event->amount_minor != intent->amount_minor)
        return "refused: another amount";
    return NULL;
}

/* Whoever is refunded had paid, even if that news is still on its way. */
static gboolean
apply (TallyDb *db,
       const TallyPayEvent *event,
       const TallyPayLocked *intent,
       const char **outcome,
       GError **error)
{
    *outcome = find_contradiction (event, intent);
    if (*outcome != NULL) {
        g_warning ("event %s of intent %s: %s", event->event_id, event->intent_id, *outcome);
        return TRUE;
    }
    if (tally_pay_news_means_paid (event->news) && !book_payment (db, event, intent, error))
        return FALSE;
    if (event->news >= TALLY_PAY_NEWS_REFUNDED && !book_return (db, event, intent, error))
        return FALSE;
    *outcome = "done";
    return tally_pay_store_set (db, event, tally_pay_state_after (intent->state, event->news),
                                error);
}

static TallyPayEvent *
parse (const TallyPayTaken *taken, GError **error)
{
    size_t length = 0;
    const uint8_t *body = g_bytes_get_data (taken->body, &length);

    return g_str_has_prefix (taken->event_id, "poll:")
               ? tally_pay_event_parse_session (body, length, error)
               : tally_pay_event_parse (body, length, error);
}

static gboolean
handle (TallyDb *db, const TallyPayTaken *taken, const char **outcome, GError **error)
{
    g_autoptr(TallyPayEvent) event = parse (taken, error);
    g_auto(TallyPayLocked) intent = { 0 };

    if (event == NULL)
        return FALSE;
    if (event->news == TALLY_PAY_NEWS_NONE) {
        *outcome = "not ours";
        return TRUE;
    }
    if (!tally_pay_store_lock (db, event->district_id, event->intent_id, taken->received_at,
                               &intent, error))
        return FALSE;
    if (!intent.is_there) {
        *outcome = "refused: no such intent";
        g_warning ("event %s: there is no intent %s", event->event_id, event->intent_id);
        return TRUE;
    }
    return apply (db, event, &intent, outcome, error);
}

static gboolean
take_turn (TallyDb *db, gpointer user_data, GError **error)
{
    Turn *turn = user_data;
    g_auto(TallyPayTaken) taken = { 0 };
    const char *outcome = NULL;

    if (!tally_pay_store_take (db, &taken, error))
        return FALSE;
    g_free (turn->event_id);
    turn->event_id = g_strdup (taken.event_id);
    if (turn->event_id == NULL)
        return TRUE;
    reach (turn->work, TALLY_PAY_POINT_TAKEN);
    if (!handle (db, &taken, &outcome, error)) {
        g_prefix_error (error, "event %s: ", taken.event_id);
        return FALSE;
    }
    if (!tally_pay_store_done (db, taken.event_id, outcome, error))
        return FALSE;
    reach (turn->work, TALLY_PAY_POINT_POSTED);
    return TRUE;
}

/* An event that breaks a rule is set aside with the reason; it may not hold up the others. */
static gboolean
set_aside (const TallyPayWork *work, const char *event_id, GError *fault, GError **error)
{
    g_autofree char *outcome = NULL;

    if (event_id == NULL || fault->domain != TALLY_ERROR
        || (fault->code != TALLY_ERROR_INVALID && fault->code != TALLY_ERROR_NOT_FOUND
            && fault->code != TALLY_ERROR_EXISTS && fault->code != TALLY_ERROR_OVERFLOW)) {
        g_propagate_error (error, fault);
        return FALSE;
    }
    g_warning ("set aside: %s", fault->message);
    outcome = g_strconcat ("refused: ", fault->message, NULL);
    g_error_free (fault);
    return tally_pay_store_done (work->db, event_id, outcome, error);
}

static gboolean
work_off (const TallyPayWork *work, int64_t *n_events, GError **error)
{
    while (!g_cancellable_set_error_if_cancelled (work->cancellable, error)) {
        Turn turn = { work, NULL };
        GError *fault = NULL;
        gboolean is_done = tally_db_transact (work->db, TALLY_ISOLATION_EACH_STATEMENT, take_turn,
                                              &turn, &fault);
        g_autofree char *event_id = turn.event_id;

        if (!is_done && !set_aside (work, event_id, fault, error))
            return FALSE;
        if (event_id == NULL)
            return TRUE;
        reach (work, TALLY_PAY_POINT_COMMITTED);
        (*n_events)++;
    }
    return FALSE;
}

/* Where no session is known, the same order is sent again: its key makes it one session. */
static GBytes *
ask (const TallyPayWork *work, const TallyPayDue *due, GError **error)
{
    TallyBankOrder order = {
        .district_id = due->district_id,
        .intent_id = due->intent_id,
        .idempotency_key = due->idempotency_key,
        .amount_minor = due->amount_minor,
        .currency = due->currency,
        .description = due->bill_numbers,
        .return_url = due->return_url,
    };

    if (due->session[0] != '\0')
        return tally_bank_ask (work->bank, due->session, work->cancellable, error);
    return tally_bank_open (work->bank, &order, work->cancellable, error);
}

static gboolean
poll_one (const TallyPayWork *work, const TallyPayDue *due, GError **error)
{
    int64_t next_at = work->now + tally_pay_poll_wait_s (due->n_polls + 1);
    TallyPayState state = tally_pay_state_after_silence (due->state);
    g_autoptr(GError) silence = NULL;
    g_autoptr(GBytes) answer = ask (work, due, &silence);
    g_autoptr(TallyPayEvent) event = NULL;

    if (answer != NULL) {
        size_t length = 0;
        const uint8_t *body = g_bytes_get_data (answer, &length);

        event = tally_pay_event_parse_session (body, length, &silence);
    }
    if (event != NULL) {
        state = event->news == TALLY_PAY_NEWS_PENDING ? TALLY_PAY_PENDING : due->state;
        if (!tally_pay_store_add (work->db, event, answer, error))
            return FALSE;
    } else {
        g_message ("intent %s: %s", due->intent_id, silence->message);
    }
    return tally_pay_store_asked (work->db, due, state, next_at, error);
}

static gboolean
poll_due (const TallyPayWork *work, GError **error)
{
    g_autoptr(GPtrArray) all = tally_pay_store_due (work->db, work->now, error);

    if (all == NULL)
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        if (g_cancellable_set_error_if_cancelled (work->cancellable, error)
            || !poll_one (work, g_ptr_array_index (all, i), error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_pay_step_run (const TallyPayWork *work, int64_t *n_events, GError **error)
{
    int64_t n = 0;
    gboolean is_done = work_off (work, &n, error)
                       && (work->bank == NULL
                           || (poll_due (work, error) && work_off (work, &n, error)));

    if (n_events != NULL)
        *n_events = n;
    return is_done;
}
