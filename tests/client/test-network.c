// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever the network does between a desk and the server, the main loop goes on, what was
 * asked ends with words for a person or can be given up, nothing that came broken is shown, and the
 * next question is answered when the network is back. */
#include "client-gtk/api/tally-api.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-node.h"
#include "tests/lib/tally-test-answerer.h"
#include "tests/lib/tally-test-chaos.h"

#define ANSWER "{\"total\":1,\"rows\":[{\"node_id\":7,\"name\":\"Jiangnan\"}]}"
#define TICK_MS 10
#define TICKS 30 /* of the main loop, while nothing whole has come */
#define REST_MS 200

typedef struct {
    TallyTestAnswerer *server;
    TallyTestChaos *chaos;
    TallyApi *api;
    guint n_ticks;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autofree char *address = NULL;
    g_autoptr(GError) error = NULL;

    fixture->server = tally_test_answerer_new (ANSWER);
    fixture->chaos = tally_test_chaos_new (tally_test_answerer_get_port (fixture->server));
    address = g_strdup_printf ("http://127.0.0.1:%d", tally_test_chaos_get_port (fixture->chaos));
    fixture->api = tally_api_new ();
    tally_api_set_server (fixture->api, address, &error);
    g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->api);
    tally_test_chaos_free (fixture->chaos);
    tally_test_answerer_free (fixture->server);
}

typedef struct {
    GPtrArray *rows;
    GError *error;
    gboolean is_done;
} Outcome;

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Outcome *outcome = user_data;
    int64_t total;

    outcome->rows = tally_api_ask_rows_finish (TALLY_API (source), result, &total, &outcome->error);
    outcome->is_done = TRUE;
}

static gboolean
on_tick (gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->n_ticks++;
    return G_SOURCE_CONTINUE;
}

/* Asks, and gives up when the loop has gone round @ticks times: 0: never. */
static Outcome
ask (Fixture *fixture, guint ticks)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    guint timer = g_timeout_add (TICK_MS, on_tick, fixture);
    Outcome outcome = { 0 };

    fixture->n_ticks = 0;
    tally_api_ask_async (fixture->api, TALLY_ASK_NODES, NULL, NULL, cancellable, on_answered,
                         &outcome);
    while (!outcome.is_done) {
        g_main_context_iteration (NULL, TRUE);
        if (ticks > 0 && fixture->n_ticks >= ticks)
            g_cancellable_cancel (cancellable);
    }
    g_source_remove (timer);
    return outcome;
}

static void
expect_answer (Fixture *fixture)
{
    Outcome outcome = ask (fixture, 0);

    g_assert_no_error (outcome.error);
    g_assert_cmpuint (outcome.rows->len, ==, 1);
    g_assert_cmpstr (((TallyWireNode *) g_ptr_array_index (outcome.rows, 0))->name, ==, "Jiangnan");
    g_ptr_array_unref (outcome.rows);
}

static void
test_mode (Fixture *fixture, gconstpointer data)
{
    TallyChaosMode mode = GPOINTER_TO_INT (data);
    gboolean is_endless = mode == TALLY_CHAOS_HALF_OPEN || mode == TALLY_CHAOS_SLOW;
    gboolean is_garbage = mode == TALLY_CHAOS_GARBAGE;

    expect_answer (fixture);
    tally_test_chaos_set_mode (fixture->chaos, mode, REST_MS);
    if (mode == TALLY_CHAOS_DELAY) {
        expect_answer (fixture);
    } else {
        Outcome outcome = ask (fixture, is_endless || is_garbage ? TICKS : 0);

        g_assert_null (outcome.rows);
        /* Garbage may look like the beginning of an answer. */
        if (is_endless
            || (is_garbage && !g_error_matches (outcome.error, TALLY_ERROR, TALLY_ERROR_OFFLINE)))
            g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        else
            g_assert_error (outcome.error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
        g_clear_error (&outcome.error);
    }
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_PASS, 0);
    expect_answer (fixture);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (int mode = TALLY_CHAOS_CUT; mode < TALLY_CHAOS_N_MODES; mode++) {
        g_autofree char *path = g_strconcat ("/network/desk/", tally_test_chaos_mode_name (mode),
                                             NULL);

        g_test_add (path, Fixture, GINT_TO_POINTER (mode), set_up, test_mode, tear_down);
    }
    return g_test_run ();
}
