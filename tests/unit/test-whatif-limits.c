// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: each sum of a what-if that leaves 64 bits is refused and said, and none before it. Amounts
 * are in 10^18: 9.2 of them are the most. */
#include "server/bill/whatif/tally-whatif-calc.h"
#include "shared/error/tally-error.h"

#define E18 INT64_C (1000000000000000000)
#define E17 (E18 / 10)
#define FILLERS 18 /* that pay the same: they fill the tenths below the last */

typedef struct {
    const char *kind; /* of point: a class of its own */
    int64_t before;
    int64_t after;
} Pair;

typedef struct {
    const char *name;
    Pair pairs[4];
    gboolean is_added; /* each for itself */
    gboolean is_done;
} Case;

static const Case cases[] = {
    { "good", { { "a", 4 * E18, 5 * E18 }, { "a", E18, E18 } }, TRUE, TRUE },
    /* 12 more, and -9223372036854775808, which has no positive. */
    { "difference", { { "a", -6 * E18, 6 * E18 } }, FALSE, FALSE },
    { "difference-of-one", { { "a", 5, INT64_MIN + 5 } }, FALSE, FALSE },
    { "largest-difference", { { "a", 5, INT64_MIN + 6 } }, TRUE, TRUE },
    /* 8 and 2 saved of 5, which are owed to them then; and the other way round. */
    { "saved", { { "a", 4 * E18, -4 * E18 }, { "a", E18, -E18 } }, TRUE, FALSE },
    { "lost", { { "a", -4 * E18, 4 * E18 }, { "a", -E18, E18 } }, TRUE, FALSE },
    /* Twice 6 before in one bin, where all pay the same. */
    { "bin", { { "a", 6 * E18, 6 * E18 }, { "a", 6 * E18, 6 * E18 } }, TRUE, FALSE },
    /* After 6, -5 and 6 are 7 together, but both who pay more are in one bin: 12. */
    { "bin-after",
      { { "a", E18, 6 * E18 }, { "a", 1, -5 * E18 }, { "a", E18, 6 * E18 } },
      TRUE,
      FALSE },
    /* Before 6 and 6, in two bins: too much for one class, and for all. */
    { "class-before", { { "a", 6 * E18, 6 * E18 }, { "a", 6 * E18, 7 * E18 } }, TRUE, FALSE },
    { "all-before", { { "a", 6 * E18, 7 * E18 }, { "b", 6 * E18, 0 } }, TRUE, FALSE },
    /* After 6 and 6, in two bins: 5 and 0.5 times more. */
    { "class-after", { { "a", E18, 6 * E18 }, { "a", 4 * E18, 6 * E18 } }, TRUE, FALSE },
    { "all-after",
      { { "a", E18, 6 * E18 }, { "b", 4 * E18, 6 * E18 }, { "a", 1, 3 } }, /* tenths apart */
      TRUE,
      FALSE },
    /* 40 and 60 percent more are two bins and one tenth: 5.6 and 6.4 after it, with -6 between. */
    { "tenth",
      { { "a", 4 * E18, 56 * E17 }, { "a", 1, -6 * E18 }, { "a", 4 * E18, 64 * E17 } },
      TRUE,
      FALSE },
};

static gboolean
add (TallyWhatif *whatif, int64_t agreement, const Pair *pair, GError **error)
{
    TallyBill bills[2] = { { .agreement_id = agreement, .total = { pair->before } },
                           { .agreement_id = agreement, .total = { pair->after } } };
    TallyWhatifBill was = { &bills[0], NULL, 0 };
    TallyWhatifBill is = { &bills[1], NULL, 0 };

    return tally_whatif_add (whatif, tally_whatif_class (whatif, pair->kind, "home"), &was, &is,
                             error);
}

static void
test_case (gconstpointer data)
{
    const Case *c = data;
    static const Pair filler = { "a", 100, 100 };
    g_autoptr(TallyWhatif) whatif = tally_whatif_new ();
    g_autoptr(GError) error = NULL;
    gboolean is_good = TRUE;

    for (int i = 0; is_good && i < 4 && c->pairs[i].kind != NULL; i++)
        is_good = add (whatif, i, &c->pairs[i], &error);
    g_assert_true (is_good == c->is_added);
    for (int i = 0; is_good && i < FILLERS; i++)
        g_assert_true (add (whatif, 10 + i, &filler, NULL));
    is_good = is_good && tally_whatif_finish (whatif, &error);
    g_assert_true (is_good == c->is_done);
    if (is_good)
        g_assert_no_error (error);
    else
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
}

/* Of components both sides are summed, within a thread and over threads. */
static void
test_components (void)
{
    for (int is_after = 0; is_after < 2; is_after++) {
        g_autoptr(TallyWhatif) one = tally_whatif_new ();
        g_autoptr(TallyWhatif) other = tally_whatif_new ();
        TallyBillLine much = { .component = "e", .amount_minor = 6 * E18 };
        TallyBillLine little = { .component = "e", .amount_minor = 1 };
        TallyBill bill = { .total = { 5 } };
        TallyWhatifBill sides[2] = { { &bill, &much, 1 }, { &bill, &little, 1 } };
        const TallyWhatifBill *was = &sides[is_after];
        const TallyWhatifBill *is = &sides[1 - is_after];
        g_autoptr(GError) error = NULL;

        g_assert_true (tally_whatif_add (one, tally_whatif_class (one, "a", "t"), was, is, NULL));
        g_assert_true (
            tally_whatif_add (other, tally_whatif_class (other, "a", "t"), was, is, NULL));
        g_assert_false (tally_whatif_merge (one, other, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
        g_clear_error (&error);
        g_assert_false (tally_whatif_add (other, 0, was, is, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/whatif/limit/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_case);
    }
    g_test_add_func ("/whatif/limit/components", test_components);
    return g_test_run ();
}
