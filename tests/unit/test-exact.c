// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: decimals are read exactly or refused, amounts keep 18 decimals, and
 * nothing ever wraps. */
#include "shared/error/tally-error.h"
#include "shared/money/tally-exact.h"

typedef struct {
    const char *text;
    const char *shown; /* or NULL when refused */
} DecimalCase;

static const DecimalCase decimal_cases[] = {
    { "0", "0" },
    { "-0.5", "-0.5" },
    { "+7", "7" },
    { "0.520", "0.520" },
    { "0.029679999999999998", "0.029679999999999998" },
    { "9223372036854775807", "9223372036854775807" },
    { "1e3", "1000" },
    { "12.5E-2", "0.125" },
    { "0.0000000000000000000000010", "0.000000000000000000000001" },
    { "0e99", "0" },
    { "9223372036854775808", NULL },
    { "1e30", NULL },
    { "1e-30", NULL },
    { "1e100", NULL },
    { "", NULL },
    { "-", NULL },
    { ".5", NULL },
    { "5.", NULL },
    { "1,5", NULL },
    { "1 ", NULL },
    { " 1", NULL },
    { "0x1", NULL },
    { "1e", NULL },
    { "NaN", NULL },
    { "Infinity", NULL },
};

static void
test_decimal (gconstpointer data)
{
    const DecimalCase *c = data;
    g_autoptr(GError) error = NULL;
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal decimal;

    if (tally_decimal_parse (c->text, &decimal, &error)) {
        g_assert_no_error (error);
        g_assert_cmpstr (tally_decimal_format (decimal, text), ==, c->shown);
    } else {
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_assert_null (c->shown);
    }
}

static TallyDecimal
decimal_of (const char *text)
{
    g_autoptr(GError) error = NULL;
    TallyDecimal decimal = { 0, 0 };

    tally_decimal_parse (text, &decimal, &error);
    g_assert_no_error (error);
    return decimal;
}

static TallyExact
exact_of (const char *text)
{
    g_autoptr(GError) error = NULL;
    TallyExact exact = { 0 };

    tally_exact_parse (text, &exact, &error);
    g_assert_no_error (error);
    return exact;
}

static void
assert_exact (TallyExact exact, const char *expected)
{
    char text[TALLY_EXACT_TEXT];

    g_assert_cmpstr (tally_exact_format (exact, text), ==, expected);
}

static void
test_decimal_arithmetic (void)
{
    TallyDecimal big = { INT64_MAX, 0 }, sum;
    char text[TALLY_DECIMAL_TEXT];
    GError *error = NULL;

    g_assert_cmpint (tally_decimal_compare (decimal_of ("0.50"), decimal_of ("0.5")), ==, 0);
    g_assert_cmpint (tally_decimal_compare (decimal_of ("-0.51"), decimal_of ("-0.5")), <, 0);
    g_assert_cmpint (tally_decimal_compare (decimal_of ("2"), decimal_of ("1.99999")), >, 0);
    g_assert_cmpint (tally_decimal_compare (big, decimal_of ("0.000000000000000000000001")), >, 0);

    g_assert_true (tally_decimal_add (decimal_of ("0.01086"), decimal_of ("0.01882"), &sum, NULL));
    g_assert_cmpstr (tally_decimal_format (sum, text), ==, "0.02968");
    g_assert_false (tally_decimal_add (big, decimal_of ("0.1"), &sum, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_clear_error (&error);
    g_assert_true (tally_decimal_multiply (decimal_of ("38.40"), decimal_of ("2"), &sum, NULL));
    g_assert_cmpstr (tally_decimal_format (sum, text), ==, "76.80");
    g_assert_false (tally_decimal_multiply (big, decimal_of ("2"), &sum, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_clear_error (&error);
}

static void
test_exact_text (void)
{
    static const char *const texts[] = { "0",
                                         "-0.000000000000000001",
                                         "12.5",
                                         "-7",
                                         "170141183460469231731.687303715884105727",
                                         "100000000000000000000" };
    static const char *const bad[] = { "",
                                       "-",
                                       "1.",
                                       ".1",
                                       "1.0000000000000000001",
                                       "1e3",
                                       "1.2.3",
                                       "170141183460469231732",
                                       "999999999999999999999999999999",
                                       "99999999999999999999999999999999999999999999" };

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
        assert_exact (exact_of (texts[i]), texts[i]);
    for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autoptr(GError) error = NULL;
        TallyExact exact;

        g_assert_false (tally_exact_parse (bad[i], &exact, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

static void
test_exact_products (void)
{
    g_autoptr(GError) error = NULL;
    TallyExact result;

    /* 1,234,567 Wh at 0.029679999999999998: rounded at the 18th decimal */
    g_assert_true (tally_exact_ratio (1234567, 1000, &result, &error));
    g_assert_true (
        tally_exact_times (result, decimal_of ("0.029679999999999998"), &result, &error));
    assert_exact (result, "36.641948559999997531");
    /* a third of a yuan, then three thirds are not quite whole */
    g_assert_true (tally_exact_scale (exact_of ("1"), 1, 3, &result, &error));
    assert_exact (result, "0.333333333333333333");
    /* a product that needs 256 bits on the way, and one that does not fit */
    g_assert_true (tally_exact_scale (exact_of ("100000000000000000000"), INT64_MAX, INT64_MAX,
                                      &result, &error));
    assert_exact (result, "100000000000000000000");
    g_assert_true (tally_exact_multiply (exact_of ("-12000000000"), exact_of ("12000000000.5"),
                                         &result, &error));
    assert_exact (result, "-144000000006000000000");
    g_assert_no_error (error);
    g_assert_false (tally_exact_multiply (exact_of ("100000000000"), exact_of ("100000000000"),
                                          &result, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_clear_error (&error);
    g_assert_false (tally_exact_add (exact_of ("170141183460469231731"),
                                     exact_of ("170141183460469231731"), &result, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
}

typedef struct {
    const char *exact;
    TallyRounding rounding;
    int digits;
    int64_t minor;
} RoundCase;

static const RoundCase round_cases[] = {
    { "0.005", TALLY_ROUND_HALF_UP, 2, 1 },
    { "-0.005", TALLY_ROUND_HALF_UP, 2, -1 },
    { "0.004999999999999999", TALLY_ROUND_HALF_UP, 2, 0 },
    { "0.005", TALLY_ROUND_HALF_EVEN, 2, 0 },
    { "0.015", TALLY_ROUND_HALF_EVEN, 2, 2 },
    { "-0.025", TALLY_ROUND_HALF_EVEN, 2, -2 },
    { "0.025000000000000001", TALLY_ROUND_HALF_EVEN, 2, 3 },
    { "2.5", TALLY_ROUND_HALF_UP, 0, 3 },
    { "1.2345", TALLY_ROUND_NEVER, 4, 12345 },
};

static void
test_round (void)
{
    g_autoptr(GError) error = NULL;
    TallyMoney money;

    for (size_t i = 0; i < G_N_ELEMENTS (round_cases); i++) {
        const RoundCase *c = &round_cases[i];

        g_assert_true (
            tally_exact_to_money (exact_of (c->exact), c->digits, c->rounding, &money, &error));
        g_assert_no_error (error);
        g_assert_cmpint (money.minor, ==, c->minor);
    }
    assert_exact (tally_exact_from_money ((TallyMoney){ -1230 }, 2), "-12.3");
    g_assert_false (
        tally_exact_to_money (exact_of ("0.001"), 2, TALLY_ROUND_NEVER, &money, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_false (tally_exact_to_money (exact_of ("100000000000000000000"), 2,
                                          TALLY_ROUND_HALF_UP, &money, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
}

/* Property: the long division of 256 bits agrees with the short one. */
static void
test_wide_agrees (void)
{
    for (int run = 0; run < 20000; run++) {
        int64_t a = g_test_rand_int_range (-1000000000, 1000000000);
        int64_t b = g_test_rand_int_range (1, 1000000000);
        TallyExact wide, narrow;

        /* a * 10^18 units over b, by way of a factor that forces 256 bits */
        g_assert_true (tally_exact_scale ((TallyExact){ a * TALLY_EXACT_ONE * 1000 }, INT64_MAX / 7,
                                          INT64_MAX / 7, &wide, NULL));
        g_assert_true (wide.atto == a * TALLY_EXACT_ONE * 1000);
        g_assert_true (tally_exact_ratio (a, b, &narrow, NULL));
        g_assert_true (tally_exact_scale ((TallyExact){ a * TALLY_EXACT_ONE }, 1, b, &wide, NULL));
        g_assert_true (wide.atto == narrow.atto);
    }
}

/* What does not fit is said at every edge, whichever side it is on. */
static void
test_edges (void)
{
    const TallyExact large = { (__int128) 1 << 126 };
    const TallyDecimal most = { INT64_MAX, 0 }, least = { INT64_MIN, 0 }, fine = { 1, 24 };
    GError *error = NULL;
    TallyDecimal decimal;
    TallyExact exact;
    TallyMoney money;

    g_assert_false (tally_exact_scale (large, 3, 1, &exact, &error)); /* 128 bits, too many */
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_clear_error (&error);
    g_assert_false (tally_exact_scale (large, 7, 3, &exact, &error)); /* a product of 129 bits */
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_clear_error (&error);
    g_assert_false (tally_exact_scale (large, INT64_MAX, 1, &exact, &error));
    g_clear_error (&error);
    g_assert_true (tally_exact_scale (large, 5, 5, &exact, NULL));
    g_assert_true (exact.atto == large.atto);
    g_assert_false (
        tally_exact_to_money ((TallyExact){ -large.atto }, 2, TALLY_ROUND_HALF_UP, &money, &error));
    g_clear_error (&error);
    g_assert_false (tally_exact_parse ("170141183460469231731687303715884105728", &exact, &error));
    g_clear_error (&error);

    g_assert_false (tally_decimal_add (most, (TallyDecimal){ 1, 0 }, &decimal, &error));
    g_clear_error (&error);
    g_assert_false (tally_decimal_add (least, (TallyDecimal){ -1, 0 }, &decimal, &error));
    g_clear_error (&error);
    g_assert_false (tally_decimal_add (most, fine, &decimal, &error));
    g_clear_error (&error);
    g_assert_false (tally_decimal_add (fine, most, &decimal, &error));
    g_clear_error (&error);
    g_assert_false (tally_decimal_multiply (fine, (TallyDecimal){ 1, 1 }, &decimal, &error));
    g_clear_error (&error);
    g_assert_false (tally_decimal_multiply (most, (TallyDecimal){ 2, 0 }, &decimal, &error));
    g_clear_error (&error);
    g_assert_false (tally_decimal_parse ("99999999999999999999", &decimal, &error));
    g_clear_error (&error);
    g_assert_true (tally_decimal_parse ("0e-40", &decimal, NULL));
    g_assert_true (tally_decimal_parse ("0e5", &decimal, NULL));
    g_assert_cmpint (decimal.mantissa, ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/exact/edges", test_edges);

    for (size_t i = 0; i < G_N_ELEMENTS (decimal_cases); i++) {
        g_autofree char *path = g_strdup_printf ("/exact/decimal/%zu", i);

        g_test_add_data_func (path, &decimal_cases[i], test_decimal);
    }
    g_test_add_func ("/exact/decimal/arithmetic", test_decimal_arithmetic);
    g_test_add_func ("/exact/text", test_exact_text);
    g_test_add_func ("/exact/products", test_exact_products);
    g_test_add_func ("/exact/round", test_round);
    g_test_add_func ("/exact/wide-agrees", test_wide_agrees);
    return g_test_run ();
}
