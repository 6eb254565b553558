// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whoever dies, and at whatever step of the payment protocol, the
 * customer is charged once and the payment is posted once.
 * TALLY_FAULT_RUNS: tries of each step (default 20). */
#include "server/publish/http/tally-http.h"
#include "server/publish/pay/tally-webhook-handler.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-process.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define AS_SERVER "--as-server"
#define SECRET "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLWJhbms="
#define BANK_PORT 18150
#define SERVER_PORT 18151
#define OWED_MINOR 12345
#define BANK_URL "http://127.0.0.1:18150"
#define WEBHOOK_URL "http://127.0.0.1:18151" TALLY_WEBHOOK_PATH
/* A hang, not a speed limit: an unknown payment is asked for after 10 s, 1 and 5 minutes. */
#define PATIENCE_US (480 * G_USEC_PER_SEC)

/* ------------------------------ the server ------------------------------ */

typedef struct {
    TallyPay *pay;
    int die_at;
    const char *died; /* made when it died: it dies only once */
} Server;

static void
on_point_reached (TallyPayPoint point, gpointer user_data)
{
    const Server *server = user_data;

    if ((int) point != server->die_at || g_file_test (server->died, G_FILE_TEST_EXISTS))
        return;
    g_file_set_contents (server->died, "", 0, NULL);
    raise (SIGKILL);
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyRequest) request = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *url = tally_pay_create_finish (TALLY_PAY (source), result, &error);

    if (url != NULL)
        tally_request_reply_redirect (request, url);
    else
        tally_request_reply_error (request, error);
}

/* POST /buy/ID: what the customer's page does when Pay is pressed. */
static void
on_buy (TallyRequest *request, gpointer user_data)
{
    const Server *server = user_data;
    TallyScope scope = { .district_id = 1, .customer_id = 1 };
    TallyPayOrder order = { .intent_id = tally_request_get_param (request, "id"),
                            .account_id = 1,
                            .return_url = "http://127.0.0.1:18151/back" };

    tally_pay_create_async (server->pay, &scope, &order, on_created, g_object_ref (request));
}

static int
run_as_server (const char *conninfo, const char *die_at, const char *died)
{
    static const TallyAccess access = { .who = TALLY_WHO_ANYONE, .rate = TALLY_RATE_NONE };
    TallyPaySettings settings = { BANK_URL, "key", SECRET };
    Server server = { .die_at = (int) g_ascii_strtoll (die_at, NULL, 10), .died = died };
    g_autoptr(TallyPool) pool = tally_pool_new (conninfo, "tally_portal", 2, 64);
    g_autoptr(TallyHttp) http = tally_http_new ("web", NULL);
    g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr(TallyPay) pay = tally_pay_new (pool, &settings);
    g_autoptr(TallyPayWorker) worker = NULL;
    g_autoptr(GError) error = NULL;

    server.pay = pay;
    tally_pay_set_probe (pay, on_point_reached, &server);
    worker = tally_pay_worker_new (conninfo, &settings, on_point_reached, &server);
    tally_webhook_handler_add (http, pay, worker);
    tally_http_add_route (http, "POST", "/buy/{id}", &access, on_buy, &server);
    if (!tally_http_listen (http, "127.0.0.1:18151", &error)) {
        g_printerr ("%s\n", error->message);
        return 1;
    }
    g_main_loop_run (loop);
    return 0;
}

/* ------------------------------ the world around it ------------------------------ */

typedef struct {
    TallyTestDb *base;
    char *folder;
    GPid bank;
    GPid server;
    SoupSession *http;
    gboolean loses_webhooks;
    int n_bills; /* each owed, and paid before the next */
} World;

/* Starts again what has died. */
static void
keep_alive (GPid *pid,
            GPid (*start) (const World *, const char *),
            const World *world,
            const char *how)
{
    int status;

    if (*pid != 0 && waitpid (*pid, &status, WNOHANG) == 0)
        return;
    *pid = start (world, how);
    g_usleep (150 * 1000);
}

static char *
in_folder (const World *world, const char *name)
{
    return g_build_filename (world->folder, name, NULL);
}

static GPid
start_server (const World *world, const char *die_at)
{
    g_autofree char *died = in_folder (world, "server-died");
    g_autofree char *program = tally_test_process_self ();
    const char *argv[] = { program, AS_SERVER, tally_test_db_conninfo (world->base),
                           die_at,  died,      NULL };

    return tally_test_process_start (argv, NULL);
}

static GPid
start_bank (const World *world, const char *die_at)
{
    g_autofree char *program = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "sim",
                                                 "gridtally-sim", NULL);
    g_autofree char *state = in_folder (world, "bank-state");
    g_autofree char *died = in_folder (world, "bank-died");
    g_autofree char *port = g_strdup_printf ("%d", BANK_PORT);
    const char *argv[] = { program,
                           "bank",
                           "--port",
                           port,
                           "--webhook-url",
                           WEBHOOK_URL,
                           "--secret",
                           SECRET,
                           "--state",
                           state,
                           "--retry-ms",
                           "100",
                           "--died",
                           died,
                           "--die-at",
                           die_at,
                           "--drop",
                           world->loses_webhooks ? "100000" : "0",
                           NULL };

    return tally_test_process_start (argv, NULL);
}

static void
owe (World *world)
{
    g_autofree char *sql = g_strdup_printf (
        "SELECT ledger.post (1, gen_random_uuid (), 'bill', 'B-%d', '2026-10-03', 'test', "
        "'{receivable,revenue-energy}', '{1,1}', '{B-%d,B-%d}', '{2026-10-23,NULL}', '{%d,-%d}')",
        world->n_bills, world->n_bills, world->n_bills, OWED_MINOR, OWED_MINOR);

    tally_test_db_script (world->base, sql);
    world->n_bills++;
}

static void
set_up_world (World *world)
{
    world->base = tally_test_db_new ();
    world->folder = g_dir_make_tmp ("tally-pay-XXXXXX", NULL);
    world->http = soup_session_new_with_options ("timeout", 5, NULL);
    tally_test_db_script (
        world->base, "INSERT INTO ref.district VALUES (1, 'D1', 'One', 'Asia/Shanghai', 'CNY', 2);"
                     "INSERT INTO ref.customer VALUES (1, 1, 'person', 'C', 'c@example.org', 'en');"
                     "INSERT INTO ref.account VALUES (1, 1, 1, 'A1', '', 'monthly', 20);");
    owe (world);
}

/* As much is owed again and everybody may die once more. Nothing is forgotten: the bank may still
 * be telling of the payment before. */
static void
renew_world (World *world)
{
    g_autofree char *server = in_folder (world, "server-died");
    g_autofree char *bank = in_folder (world, "bank-died");

    unlink (server);
    unlink (bank);
    owe (world);
}

static void
tear_down_world (World *world)
{
    tally_test_process_kill (world->server);
    tally_test_process_kill (world->bank);
    g_clear_object (&world->http);
    tally_test_db_free (world->base);
    for (const char *const *name =
             (const char *const[]){ "server-died", "bank-died", "bank-state", NULL };
         *name != NULL; name++) {
        g_autofree char *path = in_folder (world, *name);

        unlink (path);
    }
    rmdir (world->folder);
    g_free (world->folder);
}

/* Gives the address that the answer leads to, or NULL when there was none. */
static char *
post (World *world, const char *url)
{
    g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
    g_autoptr(GBytes) body = NULL;

    soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
    body = soup_session_send_and_read (world->http, message, NULL, NULL);
    if (body == NULL || soup_message_get_status (message) != 303)
        return NULL;
    return g_strdup (
        soup_message_headers_get_one (soup_message_get_response_headers (message), "Location"));
}

static void
keep_world_alive (World *world, const char *server_dies_at, const char *bank_dies_at)
{
    keep_alive (&world->bank, start_bank, world, bank_dies_at);
    keep_alive (&world->server, start_server, world, server_dies_at);
}

static int64_t
count_charges (World *world)
{
    g_autoptr(SoupMessage) message = soup_message_new ("GET", BANK_URL "/v1/checkout/sessions");
    g_autoptr(GBytes) body = soup_session_send_and_read (world->http, message, NULL, NULL);
    g_autoptr(JsonParser) parser = json_parser_new ();
    JsonArray *sessions;
    int64_t n = 0;

    g_assert_nonnull (body);
    g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (body, NULL),
                                               (gssize) g_bytes_get_size (body), NULL));
    sessions = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                             "data");
    for (guint i = 0; i < json_array_get_length (sessions); i++)
        n += json_object_get_int_member (json_array_get_object_element (sessions, i), "n_charges");
    return n;
}

typedef struct {
    const char *name;
    const char *server; /* number of the step at which the server dies */
    const char *bank;   /* where the bank dies */
} DeathCase;

static const DeathCase deaths[] = {
    { "nobody", "-1", "" },
    { "server-asked", "0", "" },
    { "server-saved", "1", "" },
    { "server-answered", "2", "" },
    { "server-opened", "3", "" },
    { "server-heard", "4", "" },
    { "server-stored", "5", "" },
    { "server-taken", "6", "" },
    { "server-posted", "7", "" },
    { "server-committed", "8", "" },
    { "bank-before-opening", "-1", "open-before" },
    { "bank-after-opening", "-1", "open-after" },
    { "bank-before-charging", "-1", "pay-before" },
    { "bank-after-charging", "-1", "pay-after" },
};

/* A customer who presses Pay until he is at the bank, and there until he is sent back. */
static void
pay_like_a_customer (World *world, const DeathCase *c)
{
    g_autofree char *id = g_uuid_string_random ();
    g_autofree char *buy = g_strdup_printf ("http://127.0.0.1:%d/buy/%s", SERVER_PORT, id);
    g_autofree char *page = NULL;
    g_autofree char *back = NULL;
    int64_t until = g_get_monotonic_time () + PATIENCE_US;

    while (page == NULL || !g_str_has_prefix (page, BANK_URL)) {
        g_assert_cmpint (g_get_monotonic_time (), <, until);
        keep_world_alive (world, c->server, c->bank);
        g_free (page);
        page = post (world, buy);
    }
    while (back == NULL) {
        g_autofree char *pay = g_strconcat (page, "/pay", NULL);

        g_assert_cmpint (g_get_monotonic_time (), <, until);
        keep_world_alive (world, c->server, c->bank);
        back = post (world, pay);
    }
    g_assert_cmpstr (back, ==, "http://127.0.0.1:18151/back");
}

static void
assert_paid_once (World *world, const DeathCase *c)
{
    int64_t until = g_get_monotonic_time () + PATIENCE_US;
    g_autofree char *done = g_strdup_printf ("%d 0 0", world->n_bills);
    g_autofree char *expected = g_strdup_printf ("%d 0 %d 0", world->n_bills,
                                                 world->n_bills * OWED_MINOR);
    g_autofree char *facts = NULL;
    gboolean is_paid = FALSE;

    while (!is_paid) {
        g_autofree char *state = NULL;

        g_assert_cmpint (g_get_monotonic_time (), <, until);
        keep_world_alive (world, c->server, c->bank);
        g_usleep (50 * 1000);
        state = tally_test_db_ask (
            world->base,
            "SELECT concat_ws (' ', count (*) FILTER (WHERE state = 'SUCCEEDED'), "
            "count (*) FILTER (WHERE state <> 'SUCCEEDED'), "
            "(SELECT count (*) FROM pay.event WHERE done_at IS NULL)) FROM pay.intent");
        is_paid = g_str_equal (state, done);
    }
    facts = tally_test_db_ask (
        world->base,
        "SELECT (SELECT count (*) FROM ledger.journal WHERE kind = 'payment') || ' ' || (SELECT "
        "sum "
        "(amount_minor) FROM ledger.entry WHERE code = 'receivable') || ' ' || (SELECT sum "
        "(amount_minor) FROM ledger.entry WHERE code = 'bank-clearing') || ' ' || (SELECT sum "
        "(amount_minor) FROM ledger.entry)");
    g_assert_cmpstr (facts, ==, expected);
    g_assert_cmpint (count_charges (world), ==, world->n_bills);
}

static void
assert_died (World *world, const DeathCase *c)
{
    g_autofree char *server = in_folder (world, "server-died");
    g_autofree char *bank = in_folder (world, "bank-died");

    /* Otherwise the case would have tested nothing. */
    g_assert_cmpint (g_file_test (server, G_FILE_TEST_EXISTS), ==, c->server[0] != '-');
    g_assert_cmpint (g_file_test (bank, G_FILE_TEST_EXISTS), ==, c->bank[0] != '\0');
}

static void
test_death (gconstpointer data)
{
    const DeathCase *c = data;
    int n_runs = tally_test_process_fault_runs (20);
    World world = { 0 };

    set_up_world (&world);
    for (int i = 0; i < n_runs; i++) {
        if (i > 0)
            renew_world (&world);
        pay_like_a_customer (&world, c);
        assert_paid_once (&world, c);
        assert_died (&world, c);
    }
    tear_down_world (&world);
}

/* No webhook ever arrives: the bank is asked, and what it says is as good. So it is when the wait
 * was written by a clock that was a day ahead. */
static void
test_webhooks_lost (gconstpointer poll_at)
{
    g_autofree char *hurry = g_strdup_printf ("UPDATE pay.intent SET poll_at = now () %s",
                                              (const char *) poll_at);
    static const DeathCase nobody = { "webhooks-lost", "-1", "" };
    World world = { 0 };

    set_up_world (&world);
    world.loses_webhooks = TRUE;
    pay_like_a_customer (&world, &nobody);
    tally_test_db_script (world.base, hurry);
    assert_paid_once (&world, &nobody);
    {
        g_autofree char *events = tally_test_db_ask (
            world.base, "SELECT string_agg (split_part (event_id, ':', "
                        "1), ' ') FROM pay.event");

        g_assert_cmpstr (events, ==, "poll");
    }
    tear_down_world (&world);
}

int
main (int argc, char **argv)
{
    if (argc == 5 && g_str_equal (argv[1], AS_SERVER))
        return run_as_server (argv[2], argv[3], argv[4]);

    g_test_init (&argc, &argv, NULL);
    g_test_add_data_func ("/pay-fault/webhooks-lost", "", test_webhooks_lost);
    g_test_add_data_func ("/pay-fault/webhooks-lost-and-clock-ahead", "+ interval '1 day'",
                          test_webhooks_lost);
    for (size_t i = 0; i < G_N_ELEMENTS (deaths); i++) {
        g_autofree char *path = g_strconcat ("/pay-fault/dies/", deaths[i].name, NULL);

        g_test_add_data_func (path, &deaths[i], test_death);
    }
    return g_test_run ();
}
