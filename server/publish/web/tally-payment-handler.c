// SPDX-License-Identifier: GPL-3.0-or-later
/* Paying: choose bills, go to the bank, come back, keep the receipt. */
#include "server/publish/web/tally-web-private.h"
#include "shared/error/tally-error.h"

#include <string.h>

enum {
    OPEN_BILLS = 1,
    PAYMENTS
};

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };
static const TallyAccess paying = {
    .who = TALLY_WHO_CUSTOMER,
    .rate = TALLY_RATE_PAY,
    .is_page = TRUE,
};

/* How a payment stands, in the customer's words; by rank of #TallyPayState. */
static const struct {
    const char *name;
    const char *advice;
} states[TALLY_PAY_N_STATES] = {
    [TALLY_PAY_CREATED] = { N_ ("Being prepared"),
                            N_ ("Nothing was taken from your account yet.") },
    [TALLY_PAY_UNKNOWN] = { N_ ("Waiting for the bank"),
                            N_ ("The bank has not answered yet. We keep asking; please do not "
                                "pay these bills a second time.") },
    [TALLY_PAY_PENDING] = { N_ ("Waiting for the bank"),
                            N_ ("The bank has not told us yet that it is paid. That usually takes "
                                "a few seconds.") },
    [TALLY_PAY_EXPIRED] = { N_ ("Not paid"),
                            N_ ("The page of the bank was left before paying. Nothing was taken "
                                "from your account.") },
    [TALLY_PAY_FAILED] = { N_ ("Declined"),
                           N_ ("The bank declined it. Nothing was taken from your account.") },
    [TALLY_PAY_SUCCEEDED] = { N_ ("Paid"), N_ ("Thank you. We have received your payment.") },
    [TALLY_PAY_REFUNDED] = { N_ ("Paid back"), N_ ("The money went back to you.") },
    [TALLY_PAY_DISPUTED] = { N_ ("Taken back"), N_ ("Your bank has taken the money back.") },
};

static JsonObject *
account_form (const PGresult *bills, int row)
{
    JsonObject *form = json_object_new ();
    g_autofree char *intent = g_uuid_string_random ();

    json_object_set_string_member (form, "account_id", tally_web_cell (bills, row, 0));
    json_object_set_string_member (form, "account", tally_web_cell (bills, row, 1));
    json_object_set_string_member (form, "address", tally_web_cell (bills, row, 2));
    json_object_set_string_member (form, "intent", intent);
    json_object_set_array_member (form, "bills", json_array_new ());
    return form;
}

static JsonObject *
bill_choice (const TallyWebText *text, const PGresult *bills, int row, const char *currency)
{
    JsonObject *bill = json_object_new ();
    g_autofree char *due = tally_web_text_day (text, tally_web_cell (bills, row, 6));

    json_object_set_string_member (bill, "number", tally_web_cell (bills, row, 3));
    tally_web_set (bill, "month", tally_web_text_month (text, tally_web_cell (bills, row, 4)));
    tally_web_set_money (bill, "owed", text, tally_web_number (bills, row, 5), currency);
    tally_web_set (bill, "when", tally_web_text_fill (text, N_ ("due by {day}"), "day", due, NULL));
    json_object_set_boolean_member (bill, "is_overdue", *tally_web_cell (bills, row, 7) == 't');
    return bill;
}

/* One form an account: a payment is of one account. */
static JsonArray *
account_forms (const TallyWebText *text, const PGresult *bills, const char *currency)
{
    JsonArray *forms = json_array_new ();
    JsonObject *form = NULL;

    for (int row = 0; row < PQntuples (bills); row++) {
        gboolean is_same = row > 0
                           && g_str_equal (tally_web_cell (bills, row, 0),
                                           tally_web_cell (bills, row - 1, 0));

        if (!is_same) {
            form = account_form (bills, row);
            json_array_add_object_element (forms, form);
        }
        if (json_array_get_length (json_object_get_array_member (form, "bills"))
            < TALLY_PAY_MAX_BILLS)
            json_array_add_object_element (json_object_get_array_member (form, "bills"),
                                           bill_choice (text, bills, row, currency));
    }
    return forms;
}

static JsonArray *
payment_rows (const TallyWebText *text, const PGresult *payments, const char *currency)
{
    JsonArray *rows = json_array_new ();

    for (int row = 0; row < PQntuples (payments); row++) {
        JsonObject *payment = json_object_new ();
        TallyPayState state = TALLY_PAY_UNKNOWN;

        tally_pay_state_parse (tally_web_cell (payments, row, 2), &state);
        json_object_set_string_member (payment, "intent", tally_web_cell (payments, row, 0));
        tally_web_set_money (payment, "amount", text, tally_web_number (payments, row, 1),
                             currency);
        json_object_set_string_member (payment, "state",
                                       tally_web_text_say (text, states[state].name));
        tally_web_set (payment, "day",
                       tally_web_text_day (text, tally_web_cell (payments, row, 3)));
        json_array_add_object_element (rows, payment);
    }
    return rows;
}

static void
show_choice (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    const char *currency = tally_web_currency (results);
    JsonObject *data = json_object_new ();

    json_object_set_boolean_member (data, "can_pay", web->pay != NULL);
    json_object_set_boolean_member (data, "is_none_chosen",
                                    g_strcmp0 (tally_request_get_query (request, "chosen"), "none")
                                        == 0);
    json_object_set_array_member (data, "accounts",
                                  account_forms (text, g_ptr_array_index (results, OPEN_BILLS),
                                                 currency));
    json_object_set_array_member (data, "payments",
                                  payment_rows (text, g_ptr_array_index (results, PAYMENTS),
                                                currency));
    tally_web_reply (web, request, 200, "pay", tally_web_text_say (text, N_ ("Pay")), data);
}

static void
ask_choice (TallyRequest *request, gpointer user_data)
{
    const TallyQuery queries[] = { { "web/open-bills", 0, NULL }, { "web/payments", 0, NULL } };

    tally_web_ask (user_data, request, queries, G_N_ELEMENTS (queries), show_choice);
}

typedef struct {
    TallyWeb *web;
    TallyRequest *request;
    gboolean is_receipt;
} Step;

static Step *
step_new (TallyWeb *web, TallyRequest *request, gboolean is_receipt)
{
    Step *step = g_new0 (Step, 1);

    step->web = web;
    step->request = g_object_ref (request);
    step->is_receipt = is_receipt;
    return step;
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Step *step = user_data;
    g_autoptr(TallyRequest) request = step->request;
    g_autoptr(GError) error = NULL;
    g_autofree char *target = tally_pay_create_finish (TALLY_PAY (source), result, &error);

    if (target == NULL)
        tally_request_reply_error (request, error);
    else
        tally_request_reply_redirect (request, target);
}

static void
pay (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    const char *intent_id = tally_request_get_form (request, "intent");
    const char *account = tally_request_get_form (request, "account");
    g_auto(GStrv) bills = tally_request_get_form_all (request, "bill");
    TallyScope scope = tally_session_scope (tally_request_get_session (request));
    g_autofree char *return_url = NULL;
    TallyPayOrder order = { .intent_id = intent_id, .bill_numbers = (const char *const *) bills };

    if (web->pay == NULL || account == NULL || intent_id == NULL
        || !g_uuid_string_is_valid (intent_id)
        || !g_ascii_string_to_signed (account, 10, 1, G_MAXINT64, &order.account_id, NULL)) {
        tally_request_reply_problem (request, 400, NULL, "the form is not complete", NULL);
        return;
    }
    if (bills[0] == NULL) {
        tally_request_reply_redirect (request, "/pay?chosen=none");
        return;
    }
    return_url = g_strconcat (web->origin, "/pay/", intent_id, NULL);
    order.return_url = return_url;
    tally_pay_create_async (web->pay, &scope, &order, on_created, step_new (web, request, FALSE));
}

static JsonArray *
part_rows (const TallyWebText *text, const TallyPayIntent *intent)
{
    JsonArray *rows = json_array_new ();

    for (size_t i = 0; i < intent->n_parts; i++) {
        JsonObject *part = json_object_new ();

        json_object_set_string_member (part, "number", intent->parts[i].number);
        tally_web_set_money (part, "amount", text, intent->parts[i].amount_minor, intent->currency);
        json_array_add_object_element (rows, part);
    }
    return rows;
}

static void
show_payment (const Step *step, const TallyPayIntent *intent)
{
    const TallyWebText *text = tally_web_text_of (step->web, step->request);
    JsonObject *data = json_object_new ();
    gboolean is_open = tally_pay_state_is_open (intent->state);

    json_object_set_string_member (data, "intent", intent->intent_id);
    json_object_set_string_member (data, "account", intent->account_number);
    tally_web_set_money (data, "amount", text, intent->amount_minor, intent->currency);
    json_object_set_string_member (data, "state",
                                   tally_web_text_say (text, states[intent->state].name));
    json_object_set_string_member (data, "advice",
                                   tally_web_text_say (text, states[intent->state].advice));
    json_object_set_boolean_member (data, "is_open", is_open);
    json_object_set_boolean_member (data, "is_paid", intent->state == TALLY_PAY_SUCCEEDED);
    json_object_set_boolean_member (data, "is_unpaid",
                                    intent->state == TALLY_PAY_FAILED
                                        || intent->state == TALLY_PAY_EXPIRED);
    if (is_open && intent->bank_url != NULL)
        json_object_set_string_member (data, "bank_url", intent->bank_url);
    if (intent->booked_on != NULL)
        tally_web_set (data, "booked", tally_web_text_day (text, intent->booked_on));
    json_object_set_array_member (data, "parts", part_rows (text, intent));
    tally_web_reply (step->web, step->request, 200, step->is_receipt ? "receipt" : "payment",
                     tally_web_text_say (text, step->is_receipt ? N_ ("Receipt") : N_ ("Payment")),
                     data);
}

static void
on_payment (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Step *step = user_data;
    g_autoptr(TallyRequest) request = step->request;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyPayIntent) intent = tally_pay_get_finish (TALLY_PAY (source), result, &error);

    if (intent == NULL)
        tally_request_reply_error (request, error);
    else
        show_payment (step, intent);
}

static void
ask_payment (TallyWeb *web, TallyRequest *request, gboolean is_receipt)
{
    const char *intent_id = tally_request_get_param (request, "intent");
    TallyScope scope = tally_session_scope (tally_request_get_session (request));

    if (web->pay == NULL || !g_uuid_string_is_valid (intent_id)) {
        tally_web_not_found (request, tally_web_text_of (web, request));
        return;
    }
    tally_pay_get_async (web->pay, &scope, intent_id, on_payment,
                         step_new (web, request, is_receipt));
}

static void
ask_state (TallyRequest *request, gpointer user_data)
{
    ask_payment (user_data, request, FALSE);
}

static void
ask_receipt (TallyRequest *request, gpointer user_data)
{
    ask_payment (user_data, request, TRUE);
}

void
tally_web_add_payments (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/pay", &customer, ask_choice, web);
    tally_http_add_route (web->http, "POST", "/pay", &paying, pay, web);
    tally_http_add_route (web->http, "GET", "/pay/{intent}", &customer, ask_state, web);
    tally_http_add_route (web->http, "GET", "/receipts/{intent}", &customer, ask_receipt, web);
}
