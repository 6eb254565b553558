// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** TALLY_PAY_UUID_TEXT: bytes for a UUID and its end */
#define TALLY_PAY_UUID_TEXT 37

/** TALLY_PAY_REFERENCE_TEXT: bytes for "district:uuid" and its end */
#define TALLY_PAY_REFERENCE_TEXT 52

/**
 * TallyPayState: of a payment intent, named as in pay.intent.state.
 *
 * In order of rank: news of the bank lift an intent to a higher one and never
 * take it down, so the order in which they come does not matter.
 */
typedef enum {
    TALLY_PAY_CREATED,   /* saved; the bank may not know of it yet */
    TALLY_PAY_UNKNOWN,   /* asked, but no answer: only the bank knows */
    TALLY_PAY_PENDING,   /* the customer is at the bank */
    TALLY_PAY_EXPIRED,   /* the customer let the bank's page go */
    TALLY_PAY_FAILED,    /* declined */
    TALLY_PAY_SUCCEEDED, /* the money is ours */
    TALLY_PAY_REFUNDED,  /* it was, and went back */
    TALLY_PAY_DISPUTED,  /* it was, and the customer's bank took it back */
    TALLY_PAY_N_STATES
} TallyPayState;

const char *tally_pay_state_name (TallyPayState state);
gboolean tally_pay_state_parse (const char *text, TallyPayState *state);

/** tally_pay_state_is_open: Returns: whether it may still become anything */
gboolean tally_pay_state_is_open (TallyPayState state);

/** TallyPayNews: what an event of the bank says of a payment */
typedef enum {
    TALLY_PAY_NEWS_NONE, /* about something else */
    TALLY_PAY_NEWS_PENDING,
    TALLY_PAY_NEWS_EXPIRED,
    TALLY_PAY_NEWS_FAILED,
    TALLY_PAY_NEWS_PAID,
    TALLY_PAY_NEWS_REFUNDED,
    TALLY_PAY_NEWS_DISPUTED,
} TallyPayNews;

/**
 * tally_pay_news_of:
 * @kind: the event's type, such as "checkout.session.completed"
 * @payment_status: (nullable): "paid", "unpaid"
 */
TallyPayNews tally_pay_news_of (const char *kind, const char *payment_status);

/**
 * tally_pay_news_of_session: what the bank's answer to a question says
 * @status: (nullable): "open", "complete", "failed", "expired"
 * @payment_status: (nullable): "paid", "unpaid"
 */
TallyPayNews tally_pay_news_of_session (const char *status, const char *payment_status);

/** tally_pay_state_after: Returns: the state once @news is known, in whatever order news came */
TallyPayState tally_pay_state_after (TallyPayState state, TallyPayNews news);

/** tally_pay_state_after_silence: the bank was asked and no answer came */
TallyPayState tally_pay_state_after_silence (TallyPayState state);

/** tally_pay_news_means_paid: whether the money had come, even if it is gone again */
gboolean tally_pay_news_means_paid (TallyPayNews news);

/** tally_pay_poll_wait_s: Returns: seconds until the bank is asked again: 10, 60, 300, 3600 … */
int64_t tally_pay_poll_wait_s (int64_t n_polls);

/** tally_pay_reference_format: what the bank is told, to find the intent again */
void tally_pay_reference_format (int32_t district_id,
                                 const char *intent_id,
                                 char reference[TALLY_PAY_REFERENCE_TEXT]);

/** tally_pay_reference_parse: Returns: %FALSE when @reference is not one of ours */
gboolean tally_pay_reference_parse (const char *reference,
                                    int32_t *district_id,
                                    char intent_id[TALLY_PAY_UUID_TEXT]);

G_END_DECLS
