// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a change of tariff comes to is counted once and exactly, whatever the order: every
 * agreement in one bin and one tenth, sums that close, percentages worked out by hand. */
#include "server/bill/whatif/tally-whatif-calc.h"
#include "shared/error/tally-error.h"

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
    { "to-a-credit", 1, INT64_MIN + 2, INT64_MIN + 1, 0 },
    { "thirty-percent-more", 1000, 1300, 300000, 14 },
    { "fifty-percent-more", 1000, 1500, 500000, 15 },
    { "from-nothing", 0, 5, TALLY_WHATIF_NO_BASE, 99 },
    { "from-a-credit", -5, 5, TALLY_WHATIF_NO_BASE, 99 },
};

typedef struct {
    const char *kind; /* of point: a class of its own */
    int32_t district;
    int64_t agreement;
    int64_t before;
    int64_t after;
} Pair;

static gboolean
add_pair (TallyWhatif *whatif, const Pair *pair, GError **error)
{
    TallyBillLine lines[2] = {
        { .kind = TALLY_LINE_ENERGY, .component = "energy", .amount_minor = pair->before },
        { .kind = TALLY_LINE_ENERGY, .component = "energy", .amount_minor = pair->after },
    };
    TallyBill bills[2] = { 0 };
    TallyWhatifBill was = { &bills[0], &lines[0], 1 };
    TallyWhatifBill is = { &bills[1], &lines[1], 1 };

    for (size_t i = 0; i < 2; i++)
        bills[i] = (TallyBill){ .district_id = pair->district,
                                .agreement_id = pair->agreement,
                                .energy_wh = 10,
                                .total = { lines[i].amount_minor } };
    return tally_whatif_add (whatif, tally_whatif_class (whatif, pair->kind, "home"), &was, &is,
                             error);
}

static void
add (TallyWhatif *whatif, int64_t agreement, int64_t before, int64_t after)
{
    g_autoptr(GError) error = NULL;

    add_pair (whatif, &(Pair){ "community", 1, agreement, before, after }, &error);
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

/* A bill that is held for days without values but has lines was priced; one without any line was
 * not, and one held for something else says what it costs. */
static void
test_priced (void)
{
    static const struct {
        guint reasons;
        size_t n_lines;
        gboolean is_priced;
    } cases[] = {
        { 0, 1, TRUE },
        { 0, 0, TRUE },
        { TALLY_BILL_HOLD_HISTORY, 1, TRUE },
        { TALLY_BILL_HOLD_INCOMPLETE, 1, TRUE },
        { TALLY_BILL_HOLD_INCOMPLETE, 0, FALSE },
        { TALLY_BILL_HOLD_INCOMPLETE | TALLY_BILL_HOLD_HISTORY, 0, FALSE },
        { TALLY_BILL_HOLD_MISSING_TARIFF, 0, FALSE },
        { TALLY_BILL_HOLD_UNPRICED, 1, FALSE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(TallyWhatif) whatif = tally_whatif_new ();
        TallyBill held = { .reasons = cases[i].reasons, .total = { 5 } };
        TallyBill good = { .total = { 5 } };
        TallyBillLine line = { .kind = TALLY_LINE_TAX, .component = "t", .amount_minor = 5 };
        TallyWhatifBill was = { &held, &line, cases[i].n_lines };
        TallyWhatifBill is = { &good, &line, 1 };
        guint class_index = tally_whatif_class (whatif, "large", "x");
        int64_t n_told = 0;

        g_assert_true (tally_whatif_add (whatif, class_index, &was, &is, NULL));
        g_assert_true (tally_whatif_add (whatif, class_index, &is, &was, NULL));
        g_assert_cmpint (whatif->n_scope, ==, 2);
        g_assert_cmpint (whatif->n_unpriced, ==, cases[i].is_priced ? 0 : 2);
        g_assert_cmpuint (whatif->rows->len, ==, cases[i].is_priced ? 2 : 0);
        for (size_t r = 0; r < TALLY_BILL_N_REASONS; r++) {
            g_assert_cmpint (whatif->reasons[0][r], ==, whatif->reasons[1][r]);
            n_told += whatif->reasons[0][r];
        }
        /* Of an unpriced bill the reasons are told for which it has no price, and no other. */
        g_assert_cmpint (n_told, ==, cases[i].is_priced ? 0 : 1);
    }
}

/* Rows stand by district and agreement, components by class, kind and name, in whatever order they
 * came; a class is one kind of point under one tariff. */
static void
test_order (void)
{
    g_autoptr(TallyWhatif) whatif = tally_whatif_new ();
    static const struct {
        TallyLineKind kind;
        const char *component;
    } lines[] = { { TALLY_LINE_TAX, "vat" },
                  { TALLY_LINE_ENERGY, "night" },
                  { TALLY_LINE_ENERGY, "day" },
                  { TALLY_LINE_TAX, "vat" },
                  { TALLY_LINE_TAX, "local" } };
    static const char *const expected = "0 energy day 2; 0 energy night 2; 0 tax local 2; "
                                        "0 tax vat 4; 1 energy day 1; 1 energy night 1; "
                                        "1 tax local 1; 1 tax vat 2; ";
    static const Pair order[] = { { "a", 2, 1, 0, 0 }, { "b", 1, 9, 0, 0 }, { "a", 1, 3, 0, 0 } };
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (order); i++) {
        TallyBill bill = { .district_id = order[i].district, .agreement_id = order[i].agreement };
        TallyBillLine made[G_N_ELEMENTS (lines)];
        TallyWhatifBill priced = { &bill, made, G_N_ELEMENTS (made) };

        for (size_t n = 0; n < G_N_ELEMENTS (made); n++)
            made[n] = (TallyBillLine){ .kind = lines[n].kind,
                                       .component = lines[n].component,
                                       .amount_minor = 1 };
        g_assert_true (tally_whatif_add (whatif, tally_whatif_class (whatif, order[i].kind, "home"),
                                         &priced, &priced, NULL));
    }
    g_assert_cmpuint (tally_whatif_class (whatif, "a", "home"), ==, 0);
    g_assert_cmpuint (tally_whatif_class (whatif, "b", "home"), ==, 1);
    g_assert_cmpuint (tally_whatif_class (whatif, "a", "other"), ==, 2);
    tally_whatif_finish (whatif, &error);
    g_assert_no_error (error);
    g_assert_cmpint (g_array_index (whatif->rows, TallyWhatifRow, 0).agreement_id, ==, 3);
    g_assert_cmpint (g_array_index (whatif->rows, TallyWhatifRow, 1).agreement_id, ==, 9);
    g_assert_cmpint (g_array_index (whatif->rows, TallyWhatifRow, 2).agreement_id, ==, 1);
    for (guint i = 0; i < whatif->components->len; i++) {
        TallyWhatifComponent *part = &g_array_index (whatif->components, TallyWhatifComponent, i);

        g_assert_cmpint (part->before.minor, ==, part->after.minor);
        g_string_append_printf (text, "%u %s %s %" G_GINT64_FORMAT "; ", part->class_index,
                                tally_line_kind_name (part->kind), part->component,
                                part->after.minor);
    }
    g_assert_cmpstr (text->str, ==, expected);
}

/* Who saves most, then who pays most more; of the same difference the first by identity; who pays
 * the same moves nowhere. */
static void
test_movers (void)
{
    static const Pair pairs[] = {
        { "a", 1, 5, 100, 90 },  { "a", 1, 4, 200, 190 }, { "a", 1, 3, 100, 100 },
        { "a", 2, 2, 100, 107 }, { "a", 1, 1, 50, 50 },
    };
    g_autoptr(TallyWhatif) whatif = tally_whatif_new ();
    g_autoptr(GArray) movers = NULL;
    static const int64_t expected[] = { 4, 5, 2 };

    for (size_t i = 0; i < G_N_ELEMENTS (pairs); i++)
        g_assert_true (add_pair (whatif, &pairs[i], NULL));
    g_assert_true (tally_whatif_finish (whatif, NULL));
    movers = tally_whatif_movers (whatif, 10);
    g_assert_cmpuint (movers->len, ==, G_N_ELEMENTS (expected));
    for (guint i = 0; i < movers->len; i++)
        g_assert_cmpint (g_array_index (movers, TallyWhatifRow, i).agreement_id, ==, expected[i]);
}

/* What one thread found in euros and another in yuan is not added up. */
static void
test_currency (void)
{
    static const struct {
        const char *one;
        const char *other;
        const char *both; /* NULL: refused */
    } cases[] = {
        { "EUR", "EUR", "EUR" },
        { NULL, "EUR", "EUR" },
        { "EUR", NULL, "EUR" },
        { "EUR", "CNY", NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(TallyWhatif) one = tally_whatif_new ();
        g_autoptr(TallyWhatif) other = tally_whatif_new ();
        g_autoptr(GError) error = NULL;

        one->currency = g_strdup (cases[i].one);
        other->currency = g_strdup (cases[i].other);
        g_assert_true (tally_whatif_merge (one, other, &error) == (cases[i].both != NULL));
        if (cases[i].both != NULL)
            g_assert_cmpstr (one->currency, ==, cases[i].both);
        else
            g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
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
    g_test_add_func ("/whatif/priced", test_priced);
    g_test_add_func ("/whatif/order", test_order);
    g_test_add_func ("/whatif/movers", test_movers);
    g_test_add_func ("/whatif/currency", test_currency);
    g_test_add_func ("/whatif/unpriced-is-in-no-figure", test_unpriced_is_in_no_figure);
    return g_test_run ();
}
