// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a figure is written as a person of that language reads it, rounded once, never wrong. */
#include "shared/number/tally-number.h"

static const TallyNumberStyle english = { ".", "," };
static const TallyNumberStyle german = { ",", "." };

typedef struct {
    const char *name;
    int64_t value;
    int scale;
    int decimals;
    const TallyNumberStyle *style;
    const char *text;
} NumberCase;

static const NumberCase cases[] = {
    { "zero", 0, 0, 0, &english, "0" },
    { "zero-with-decimals", 0, 2, 2, &english, "0.00" },
    { "three-digits-have-no-group", 999, 0, 0, &english, "999" },
    { "four-digits-have-one", 1000, 0, 0, &english, "1,000" },
    { "money", 123456789, 2, 2, &english, "1,234,567.89" },
    { "money-in-german", -123456789, 2, 2, &german, "-1.234.567,89" },
    { "plain", -123456789, 2, 2, &TALLY_NUMBER_PLAIN, "-1234567.89" },
    { "less-than-one", 5, 2, 2, &english, "0.05" },
    { "half-goes-up", 1500, 6, 2, &english, "0.00" },
    { "half-goes-away", 5000, 6, 2, &english, "0.01" },
    { "minus-half-goes-away", -5000, 6, 2, &english, "-0.01" },
    { "rounds-to-zero-without-sign", -4999, 6, 2, &english, "0.00" },
    { "carries-over", 999999, 3, 2, &english, "1,000.00" },
    { "more-decimals-than-known", 12, 1, 3, &english, "1.200" },
    { "largest", INT64_MAX, 2, 2, &TALLY_NUMBER_PLAIN, "92233720368547758.07" },
    { "smallest", INT64_MIN, 2, 2, &TALLY_NUMBER_PLAIN, "-92233720368547758.08" },
    { "smallest-widened", INT64_MIN, 0, 18, &TALLY_NUMBER_PLAIN,
      "-9223372036854775808.000000000000000000" },
};

static void
test_number (gconstpointer data)
{
    const NumberCase *c = data;
    g_autofree char *text = tally_number_format (c->value, c->scale, c->decimals, c->style);

    g_assert_cmpstr (text, ==, c->text);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/number/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_number);
    }
    return g_test_run ();
}
