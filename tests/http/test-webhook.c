// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a webhook sent 100 times, 16 at once, is one journal; one that the bank
 * did not sign changes nothing; a stranger's payment is refused before the bank
 * hears of it. */
#include "server/publish/pay/tally-signature-calc.h"
#include "server/publish/pay/tally-webhook-handler.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-chaos.h"
#include "tests/lib/tally-test-db.h"

#include <libsoup/soup.h>
#include <string.h>

#define SECRET "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLWJhbms="
#define INTENT "00000000-0000-4000-8000-000000000001"
#define BODY                                                                                  \
    "{\"id\":\"evt_1\",\"type\":\"checkout.session.completed\",\"data\":{\"object\":{\"id\":" \
    "\"cs_1\",\"object\":\"checkout.session\",\"currency\":\"cny\",\"amount_total\":12345,"   \
    "\"payment_status\":\"paid\",\"client_reference_id\":\"1:" INTENT "\"}}}"

typedef struct {
    TallyTestDb *base;
    TallyPool *pool;
    TallyPay *pay;
    TallyPayWorker *worker;
    TallyHttp *http;
    char *url;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    /* A bank that nobody is: asking it would show. */
    TallyPaySettings settings = { "http://127.0.0.1:9", "key", SECRET };
    g_autoptr(GError) error = NULL;

    fixture->base = tally_test_db_new ();
    tally_test_db_script (
        fixture->base,
        "INSERT INTO ref.district VALUES (1, 'D1', 'One', 'Asia/Shanghai', 'CNY', 2);"
        "INSERT INTO ref.customer SELECT 1, i, 'person', 'C', 'c@example.org', 'en' FROM "
        "generate_series (1, 2) i;"
        "INSERT INTO ref.account SELECT 1, i, i, 'A' || i, '', 'monthly', 20 FROM generate_series "
        "(1, 2) i;"
        "SELECT ledger.post (1, gen_random_uuid (), 'bill', 'B-' || i, '2026-10-03', 'test', "
        "'{receivable,revenue-energy}', array[i, i], array['B-' || i, 'B-' || i], "
        "'{2026-10-23,NULL}', '{12345,-12345}') FROM generate_series (1, 2) i;"
        "INSERT INTO pay.intent (district_id, intent_id, account_id, customer_id, bill_numbers, "
        "amount_minor, currency, state, idempotency_key, return_url) VALUES (1, '" INTENT
        "', 1, 1, "
        "'{B-1}', 12345, 'CNY', 'PENDING', gen_random_uuid (), 'https://x')");
    fixture->pool = tally_pool_new (tally_test_db_conninfo (fixture->base), "tally_portal", 4, 128);
    fixture->pay = tally_pay_new (fixture->pool, &settings);
    fixture->worker = tally_pay_worker_new (tally_test_db_conninfo (fixture->base), NULL, NULL,
                                            NULL);
    fixture->http = tally_http_new ("web", NULL);
    tally_webhook_handler_add (fixture->http, fixture->pay, fixture->worker);
    tally_http_listen (fixture->http, "127.0.0.1:0", &error);
    g_assert_no_error (error);
    fixture->url = g_strdup_printf ("http://127.0.0.1:%u" TALLY_WEBHOOK_PATH,
                                    tally_http_get_port (fixture->http));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    tally_http_close (fixture->http);
    tally_pool_close (fixture->pool);
    g_clear_object (&fixture->http);
    g_clear_object (&fixture->pay);
    g_clear_object (&fixture->pool);
    tally_pay_worker_free (fixture->worker);
    while (g_main_context_iteration (NULL, FALSE))
        continue;
    tally_test_db_free (fixture->base);
    g_free (fixture->url);
}

typedef struct {
    const char *url;
    const char *secret;
    const char *body;
    int n_times;
    guint timeout_s; /* 0: for ever */
    int n_taken;     /* 200 */
    int n_refused;   /* 403 */
    gint *n_running;
} Sender;

static gpointer
send_in_thread (gpointer user_data)
{
    Sender *sender = user_data;
    g_autoptr(GMainContext) own = g_main_context_new ();
    g_autoptr(SoupSession) session = NULL;

    /* The session belongs to this thread, not to the one that serves. */
    g_main_context_push_thread_default (own);
    session = soup_session_new ();
    soup_session_set_timeout (session, sender->timeout_s);
    for (int i = 0; i < sender->n_times; i++) {
        g_autoptr(SoupMessage) message = soup_message_new ("POST", sender->url);
        g_autoptr(GBytes) body = g_bytes_new_static (sender->body, strlen (sender->body));
        g_autofree char *signature = tally_signature_make_timed (sender->secret,
                                                                 (const uint8_t *) BODY,
                                                                 strlen (BODY),
                                                                 g_get_real_time () / 1000000);
        g_autoptr(GBytes) answer = NULL;

        /* Otherwise each POST is a connection of its own, and those are limited. */
        soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
        soup_message_headers_append (soup_message_get_request_headers (message), "Stripe-Signature",
                                     signature);
        soup_message_set_request_body_from_bytes (message, "application/json", body);
        answer = soup_session_send_and_read (session, message, NULL, NULL);
        sender->n_taken += soup_message_get_status (message) == 200;
        sender->n_refused += soup_message_get_status (message) == 403;
    }
    soup_session_abort (session);
    g_main_context_pop_thread_default (own);
    g_atomic_int_dec_and_test (sender->n_running);
    g_main_context_wakeup (NULL);
    return NULL;
}

/* Runs the senders at once while this thread serves. */
static void
send_all (Sender *senders, guint n)
{
    GThread *threads[16];
    gint n_running = (gint) n;

    for (guint i = 0; i < n; i++) {
        senders[i].n_running = &n_running;
        threads[i] = g_thread_new ("bank", send_in_thread, &senders[i]);
    }
    while (g_atomic_int_get (&n_running) > 0)
        g_main_context_iteration (NULL, TRUE);
    for (guint i = 0; i < n; i++)
        g_thread_join (threads[i]);
}

static void
wait_until (const Fixture *fixture, const char *sql, const char *wanted)
{
    int64_t until = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    while (!g_str_equal (found, wanted)) {
        g_assert_cmpint (g_get_monotonic_time (), <, until);
        g_usleep (20000);
        g_free (found);
        found = tally_test_db_ask (fixture->base, sql);
    }
}

#define FACTS                                                                                      \
    "SELECT (SELECT state FROM pay.intent) || ' ' || (SELECT count (*) FROM pay.event) || ' ' || " \
    "(SELECT count (*) FROM ledger.journal WHERE kind = 'payment') || ' ' || (SELECT sum "         \
    "(amount_minor) FROM ledger.entry)"

static void
test_hundred_times (Fixture *fixture, gconstpointer data)
{
    Sender senders[16];
    int n_taken = 0;

    for (size_t i = 0; i < G_N_ELEMENTS (senders); i++)
        senders[i] = (Sender){ .url = fixture->url,
                               .secret = SECRET,
                               .body = BODY,
                               .n_times = i < 4 ? 7 : 6 };
    send_all (senders, G_N_ELEMENTS (senders));
    for (size_t i = 0; i < G_N_ELEMENTS (senders); i++)
        n_taken += senders[i].n_taken;
    g_assert_cmpint (n_taken, ==, 100);
    wait_until (fixture, FACTS, "SUCCEEDED 1 1 0");
}

/* The network between the bank and us fails, in one way after another; the bank sends until it
 * hears that it was taken. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
    TallyTestChaos *chaos = tally_test_chaos_new ((uint16_t) tally_http_get_port (fixture->http));
    g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u" TALLY_WEBHOOK_PATH,
                                            tally_test_chaos_get_port (chaos));

    for (int mode = TALLY_CHAOS_CUT; mode < TALLY_CHAOS_N_MODES; mode++) {
        Sender harmed = { .url = url,
                          .secret = SECRET,
                          .body = BODY,
                          .n_times = 1,
                          .timeout_s = 1 };
        Sender healed = harmed;

        tally_test_chaos_set_mode (chaos, mode, 5);
        send_all (&harmed, 1);
        g_assert_cmpint (harmed.n_refused, ==, 0);
        /* What was not heard was not said; slow is no failure where each byte comes in time. */
        if (mode != TALLY_CHAOS_SLOW && mode != TALLY_CHAOS_DELAY)
            g_assert_cmpint (harmed.n_taken, ==, 0);
        tally_test_chaos_set_mode (chaos, TALLY_CHAOS_PASS, 0);
        healed.timeout_s = 10;
        send_all (&healed, 1);
        g_assert_cmpint (healed.n_taken, ==, 1);
    }
    wait_until (fixture, FACTS, "SUCCEEDED 1 1 0");
    tally_test_chaos_free (chaos);
}

static void
test_not_the_bank (Fixture *fixture, gconstpointer data)
{
    Sender senders[] = {
        { .url = fixture->url, .secret = "another", .body = BODY, .n_times = 3 },
        { .url = fixture->url, .secret = SECRET, .body = BODY " ", .n_times = 3 },
    };

    send_all (senders, G_N_ELEMENTS (senders));
    for (size_t i = 0; i < G_N_ELEMENTS (senders); i++)
        g_assert_cmpint (senders[i].n_refused, ==, 3);
    wait_until (fixture, FACTS, "PENDING 0 0 0");
}

typedef struct {
    GError *error;
    char *url;
    gboolean is_done;
} Outcome;

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Outcome *outcome = user_data;

    outcome->url = tally_pay_create_finish (TALLY_PAY (source), result, &outcome->error);
    outcome->is_done = TRUE;
}

typedef struct {
    const char *name;
    int64_t customer_id;
    int64_t account_id;
    const char *bill;
    int64_t amount_minor;
    int code; /* a TallyError */
} OrderCase;

static const OrderCase orders[] = {
    { "strange-account", 2, 1, "B-1", 0, TALLY_ERROR_NOT_FOUND },
    { "nobody", 0, 1, "B-1", 0, TALLY_ERROR_NOT_FOUND },
    { "strange-bill", 2, 2, "B-1", 0, TALLY_ERROR_INVALID },
    { "too-much", 2, 2, "B-2", 12346, TALLY_ERROR_INVALID },
    { "negative", 2, 2, "B-2", -1, TALLY_ERROR_INVALID },
    { "crooked-number", 2, 2, "B-2\"}", 0, TALLY_ERROR_INVALID },
    { "two-at-once", 1, 1, "B-1", 100, TALLY_ERROR_EXISTS },
    { "bank-away", 2, 2, "B-2", 0, TALLY_ERROR_OFFLINE },
};

static void
test_order (Fixture *fixture, gconstpointer data)
{
    const OrderCase *c = data;
    const char *bills[] = { c->bill, NULL };
    TallyScope scope = { .district_id = 1, .customer_id = c->customer_id };
    TallyPayOrder order = { .intent_id = "00000000-0000-4000-8000-000000000002",
                            .account_id = c->account_id,
                            .bill_numbers = bills,
                            .amount_minor = c->amount_minor,
                            .return_url = "https://x" };
    Outcome outcome = { 0 };
    g_autofree char *intents = NULL;

    tally_pay_create_async (fixture->pay, &scope, &order, on_created, &outcome);
    while (!outcome.is_done)
        g_main_context_iteration (NULL, TRUE);
    g_assert_error (outcome.error, TALLY_ERROR, c->code);
    g_assert_null (outcome.url);
    g_clear_error (&outcome.error);
    intents = tally_test_db_ask (fixture->base, "SELECT string_agg (state, ' ' ORDER BY intent_id) "
                                                "FROM pay.intent");
    /* Only the last was saved: it is asked about until the bank answers. */
    g_assert_cmpstr (intents, ==, c->code == TALLY_ERROR_OFFLINE ? "PENDING UNKNOWN" : "PENDING");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
    ADD ("/webhook/hundred-times", test_hundred_times);
    ADD ("/webhook/not-the-bank", test_not_the_bank);
    ADD ("/webhook/network", test_network);
    for (size_t i = 0; i < G_N_ELEMENTS (orders); i++) {
        g_autofree char *path = g_strconcat ("/webhook/order/", orders[i].name, NULL);

        g_test_add (path, Fixture, &orders[i], set_up, test_order, tear_down);
    }
    return g_test_run ();
}
