// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a month is billed as a whole and once: no run has days of another, no two compute the same
 * bills at a time, and districts and cycles do not wait for each other. What was billed is
 * explained to its customer by what it was made of, whatever came since. */
#include "server/bill/tally-bill-store.h"
#include "server/publish/web/tally-explain-view.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-bill.h"

#define N_CUSTOMERS 20
#define RUN_1 "11111111-1111-4111-8111-111111111111"
#define RUN_2 "22222222-2222-4222-8222-222222222222"

/* Days that were billed with their month are not billed again with a part of it: a run is of one
 * whole month, 30 days of September or, as one of two, 61 days up to October, all the same. */
static void
test_whole_months (TallyTestBill *fixture, gconstpointer data)
{
    static const struct {
        const char *first;
        const char *end;
    } refused[] = {
        { "2026-09-10", "2026-09-20" }, { "2026-09-01", "2026-09-30" },
        { "2026-09-02", "2026-10-01" }, { "2026-08-01", "2026-10-01" },
        { "2026-09-30", "2026-10-30" }, { "2026-10-01", "2026-09-01" },
    };
    g_autofree char *hash = tally_test_bill_run (fixture, RUN_1, 2);

    tally_test_bill_issue (fixture, RUN_1, N_CUSTOMERS);
    for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
        TallyBillOrder order = tally_test_bill_order (fixture, RUN_2, 1);
        g_auto(TallyBillRun) result = { 0 };
        g_autoptr(GError) error = NULL;

        tally_day_parse (refused[i].first, &order.period.first, &error);
        g_assert_no_error (error);
        tally_day_parse (refused[i].end, &order.period.end, &error);
        g_assert_no_error (error);
        g_assert_false (tally_bill_step_run (&order, &result, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.bill", "20");
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.run", "1");
    tally_test_db_script (fixture->base,
                          "DO $$ BEGIN INSERT INTO bill.run (district_id, run_id, period_start, "
                          "period_end, state, started_by) VALUES (1, '" RUN_2 "', '2026-09-10', "
                          "'2026-09-20', 'running', 'test'); RAISE 'it was taken'; "
                          "EXCEPTION WHEN check_violation THEN NULL; END $$");
}

/* The id of a run brings back that run, not its bills of another month. */
static void
test_one_month_a_run (TallyTestBill *fixture, gconstpointer data)
{
    TallyBillOrder order = tally_test_bill_order (fixture, RUN_1, 1);
    g_auto(TallyBillRun) result = { 0 };
    g_autoptr(GError) error = NULL;
    g_autofree char *hash = tally_test_bill_run (fixture, RUN_1, 2);

    order.period = tally_days_of_month (tally_day_new (2026, 10, 1));
    g_assert_false (tally_bill_step_run (&order, &result, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    tally_test_bill_assert (fixture, "SELECT DISTINCT period_start::text FROM bill.bill",
                            "2026-09-01");
}

/* Districts of a month are computed side by side, and so are cycles of one; all districts at once,
 * or one cycle of them twice, are not. */
static void
test_lock (TallyTestBill *fixture, gconstpointer data)
{
    static const struct {
        int32_t held;
        const char *held_cycle;
        int32_t wanted;
        const char *cycle;
        int month; /* of the second; the first is of September */
        gboolean is_free;
    } cases[] = {
        { 1, "", 1, "", 9, FALSE },   { 1, "", 2, "", 9, TRUE },    { 1, "", 0, "", 9, FALSE },
        { 0, "", 1, "", 9, FALSE },   { 0, "", 0, "", 9, FALSE },   { 0, "", 0, "", 10, TRUE },
        { 1, "", 1, "", 10, TRUE },   { 1, "A", 1, "A", 9, FALSE }, { 1, "A", 1, "B", 9, TRUE },
        { 1, "A", 1, "", 9, TRUE },   { 0, "", 1, "A", 9, TRUE },   { 1, "A", 2, "A", 9, TRUE },
        { 1, "A", 1, "A", 10, TRUE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(TallyDb) first = tally_test_db_open_as (fixture->base, "tally_settle");
        g_autoptr(TallyDb) second = tally_test_db_open_as (fixture->base, "tally_settle");
        g_autoptr(GError) error = NULL;
        gboolean is_ours = FALSE;

        tally_bill_store_lock (first, cases[i].held, cases[i].held_cycle,
                               tally_day_new (2026, 9, 1), &is_ours, &error);
        g_assert_no_error (error);
        g_assert_true (is_ours);
        tally_bill_store_lock (second, cases[i].wanted, cases[i].cycle,
                               tally_day_new (2026, cases[i].month, 1), &is_ours, &error);
        g_assert_no_error (error);
        g_assert_cmpint (is_ours, ==, cases[i].is_free);
    }
}

/* As the customer: what a page of a line asks for. */
static GPtrArray *
ask_as_customer (const TallyTestBill *fixture, const char *customer, const char *number)
{
    g_autoptr(TallyDb) portal = tally_test_db_open_as (fixture->base, "tally_portal");
    const char *const values[] = { "2026-09-01", "2026-10-01", number };
    const char *const asked[] = { number, "en" };
    const struct {
        const char *name;
        int n;
        const char *const *values;
    } statements[] = {
        { "web/customer", 0, NULL },         { "web/account-terms", 2, values },
        { "web/account-tariffs", 0, NULL },  { "web/account-holidays", 2, values },
        { "web/account-blocks", 3, values }, { "web/account-bills", 2, values },
        { "web/account-lines", 2, values },  { "web/explain-bill", 1, asked },
        { "web/bill-lines", 2, asked },      { "bill/past-market", 1, asked },
    };
    g_autofree char *who = g_strdup_printf (
        "SET tally.district_id = '1'; SET tally.customer_id = '%s'", customer);
    GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) PQclear);
    g_autoptr(GError) error = NULL;

    tally_db_script (portal, who, &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (statements); i++) {
        g_ptr_array_add (results, tally_db_run (portal, statements[i].name, statements[i].n,
                                                statements[i].values, &error));
        g_assert_no_error (error);
    }
    return results;
}

/* All lines of the bill as they are explained; each has the amount that was billed. */
static char *
explain_all (const TallyTestBill *fixture, const char *customer, const char *number)
{
    g_autoptr(GPtrArray) results = ask_as_customer (fixture, customer, number);
    const PGresult *bill = g_ptr_array_index (results, TALLY_BOOK_N);
    const PGresult *lines = g_ptr_array_index (results, TALLY_BOOK_N + 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWebText) text = tally_web_text_new ("en", NULL, &error);
    GString *all = g_string_new (NULL);
    TallyExplainPast past = {
        .month = fixture->september,
        .agreement_id = g_ascii_strtoll (PQgetvalue (bill, 0, 0), NULL, 10),
        .days = fixture->september,
        .version = 1,
        .tariff_code = PQgetvalue (bill, 0, 5),
        .made_of = PQgetvalue (bill, 0, 11),
        .market = PQgetvalue (g_ptr_array_index (results, TALLY_BOOK_N + 2), 0, 0),
    };
    g_autoptr(TallyAccountBook) book = tally_explain_past_book (&past, results, &error);

    g_assert_no_error (error);
    g_assert_cmpint (PQntuples (lines), >, 1);
    for (int row = 0; row < PQntuples (lines); row++) {
        g_autoptr(JsonObject) data = json_object_new ();
        TallyExplainOrder order = {
            .past = past,
            .line = row + 1,
            .component = PQgetvalue (lines, row, 13),
            .band = PQgetvalue (lines, row, 14),
            .tier = (int) g_ascii_strtoll (PQgetvalue (lines, row, 3), NULL, 10),
            .amount_minor = g_ascii_strtoll (PQgetvalue (lines, row, 8), NULL, 10),
        };
        gboolean is_same = FALSE;

        g_assert_true (tally_explain_json (data, text, book, &order, &is_same, &error));
        g_assert_no_error (error);
        g_assert_true (is_same);
        g_string_append_printf (all, "%s\n", json_object_get_string_member (data, "text"));
    }
    return g_string_free (all, FALSE);
}

/* A second version of all days comes on the day of issue, another contract and a tariff are
 * signed after it, and a holiday is moved: none of it is what the bill was made of. */
static const char later[] =
    "INSERT INTO validate.block (district_id, point_id, channel, day, version, n, interval_s, "
    "exponent, payload, flags, sum, digest, made_from, made_by, made_at) "
    "SELECT b.district_id, b.point_id, b.channel, b.day, b.version + 1, b.n, b.interval_s, "
    "b.exponent, o.payload, o.flags, o.sum, o.digest, o.made_from, 'late', '2026-10-03 12:00+08' "
    "FROM validate.block b JOIN validate.block o ON o.district_id = b.district_id "
    "AND o.point_id = b.point_id AND o.channel = b.channel AND o.version = b.version "
    "AND o.day = date '2026-09-01' + (date '2026-09-30' - b.day);"
    "UPDATE ref.agreement SET contracted_w = 1, contracted_va = 1, phases = 3;"
    "INSERT INTO ref.holiday (calendar, day, name, day_type) SELECT DISTINCT "
    "t.document::json ->> 'calendar', date '2026-09-09', 'later', 'holiday' FROM ref.tariff t "
    "WHERE t.document::json ->> 'calendar' IS NOT NULL ON CONFLICT DO NOTHING;"
    "INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document, sha256, "
    "drafted_by, signed_by) SELECT tariff_code, 2, name, '2026-09-10', document, sha256, 'a', "
    "'b' FROM ref.tariff";

static void
test_explained (TallyTestBill *fixture, gconstpointer data)
{
    static const struct {
        const char *customer;
        const char *number;
    } cases[] = {
        { "1", "01-202609-000000001-1" },
        { "10", "01-202609-000000010-1" }, /* demand, reactive energy */
        { "20", "01-202609-000000020-1" },
    };
    g_autofree char *hash = tally_test_bill_run (fixture, RUN_1, 2);
    char *before[G_N_ELEMENTS (cases)];
    g_autoptr(GPtrArray) foreign = NULL;

    tally_test_bill_issue (fixture, RUN_1, N_CUSTOMERS);
    tally_test_db_script (fixture->base, "UPDATE validate.block SET made_at = '2026-10-01'");
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        before[i] = explain_all (fixture, cases[i].customer, cases[i].number);
    tally_test_db_script (fixture->base, later);
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *after = explain_all (fixture, cases[i].customer, cases[i].number);

        g_assert_cmpstr (after, ==, before[i]);
        g_free (before[i]);
    }
    foreign = ask_as_customer (fixture, "2", cases[0].number);
    g_assert_cmpint (PQntuples (g_ptr_array_index (foreign, TALLY_BOOK_N)), ==, 0);
    g_assert_cmpint (PQntuples (g_ptr_array_index (foreign, TALLY_BOOK_N + 1)), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                           \
    g_test_add (path, TallyTestBill, GINT_TO_POINTER (N_CUSTOMERS), tally_test_bill_set_up, test, \
                tally_test_bill_tear_down)
    ADD ("/bill-period/lock", test_lock);
    ADD ("/bill-period/whole-months", test_whole_months);
    ADD ("/bill-period/one-month-a-run", test_one_month_a_run);
    ADD ("/bill-period/explained", test_explained);
    return g_test_run ();
}
