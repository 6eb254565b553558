// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a bill whose tariff changes within the period has one power factor, that of the whole of
 * it, in both of its parts. */
#include "server/bill/tally-bill-make-calc.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define HOURS (30 * 24)

/* A kWh at 1, and half a percent of that for each hundredth below 0.90. */
static const char document[] =
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", \"components\": "
    "[{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}, {\"id\": \"p\", \"kind\": "
    "\"power-factor\", \"standard_hundredths\": 90, \"below\": [{\"to_hundredths\": 0, "
    "\"percent\": \"0.5\"}]}]}";

static TallyBillRules
rules_of_april (GArray **versions)
{
    TallyBillRules rules = { .district_id = 1,
                             .period = tally_days_of_month (tally_day_new (2026, 4, 1)),
                             .zone = tally_zone_get ("Asia/Shanghai", NULL),
                             .currency = (char *) "CNY",
                             .tariffs = g_hash_table_new (g_str_hash, g_str_equal),
                             .calendars = g_hash_table_new (g_str_hash, g_str_equal),
                             .limits = tally_bill_standard_limits };
    static const int firsts[][3] = { { 2026, 1, 1 }, { 2026, 4, 11 } };

    *versions = tally_bill_tariffs_new ();
    for (int i = 0; i < 2; i++) {
        TallyBillTariff version = { .version = i + 1,
                                    .valid = { tally_day_new (firsts[i][0], firsts[i][1],
                                                              firsts[i][2]),
                                               tally_day_new (2027, 1, 1) },
                                    .tariff = tally_tariff_parse (document, -1, NULL) };

        g_assert_nonnull (version.tariff);
        g_array_append_val (*versions, version);
    }
    g_hash_table_insert (rules.tariffs, (gpointer) "t", *versions);
    return rules;
}

static TallyBillAgreement
agreement (void)
{
    return (
        TallyBillAgreement){ .agreement_id = 1,
                             .account_id = 1,
                             .tariff_code = "t",
                             .phases = 3,
                             .valid = { tally_day_new (2026, 1, 1), tally_day_new (2099, 1, 1) },
                             .version = 1,
                             .carry_text = "" };
}

/* 1 kWh an hour; 1 kvarh an hour until the 11th, then a quarter of it: 720 kWh and 240 + 120 kvarh.
 * 720 / sqrt (720^2 + 360^2) is 0.894: 0.89, one step of 0.5 % on 240 and on 480. Of the first ten
 * days alone it were 0.71: 19 steps. */
static void
test_one_factor (void)
{
    GArray *versions;
    TallyBillRules rules = rules_of_april (&versions);
    static int64_t import[HOURS], reactive[HOURS];
    static const uint8_t qualities[HOURS];
    TallyBillMeasured measured = { .import = import,
                                   .reactive = reactive,
                                   .qualities = qualities,
                                   .n = HOURS,
                                   .interval_s = 3600 };
    TallyBillAgreement billed = agreement ();
    g_autoptr(TallyBillMaker) maker = tally_bill_maker_new (&rules);
    g_autoptr(TallyBillSheet) sheet = tally_bill_sheet_new ();
    static const int64_t amounts[] = { 24000, 120, 48000, 240 };
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < HOURS; i++) {
        import[i] = 1000;
        reactive[i] = i < 240 ? 1000 : 250;
    }
    tally_bill_maker_make (maker, &billed, &measured, sheet, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (sheet->lines->len, ==, G_N_ELEMENTS (amounts));
    for (guint i = 0; i < sheet->lines->len; i++)
        g_assert_cmpint (g_array_index (sheet->lines, TallyBillLine, i).amount_minor, ==,
                         amounts[i]);

    /* sums beyond 64 bits are said, though each part is within them */
    import[0] = import[300] = INT64_MAX / 2 + 1;
    tally_bill_sheet_clear (sheet);
    g_assert_false (tally_bill_maker_make (maker, &billed, &measured, sheet, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_hash_table_unref (rules.tariffs);
    g_hash_table_unref (rules.calendars);
    g_array_unref (versions);
}

/* Of a customer who hands on credit it counts whether the bill is the last, under a tariff that
 * knows no delivered energy, too: 5.00 are paid, and 2 kWh lapse with a line that says so. */
static void
test_last_with_credit (void)
{
    static const struct {
        TallyPriceCarry carry;
        guint n_more;
        int64_t less;
    } cases[] = {
        { { .year_to_date = 1000 }, 0, 0 },
        { { .money_credit = { 5 * TALLY_EXACT_ONE } }, 1, 500 },
        { { .credit = { 0, 0, 2000 } }, 1, 0 },
    };
    GArray *versions;
    TallyBillRules rules = rules_of_april (&versions);
    static int64_t import[HOURS];
    static const uint8_t qualities[HOURS];
    TallyBillMeasured measured = { .import = import,
                                   .reactive = import,
                                   .qualities = qualities,
                                   .n = HOURS,
                                   .interval_s = 3600 };
    g_autoptr(TallyBillMaker) maker = tally_bill_maker_new (&rules);

    for (int i = 0; i < HOURS; i++)
        import[i] = 1000;
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(TallyBillSheet) sheet = tally_bill_sheet_new ();
        g_autoptr(GError) error = NULL;
        const TallyBill *bills;

        for (int is_last = 0; is_last < 2; is_last++) {
            TallyBillAgreement billed = agreement ();

            billed.carry.carry = cases[i].carry;
            billed.supplied = (TallyDays){ tally_day_new (2025, 1, 1),
                                           is_last ? tally_day_new (2026, 5, 1)
                                                   : tally_day_new (2099, 1, 1) };
            tally_bill_maker_make (maker, &billed, &measured, sheet, &error);
            g_assert_no_error (error);
        }
        bills = (const TallyBill *) (void *) sheet->bills->data;
        g_assert_cmpuint (g_array_index (sheet->n_lines, size_t, 1), ==,
                          g_array_index (sheet->n_lines, size_t, 0) + cases[i].n_more);
        g_assert_cmpint (bills[1].total.minor, ==, bills[0].total.minor - cases[i].less);
        g_assert_cmpint (memcmp (bills[0].made_from, bills[1].made_from, TALLY_BILL_HASH_BYTES)
                             == 0,
                         ==, cases[i].n_more == 0);
    }
    g_hash_table_unref (rules.tariffs);
    g_hash_table_unref (rules.calendars);
    g_array_unref (versions);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/bill/parts/one-factor", test_one_factor);
    g_test_add_func ("/bill/parts/last-with-credit", test_last_with_credit);
    return g_test_run ();
}
