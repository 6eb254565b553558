// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: figures of the system and the market are stored by the owner alone, all of a file or
 * nothing, with who brought them. */
#include "server/ref/tally-market-store.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

#include <string.h>

typedef struct {
    TallyTestDb *base;
    TallyDb *owner;
    TallyDb *settle;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->owner = tally_test_db_open_as (fixture->base, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
    tally_test_db_script (fixture->base, "INSERT INTO ref.district VALUES (1, 'D1', 'District 1', "
                                         "'Asia/Shanghai', 'CNY', 2)");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->owner);
    g_assert_finalize_object (fixture->settle);
    tally_test_db_free (fixture->base);
}

static void
assert_asked (const Fixture *fixture, const char *sql, const char *expected)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, expected);
}

static gboolean
add_peaks (TallyDb *db, const char *text, size_t *n_new, GError **error)
{
    TallyMarketFile file = { text, "chen", "peaks.csv" };

    return tally_market_store_add_peaks (db, 1, &file, n_new, error);
}

static gboolean
add_prices (TallyDb *db, const char *text, size_t *n_new, GError **error)
{
    TallyMarketFile file = { text, "chen", "prices.csv" };

    return tally_market_store_add_prices (db, "day-ahead", &file, n_new, error);
}

static void
test_peaks_refused (Fixture *fixture, gconstpointer data)
{
    static const char good[] = "start,minutes\n2026-08-03T18:00+08:00,15\n2026-09-03T18:00Z,15\n";
    TallyMarketFile unsaid = { good, "", "peaks.csv" };
    TallyMarketFile file = { good, "chen", "peaks.csv" };
    g_autoptr(GError) error = NULL;
    size_t n_new;

    g_assert_false (add_peaks (fixture->settle, good, &n_new, &error)); /* not the owner */
    g_assert_nonnull (strstr (error->message, "permission denied"));
    g_clear_error (&error);
    g_assert_false (tally_market_store_add_peaks (fixture->owner, 1, &unsaid, &n_new, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_false (tally_market_store_add_peaks (fixture->owner, 77, &file, &n_new, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_false (add_peaks (fixture->owner,
                               "start,minutes\n2026-09-03T18:00Z,15\n2026-10-03T18:00,15\n", &n_new,
                               &error));
    g_assert_cmpstr (error->message, ==,
                     "line 3: start: not a time with its offset: “2026-10-03T18:00”");
    assert_asked (fixture, "SELECT count(*) FROM ref.system_peak", "0");
}

static void
test_prices_refused (Fixture *fixture, gconstpointer data)
{
    static const char good[] = "start,minutes,price\n2026-09-03T18:00+08:00,15,1\n";
    TallyMarketFile file = { good, "chen", "prices.csv" };
    g_autoptr(GError) error = NULL;
    size_t n_new;

    g_assert_false (add_prices (fixture->settle, good, &n_new, &error));
    g_assert_nonnull (strstr (error->message, "permission denied"));
    g_clear_error (&error);
    g_assert_false (
        tally_market_store_add_prices (fixture->owner, "day|ahead", &file, &n_new, &error));
    g_assert_nonnull (strstr (error->message, "price_import_series"));
    g_clear_error (&error);
    g_assert_false (add_prices (fixture->owner,
                                "start,minutes,price\n2026-09-03T18:00Z,15,1\n2026-09-03T18:15Z,15,"
                                "one\n",
                                &n_new, &error));
    g_assert_cmpstr (error->message, ==, "line 3: price: not a number: “one”");
    assert_asked (fixture, "SELECT count(*) FROM ref.interval_price", "0");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add ("/market/peaks-refused", Fixture, NULL, set_up, test_peaks_refused, tear_down);
    g_test_add ("/market/prices-refused", Fixture, NULL, set_up, test_prices_refused, tear_down);
    return g_test_run ();
}
