// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever the network does between us and the bank, asking ends with a word of ours and
 * never hangs, an answer that is no answer is none, and the next question is answered when the
 * network is back. */
#include "server/publish/pay/tally-bank.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-answerer.h"
#include "tests/lib/tally-test-chaos.h"

#include <string.h>

#define ANSWER "{\"id\":\"cs_1\",\"object\":\"checkout.session\",\"url\":\"https://bank/cs_1\"}"
#define TIMEOUT_S 1
#define DEADLINE_S 2
#define REST_MS 200

typedef struct {
    TallyTestAnswerer *server;
    TallyTestChaos *chaos;
    TallyBank *bank;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autofree char *url = NULL;

    fixture->server = tally_test_answerer_new (ANSWER);
    fixture->chaos = tally_test_chaos_new (tally_test_answerer_get_port (fixture->server));
    url = g_strdup_printf ("http://127.0.0.1:%d", tally_test_chaos_get_port (fixture->chaos));
    fixture->bank = tally_bank_new (url, "key");
    tally_bank_set_patience (fixture->bank, TIMEOUT_S, DEADLINE_S);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_object_unref (fixture->bank);
    tally_test_chaos_free (fixture->chaos);
    tally_test_answerer_free (fixture->server);
}

static const TallyBankOrder order = {
    .district_id = 1,
    .intent_id = "00000000-0000-4000-8000-000000000001",
    .idempotency_key = "key-1",
    .amount_minor = 12345,
    .currency = "CNY",
    .description = "Bill B-1",
    .return_url = "https://x",
};

typedef struct {
    GBytes *answer;
    GError *error;
    gboolean is_done;
} Outcome;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Outcome *outcome = user_data;

    outcome->answer = tally_bank_open_finish (TALLY_BANK (source), result, &outcome->error);
    outcome->is_done = TRUE;
}

/* As the pages ask, in the main loop, and as the worker asks, in a thread that waits. */
static Outcome
ask (Fixture *fixture, gboolean is_waiting)
{
    Outcome outcome = { 0 };

    if (is_waiting) {
        outcome.answer = tally_bank_ask (fixture->bank, "cs_1", NULL, &outcome.error);
        return outcome;
    }
    tally_bank_open_async (fixture->bank, &order, NULL, on_opened, &outcome);
    while (!outcome.is_done)
        g_main_context_iteration (NULL, TRUE);
    return outcome;
}

static void
expect_answer (Fixture *fixture, gboolean is_waiting)
{
    Outcome outcome = ask (fixture, is_waiting);

    g_assert_no_error (outcome.error);
    g_assert_cmpmem (g_bytes_get_data (outcome.answer, NULL), g_bytes_get_size (outcome.answer),
                     ANSWER, strlen (ANSWER));
    g_bytes_unref (outcome.answer);
}

static void
test_mode (Fixture *fixture, gconstpointer data)
{
    TallyChaosMode mode = GPOINTER_TO_INT (data);

    for (gboolean is_waiting = FALSE; is_waiting <= TRUE; is_waiting++) {
        expect_answer (fixture, is_waiting);
        tally_test_chaos_set_mode (fixture->chaos, mode, REST_MS);
        if (mode == TALLY_CHAOS_DELAY) {
            expect_answer (fixture, is_waiting);
        } else {
            Outcome outcome = ask (fixture, is_waiting);

            g_assert_error (outcome.error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
            g_assert_null (outcome.answer);
            g_clear_error (&outcome.error);
        }
        tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_PASS, 0);
        expect_answer (fixture, is_waiting);
    }
}

/* Who waits may give up before the bank is late. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    Outcome outcome = { 0 };

    tally_bank_set_patience (fixture->bank, 600, 600);
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_HALF_OPEN, 0);
    tally_bank_open_async (fixture->bank, &order, cancellable, on_opened, &outcome);
    g_main_context_iteration (NULL, FALSE);
    g_cancellable_cancel (cancellable);
    while (!outcome.is_done)
        g_main_context_iteration (NULL, TRUE);
    g_assert_nonnull (outcome.error);
    g_clear_error (&outcome.error);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (int mode = TALLY_CHAOS_CUT; mode < TALLY_CHAOS_N_MODES; mode++) {
        g_autofree char *path = g_strconcat ("/network/bank/", tally_test_chaos_mode_name (mode),
                                             NULL);

        g_test_add (path, Fixture, GINT_TO_POINTER (mode), set_up, test_mode, tear_down);
    }
    g_test_add ("/network/bank/cancelled", Fixture, NULL, set_up, test_cancel, tear_down);
    return g_test_run ();
}
