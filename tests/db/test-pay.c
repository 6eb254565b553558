// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever order the bank's events come in, one payment is one journal
 * and one final state; what contradicts the intent moves no money; the portal
 * cannot pay for a stranger or declare a payment done. */
#include "server/ledger/tally-ledger-step.h"
#include "server/publish/pay/tally-pay-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

typedef struct {
    TallyTestDb *base;
    TallyDb *owner;
    TallyDb *settle;
} Fixture;

static void script (TallyDb *db, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
script (TallyDb *db, const char *format, ...)
{
    g_autofree char *sql = NULL;
    g_autoptr(GError) error = NULL;
    va_list arguments;

    va_start (arguments, format);
    sql = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    tally_db_script (db, sql, &error);
    g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->owner = tally_test_db_open_as (fixture->base, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
    script (fixture->owner,
            "INSERT INTO ref.district VALUES (1, 'D1', 'One', 'Asia/Shanghai', 'CNY', 2);"
            "INSERT INTO ref.customer SELECT 1, i, 'person', 'C' || i, 'c@example.org', 'en' "
            "FROM generate_series (1, 2) i;"
            "INSERT INTO ref.account SELECT 1, i, i, 'A' || i, '', 'monthly', 20 "
            "FROM generate_series (1, 2) i");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->owner);
    g_assert_finalize_object (fixture->settle);
    tally_test_db_free (fixture->base);
}

/* Intents of 100.00 on bill B; ids end in the number. */
static void
add_intent (const Fixture *fixture, int number)
{
    script (
        fixture->settle,
        "INSERT INTO pay.intent (district_id, intent_id, account_id, customer_id, bill_numbers, "
        "amount_minor, currency, state, idempotency_key, return_url) VALUES (1, "
        "'00000000-0000-4000-8000-%012d', 1, 1, '{B%d}', 10000, 'CNY', 'PENDING', "
        "gen_random_uuid (), 'https://x')",
        number, number);
}

typedef struct {
    const char *kind;
    const char *object;
    const char *rest;
} Word;

static const Word words[] = {
    { "checkout.session.completed", "checkout.session",
      "\"payment_status\":\"unpaid\",\"amount_total\":10000" },
    { "checkout.session.async_payment_failed", "checkout.session",
      "\"payment_status\":\"unpaid\",\"amount_total\":10000" },
    { "checkout.session.completed", "checkout.session",
      "\"payment_status\":\"paid\",\"amount_total\":10000" },
    { "checkout.session.async_payment_succeeded", "checkout.session",
      "\"payment_status\":\"paid\",\"amount_total\":10000" },
    { "checkout.session.expired", "checkout.session",
      "\"payment_status\":\"unpaid\",\"amount_total\":10000" },
    { "refund.created", "refund", "\"amount\":4000" },
};

static void
add_event (const Fixture *fixture, int number, size_t word, size_t place)
{
    script (fixture->settle,
            "INSERT INTO pay.event (event_id, received_at, signature, body, kind) VALUES "
            "('evt_%d_%zu', timestamptz '2026-10-01 10:00Z' + %zu * interval '1 s', '', "
            "convert_to ('{\"id\":\"evt_%d_%zu\",\"type\":\"%s\",\"data\":{\"object\":{\"id\":"
            "\"o_%d_%zu\",\"object\":\"%s\",\"currency\":\"cny\",\"client_reference_id\":"
            "\"1:00000000-0000-4000-8000-%012d\",%s}}}', 'UTF8'), '%s')",
            number, word, place, number, word, words[word].kind, number, word, words[word].object,
            number, words[word].rest, words[word].kind);
}

static int64_t
work_off (const Fixture *fixture)
{
    TallyPayWork work = { .db = fixture->settle, .now = 1790000000 };
    g_autoptr(GError) error = NULL;
    int64_t n_events = 0;

    tally_pay_step_run (&work, &n_events, &error);
    g_assert_no_error (error);
    return n_events;
}

static void
assert_asked (const Fixture *fixture, const char *sql, const char *expected)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, expected);
}

static int
add_permutations (const Fixture *fixture, size_t *order, size_t n, int number)
{
    if (n == 1) {
        add_intent (fixture, number);
        for (size_t place = 0; place < 6; place++)
            add_event (fixture, number, order[place], place);
        return number + 1;
    }
    for (size_t i = 0; i < n; i++) {
        size_t other = n % 2 == 0 ? i : 0;
        size_t kept;

        number = add_permutations (fixture, order, n - 1, number);
        kept = order[other];
        order[other] = order[n - 1];
        order[n - 1] = kept;
    }
    return number;
}

static void
test_any_order (Fixture *fixture, gconstpointer data)
{
    size_t order[] = { 0, 1, 2, 3, 4, 5 };
    int n;

    script (fixture->settle, "BEGIN");
    n = add_permutations (fixture, order, 6, 1);
    script (fixture->settle, "COMMIT");
    g_assert_cmpint (n - 1, ==, 720);
    g_assert_cmpint (work_off (fixture), ==, 6 * 720);
    assert_asked (fixture, "SELECT string_agg (DISTINCT state, ',') FROM pay.intent", "REFUNDED");
    assert_asked (fixture,
                  "SELECT string_agg (kind || ' ' || n, ', ' ORDER BY kind) FROM (SELECT kind, "
                  "count (*) AS n FROM ledger.journal GROUP BY kind) x",
                  "payment 720, refund 720");
    assert_asked (fixture, "SELECT sum (amount_minor) FROM ledger.entry", "0");
    assert_asked (fixture,
                  "SELECT sum (amount_minor) FROM ledger.entry WHERE code = 'bank-clearing'",
                  "4320000"); /* 720 x (100.00 - 40.00) */
    g_assert_cmpint (work_off (fixture), ==, 0);
}

typedef struct {
    const char *name;
    const char *rest; /* of the event's object */
    const char *outcome;
} RefusalCase;

#define US "\"client_reference_id\":\"1:00000000-0000-4000-8000-000000000001\","

static const RefusalCase refusals[] = {
    { "other-amount", US "\"currency\":\"cny\",\"amount_total\":9999", "refused: another amount" },
    { "other-currency", US "\"currency\":\"usd\",\"amount_total\":10000",
      "refused: another currency" },
    { "no-intent",
      "\"client_reference_id\":\"1:00000000-0000-4000-8000-000000000009\",\"currency\":\"cny\","
      "\"amount_total\":10000",
      "refused: no such intent" },
    { "other-district",
      "\"client_reference_id\":\"2:00000000-0000-4000-8000-000000000001\",\"currency\":\"cny\","
      "\"amount_total\":10000",
      "refused: no such intent" },
    { "not-ours", "\"client_reference_id\":\"shop-17\",\"currency\":\"cny\",\"amount_total\":10000",
      "not ours" },
};

static void
test_refused (Fixture *fixture, gconstpointer data)
{
    const RefusalCase *c = data;

    add_intent (fixture, 1);
    script (
        fixture->settle,
        "INSERT INTO pay.event (event_id, signature, body, kind) VALUES ('evt', '', convert_to ("
        "'{\"id\":\"evt\",\"type\":\"checkout.session.completed\",\"data\":{\"object\":{\"id\":"
        "\"cs\",\"object\":\"checkout.session\",\"payment_status\":\"paid\",%s}}}', 'UTF8'), 'x')",
        c->rest);
    g_assert_cmpint (work_off (fixture), ==, 1);
    assert_asked (fixture, "SELECT outcome FROM pay.event", c->outcome);
    assert_asked (fixture, "SELECT state FROM pay.intent", "PENDING");
    assert_asked (fixture, "SELECT count(*) FROM ledger.journal", "0");
}

typedef struct {
    const char *name;
    const char *sql;
} Attack;

#define INTENT(account, customer, state)                                                      \
    "INSERT INTO pay.intent (district_id, intent_id, account_id, customer_id, bill_numbers, " \
    "amount_minor, currency, state, idempotency_key, return_url) VALUES (1, gen_random_uuid " \
    "(), " account ", " customer ", '{B}', 1, 'CNY', '" state "', gen_random_uuid (), '')"

static const Attack attacks[] = {
    { "strange-account", INTENT ("2", "1", "CREATED") },
    { "strange-customer", INTENT ("2", "2", "CREATED") },
    { "born-paid", INTENT ("1", "1", "SUCCEEDED") },
    { "declared-paid", "UPDATE pay.intent SET state = 'SUCCEEDED'" },
    { "dropped", "DELETE FROM pay.intent" },
    { "events-read", "SELECT * FROM pay.event" },
    { "events-done", "UPDATE pay.event SET done_at = now ()" },
    { "posted", "SELECT ledger.post (1, gen_random_uuid (), 'payment', 'x', '2026-10-01', 'me', "
                "'{cash,receivable}', '{1,1}', '{NULL,NULL}', '{NULL,NULL}', '{5,-5}')" },
};

static void
test_attack (Fixture *fixture, gconstpointer data)
{
    const Attack *attack = data;
    g_autoptr(TallyDb) portal = tally_test_db_open_as (fixture->base, "tally_portal");
    TallyScope scope = { .district_id = 1, .customer_id = 1 };
    g_autoptr(GError) error = NULL;

    add_intent (fixture, 1);
    script (portal, "BEGIN");
    g_assert_true (tally_db_set_scope (portal, &scope, NULL));
    g_assert_false (tally_db_script (portal, attack->sql, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    script (portal, "ROLLBACK");
    assert_asked (fixture, "SELECT state FROM pay.intent", "PENDING");
}

/* The functions that the portal may call do not reach another customer's intent either. */
static void
test_stranger_opens_nothing (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) portal = tally_test_db_open_as (fixture->base, "tally_portal");
    TallyScope scope = { .district_id = 1, .customer_id = 2 };

    add_intent (fixture, 1);
    script (fixture->settle, "UPDATE pay.intent SET state = 'CREATED'");
    script (portal, "BEGIN");
    g_assert_true (tally_db_set_scope (portal, &scope, NULL));
    script (portal, "SELECT pay.opened (1, '00000000-0000-4000-8000-000000000001', 'cs', 'u');"
                    "SELECT pay.lost (1, '00000000-0000-4000-8000-000000000001'); COMMIT");
    assert_asked (fixture, "SELECT state FROM pay.intent", "CREATED");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_log_set_fatal_mask ("tally-pay", G_LOG_LEVEL_ERROR); /* refusals are warnings */
    g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
    ADD ("/pay/any-order", test_any_order);
    ADD ("/pay/stranger-opens-nothing", test_stranger_opens_nothing);
    for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autofree char *path = g_strconcat ("/pay/refused/", refusals[i].name, NULL);

        g_test_add (path, Fixture, &refusals[i], set_up, test_refused, tear_down);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (attacks); i++) {
        g_autofree char *path = g_strconcat ("/pay/attack/", attacks[i].name, NULL);

        g_test_add (path, Fixture, &attacks[i], set_up, test_attack, tear_down);
    }
    return g_test_run ();
}
