// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Two months billed one after the other: what tests of the past of a bill stand on. */
#include "server/bill/tally-bill-correct-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "tests/lib/tally-test-bill.h"

#define RUN_8 "88888888-8888-4888-8888-888888888888"
#define RUN_8B "88888888-8888-4888-8888-88888888888b"
#define RUN_9 "99999999-9999-4999-8999-999999999999"
#define RUN_9B "99999999-9999-4999-8999-99999999999b"

/* Every quarter-hour of August and September takes 1,000 Wh: 96 kWh a day. */
static inline void
set_up (TallyTestBill *fixture, gconstpointer data)
{
    tally_test_bill_set_up (fixture, GINT_TO_POINTER (3));
    tally_test_db_script (fixture->base, "SELECT work.make_partitions ('2026-08-01', '2026-08-01');"
                                         "UPDATE bill.parameter SET severity = 'off' "
                                         "WHERE check_name NOT IN ('missing-tariff', 'unpriced')");
    for (int32_t day = tally_day_new (2026, 8, 1).number; day < tally_day_new (2026, 10, 1).number;
         day++) {
        int32_t version = day < fixture->september.first.number ? 1 : 2;

        for (int64_t point = 1; point <= 3; point++)
            tally_test_utility_add_block (fixture->settle, 1, point, (TallyDay){ day }, version,
                                          1000, 0);
    }
}

/* All agreements under one tariff of these components. */
static inline void
use_tariff (const TallyTestBill *fixture, const char *head, const char *components)
{
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document, sha256, "
        "drafted_by, signed_by) SELECT 'own', 1, 'own', '2025-01-01', d, sha256 (convert_to (d, "
        "'UTF8')), 'a', 'b' FROM (VALUES ('{\"format\": \"gridtally-tariff-v1\", \"id\": \"own\", "
        "\"currency\": \"CNY\", \"valid_from\": null, %s\"components\": [%s]}')) x (d);"
        "UPDATE ref.agreement SET tariff_code = 'own'",
        head, components);

    tally_test_db_script (fixture->base, sql);
}

static inline void
bill (const TallyTestBill *fixture, const char *run_id, TallyDay day)
{
    TallyBillOrder order = tally_test_bill_order (fixture, run_id, 2);
    g_auto(TallyBillRun) result = { 0 };
    g_autoptr(GError) error = NULL;

    order.period = tally_days_of_month (day);
    tally_bill_step_run (&order, &result, &error);
    g_assert_no_error (error);
}

static inline void
bill_and_issue (const TallyTestBill *fixture, const char *run_id, TallyDay day, int64_t expected)
{
    bill (fixture, run_id, day);
    tally_test_bill_issue (fixture, run_id, expected);
}

/* Each bill made again from what it was made of gives the same; so do today's inputs, but for the
 * bills before whose agreement ended since. */
static inline void
assert_verified (const TallyTestBill *fixture, guint n_ended)
{
    g_auto(TallyBillVerdict) verdict = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (verdict.fault, ==, NULL);
    g_assert_cmpuint (verdict.rebills->len, ==, n_ended);
}

/* The bills of September, of what they were made of. */
static inline void
assert_made_again (const TallyTestBill *fixture)
{
    g_auto(TallyBillVerdict) verdict = { 0 };
    g_autoptr(GError) error = NULL;

    tally_test_db_script (fixture->base, "DELETE FROM bill.line WHERE number !~ '^01-202609';"
                                         "DELETE FROM bill.bill WHERE period_start < '2026-09-01'");
    tally_bill_step_verify (fixture->settle, NULL, &verdict, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (verdict.fault, ==, NULL);
}

#define BILLED(agreement)                                                                    \
    "SELECT string_agg (total_minor::text, ' ' ORDER BY period_start) FROM bill.bill WHERE " \
    "state NOT IN ('cancelled') AND kind <> 'credit' AND agreement_id = " #agreement

#define BY_YEAR                                                                                \
    "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"year\", \"tiers\": [{\"up_to\": " \
    "\"4000\", \"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}"

/* From 16 September point 1 has an agreement over more power, point 2 another customer. */
#define REPLACED                                                                                \
    "UPDATE ref.agreement SET valid_to = '2026-09-16' WHERE agreement_id IN (1, 2);"            \
    "INSERT INTO ref.agreement (district_id, agreement_id, account_id, point_id, tariff_code, " \
    "contracted_w, valid_from) VALUES (1, 101, 1, 1, 'own', 7000, '2026-09-16'), "              \
    "(1, 102, 3, 2, 'own', 7000, '2026-09-16')"
