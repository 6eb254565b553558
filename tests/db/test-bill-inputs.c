// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a tariff needs beside the account's own intervals reaches the bill, and verification
 * with it: the choice between demand and capacity, the number of meters, the system's peaks, a
 * market's prices. Where something is wrong, it is refused with its place; where it is not known,
 * the bill is held. */
#include "server/bill/tally-bill-paper.h"
#include "server/bill/tally-bill-to-date-step.h"
#include "server/bill/whatif/tally-pricing-step.h"
#include "server/ref/tally-market-store.h"
#include "server/ref/tally-ref-store.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-bill.h"

#include <string.h>

#define N_CUSTOMERS 10 /* the tenth has reactive energy */
#define RUN_1 "11111111-1111-4111-8111-111111111111"

typedef TallyTestBill Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    tally_test_bill_set_up (fixture, GINT_TO_POINTER (N_CUSTOMERS));
}

static void
run (const Fixture *fixture, const char *run_id)
{
    g_free (tally_test_bill_run (fixture, run_id, 2));
}

#define AGREEMENT(id, rest)                                                                  \
    "{\"district_id\": 1, \"agreement_id\": " #id ", \"account_id\": 10, \"point_id\": 10, " \
    "\"tariff_code\": \"large-industrial\", \"contracted_w\": 1000000, \"contracted_va\": "  \
    "1250000, \"valid_from\": \"2026-01-01\"" rest "}"

#define PARTS_OF(id)                                                                             \
    "SELECT string_agg (component || ' ' || amount_minor, ', ' ORDER BY line_no) FROM bill.line" \
    " WHERE number = '01-202609-000000" id "-1' AND component IN ('demand', 'capacity')"

static void
test_choice (Fixture *fixture, gconstpointer data)
{
    const char *document = "{\"agreements\": [" AGREEMENT (
        101, ", \"choice\": \"capacity\"") ", " AGREEMENT (102,
                                                           ", \"choice\": \"demand\", \"phases\": "
                                                           "3") ", " AGREEMENT (103, "") "]}";
    g_autoptr(GError) error = NULL;
    size_t n_new;

    tally_ref_store_load_utility (fixture->owner, document, &n_new, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n_new, ==, 3);
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (agreement_id || ' ' || choice || ' ' || phases, ', ' ORDER BY "
        "agreement_id) FROM ref.agreement WHERE agreement_id > 100",
        "101 capacity 1, 102 demand 3, 103 demand 1");
    run (fixture, RUN_1);
    tally_test_bill_assert (fixture, PARTS_OF ("101"), "capacity 3000000"); /* 1250 kVA x 24.00 */
    tally_test_bill_assert (fixture, PARTS_OF ("102"), "demand 3840000");   /* 1000 kW x 38.40 */
    tally_test_bill_assert (fixture, PARTS_OF ("103"), "demand 3840000");
}

typedef struct {
    const char *name;
    const char *document;
    const char *message;
} Refused;

static const Refused refused[] = {
    { "no-such-choice",
      "{\"agreements\": [" AGREEMENT (101, "") ", " AGREEMENT (102, ", \"choice\": \"both\"") "]}",
      "$.agreements[1].choice: “both” is neither “demand” nor “capacity”" },
    { "capacity-without-kva",
      "{\"agreements\": [{\"district_id\": 1, \"agreement_id\": 101, \"account_id\": 1, "
      "\"point_id\": 1, \"tariff_code\": \"large-industrial\", \"choice\": \"capacity\", "
      "\"valid_from\": \"2026-01-01\"}]}",
      "$.agreements[0].contracted_va: the choice “capacity” needs the capacity that was "
      "contracted" },
};

static void
test_refused (Fixture *fixture, gconstpointer data)
{
    const Refused *c = data;
    g_autoptr(GError) error = NULL;
    size_t n_new;

    g_assert_false (tally_ref_store_load_utility (fixture->owner, c->document, &n_new, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, c->message);
    tally_test_bill_assert (fixture, "SELECT count(*) FROM ref.agreement WHERE agreement_id > 100",
                            "0");
}

/* Agreement 1 is billed under a tariff with just this component. */
static void
bill_under (const Fixture *fixture, const char *component)
{
    g_autofree char *document = g_strdup_printf (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"tried\", \"name\": {\"en\": \"Tried\"}, "
        "\"valid_from\": \"2026-01-01\", \"currency\": \"CNY\", \"time_zone\": \"Asia/Shanghai\", "
        "\"components\": [%s]}",
        component);
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO ref.tariff VALUES ('tried', 1, 'Tried', '2026-01-01', NULL, '%s', sha256 "
        "(convert_to ('%s', 'UTF8')), 'a', 'b'); UPDATE ref.agreement SET tariff_code = 'tried' "
        "WHERE agreement_id = 1",
        document, document);

    tally_test_db_script (fixture->base, sql);
}

/* Every bill is what it was made from gives; so many of them would be others today. */
static void
verify (const Fixture *fixture, guint n_rebills)
{
    g_auto(TallyBillVerdict) verdict = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (verdict.fault, ==, NULL);
    g_assert_cmpint (verdict.n_bills, ==, N_CUSTOMERS);
    g_assert_cmpuint (verdict.rebills->len, ==, n_rebills);
}

#define LINES                                                                                   \
    "SELECT string_agg (quantity || ' ' || amount_minor, ', ' ORDER BY line_no) FROM bill.line" \
    " WHERE number = '01-202609-000000001-1'"

#define HANG(id, from, to)                                                                      \
    "INSERT INTO ref.meter VALUES (1, " #id ", 'S" #id "', 'generic', 8, 2000); INSERT INTO "   \
    "ref.installation (district_id, point_id, meter_id, role, valid_from, valid_to, "           \
    "gateway_id, unit_id, first_register_wh) VALUES (1, 1, " #id ", 'main', '" from "+08', " to \
    ", 1, " #id ", 0);"

typedef struct {
    const char *name;
    const char *meters; /* SQL */
    const char *lines;  /* number and amount of charges by meter */
} MetersCase;

/* 5.00 a meter and month; September has 30 days. */
static const MetersCase meters_cases[] = {
    { "unknown", "SELECT 1", "1 500" },
    { "one", HANG (1, "2026-01-01", "NULL"), "1 500" },
    { "two", HANG (1, "2026-01-01", "NULL") HANG (2, "2026-01-01 00:00:01", "NULL"), "2 1000" },
    { "check-meter-is-none",
      HANG (1, "2026-01-01", "NULL")
          HANG (2,
                "2026-01-01 00:00:01",
                "NULL") "UPDATE ref.installation SET role = 'check' WHERE meter_id = 2",
      "1 500" },
    { "exchanged",
      HANG (1, "2026-01-01", "'2026-09-10 11:30+08'") HANG (2, "2026-09-10 11:30", "NULL"),
      "1 500" },
    /* 5 x 15/30 and 2 x 5 x 15/30 */
    { "second-from-the-16th", HANG (1, "2026-01-01", "NULL") HANG (2, "2026-09-16", "NULL"),
      "1 250, 2 500" },
    /* 2 x 5 x 20/30 and 5 x 10/30 */
    { "second-until-the-20th",
      HANG (1, "2026-01-01", "NULL") HANG (2, "2026-01-02", "'2026-09-21 00:00+08'"),
      "2 667, 1 167" },
};

static void
test_meters (Fixture *fixture, gconstpointer data)
{
    const MetersCase *c = data;

    bill_under (fixture, "{\"id\": \"m\", \"kind\": \"fixed\", \"rate\": \"5.00\", \"per\": "
                         "\"meter-month\"}");
    tally_test_db_script (fixture->base,
                          "INSERT INTO ref.gateway VALUES (1, 1, 'G', 'localhost', 502)");
    tally_test_db_script (fixture->base, c->meters);
    run (fixture, RUN_1);
    tally_test_bill_assert (fixture, LINES, c->lines);
    tally_test_bill_issue (fixture, RUN_1, N_CUSTOMERS);
    verify (fixture, 0);
    /* A meter that somebody writes down later changes what would be billed, not the bill. */
    tally_test_db_script (fixture->base,
                          HANG (7, "2026-09-03", "NULL") HANG (8, "2026-09-04", "NULL"));
    verify (fixture, 1);
}

static gboolean
add_peaks (TallyDb *db, const char *text, size_t *n_new, GError **error)
{
    TallyMarketFile file = { text, "chen", "peaks.csv" };

    return tally_market_store_add_peaks (db, 1, &file, n_new, error);
}

#define FINDING                                                                           \
    "SELECT b.state || ' ' || f.check_name || ' ' || f.unit || ' ' || f.found || ' ' || " \
    "(SELECT count(*) FROM bill.line l WHERE l.number = b.number) FROM bill.bill b JOIN " \
    "bill.finding f ON f.number = b.number WHERE b.number = '01-202609-000000001-1'"
#define COINCIDENT "{\"id\": \"c\", \"kind\": \"coincident\", \"rate\": \"2.00\"}"
#define RUN_3 "33333333-3333-4333-8333-333333333333"
#define RUN_2 "22222222-2222-4222-8222-222222222222"

/* What the desktop client is told to price agreement 1 from. */
static TallyWirePricing *
ask_pricing (const Fixture *fixture)
{
    TallyWhatifScope scope = { .account = "A1" };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = tally_pricing_step_load (fixture->settle, &scope,
                                                          fixture->september, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (rows->len, ==, 1);
    return g_ptr_array_steal_index (rows, 0);
}

/* The bill to date of agreement 1 for September, looked at in it: nothing is charged as nought. */
static void
assert_to_date (const Fixture *fixture, const char *state_and_total)
{
    TallyBillRefresh refresh = { .now = (int64_t) 20726 * 86400 }; /* 2026-09-30 */
    TallyBillRefreshed result;
    g_autoptr(GError) error = NULL;

    tally_bill_step_to_date (fixture->settle, &refresh, &result, &error);
    g_assert_no_error (error);
    tally_test_bill_assert (
        fixture,
        "SELECT state || ' ' || total_minor FROM bill.to_date WHERE agreement_id = 1 AND "
        "period_start = '2026-09-01'",
        state_and_total);
}

/* What the paper of bill 1 says of its only line, in both languages. */
static void
assert_told (const Fixture *fixture, const char *english, const char *chinese)
{
    const char *const told[][2] = { { "en", english }, { "zh_CN", chinese } };

    for (size_t i = 0; i < G_N_ELEMENTS (told); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyBillPaper) paper = tally_bill_store_load_paper (fixture->settle,
                                                                        "01-202609-000000001-1",
                                                                        told[i][0], &error);

        g_assert_no_error (error);
        g_assert_cmpuint (paper->lines->len, ==, 1);
        g_assert_cmpstr (g_array_index (paper->lines, TallyBillPaperLine, 0).explain, ==,
                         told[i][1]);
    }
}

/* Point 1 takes 500 Wh a quarter-hour on the 3rd and 1000 Wh on the 4th: 2 kW and 4 kW. */
static void
test_peaks (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyWirePricing) unknown = NULL;
    g_autoptr(TallyWirePricing) pricing = NULL;
    g_autoptr(GError) error = NULL;
    size_t n_new;

    tally_test_utility_add_block (fixture->settle, 1, 1, tally_day_new (2026, 9, 3), 2, 500, 0);
    tally_test_utility_add_block (fixture->settle, 1, 1, tally_day_new (2026, 9, 4), 2, 1000, 0);
    bill_under (fixture, COINCIDENT);
    /* Peaks of other months and other districts are none of this one. */
    add_peaks (fixture->owner, "start,minutes\n2026-08-31T23:00+08:00,60\n", &n_new, &error);
    g_assert_no_error (error);
    run (fixture, RUN_1);
    tally_test_bill_assert (fixture, FINDING, "held unpriced peaks 20697 0"); /* 2026-09-01 */
    assert_to_date (fixture, "unpriced 0");
    unknown = ask_pricing (fixture);
    g_assert_false (unknown->has_system_peaks);

    add_peaks (fixture->owner, "start,minutes\n2026-09-03T18:00+08:00,15\n2026-09-04T10:00Z,15\n",
               &n_new, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n_new, ==, 1);
    add_peaks (fixture->owner, "start,minutes\n2026-09-03T10:00Z,15\n2026-09-04T18:00+08:00,15\n",
               &n_new, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n_new, ==, 0);        /* the same, said otherwise */
    assert_to_date (fixture, "priced 600"); /* known now: made anew */
    run (fixture, RUN_2);
    tally_test_bill_assert (fixture, LINES, "3 600"); /* (2 + 4) / 2 kW x 2.00 */
    pricing = ask_pricing (fixture);
    g_assert_true (pricing->has_system_peaks);
    g_assert_cmpuint (pricing->system_peaks->len, ==, 2);
    g_assert_cmpint (g_array_index (pricing->system_peaks, int64_t, 0), ==, 2 * 96 + 18 * 4);
    g_assert_cmpint (g_array_index (pricing->system_peaks, int64_t, 1), ==, 3 * 96 + 18 * 4);
    g_assert_cmpint (pricing->meters, ==, 1);
    tally_test_bill_issue (fixture, RUN_2, N_CUSTOMERS);
    verify (fixture, 0);
#define EN "Mean demand in the intervals of the system's peak: 3 kW at 2.00. The demand in each of "
#define ZH "系统高峰时段的平均需量：3 千瓦，单价 2.00。"
    assert_told (fixture, EN "them: 2026-09-03 18:00 2 kW, 2026-09-04 18:00 4 kW.",
                 ZH "各高峰时段的需量：2026-09-03 18:00 2 千瓦、2026-09-04 18:00 4 千瓦。");
#undef EN
#undef ZH

    /* A correction, over an hour: another version; the bill stays what it was made from. */
    add_peaks (fixture->owner, "start,minutes\n2026-09-04T18:00+08:00,60\n", &n_new, &error);
    g_assert_no_error (error);
    verify (fixture, 1);
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (version || ' ' || cardinality (starts) || ' ' || set_by || ' ' "
        "|| source, ', ' ORDER BY version) FROM ref.system_peak WHERE month = '2026-09-01'",
        "1 2 chen peaks.csv, 2 1 chen peaks.csv");
    tally_test_db_script (fixture->base, "UPDATE ref.system_peak SET seconds = '{900,1800}' WHERE "
                                         "month = '2026-09-01' AND version = 1");
    {
        g_auto(TallyBillVerdict) verdict = { 0 };

        tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
        g_assert_no_error (error);
        g_assert_nonnull (strstr (verdict.fault, "01-202609-000000001-1"));
    }
}

#define SPOT(series) "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\"" series "}"
#define NAMED ", \"series\": \"day-ahead\""
#define N_HOURS 720 /* of September */

static gboolean
add_prices (TallyDb *db, const char *text, size_t *n_new, GError **error)
{
    TallyMarketFile file = { text, "chen", "prices.csv" };

    return tally_market_store_add_prices (db, "day-ahead", &file, n_new, error);
}

/* An hour each from the first of September on, at 0.25; @n of them. */
static char *
hourly (int n)
{
    GString *text = g_string_new ("start,minutes,price\n");
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601 ("2026-08-31T16:00:00Z", NULL);

    for (int i = 0; i < n; i++) {
        g_autoptr(GDateTime) hour = g_date_time_add_hours (at, i);
        g_autofree char *start = g_date_time_format (hour, "%Y-%m-%dT%H:%MZ");

        g_string_append_printf (text, "%s,60,0.25\n", start);
    }
    return g_string_free (text, FALSE);
}

static void
test_prices (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyWirePricing) pricing = NULL;
    g_autofree char *most = hourly (N_HOURS - 1);
    g_autofree char *all = hourly (N_HOURS);
    g_autoptr(GError) error = NULL;
    size_t n_new;

    for (int day = 1; day <= 30; day++)
        tally_test_utility_add_block (fixture->settle, 1, 1, tally_day_new (2026, 9, day), 2, 500,
                                      0);
    bill_under (fixture, SPOT (NAMED));
    run (fixture, RUN_1);
    tally_test_bill_assert (fixture, FINDING,
                            "held unpriced prices 1788192000 0"); /* 2026-09-01 00:00+08 */
    add_prices (fixture->owner, most, &n_new, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n_new, ==, N_HOURS - 1);
    run (fixture, RUN_3);
    tally_test_bill_assert (fixture, FINDING,
                            "held unpriced prices 1790780400 0"); /* 2026-09-30 23:00+08 */

    /* 30 days x 96 x 0.5 kWh = 1440 kWh at 0.25; but 2 kWh of one hour at 1.50: 362.50 */
    add_prices (fixture->owner, all, &n_new, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n_new, ==, 1); /* the others are known */
    add_prices (fixture->owner, "start,minutes,price\n2026-09-10T08:00+08:00,60,1.5\n", &n_new,
                &error);
    g_assert_no_error (error);
    run (fixture, RUN_2);
    tally_test_bill_assert (fixture, LINES, "1440 36250");
    pricing = ask_pricing (fixture);
    g_assert_cmpstr (pricing->price_series, ==, "day-ahead");
    g_assert_cmpuint (pricing->prices_micro->len, ==, 30 * 96);
    g_assert_cmpint (g_array_index (pricing->prices_micro, int64_t, 9 * 96 + 31), ==, 250000);
    g_assert_cmpint (g_array_index (pricing->prices_micro, int64_t, 9 * 96 + 32), ==, 1500000);
    g_assert_cmpuint (pricing->export_prices_micro->len, ==, 0);
    tally_test_bill_assert (fixture,
                            "SELECT substring (made_of, 'prices=([^|]*)') FROM bill.bill"
                            " WHERE agreement_id = 1",
                            "day-ahead@3");
    tally_test_bill_issue (fixture, RUN_2, N_CUSTOMERS);
    verify (fixture, 0);

    /* Prices of October change nothing of September; one of September does, but not the bill. */
    add_prices (fixture->owner, "start,minutes,price\n2026-10-01T00:00+08:00,60,9\n", &n_new,
                &error);
    g_assert_no_error (error);
    verify (fixture, 0);
    add_prices (fixture->owner, "start,minutes,price\n2026-09-10T08:00+08:00,60,1.25\n", &n_new,
                &error);
    g_assert_no_error (error);
    verify (fixture, 1);
#define EN "Energy, each interval at its own price: 1440 kWh, 0.251736 on average. 2880 intervals "
#define ZH "电量按每个时段各自的价格计：1440 千瓦时，平均 0.251736。"
    assert_told (fixture, EN "have energy, priced from 0.25 to 1.5.",
                 ZH "有电量的时段共 2880 个，单价从 0.25 到 1.5。");
#undef EN
#undef ZH
    tally_test_bill_assert (fixture, "SELECT count(*) FROM ref.price_import", "5");
}

/* Quarter-hours are not known from prices that begin or end within them. */
static void
test_prices_do_not_fit (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    size_t n_new;

    bill_under (fixture, SPOT (NAMED));
    add_prices (fixture->owner,
                "start,minutes,price\n2026-09-01T00:00+08:00,20,1\n2026-09-01T00:20+08:00,1440,1\n",
                &n_new, &error);
    g_assert_no_error (error);
    run (fixture, RUN_1);
    tally_test_bill_assert (fixture, FINDING, "held unpriced prices 1788192900 0");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, data, test) \
    g_test_add (path, Fixture, data, set_up, test, tally_test_bill_tear_down)
    ADD ("/bill-inputs/choice", NULL, test_choice);
    ADD ("/bill-inputs/prices", NULL, test_prices);
    ADD ("/bill-inputs/prices-do-not-fit", NULL, test_prices_do_not_fit);
    ADD ("/bill-inputs/peaks", NULL, test_peaks);
    for (size_t i = 0; i < G_N_ELEMENTS (meters_cases); i++) {
        g_autofree char *path = g_strconcat ("/bill-inputs/meters/", meters_cases[i].name, NULL);

        ADD (path, &meters_cases[i], test_meters);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
        g_autofree char *path = g_strconcat ("/bill-inputs/refused/", refused[i].name, NULL);

        ADD (path, &refused[i], test_refused);
    }
    return g_test_run ();
}
