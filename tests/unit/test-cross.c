// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: series are held against each other within the days that are asked for, whatever channels a
 * point has, and what is found comes in order. */
#include "server/validate/tally-cross-calc.h"
#include "tests/unit/test-estimate.h"

static void
test_cross_outside (void)
{
    TallyRules rules = some_rules ();
    const TallyRules *of_days[] = { &rules, &rules };
    TallyCrossPoint high = { 9, 7, 1000, 900, TRUE, FALSE };
    TallyCrossPoint low = { 1, 8, 1000, 900, TRUE, FALSE };
    TallyCrossPoint taker = { 4, 7, 1000, 900, FALSE, TRUE };
    TallyCrossPoint giver = { 5, 8, 1000, 900, FALSE, TRUE };
    g_autoptr(TallyCross) cross = tally_cross_new (100, 2);
    int64_t values[301] = { 10, 10 };
    int64_t more[2] = { 20, 20 };
    const GArray *found = tally_cross_get_findings (cross);

    rules.sum_ppm = 10000;
    tally_cross_add_day (cross, &high, 0, 100, values, 2);
    tally_cross_add_day (cross, &high, 5, 100, values, 2);
    tally_cross_add_day (cross, &high, 1, 99, values, 2);
    tally_cross_add_day (cross, &high, 1, 100, values, 301);
    tally_cross_end_areas (cross, 2, of_days);
    g_assert_cmpuint (found->len, ==, 0);

    tally_cross_add_day (cross, &high, 1, 100, values, 2);
    tally_cross_add_day (cross, &low, 1, 100, values, 2);
    tally_cross_add_day (cross, &low, 1, 101, values, 2);
    tally_cross_add_day (cross, &taker, 1, 100, more, 2);
    tally_cross_add_day (cross, &giver, 2, 100, more, 2); /* it feeds in: the area has more */
    tally_cross_add_day (cross, &giver, 1, 101, more, 2);
    tally_cross_add_status (cross, 4, 102, 0, 1);
    tally_cross_add_export (cross, 4, 99, 5);
    tally_cross_add_export (cross, 4, 102, 5);
    g_assert_false (tally_cross_has_events (cross, 4));
    tally_cross_end_areas (cross, 2, of_days);
    g_assert_cmpuint (found->len, ==, 2);
    g_assert_cmpint (g_array_index (found, TallyCrossFinding, 0).point_id, ==, 1);
    g_assert_cmpint (g_array_index (found, TallyCrossFinding, 0).day, ==, 101);
    g_assert_cmpint (g_array_index (found, TallyCrossFinding, 1).point_id, ==, 9);
}

/* An area's meter of 20, and customers of 15 each, in three ranges: over the sum only together. */
static void
test_cross_ranges (void)
{
    TallyRules rules = some_rules ();
    const TallyRules *of_days[] = { &rules, &rules };
    TallyCrossPoint points[] = { { 9, 7, 1000, 900, TRUE, FALSE },
                                 { 4, 7, 1000, 900, FALSE, TRUE },
                                 { 12, 7, 1000, 900, FALSE, TRUE } };
    int64_t values[][2] = { { 10, 10 }, { 7, 8 }, { 8, 7 } };
    g_autoptr(TallyCross) all = tally_cross_new (100, 2);
    const GArray *found = tally_cross_get_findings (all);

    rules.sum_ppm = 10000;
    for (size_t i = 0; i < G_N_ELEMENTS (points); i++) {
        g_autoptr(TallyCross) range = tally_cross_new (100, 2);

        tally_cross_add_day (range, &points[i], 1, 101, values[i], 2);
        tally_cross_move_areas (range, all);
        tally_cross_end_areas (range, 2, of_days);
        g_assert_cmpuint (tally_cross_get_findings (range)->len, ==, 0);
    }
    tally_cross_end_areas (all, 2, of_days);
    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpint (g_array_index (found, TallyCrossFinding, 0).point_id, ==, 9);
    g_assert_cmpint (g_array_index (found, TallyCrossFinding, 0).day, ==, 101);
}

typedef struct {
    const char *name;
    int64_t powers[4]; /* A+, A-, R+, R- of each interval; -1: the point has no such channel */
    const char *rule;  /* NULL: none */
} PowerCase;

static const PowerCase power_cases[] = {
    { "good", { 100, -1, 10, -1 }, NULL },
    { "inductive", { 100, -1, 200, -1 }, "power-factor" },
    { "capacitive", { 100, -1, -1, 200 }, NULL }, /* leading is not lagging */
    { "exported", { -1, 100, -1, 200 }, NULL },
    { "all-channels", { 50, 50, 100, 100 }, "power-factor" },
    { "no-reactive", { 100, -1, -1, -1 }, NULL },
};

static void
test_power (gconstpointer data)
{
    const PowerCase *c = data;
    TallyRules rules = some_rules ();
    const TallyRules *of_days[] = { &rules };
    TallyCrossPoint point = { 1, 7, 1000, 900, FALSE, TRUE };
    g_autoptr(TallyCross) cross = tally_cross_new (100, 1);
    const GArray *found = tally_cross_get_findings (cross);

    rules.factor_low_ppm = 900000;
    for (int16_t channel = 1; channel <= 4; channel++) {
        int64_t values[2] = { c->powers[channel - 1], c->powers[channel - 1] };

        if (values[0] >= 0)
            tally_cross_add_day (cross, &point, channel, 100, values, 2);
    }
    tally_cross_end_point (cross, &point, of_days);
    g_assert_cmpuint (found->len, ==, c->rule != NULL);
    if (c->rule != NULL)
        g_assert_cmpstr (tally_rule_name (g_array_index (found, TallyCrossFinding, 0).finding.rule),
                         ==, c->rule);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/cross/ranges", test_cross_ranges);
    g_test_add_func ("/cross/outside", test_cross_outside);
    for (size_t i = 0; i < G_N_ELEMENTS (power_cases); i++) {
        g_autofree char *path = g_strconcat ("/cross/power/", power_cases[i].name, NULL);

        g_test_add_data_func (path, &power_cases[i], test_power);
    }
    return g_test_run ();
}
