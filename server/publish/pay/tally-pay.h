// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-pool.h"
#include "server/publish/pay/tally-pay-calc.h"

G_BEGIN_DECLS

/** TALLY_PAY_MAX_BILLS: most bills of one payment */
#define TALLY_PAY_MAX_BILLS 36

/**
 * TallyPayPoint: the steps of the protocol, in order. At any of them the
 * program may be killed and nothing is charged twice or lost.
 */
typedef enum {
    TALLY_PAY_POINT_ASKED,     /* the customer pressed Pay; nothing is saved */
    TALLY_PAY_POINT_SAVED,     /* intent and key are committed */
    TALLY_PAY_POINT_ANSWERED,  /* the bank opened its page; not noted yet */
    TALLY_PAY_POINT_OPENED,    /* noted; the customer is not redirected yet */
    TALLY_PAY_POINT_HEARD,     /* a webhook arrived and is genuine; not stored */
    TALLY_PAY_POINT_STORED,    /* stored; not acknowledged yet */
    TALLY_PAY_POINT_TAKEN,     /* the worker took the event */
    TALLY_PAY_POINT_POSTED,    /* journal written, not committed */
    TALLY_PAY_POINT_COMMITTED, /* all is done */
    TALLY_PAY_N_POINTS
} TallyPayPoint;

/** TallyPayProbe: told of each step as it is reached, in the thread that reached it */
typedef void (*TallyPayProbe) (TallyPayPoint point, gpointer user_data);

/**
 * TallyPaySettings:
 * @bank_url: such as "https://api.bank.example"
 * @bank_key: what the bank knows us by
 * @webhook_secret: what the bank signs with: "whsec_" and base64, or any text
 */
typedef struct {
    const char *bank_url;
    const char *bank_key;
    const char *webhook_secret;
} TallyPaySettings;

/**
 * TallyPay:
 *
 * The customer's side of paying, on the main loop and the portal's pool.
 */
#define TALLY_TYPE_PAY (tally_pay_get_type ())
G_DECLARE_FINAL_TYPE (TallyPay, tally_pay, TALLY, PAY, GObject)

/** tally_pay_new: @portal: a pool whose login is tally_portal; @settings: copied */
TallyPay *tally_pay_new (TallyPool *portal, const TallyPaySettings *settings);

/** tally_pay_set_probe: for tests and traces */
void tally_pay_set_probe (TallyPay *self, TallyPayProbe probe, gpointer user_data);

/**
 * TallyPayOrder:
 * @intent_id: a UUID made with the page that asks for the payment, so that
 *   pressing Pay twice is one payment
 * @account_id: of the customer
 * @bill_numbers: (nullable): %NULL-terminated: what to pay; %NULL: all that is open
 * @amount_minor: how much; 0: all that is owed of those bills
 * @return_url: full address of the page that shows the payment; it may not
 *   depend on when it is asked for
 */
typedef struct {
    const char *intent_id;
    int64_t account_id;
    const char *const *bill_numbers;
    int64_t amount_minor;
    const char *return_url;
} TallyPayOrder;

/**
 * tally_pay_create_async:
 * @scope: the customer, as tally_session_scope() gives
 * @order: copied
 *
 * Saves the intent, opens a session at the bank and says where to send the
 * customer. Repeating it is harmless.
 */
void tally_pay_create_async (TallyPay *self,
                             const TallyScope *scope,
                             const TallyPayOrder *order,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/**
 * tally_pay_create_finish:
 *
 * Returns: (transfer full): where to redirect (303) to: the bank's page, or
 *   the return URL when that payment is over. %NULL with %TALLY_ERROR_NOT_FOUND
 *   (not the customer's account or bills), %TALLY_ERROR_INVALID (nothing is owed,
 *   too much), %TALLY_ERROR_EXISTS (another payment of the same bills is under
 *   way), %TALLY_ERROR_OFFLINE (the bank is away; nothing is lost, ask again)
 */
char *tally_pay_create_finish (TallyPay *self, GAsyncResult *result, GError **error);

/** TallyPayPart: what a payment paid on one bill; @number is "" for an advance */
typedef struct {
    char *number;
    int64_t amount_minor;
} TallyPayPart;

/**
 * TallyPayIntent:
 * @bank_url: (nullable): where to go on while it is pending
 * @created_at: Unix seconds
 * @booked_on: (nullable): ISO day it was posted to the account
 * @parts: (array length=n_parts): the receipt; none until it is posted
 */
typedef struct {
    char *intent_id;
    int64_t account_id;
    char *account_number;
    char **bill_numbers;
    int64_t amount_minor;
    char *currency;
    TallyPayState state;
    char *bank_url;
    char *return_url;
    int64_t created_at;
    char *booked_on;
    TallyPayPart *parts;
    size_t n_parts;
} TallyPayIntent;

void tally_pay_intent_free (TallyPayIntent *intent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPayIntent, tally_pay_intent_free)

/** tally_pay_get_async: state and receipt of an intent of the customer in @scope */
void tally_pay_get_async (TallyPay *self,
                          const TallyScope *scope,
                          const char *intent_id,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/** tally_pay_get_finish: Returns: (transfer full): %NULL with %TALLY_ERROR_NOT_FOUND */
TallyPayIntent *tally_pay_get_finish (TallyPay *self, GAsyncResult *result, GError **error);

/**
 * TallyPayLetter:
 * @body: raw bytes as they arrived
 * @timed: (nullable): header `Stripe-Signature`
 * @id, @timestamp, @signature: (nullable): headers `webhook-id`, `-timestamp`, `-signature`
 */
typedef struct {
    GBytes *body;
    const char *timed;
    const char *id;
    const char *timestamp;
    const char *signature;
} TallyPayLetter;

/**
 * tally_pay_hear_async:
 * @letter: a webhook
 * @now: Unix seconds
 *
 * Verifies it by whichever signature it carries and stores it. What it says is
 * worked off later, by tally-pay-step.
 */
void tally_pay_hear_async (TallyPay *self,
                           const TallyPayLetter *letter,
                           int64_t now,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * tally_pay_hear_finish: %TRUE: acknowledge it, new or not. %FALSE with
 *   %TALLY_ERROR_FORBIDDEN (not the bank), %TALLY_ERROR_INVALID, or an error of
 *   the pool: the bank sends it again
 */
gboolean tally_pay_hear_finish (TallyPay *self, GAsyncResult *result, GError **error);

G_END_DECLS
