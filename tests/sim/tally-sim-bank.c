// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/tally-sim-bank.h"

#include "tests/sim/bank/tally-bank-page.h"
#include "tests/sim/bank/tally-bank-post.h"

#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <stdio.h>

/* What the command line says. */
typedef struct {
    int port;
    char *webhook_url;
    char *secret;
    char *api_key;
    char *payee;
    char *state;
    char *die_at;
    char *died;
    gboolean auto_pay;
    int retry_ms;
    int delay_ms;
    int n_drop;
    int n_copies;
    int n_fail_open;
    int expire_s;
} Options;

typedef struct {
    Options options;
    TallyBankBook *book;
    TallyBankPost *post;
    char *base_url;
    GMainLoop *loop;
    int n_failed;
} Bank;

static int64_t
now_s (void)
{
    return g_get_real_time () / G_USEC_PER_SEC;
}

/* Dies at a named point, once: the file says that it has. */
static void
maybe_die (const Bank *bank, const char *point)
{
    if (bank->options.die_at == NULL || !g_str_equal (bank->options.die_at, point))
        return;
    if (bank->options.died != NULL) {
        if (g_file_test (bank->options.died, G_FILE_TEST_EXISTS))
            return;
        g_file_set_contents (bank->options.died, "", 0, NULL);
    }
    raise (SIGKILL);
}

static void
answer (SoupServerMessage *message, guint status, const char *type, char *text)
{
    soup_server_message_set_status (message, status, NULL);
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "Cache-Control", "no-store");
    soup_server_message_set_response (message, type, SOUP_MEMORY_TAKE, text, strlen (text));
}

static void
answer_error (SoupServerMessage *message, guint status, const char *why)
{
    answer (message, status, "application/json",
            g_strdup_printf ("{\"error\":{\"message\":\"%s\"}}", why));
}

static void
answer_session (Bank *bank, SoupServerMessage *message, const TallyBankSession *session)
{
    answer (message, 200, "application/json", tally_bank_session_json (session, bank->base_url));
}

static void
set_state (TallyBankSession *session, const char *status, const char *payment_status)
{
    g_free (session->status);
    g_free (session->payment_status);
    session->status = g_strdup (status);
    session->payment_status = g_strdup (payment_status);
}

static void
tell (Bank *bank, const char *kind, const TallyBankSession *session)
{
    tally_bank_post_send (bank->post, tally_bank_book_notify (bank->book, kind, session, NULL, 0));
}

/* Money is taken only from an open page, so never twice. */
static void
pay (Bank *bank, TallyBankSession *session)
{
    if (!g_str_equal (session->status, "open"))
        return;
    maybe_die (bank, "pay-before");
    set_state (session, "complete", "paid");
    session->n_charges++;
    tally_bank_book_write (bank->book, session);
    tell (bank, "checkout.session.completed", session);
    maybe_die (bank, "pay-after");
}

static void
decline (Bank *bank, TallyBankSession *session)
{
    if (!g_str_equal (session->status, "open"))
        return;
    set_state (session, "failed", "unpaid");
    tally_bank_book_write (bank->book, session);
    tell (bank, "checkout.session.async_payment_failed", session);
}

static gboolean
on_expiry_checked (gpointer user_data)
{
    Bank *bank = user_data;
    g_autoptr(GList) sessions = tally_bank_book_sessions (bank->book);

    for (GList *item = sessions; item != NULL; item = item->next) {
        TallyBankSession *session = item->data;

        if (!g_str_equal (session->status, "open") || session->expires_at > now_s ())
            continue;
        set_state (session, "expired", "unpaid");
        tally_bank_book_write (bank->book, session);
        tell (bank, "checkout.session.expired", session);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean
may_use (Bank *bank, SoupServerMessage *message)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
    const char *given = soup_message_headers_get_one (headers, "Authorization");
    g_autofree char *wanted = NULL;

    if (bank->options.api_key == NULL)
        return TRUE;
    wanted = g_strconcat ("Bearer ", bank->options.api_key, NULL);
    if (g_strcmp0 (given, wanted) == 0)
        return TRUE;
    answer_error (message, 401, "who are you?");
    return FALSE;
}

static JsonObject *
read_body (JsonParser *parser, SoupServerMessage *message)
{
    SoupMessageBody *body = soup_server_message_get_request_body (message);
    JsonNode *root;

    if (body->length == 0 || body->length > 65536
        || !json_parser_load_from_data (parser, body->data, body->length, NULL))
        return NULL;
    root = json_parser_get_root (parser);
    return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

static TallyBankSession *
new_session (Bank *bank, JsonObject *order, const char *key, const char *digest)
{
    TallyBankSession *session = g_new0 (TallyBankSession, 1);

    session->id = tally_bank_new_id ("cs_");
    session->key = g_strdup (key);
    session->digest = g_strdup (digest);
#define TEXT(name) g_strdup (json_object_get_string_member_with_default (order, name, ""))
    session->reference = TEXT ("client_reference_id");
    session->description = TEXT ("description");
    session->currency = TEXT ("currency");
    session->success_url = TEXT ("success_url");
    session->cancel_url = TEXT ("cancel_url");
#undef TEXT
    session->amount_minor = json_object_get_int_member_with_default (order, "amount_total", 0);
    session->created_at = now_s ();
    session->expires_at = session->created_at + bank->options.expire_s;
    set_state (session, "open", "unpaid");
    return session;
}

static void
open_session (Bank *bank, SoupServerMessage *message)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
    SoupMessageBody *body = soup_server_message_get_request_body (message);
    const char *key = soup_message_headers_get_one (headers, "Idempotency-Key");
    g_autoptr(JsonParser) parser = json_parser_new ();
    JsonObject *order = read_body (parser, message);
    g_autofree char *digest = NULL;
    TallyBankSession *session;

    if (order == NULL || key == NULL
        || json_object_get_int_member_with_default (order, "amount_total", 0) < 1) {
        answer_error (message, 400, "an order names amount_total and carries an Idempotency-Key");
        return;
    }
    if (bank->n_failed < bank->options.n_fail_open) {
        bank->n_failed++;
        answer_error (message, 500, "try again");
        return;
    }
    maybe_die (bank, "open-before");
    digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body->data, body->length);
    session = tally_bank_book_find_key (bank->book, key);
    if (session != NULL && !g_str_equal (session->digest, digest)) {
        answer_error (message, 409, "that key was used for another order");
        return;
    }
    if (session == NULL) {
        session = new_session (bank, order, key, digest);
        tally_bank_book_add (bank->book, session);
        if (bank->options.auto_pay)
            pay (bank, session);
    }
    maybe_die (bank, "open-after");
    answer_session (bank, message, session);
}

static void
list_sessions (Bank *bank, SoupServerMessage *message)
{
    g_autoptr(GList) sessions = tally_bank_book_sessions (bank->book);
    GString *text = g_string_new ("{\"data\":[");

    for (GList *item = sessions; item != NULL; item = item->next) {
        g_autofree char *one = tally_bank_session_json (item->data, bank->base_url);

        g_string_append_printf (text, "%s%s", item != sessions ? "," : "", one);
    }
    g_string_append (text, "]}");
    answer (message, 200, "application/json", g_string_free (text, FALSE));
}

static void
on_sessions (SoupServer *server,
             SoupServerMessage *message,
             const char *path,
             GHashTable *query,
             gpointer user_data)
{
    Bank *bank = user_data;
    const char *id = path + strlen ("/v1/checkout/sessions");
    gboolean is_get = soup_server_message_get_method (message) == SOUP_METHOD_GET;
    TallyBankSession *session = *id == '/' ? tally_bank_book_find (bank->book, id + 1) : NULL;

    if (!may_use (bank, message))
        return;
    if (*id == '\0' && soup_server_message_get_method (message) == SOUP_METHOD_POST)
        open_session (bank, message);
    else if (*id == '\0' && is_get)
        list_sessions (bank, message);
    else if (session != NULL && is_get)
        answer_session (bank, message, session);
    else
        answer_error (message, 404, "there is no such session");
}

/* POST /v1/refunds and /v1/disputes {"checkout_session": …, "amount": …}: money goes back. */
static void
on_return (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
    Bank *bank = user_data;
    gboolean is_refund = g_str_equal (path, "/v1/refunds");
    g_autoptr(JsonParser) parser = json_parser_new ();
    g_autofree char *id = tally_bank_new_id (is_refund ? "re_" : "dp_");
    JsonObject *order = may_use (bank, message) ? read_body (parser, message) : NULL;
    TallyBankSession *session;
    int64_t amount;

    if (order == NULL)
        return;
    session = tally_bank_book_find (
        bank->book, json_object_get_string_member_with_default (order, "checkout_session", ""));
    if (session == NULL || !g_str_equal (session->status, "complete")) {
        answer_error (message, 404, "nothing was paid there");
        return;
    }
    amount = json_object_get_int_member_with_default (order, "amount", session->amount_minor);
    if (amount < 1 || session->refunded_minor + amount > session->amount_minor) {
        answer_error (message, 400, "more than was paid");
        return;
    }
    session->refunded_minor += amount;
    tally_bank_book_write (bank->book, session);
    tally_bank_post_send (bank->post,
                          tally_bank_book_notify (bank->book,
                                                  is_refund ? "refund.created" : "dispute.created",
                                                  session, id, amount));
    answer_session (bank, message, session);
}

static void
on_style (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
    answer (message, 200, "text/css", g_strdup (tally_bank_style));
}

static void
show_page (Bank *bank, SoupServerMessage *message, const TallyBankSession *session)
{
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

    soup_message_headers_replace (headers, "Content-Security-Policy",
                                  "default-src 'none'; style-src 'self'; frame-ancestors 'none'");
    answer (message, 200, "text/html; charset=utf-8",
            tally_bank_page (session, bank->options.payee));
}

static void
on_checkout (SoupServer *server,
             SoupServerMessage *message,
             const char *path,
             GHashTable *query,
             gpointer user_data)
{
    Bank *bank = user_data;
    g_auto(GStrv) parts = g_strsplit (path + strlen ("/checkout/"), "/", 2);
    TallyBankSession *session = parts[0] != NULL ? tally_bank_book_find (bank->book, parts[0])
                                                 : NULL;
    gboolean is_post = soup_server_message_get_method (message) == SOUP_METHOD_POST;

    if (session == NULL) {
        answer_error (message, 404, "there is no such page");
        return;
    }
    if (!is_post || parts[1] == NULL) {
        show_page (bank, message, session);
        return;
    }
    if (g_str_equal (parts[1], "pay"))
        pay (bank, session);
    else
        decline (bank, session);
    soup_server_message_set_redirect (message, 303,
                                      g_str_equal (session->status, "complete")
                                          ? session->success_url
                                          : session->cancel_url);
}

static gboolean
on_stop (gpointer user_data)
{
    Bank *bank = user_data;

    g_main_loop_quit (bank->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean
serve (Bank *bank, GError **error)
{
    g_autoptr(SoupServer) server = soup_server_new ("server-header", "harbour-bank ", NULL);
    GSList *uris;
    guint sources[3];

    if (!soup_server_listen_local (server, (guint) bank->options.port, SOUP_SERVER_LISTEN_IPV4_ONLY,
                                   error))
        return FALSE;
    uris = soup_server_get_uris (server);
    bank->base_url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
    g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
    soup_server_add_handler (server, "/v1/checkout/sessions", on_sessions, bank, NULL);
    soup_server_add_handler (server, "/v1/refunds", on_return, bank, NULL);
    soup_server_add_handler (server, "/v1/disputes", on_return, bank, NULL);
    soup_server_add_handler (server, "/checkout/", on_checkout, bank, NULL);
    soup_server_add_handler (server, "/style.css", on_style, bank, NULL);
    g_print ("bank: %s\n", bank->base_url);
    fflush (stdout);

    sources[0] = g_unix_signal_add (SIGTERM, on_stop, bank);
    sources[1] = g_unix_signal_add (SIGINT, on_stop, bank);
    sources[2] = g_timeout_add_seconds (1, on_expiry_checked, bank);
    g_main_loop_run (bank->loop);
    for (size_t i = 0; i < G_N_ELEMENTS (sources); i++)
        g_source_remove (sources[i]);
    soup_server_disconnect (server);
    return TRUE;
}

static gboolean
run (Options options, GError **error)
{
    Bank bank = { .options = options };
    g_autoptr(TallyBankBook) book = tally_bank_book_open (options.state, error);
    TallyBankPostRules rules = {
        .url = options.webhook_url,
        .secret = options.secret,
        .retry_ms = options.retry_ms,
        .delay_ms = options.delay_ms,
        .n_drop = options.n_drop,
        .n_copies = options.n_copies,
    };
    g_autoptr(TallyBankPost) post = book != NULL ? tally_bank_post_new (book, &rules) : NULL;
    g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    gboolean is_done;

    if (book == NULL)
        return FALSE;
    bank.book = book;
    bank.post = post;
    bank.loop = loop;
    is_done = serve (&bank, error);
    g_free (bank.base_url);
    return is_done;
}

int
tally_sim_bank_command (int argc, char **argv)
{
    Options options = { .port = 0,
                        .retry_ms = 1000,
                        .n_copies = 1,
                        .expire_s = 1800,
                        .secret = g_strdup ("whsec_dGVzdC1zZWNyZXQtb2YtdGhlLWJhbms="),
                        .payee = g_strdup ("Jiangnan Grid Company") };
    GOptionEntry entries[] = {
        { "port", 0, 0, G_OPTION_ARG_INT, &options.port, "port on 127.0.0.1; 0: any", "N" },
        { "webhook-url", 0, 0, G_OPTION_ARG_STRING, &options.webhook_url, "whom to tell", "URL" },
        { "secret", 0, 0, G_OPTION_ARG_STRING, &options.secret, "signs webhooks", "TEXT" },
        { "api-key", 0, 0, G_OPTION_ARG_STRING, &options.api_key, "ask for this key", "TEXT" },
        { "payee", 0, 0, G_OPTION_ARG_STRING, &options.payee, "name on the page", "TEXT" },
        { "state", 0, 0, G_OPTION_ARG_FILENAME, &options.state, "what the bank knows", "FILE" },
        { "auto-pay", 0, 0, G_OPTION_ARG_NONE, &options.auto_pay, "every page is paid at once",
          NULL },
        { "expire-s", 0, 0, G_OPTION_ARG_INT, &options.expire_s, "life of a page", "N" },
        { "retry-ms", 0, 0, G_OPTION_ARG_INT, &options.retry_ms, "first pause", "N" },
        { "delay-ms", 0, 0, G_OPTION_ARG_INT, &options.delay_ms, "before each webhook", "N" },
        { "drop", 0, 0, G_OPTION_ARG_INT, &options.n_drop, "lose the first N webhooks", "N" },
        { "copies", 0, 0, G_OPTION_ARG_INT, &options.n_copies, "send each N times", "N" },
        { "fail-open", 0, 0, G_OPTION_ARG_INT, &options.n_fail_open, "first N orders: 500", "N" },
        { "die-at", 0, 0, G_OPTION_ARG_STRING, &options.die_at,
          "open-before, open-after, pay-before, pay-after", "POINT" },
        { "died", 0, 0, G_OPTION_ARG_FILENAME, &options.died, "die only once: made then", "FILE" },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new ("- a bank with hosted payments");
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries (context, entries, NULL);
    if (!g_option_context_parse (context, &argc, &argv, &error) || !run (options, &error)) {
        g_printerr ("gridtally-sim bank: %s\n", error->message);
        return 1;
    }
    return 0;
}
