// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a bill stores says exactly what was priced; what is handed on to
 * the next period survives being written down; each check holds at its limit. */
#include "server/bill/tally-bill-calc.h"
#include "shared/error/tally-error.h"

#include <string.h>

static void
test_number (void)
{
    char number[TALLY_BILL_NUMBER_TEXT];

    tally_bill_number (3, tally_day_new (2026, 9, 1), 30012, 2, number);
    g_assert_cmpstr (number, ==, "03-202609-000030012-2");
    tally_bill_number (INT32_MAX, tally_day_new (2199, 12, 31), INT64_MAX, INT32_MAX, number);
    g_assert_cmpstr (number, ==, "2147483647-219912-9223372036854775807-2147483647");
}

static const struct {
    const char *exact;
    int64_t quantity;
    int16_t exponent;
} quantities[] = {
    { "0", 0, 0 },
    { "1", 1, 0 },
    { "1000", 1000, 0 },
    { "514.744", 514744, -3 },
    { "0.5", 5, -1 },
    { "-0.000000000000000001", -1, -18 },
    { "159682.95", 15968295, -2 },
    /* 19 digits fit; of more the last are left out, towards zero. */
    { "9.223372036854775807", INT64_MAX, -18 },
    { "9.223372036854775809", INT64_C (92233720368547758), -16 },
    { "-9.223372036854775809", INT64_C (-92233720368547758), -16 },
    { "12.000000000000000001", 12, 0 },
};

static void
test_quantity (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (quantities); i++) {
        TallyExact exact;
        int16_t exponent;

        g_assert_true (tally_exact_parse (quantities[i].exact, &exact, NULL));
        g_assert_cmpint (tally_bill_quantity (exact, &exponent), ==, quantities[i].quantity);
        g_assert_cmpint (exponent, ==, quantities[i].exponent);
    }
}

static void
test_rate (void)
{
    g_assert_cmpint (tally_bill_rate_micro ((TallyDecimal){ 568, 3 }), ==, 568000);
    g_assert_cmpint (tally_bill_rate_micro ((TallyDecimal){ 291875, 7 }), ==, 29188);
    g_assert_cmpint (tally_bill_rate_micro ((TallyDecimal){ -291875, 7 }), ==, -29188);
    g_assert_cmpint (tally_bill_rate_micro ((TallyDecimal){ 12, 0 }), ==, 12000000);
}

static void
test_carry (void)
{
    TallyBillCarry carry = { .carry = { .year_to_date = 123456, .net_excess = -7 } };
    TallyBillCarry again;
    g_autofree char *text = NULL;
    g_autofree char *same = NULL;

    carry.carry.credit[0] = 5;
    carry.carry.credit[TALLY_PRICE_CREDITS - 1] = 9;
    g_assert_true (tally_exact_parse ("-12.345", &carry.carry.charged_to_date, NULL));
    g_assert_true (tally_exact_parse ("987.654321", &carry.peak_kw, NULL));
    carry.peak_demand = carry.peak_kw;
    text = tally_bill_carry_format (&carry);
    g_assert_cmpstr (text, ==,
                     "year=123456 excess=-7 charged=-12.345 money=0 peak=987.654321 "
                     "credit=0:5,47:9");
    g_assert_true (tally_bill_carry_parse (text, &again, NULL));
    same = tally_bill_carry_format (&again);
    g_assert_cmpstr (text, ==, same);
    g_assert_true (tally_bill_carry_parse ("", &again, NULL));
    g_assert_cmpint (again.carry.year_to_date, ==, 0);
}

/* A tariff on kVA looks back on kVA: 80 kW at a power factor of 0.8 are 100. */
static void
test_carry_of_apparent_demand (void)
{
    TallyBillCarry carry = { 0 };
    TallyBillCarry again;
    g_autofree char *text = NULL;

    g_assert_true (tally_exact_parse ("80", &carry.peak_kw, NULL));
    g_assert_true (tally_exact_parse ("100", &carry.peak_demand, NULL));
    text = tally_bill_carry_format (&carry);
    g_assert_cmpstr (text, ==, "year=0 excess=0 charged=0 money=0 peak=80 demand=100");
    g_assert_true (tally_bill_carry_parse (text, &again, NULL));
    g_assert_cmpint (again.peak_demand.atto == carry.peak_demand.atto, ==, TRUE);
    g_assert_cmpint (again.peak_kw.atto == carry.peak_kw.atto, ==, TRUE);
}

static void
test_bad_carry (void)
{
    static const char *const bad[] = { "year",     "year=x",    "credit=48:1", "credit=-1:1",
                                       "credit=1", "money=1,5", "colour=red",  "year=1  peak=2",
                                       "peak=x",   "sent=x",    "credit=0:x",  "credit=x:1" };

    for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autoptr(GError) error = NULL;
        TallyBillCarry carry;

        g_assert_false (tally_bill_carry_parse (bad[i], &carry, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

/* What was delivered this year is only told where there was some. */
static void
test_carry_of_delivered (void)
{
    TallyBillCarry carry = { .carry = { .export_to_date = 5000 } };
    TallyBillCarry again;
    g_autofree char *text = tally_bill_carry_format (&carry);

    g_assert_cmpstr (text, ==, "year=0 excess=0 charged=0 money=0 peak=0 sent=5000");
    g_assert_true (tally_bill_carry_parse (text, &again, NULL));
    g_assert_cmpint (again.carry.export_to_date, ==, 5000);
}

/* The names that bill.parameter, the API and the client have for checks and what they do. */
static void
test_names (void)
{
    static const char *const reasons[] = { "incomplete", "estimated",      "history",
                                           "zero",       "negative",       "first",
                                           "last",       "missing-tariff", "over-capacity",
                                           "unpriced" };
    static const char *const severities[] = { "off", "note", "hold" };
    TallyBillSeverity severity = TALLY_BILL_NOTE;
    size_t index = 5;

    G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == TALLY_BILL_N_REASONS);
    g_assert_false (tally_bill_reason_find ("late", &index));
    g_assert_false (tally_bill_reason_find (NULL, &index));
    g_assert_cmpuint (index, ==, 5);
    for (size_t i = 0; i < G_N_ELEMENTS (reasons); i++) {
        g_assert_cmpstr (tally_bill_reason_name (i), ==, reasons[i]);
        g_assert_true (tally_bill_reason_find (reasons[i], &index));
        g_assert_cmpuint (index, ==, i);
    }
    g_assert_false (tally_bill_severity_find ("fail", &severity));
    g_assert_false (tally_bill_severity_find (NULL, &severity));
    g_assert_cmpint (severity, ==, TALLY_BILL_NOTE);
    for (guint i = 0; i < G_N_ELEMENTS (severities); i++) {
        g_assert_cmpstr (tally_bill_severity_name (i), ==, severities[i]);
        g_assert_true (tally_bill_severity_find (severities[i], &severity));
        g_assert_cmpint (severity, ==, i);
    }
}

/* A run is of one calendar month: days that two have in common would be billed twice. */
static void
test_month (void)
{
    static const struct {
        int first[3];
        int end[3];
        const char *message; /* NULL: good */
    } cases[] = {
        { { 2026, 2, 1 }, { 2026, 3, 1 }, NULL },
        { { 2026, 12, 1 }, { 2027, 1, 1 }, NULL },
        { { 2026, 2, 1 },
          { 2026, 2, 28 },
          "period_end: a bill run is of one whole month, not of 2026-02-01 to 2026-02-28" },
        { { 2026, 2, 2 },
          { 2026, 3, 1 },
          "period_end: a bill run is of one whole month, not of 2026-02-02 to 2026-03-01" },
        { { 2026, 2, 1 },
          { 2026, 4, 1 },
          "period_end: a bill run is of one whole month, not of 2026-02-01 to 2026-04-01" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        const int *first = cases[i].first;
        const int *end = cases[i].end;
        TallyDays period = { tally_day_new (first[0], first[1], first[2]),
                             tally_day_new (end[0], end[1], end[2]) };
        g_autoptr(GError) error = NULL;

        g_assert_true (tally_bill_is_month (period, &error) == (cases[i].message == NULL));
        if (cases[i].message == NULL)
            continue;
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

#define FINE                                                                           \
    .energy_wh = 1000, .total = { 30000 }, .contracted_w = 1000, .has_previous = TRUE, \
    .previous = { 30000 }

static const struct {
    const char *name;
    TallyBillFacts facts;
    guint reasons;
} checks[] = {
    { "fine", { FINE }, 0 },
    { "one-missing", { FINE, .n_missing = 1 }, TALLY_BILL_HOLD_INCOMPLETE },
    { "estimated-at-limit", { FINE, .estimated_ppm = 100000 }, 0 },
    { "estimated-over", { FINE, .estimated_ppm = 100001 }, TALLY_BILL_HOLD_ESTIMATED },
    { "no-energy", { .total = { 500 } }, TALLY_BILL_HOLD_ZERO },
    { "only-feeds-in", { .export_wh = 1000, .total = { 500 } }, 0 },
    { "owed-to-customer", { .energy_wh = 1, .total = { -1 } }, TALLY_BILL_HOLD_NEGATIVE },
    { "first", { FINE, .is_first = TRUE }, TALLY_BILL_HOLD_FIRST },
    { "last", { FINE, .is_last = TRUE }, TALLY_BILL_HOLD_LAST },
    { "three-times",
      { .energy_wh = 1, .total = { 90000 }, .has_previous = TRUE, .previous = { 30000 } },
      0 },
    { "over-three-times",
      { .energy_wh = 1, .total = { 90001 }, .has_previous = TRUE, .previous = { 30000 } },
      TALLY_BILL_HOLD_HISTORY },
    { "under-a-third",
      { .energy_wh = 1, .total = { 9999 }, .has_previous = TRUE, .previous = { 30000 } },
      TALLY_BILL_HOLD_HISTORY },
    { "as-a-year-ago",
      { .energy_wh = 1,
        .total = { 90001 },
        .has_previous = TRUE,
        .previous = { 30000 },
        .has_last_year = TRUE,
        .last_year = { 80000 } },
      0 },
    { "unlike-both",
      { .energy_wh = 1,
        .total = { 90001 },
        .has_previous = TRUE,
        .previous = { 30000 },
        .has_last_year = TRUE,
        .last_year = { 20000 } },
      TALLY_BILL_HOLD_HISTORY },
    { "no-tariff-on-a-day",
      { FINE, .n_days = 30, .n_tariff_days = 29, .n_missing = 9 },
      TALLY_BILL_HOLD_MISSING_TARIFF },
    { "tariff-cannot-be-applied", { FINE, .is_unpriced = TRUE }, TALLY_BILL_HOLD_UNPRICED },
    { "never-measured",
      { FINE, .is_unpriced = TRUE, .is_unmeasured = TRUE, .n_missing = 2880 },
      TALLY_BILL_HOLD_INCOMPLETE },
    { "small-bills-may-differ",
      { .energy_wh = 1, .total = { 20000 }, .has_previous = TRUE, .previous = { 0 } },
      0 },
};

static void
test_checks (void)
{
    TallyBillFacts peak = { FINE };

    for (size_t i = 0; i < G_N_ELEMENTS (checks); i++) {
        g_test_message ("%s", checks[i].name);
        g_assert_cmpuint (tally_bill_check (&checks[i].facts, &tally_bill_standard_limits, NULL),
                          ==, checks[i].reasons);
    }
    g_assert_true (tally_exact_parse ("1.1", &peak.peak_kw, NULL));
    g_assert_cmpuint (tally_bill_check (&peak, &tally_bill_standard_limits, NULL), ==, 0);
    g_assert_true (tally_exact_parse ("1.100001", &peak.peak_kw, NULL));
    g_assert_cmpuint (tally_bill_check (&peak, &tally_bill_standard_limits, NULL), ==,
                      TALLY_BILL_HOLD_CAPACITY);
}

/* 110 percent of what was agreed on, in kW or in kVA; of the smaller where there are both. */
static void
test_capacity (void)
{
    static const struct {
        int64_t w;
        int64_t va;
        const char *peak;
        gboolean is_over;
    } cases[] = {
        { 0, 0, "1000", FALSE },          { 0, 1000, "1.1", FALSE },
        { 0, 1000, "1.100001", TRUE },    { 2000, 1000, "1.1", FALSE },
        { 2000, 1000, "1.100001", TRUE }, { 1000, 2000, "1.100001", TRUE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        TallyBillFacts facts = { FINE };

        facts.contracted_w = cases[i].w;
        facts.contracted_va = cases[i].va;
        g_assert_true (tally_exact_parse (cases[i].peak, &facts.peak_kw, NULL));
        g_assert_cmpuint (tally_bill_check (&facts, &tally_bill_standard_limits, NULL), ==,
                          cases[i].is_over ? TALLY_BILL_HOLD_CAPACITY : 0);
    }
}

/* A finding has its figures; what is only noted holds nothing, what is off is not even noted. */
static void
test_findings (void)
{
    TallyBillLimits limits = tally_bill_standard_limits;
    TallyBillFacts facts = { .energy_wh = 1,
                             .total = { 90001 },
                             .has_previous = TRUE,
                             .previous = { 30000 },
                             .n_missing = 4,
                             .estimated_ppm = 100001 };
    TallyBillFindings findings;

    limits.of[0].bound = 3;                  /* incomplete */
    limits.of[1].severity = TALLY_BILL_NOTE; /* estimated */
    g_assert_cmpuint (tally_bill_check (&facts, &limits, &findings), ==,
                      TALLY_BILL_HOLD_INCOMPLETE | TALLY_BILL_HOLD_HISTORY);
    g_assert_cmpuint (findings.n, ==, 3);
    g_assert_cmpint (findings.found[0].found, ==, 4);
    g_assert_cmpint (findings.found[0].bound, ==, 3);
    g_assert_cmpstr (findings.found[0].unit, ==, "intervals");
    g_assert_cmpint (findings.found[1].severity, ==, TALLY_BILL_NOTE);
    g_assert_cmpint (findings.found[1].found, ==, 100001);
    g_assert_cmpint (findings.found[2].found, ==, 90001);
    g_assert_cmpint (findings.found[2].bound, ==, 30000);
    limits.of[2] = (TallyBillLimit){ TALLY_BILL_HOLD, 301, 20000 }; /* history: 90300 is allowed */
    limits.of[0].severity = TALLY_BILL_OFF;
    g_assert_cmpuint (tally_bill_check (&facts, &limits, &findings), ==, 0);
    g_assert_cmpuint (findings.n, ==, 1);
}

static void
test_estimated_share (void)
{
    static const uint8_t qualities[] = { 0, 4, 6, 255 };
    static const int64_t used[] = { 600, 300, 100, 0 };
    static const int64_t unused[] = { 0, 0, 0, 0 };

    g_assert_cmpint (tally_bill_estimated_ppm (used, qualities, 4), ==, 300000);
    g_assert_cmpint (tally_bill_estimated_ppm (unused, qualities, 4), ==, 500000);
    g_assert_cmpint (tally_bill_estimated_ppm (NULL, NULL, 0), ==, 0);
}

/* Any field that changes, changes the hash. */
static void
test_hash (void)
{
    TallyBill bill = { .number = "01-202609-000000001-1",
                       .kind = "bill",
                       .tariff_code = "t",
                       .currency = "CNY",
                       .carry = "",
                       .total = { 100 } };
    TallyBillLine line = { .line_no = 1,
                           .component = "energy",
                           .band = "",
                           .unit = "kWh",
                           .amount_exact = "1",
                           .explain = "{}",
                           .amount_minor = 100 };
    uint8_t first[TALLY_BILL_HASH_BYTES];
    uint8_t again[TALLY_BILL_HASH_BYTES];

    tally_bill_hash (&bill, &line, 1, first);
    tally_bill_hash (&bill, &line, 1, again);
    g_assert_cmpmem (first, sizeof first, again, sizeof again);
    bill.reasons = TALLY_BILL_HOLD_FIRST; /* not part of it: a clerk may release */
    tally_bill_hash (&bill, &line, 1, again);
    g_assert_cmpmem (first, sizeof first, again, sizeof again);
    line.explain = "{ }";
    tally_bill_hash (&bill, &line, 1, again);
    g_assert_true (memcmp (first, again, sizeof again) != 0);
    line.explain = "{}";
    bill.energy_wh = 1;
    tally_bill_hash (&bill, &line, 1, again);
    g_assert_true (memcmp (first, again, sizeof again) != 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/bill/number", test_number);
    g_test_add_func ("/bill/quantity", test_quantity);
    g_test_add_func ("/bill/rate", test_rate);
    g_test_add_func ("/bill/carry", test_carry);
    g_test_add_func ("/bill/carry-of-apparent-demand", test_carry_of_apparent_demand);
    g_test_add_func ("/bill/bad-carry", test_bad_carry);
    g_test_add_func ("/bill/carry-of-delivered", test_carry_of_delivered);
    g_test_add_func ("/bill/names", test_names);
    g_test_add_func ("/bill/month", test_month);
    g_test_add_func ("/bill/checks", test_checks);
    g_test_add_func ("/bill/capacity", test_capacity);
    g_test_add_func ("/bill/findings", test_findings);
    g_test_add_func ("/bill/estimated-share", test_estimated_share);
    g_test_add_func ("/bill/hash", test_hash);
    return g_test_run ();
}
