// SPDX-License-Identifier: GPL-3.0-or-later
/* The pages of customers over a small utility, for a browser to test: prints its address, and
 * serves until its standard input ends. Usage: tally-web-site PORT BANK-URL SEED TARIFF… */
#include "server/guard/tally-person-store.h"
#include "server/publish/pay/tally-webhook-handler.h"
#include "server/publish/web/tally-web.h"
#include "tests/lib/tally-test-db.h"

#include <gio/gunixinputstream.h>
#include <string.h>

#define PASSWORD "a quiet lake at dusk"
#define BANK_SECRET "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLWJhbms="

static void
load_tariff (TallyTestDb *db, const char *path)
{
    g_autofree char *document = NULL;
    g_autofree char *sql = NULL;
    g_autofree char *code = g_path_get_basename (path);

    g_assert_true (g_str_has_suffix (code, ".json"));
    code[strlen (code) - strlen (".json")] = '\0';
    g_assert_true (g_file_get_contents (path, &document, NULL, NULL));
    sql = g_strdup_printf (
        "INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document, sha256, "
        "drafted_by, signed_by) VALUES ('%s', 1, '%s', '2020-01-01', $doc$%s$doc$, sha256 ('x'), "
        "'a', 'b')",
        code, code, document);
    tally_test_db_script (db, sql);
}

static void
load_rows (TallyTestDb *db, const char *seed, char **tariffs)
{
    g_autofree char *sql = NULL;

    g_assert_true (g_file_get_contents (seed, &sql, NULL, NULL));
    for (; *tariffs != NULL; tariffs++)
        load_tariff (db, *tariffs);
    tally_test_db_script (db, sql);
}

static void
add_customer (TallyDb *api, char *login, char *name, int64_t customer_id)
{
    TallyPerson person = {
        .login = login,
        .name = name,
        .role = TALLY_ROLE_CUSTOMER,
        .district_id = 1,
        .customer_id = customer_id,
        .language = (char *) "en",
    };
    g_autoptr(GError) error = NULL;

    tally_person_store_add (api, &person, PASSWORD, "test", &error);
    g_assert_no_error (error);
}

static gboolean
on_input (GObject *stream, gpointer user_data)
{
    char byte;

    if (g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), &byte, 1, NULL,
                                                  NULL)
        > 0)
        return G_SOURCE_CONTINUE;
    g_main_loop_quit (user_data);
    return G_SOURCE_REMOVE;
}

static void
wait_for_end (void)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr(GInputStream) input = g_unix_input_stream_new (0, FALSE);
    g_autoptr(GSource) source = NULL;

    source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);
    g_source_set_callback (source, G_SOURCE_FUNC (on_input), loop, NULL);
    g_source_attach (source, NULL);
    g_main_loop_run (loop);
}

static void
serve (const TallyTestDb *db, const char *port, const char *bank_url)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *address = g_strconcat ("127.0.0.1:", port, NULL);
    g_autofree char *origin = g_strconcat ("http://", address, NULL);
    TallyPool *pool = tally_pool_new (tally_test_db_conninfo (db), "tally_portal", 3, 64);
    TallyGuard *guard = tally_guard_new (pool, TRUE);
    TallyHttp *http = tally_http_new ("web", guard);
    TallyPaySettings bank = { bank_url, BANK_SECRET, BANK_SECRET };
    TallyPay *pay = tally_pay_new (pool, &bank);
    TallyPayWorker *worker = tally_pay_worker_new (tally_test_db_conninfo (db), &bank, NULL, NULL);
    TallyWebParts parts = { http, pool, guard, pay, origin };
    TallyWeb *web;

    tally_http_set_plain (http, TRUE);
    tally_http_allow_form_target (http, bank_url);
    tally_webhook_handler_add (http, pay, worker);
    web = tally_web_new (&parts, &error);
    g_assert_no_error (error);
    tally_http_listen (http, address, &error);
    g_assert_no_error (error);
    g_print ("%s\n", origin);
    wait_for_end ();

    tally_http_close (http);
    tally_pay_worker_free (worker);
    tally_pool_close (pool);
    g_object_unref (http);
    tally_web_free (web);
    g_object_unref (pay);
    g_object_unref (guard);
    g_object_unref (pool);
}

int
main (int argc, char **argv)
{
    g_autoptr(TallyTestDb) db = NULL;
    g_autoptr(TallyDb) api = NULL;

    if (argc < 5) {
        g_printerr ("usage: %s PORT BANK-URL SEED TARIFF…\n", argv[0]);
        return 2;
    }
    db = tally_test_db_new ();
    load_rows (db, argv[3], argv + 4);
    api = tally_test_db_open_as (db, "tally_api");
    add_customer (api, (char *) "lin", (char *) "Lin Yue", 1);
    add_customer (api, (char *) "zhou", (char *) "Zhou Ming", 2);
    g_clear_object (&api);
    serve (db, argv[1], argv[2]);
    return 0;
}
