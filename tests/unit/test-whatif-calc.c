// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a change of tariff comes to is counted once and exactly, whatever the order: every
 * agreement in one bin and one tenth, sums that close, percentages worked out by hand. */
#include "server/bill/whatif/tally-whatif-calc.h"

typedef struct {
    const char *name;
    int64_t before;
    int64_t after;
    int64_t ppm;
    size_t bin;
} ChangeCase;

/* Bins: under -50 %, -50 to -30, -30 to -20, -20 to -15, -15 to -10, -10 to -5, -5 to -2, -2 to 0,
 * the same, and the same steps upwards; a step's end belongs to the step nearer to zero. */
static const ChangeCase change_cases[] = {
    { "the-same", 1000, 1000, 0, 8 },
    { "five-percent-more", 1000, 1050, 50000, 10 },
    { "just-over-five", 100000, 105001, 50010, 11 },
    { "two-percent-less", 1000, 980, -20000, 7 },
    { "five-percent-less", 1000, 950, -50000, 6 },
    { "half-away", 100000000, 100000050, 1, 9 }, /* 0.5 ppm is 1 */
    { "half-away-down", 100000000, 99999950, -1, 7 },
    { "half-is-lost", 1000, 500, -500000, 1 },
    { "all-is-lost", 1000, 0, -1000000, 0 },
    { "twice", 1000, 2000, 1000000, 16 },
    { "from-a-cent", 1, INT64_MAX, INT64_MAX - 1, 16 },
    { "from-nothing", 0, 5, TALLY_WHATIF_NO_BASE, 99 },
    { "from-a-credit", -5, 5, TALLY_WHATIF_NO_BASE, 99 },
};

static void
add (TallyWhatif *whatif, int64_t agreement, int64_t before, int64_t after)
{
    TallyBillLine lines[2] = {
        { .kind = TALLY_LINE_ENERGY, .component = "energy", .amount_minor = before },
        { .kind = TALLY_LINE_ENERGY, .component = "energy", .amount_minor = after },
    };
    TallyBill bills[2] = {
        { .district_id = 1, .agreement_id = agreement, .energy_wh = 10, .total = { before } },
        { .district_id = 1, .agreement_id = agreement, .energy_wh = 10, .total = { after } },
    };
    TallyWhatifBill was = { &bills[0], &lines[0], 1 };
    TallyWhatifBill is = { &bills[1], &lines[1], 1 };
    guint class_index = tally_whatif_class (whatif, "community", "home");
    g_autoptr(GError) error = NULL;

    tally_whatif_add (whatif, class_index, &was, &is, &error);
    g_assert_no_error (error);
}

static void
test_change (gconstpointer data)
{
    const ChangeCase *c = data;
    g_autoptr(TallyWhatif) whatif = tally_whatif_new ();
    g_autoptr(GError) error = NULL;

    g_assert_cmpint (tally_whatif_change_ppm ((TallyMoney){ c->before }, (TallyMoney){ c->after }),
                     ==, c->ppm);
    add (whatif, 1, c->before, c->after);
    tally_whatif_finish (whatif, &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < TALLY_WHATIF_BINS; i++)
        g_assert_cmpint (whatif->bins[i].n, ==, i == c->bin ? 1 : 0);
}

/* Twenty agreements, 100 before; the i-th pays i - 10 more: tenths of two each. */
static void
test_distribution (void)
{
    g_autoptr(TallyWhatif) whatif = tally_whatif_new ();
    g_autoptr(GArray) movers = NULL;
    g_autoptr(GError) error = NULL;

    for (int64_t i = 19; i >= 0; i--) /* from the last, to see it sorted */
        add (whatif, i, 100, 90 + i);
    add (whatif, 20, 0, 7); /* has no percentage, and so no tenth */
    tally_whatif_finish (whatif, &error);
    g_assert_no_error (error);
    g_assert_cmpint (whatif->before.minor, ==, 2000);
    g_assert_cmpint (whatif->after.minor, ==, 1990 + 7);
    g_assert_cmpint (whatif->n_winners, ==, 10);
    g_assert_cmpint (whatif->n_same, ==, 1);
    g_assert_cmpint (whatif->n_losers, ==, 10);
    g_assert_cmpint (whatif->n_no_base, ==, 1);
    g_assert_cmpint (whatif->saved.minor, ==, 55);    /* 1 + … + 10 */
    g_assert_cmpint (whatif->lost.minor, ==, 45 + 7); /* 1 + … + 9 */
    for (size_t i = 0; i < TALLY_WHATIF_DECILES; i++) {
        g_assert_cmpint (whatif->deciles[i].n, ==, 2);
        g_assert_cmpint (whatif->deciles[i].from_ppm, ==, (2 * (int64_t) i - 10) * 10000);
        g_assert_cmpint (whatif->deciles[i].to_ppm, ==, (2 * (int64_t) i - 9) * 10000);
        g_assert_cmpint (whatif->deciles[i].before.minor, ==, 200);
        g_assert_cmpint (whatif->deciles[i].after.minor, ==, 181 + 4 * (int64_t) i);
    }
    movers = tally_whatif_movers (whatif, 2);
    g_assert_cmpuint (movers->len, ==, 4);
    g_assert_cmpint (g_array_index (movers, TallyWhatifRow, 0).agreement_id, ==, 0);
    g_assert_cmpint (g_array_index (movers, TallyWhatifRow, 1).agreement_id, ==, 1);
    g_assert_cmpint (g_array_index (movers, TallyWhatifRow, 2).agreement_id, ==, 19);
    g_assert_cmpint (g_array_index (movers, TallyWhatifRow, 3).agreement_id, ==, 18);
}

/* Property: however the agreements are shared out among threads, the result is the same, every one
 * is in one bin, and classes, components and bins add up to the total. */
static void
test_sums (void)
{
    for (int run = 0; run < 300; run++) {
        g_autoptr(TallyWhatif) whole = tally_whatif_new ();
        g_autoptr(TallyWhatif) sum = tally_whatif_new ();
        TallyWhatif *parts[3] = { tally_whatif_new (), tally_whatif_new (), tally_whatif_new () };
        int n = g_test_rand_int_range (1, 60);
        TallyWhatifGroup all = { 0 };
        g_autoptr(GError) error = NULL;

        tally_whatif_class (sum, "community", "home");
        for (int i = 0; i < n; i++) {
            int64_t before = g_test_rand_int_range (1, 100000);
            int64_t after = g_test_rand_int_range (0, 100000);

            add (whole, i, before, after);
            add (parts[g_test_rand_int_range (0, 3)], i, before, after);
        }
        for (size_t i = 0; i < 3; i++)
            g_assert_true (tally_whatif_merge (sum, parts[2 - i], &error));
        for (size_t i = 0; i < 3; i++)
            tally_whatif_free (parts[i]);
        g_assert_true (tally_whatif_finish (whole, &error));
        g_assert_true (tally_whatif_finish (sum, &error));
        g_assert_cmpmem (sum->bins, sizeof sum->bins, whole->bins, sizeof whole->bins);
        g_assert_cmpmem (sum->deciles, sizeof sum->deciles, whole->deciles, sizeof whole->deciles);
        for (size_t i = 0; i < TALLY_WHATIF_BINS; i++) {
            all.n += sum->bins[i].n;
            all.before.minor += sum->bins[i].before.minor;
            all.after.minor += sum->bins[i].after.minor;
        }
        g_assert_cmpint (all.n, ==, n);
        g_assert_cmpint (all.before.minor, ==, whole->before.minor);
        g_assert_cmpint (all.after.minor, ==, whole->after.minor);
        g_assert_cmpint (g_array_index (sum->components, TallyWhatifComponent, 0).after.minor, ==,
                         whole->after.minor);
        g_assert_cmpint (whole->lost.minor - whole->saved.minor, ==,
                         whole->after.minor - whole->before.minor);
    }
}

static void
test_unpriced_is_in_no_figure (void)
{
    g_autoptr(TallyWhatif) whatif = tally_whatif_new ();
    TallyBill good = { .district_id = 1, .agreement_id = 1, .total = { 100 } };
    TallyBill bad = { .district_id = 1, .agreement_id = 1, .reasons = TALLY_BILL_HOLD_UNPRICED };
    TallyBillLine line = { .kind = TALLY_LINE_ENERGY, .component = "energy", .amount_minor = 100 };
    TallyWhatifBill was = { &good, &line, 1 };
    TallyWhatifBill is = { &bad, NULL, 0 };
    guint class_index = tally_whatif_class (whatif, "large", "x");
    g_autoptr(GError) error = NULL;

    g_assert_true (tally_whatif_add (whatif, class_index, &was, &is, &error));
    g_assert_true (tally_whatif_finish (whatif, &error));
    g_assert_cmpint (whatif->n_scope, ==, 1);
    g_assert_cmpint (whatif->n_unpriced, ==, 1);
    g_assert_cmpint (whatif->before.minor, ==, 0);
    g_assert_cmpuint (whatif->components->len, ==, 0);
    g_assert_cmpint (whatif->reasons[1][9], ==, 1);
    g_assert_cmpint (whatif->reasons[0][9], ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (change_cases); i++) {
        g_autofree char *path = g_strconcat ("/whatif/change/", change_cases[i].name, NULL);

        g_test_add_data_func (path, &change_cases[i], test_change);
    }
    g_test_add_func ("/whatif/distribution", test_distribution);
    g_test_add_func ("/whatif/sums", test_sums);
    g_test_add_func ("/whatif/unpriced-is-in-no-figure", test_unpriced_is_in_no_figure);
    return g_test_run ();
}
