// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever statement the pages send as a customer, the database shows that customer's rows
 * and no other; without a customer it shows none. */
#include "tests/lib/tally-test-db.h"

/* What a customer may read, and how a row that is not of customer 1 is told. */
static const struct {
    const char *relation;
    const char *foreign;
} relations[] = {
    { "ref.customer", "customer_id <> 1" },
    { "ref.account", "customer_id <> 1" },
    { "ref.agreement", "account_id <> 1" },
    { "ref.point", "point_id <> 1" },
    { "energy.day", "point_id <> 1" },
    { "bill.bill", "customer_id <> 1" },
    { "bill.line", "number NOT LIKE '%1-1'" },
    { "ledger.entry", "account_id <> 1" },
    { "web.day", "point_id <> 1" },
    { "web.owed", "account_id <> 1" },
    { "web.bill", "account_id <> 1" },
    { "web.bill_past", "account_id <> 1" },
    { "web.agreement", "agreement_id <> 1" },
    { "web.meters", "agreement_id <> 1" },
    { "web.block", "agreement_id <> 1 OR point_id <> 1" },
    { "web.today", "agreement_id <> 1 OR point_id <> 1" },
    { "web.open_tariff", "agreement_id <> 1" },
};

typedef struct {
    TallyTestDb *base;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = g_build_filename (g_getenv ("TALLY_SOURCE"), "tests", "web", "seed.sql",
                                              NULL);
    g_autofree char *seed = NULL;
    g_autoptr(GError) error = NULL;

    g_file_get_contents (path, &seed, NULL, &error);
    g_assert_no_error (error);
    fixture->base = tally_test_db_new ();
    tally_test_db_script (fixture->base, seed);
    tally_test_db_script (
        fixture->base, "INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document,"
                       " sha256, drafted_by, signed_by) SELECT code, 1, code, '2020-01-01',"
                       " '{\"components\": []}', '', 'a', 'b' FROM unnest ("
                       "ARRAY['residential-tou', 'small-commercial']) code");
    /* In the first hour of a day there is nothing open yet: the day before stands in for it. */
    tally_test_db_script (fixture->base,
                          "INSERT INTO validate.hot (district_id, point_id, channel, day, n,"
                          " interval_s, exponent, payload, flags, sum, newest_at)"
                          " SELECT DISTINCT ON (district_id, point_id, channel) district_id,"
                          " point_id, channel, day + 1, n, interval_s, exponent, payload, flags,"
                          " sum, now () FROM validate.block"
                          " ORDER BY district_id, point_id, channel, day DESC"
                          " ON CONFLICT DO NOTHING");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_pointer (&fixture->base, tally_test_db_free);
}

/* Counts rows as the portal, on behalf of @customer; "" is nobody. */
static gint64
count (Fixture *fixture, const char *customer, const char *relation, const char *condition)
{
    g_autofree char *sql = g_strdup_printf (
        "SELECT set_config ('role', 'tally_portal', false) IS NULL;"
        "SELECT set_config ('tally.district_id', '%s', false) IS NULL;"
        "SELECT set_config ('tally.customer_id', '%s', false) IS NULL;"
        "SELECT count (*) FROM %s WHERE %s",
        *customer != '\0' ? "1" : "", customer, relation, condition);
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    return g_ascii_strtoll (found, NULL, 10);
}

static void
test_own_rows (Fixture *fixture, gconstpointer data)
{
    for (gsize i = 0; i < G_N_ELEMENTS (relations); i++) {
        const char *relation = relations[i].relation;

        g_test_message ("%s", relation);
        g_assert_cmpint (count (fixture, "1", relation, "true"), >, 0);
        g_assert_cmpint (count (fixture, "1", relation, relations[i].foreign), ==, 0);
    }
}

/* A new tariff is shown to those whom its document names, before anybody has it. */
static void
test_offers (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *offer;
        gint64 n;
    } cases[] = {
        { "", 0 },
        { "\"offered_to\": {}, ", 1 },
        { "\"offered_to\": {\"customers\": [\"person\"], \"points\": [\"community\"]}, ", 1 },
        { "\"offered_to\": {\"points\": [\"community\", \"large\"]}, ", 1 },
        { "\"offered_to\": {\"customers\": [\"organisation\"]}, ", 0 },
        { "\"offered_to\": {\"customers\": [\"person\"], \"points\": [\"large\"]}, ", 0 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *sql = g_strdup_printf (
            "DELETE FROM ref.tariff WHERE tariff_code = 'new';"
            "INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document, sha256,"
            " drafted_by, signed_by) VALUES ('new', 1, 'New', '2020-01-01',"
            " '{%s\"components\": []}', '', 'a', 'b')",
            cases[i].offer);

        g_test_message ("%s", cases[i].offer);
        tally_test_db_script (fixture->base, sql);
        g_assert_cmpint (count (fixture, "1", "web.open_tariff",
                                "tariff_code = 'new' AND NOT is_own AND agreement_id = 1"),
                         ==, cases[i].n);
    }
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
    for (gsize i = 0; i < G_N_ELEMENTS (relations); i++) {
        g_test_message ("%s", relations[i].relation);
        g_assert_cmpint (count (fixture, "", relations[i].relation, "true"), ==, 0);
        g_assert_cmpint (count (fixture, "77", relations[i].relation, "true"), ==, 0);
    }
}

/* A condition with a side effect sees no foreign row, either: the views are barriers. */
static void
test_barrier (Fixture *fixture, gconstpointer data)
{
    static const char *const views[] = { "web.block", "web.today", "web.day" };

    tally_test_db_script (
        fixture->base,
        "CREATE FUNCTION public.spy (bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$"
        " BEGIN IF $1 <> 1 THEN RAISE EXCEPTION 'saw %', $1; END IF; RETURN true; END $$;"
        "GRANT EXECUTE ON FUNCTION public.spy TO tally_portal;"
        "GRANT USAGE ON SCHEMA public TO tally_portal");
    for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
        g_assert_cmpint (count (fixture, "1", views[i], "public.spy (point_id)"), >, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add ("/portal/a-customer-reads-own-rows", Fixture, NULL, set_up, test_own_rows,
                tear_down);
    g_test_add ("/portal/a-tariff-is-offered-to-whom-it-names", Fixture, NULL, set_up, test_offers,
                tear_down);
    g_test_add ("/portal/nobody-reads-nothing", Fixture, NULL, set_up, test_nobody, tear_down);
    g_test_add ("/portal/no-condition-looks-behind-a-view", Fixture, NULL, set_up, test_barrier,
                tear_down);
    return g_test_run ();
}
