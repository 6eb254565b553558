// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: frames become candidates by the right meter, ratio and rank, of whatever grain; registers
 * become energy over exchanges, and never where nobody read them. */
#include "server/validate/estimate/tally-reach-calc.h"
#include "server/validate/tally-cross-calc.h"
#include "server/validate/tally-gather-calc.h"
#include "tests/lib/tally-test-cases.h"
#include "tests/unit/test-estimate.h"

#include <string.h>

#define INTERVALS 96

static const TallyDay monday = { 20759 }; /* 2026-11-02 */

static TallySpan
two_days (void)
{
    TallyDays days = { monday, { monday.number + 2 } };

    return tally_span_new (zone_of ("Asia/Shanghai"), days, 900);
}

/* 10 counts of 1/3 Wh each five minutes: the thirds are carried, none is lost. */
static void
test_parts_are_carried (void)
{
    g_autoptr(TallyCandidates) main = tally_candidates_new (two_days ());
    int64_t counts[9] = { 10, 10, 10, 10, 10, 10, 10, 10, 10 };
    uint8_t qualities[9] = { 0 };
    TallyArrived arrived = { .first_at = main->span.start,
                             .interval_s = 300,
                             .n = 9,
                             .counts = counts,
                             .qualities = qualities,
                             .ratio = { 1, 3 },
                             .rank = 1,
                             .until = INT64_MAX };

    counts[0] = 11;
    qualities[8] = TALLY_QUALITY_SUSPECT;
    g_assert_true (tally_candidates_add (main, &arrived));
    g_assert_cmpint (main->values[0], ==, 10); /* 31 thirds */
    g_assert_cmpint (main->values[1], ==, 10); /* 61 thirds are 20 */
    g_assert_cmpint (main->values[2], ==, 10); /* 91 thirds are 30 */
    g_assert_cmpint (main->qualities[1], ==, M);
    g_assert_cmpint (main->qualities[2], ==, TALLY_QUALITY_SUSPECT);
    g_assert_cmpint (main->qualities[3], ==, X);
    for (int i = 0; i < 9; i++)
        counts[i] = -5;
    arrived.rank = 2;
    g_assert_true (tally_candidates_add (main, &arrived));
    g_assert_cmpint (main->values[0], ==, -5);
    g_assert_cmpint (main->conflicts[0], ==, 1);
    arrived.n = 8; /* no whole number of intervals */
    g_assert_false (tally_candidates_add (main, &arrived));
}

static void
test_ratio_of_exponents (void)
{
    TallyRatio kilo = tally_ratio_scale ((TallyRatio){ 40, 1 }, 3);
    TallyRatio milli = tally_ratio_scale ((TallyRatio){ 40, 1 }, -3);

    g_assert_cmpint (kilo.numerator, ==, 40000);
    g_assert_cmpint (kilo.denominator, ==, 1);
    g_assert_cmpint (milli.numerator, ==, 40);
    g_assert_cmpint (milli.denominator, ==, 1000);
}

static TallyReading
reading (const TallyCandidates *main, int32_t bound, int64_t count, int64_t meter, int64_t since)
{
    return (TallyReading){
        main->span.start + bound * 900 + 20, count, meter, { 2, 1 }, 1000000, since
    };
}

/* A meter asked each quarter-hour; another hangs from the fourth on, and was read then. */
static void
test_polled_registers (void)
{
    g_autoptr(TallyCandidates) main = tally_candidates_new (two_days ());
    g_autoptr(GArray) findings = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
    TallyReading polled[] = {
        reading (main, 0, 100, 7, 1), reading (main, 1, 110, 7, 1), reading (main, 2, 130, 7, 1),
        reading (main, 4, 5, 3, 2),   reading (main, 5, 9, 3, 2),   reading (main, 10, 20, 7, 3),
        reading (main, 11, 30, 8, 3),
    };
    TallyReading last = reading (main, 3, 140, 7, 1);
    TallyReading first = reading (main, 3, 0, 3, 2);

    first.at = last.at = main->span.start + 3 * 900 + 400;
    g_array_append_vals (main->readings, polled, G_N_ELEMENTS (polled));
    g_array_append_val (main->readings, first);
    g_array_append_val (main->readings, last);
    tally_candidates_apply_readings (main, findings);
    g_assert_cmpuint (findings->len, ==, 0);
    g_assert_cmpint (main->values[0], ==, 20);
    g_assert_cmpint (main->values[1], ==, 40);
    g_assert_cmpint (main->qualities[2], ==, X); /* nobody read its end */
    g_assert_cmpint (main->qualities[3], ==, X);
    g_assert_cmpint (main->values[4], ==, 8);
    g_assert_cmpint (main->qualities[10], ==, X); /* two meters, no exchange */
    g_assert_cmpint (main->qualities[4], ==, M);
}

/* The meter's own figure and a person's of one instant: whichever came first, the energy before and
 * after is the same, and the difference between the two is nobody's interval. */
static void
test_two_figures_of_an_instant (void)
{
    for (int order = 0; order < 2; order++) {
        g_autoptr(TallyCandidates) main = tally_candidates_new (two_days ());
        g_autoptr(GArray) findings = g_array_new (FALSE, FALSE, sizeof (TallyFinding));
        TallyReading readings[] = { reading (main, 0, 100, 7, 1), reading (main, 1, 110, 7, 1),
                                    reading (main, 1, 112, 7, 1), reading (main, 2, 130, 7, 1) };
        int64_t energy;

        for (int i = 0; i < 4; i++)
            g_array_append_val (main->readings, readings[order == 0 ? i : 3 - i]);
        tally_candidates_apply_readings (main, findings);
        g_assert_cmpuint (findings->len, ==, 0);
        g_assert_true (
            tally_candidates_energy (main, &g_array_index (main->readings, TallyReading, 0),
                                     &g_array_index (main->readings, TallyReading, 3), &energy));
        g_assert_cmpint (energy, ==, 60); /* 30 counts of ratio 2 */
        g_assert_cmpint (main->values[0], ==, 20);
        g_assert_cmpint (main->values[1], ==, 40);
    }
}

/* More measured between two registers than they say: nothing is scaled, another way is taken. */
static void
test_registers_that_cannot_be (void)
{
    g_autoptr(TallyCandidates) main = tally_candidates_new (two_days ());
    TallyLike like = { 0 };
    TallyRules rules = some_rules ();
    TallyValidateInput input = input_of (main, &like, &rules);
    TallyReading readings[] = { reading (main, 0, 0, 1, 0), reading (main, 96, 10, 1, 0) };
    g_auto(Result) result = result_new ();

    for (int32_t i = 0; i < main->span.n; i++) {
        main->values[i] = 100;
        main->qualities[i] = i == 50 ? X : M;
    }
    rules.register_ppm = 5000;
    g_array_append_vals (main->readings, readings, 2);
    run (&input, &result);
    g_assert_cmpint (result.qualities->data[50], ==, TALLY_QUALITY_LINEAR);
    g_assert_nonnull (strstr (result.findings->str, "register:0:96"));
}

/* Holidays are like Sundays, weekend days worked instead like workdays. */
static void
test_holidays (void)
{
    g_autoptr(TallyCalendar) calendar = tally_calendar_new ();
    TallyLike like = { .calendar = calendar };
    g_autoptr(GError) error = NULL;

    tally_calendar_add (calendar, monday, "A holiday", FALSE, &error);
    g_assert_no_error (error);
    tally_calendar_add (calendar, (TallyDay){ monday.number + 5 }, "Worked", TRUE, &error);
    g_assert_no_error (error);
    g_assert_cmpint (tally_like_class (&like, monday), ==, TALLY_CLASS_SUNDAY);
    g_assert_cmpint (tally_like_class (&like, (TallyDay){ monday.number + 5 }), ==,
                     TALLY_CLASS_WORKDAY);
    g_assert_cmpint (tally_like_class (&like, (TallyDay){ monday.number + 12 }), ==,
                     TALLY_CLASS_SATURDAY);
    g_assert_cmpint (tally_like_class (&like, (TallyDay){ monday.number + 6 }), ==,
                     TALLY_CLASS_SUNDAY);
}

static void
gather (TallyGather *self,
        int64_t meter_id,
        TallyFrameKind kind,
        TallyFrameSource source,
        int32_t first,
        int32_t n,
        int64_t value)
{
    int64_t values[INTERVALS];
    uint8_t qualities[INTERVALS] = { 0 };
    TallyRawFrame frame = {
        .district_id = 1,
        .day = monday.number + first / 96,
        .point_id = 1,
        .meter_id = meter_id,
        .channel = 1,
        .kind = kind,
        .source = source,
        .first_at = two_days ().start + first * 900,
        .interval_s = n > 1 ? 900 : 0,
        .n = n,
        .payload = (const uint8_t *) &value,
        .payload_length = sizeof value,
        .flags = qualities,
        .flags_length = 1,
    };

    if (kind == TALLY_FRAME_INTERVAL)
        frame.interval_s = 900;
    for (int32_t i = 0; i < n; i++)
        values[i] = value;
    tally_gather_add (self, &frame, values, qualities);
}

/* What a day is made from are its own frames, in whatever order those of all days came. */
static void
test_made_from_own_frames (void)
{
    TallyInstallation hung = { 1, 11, FALSE, 0, INT64_MAX, { 1, 1 }, 1000000, -1, -1, 0 };
    TallyDay tuesday = { monday.number + 1 };
    g_autoptr(TallyGather) ahead = tally_gather_new (two_days (), &hung, 1);
    g_autoptr(TallyGather) back = tally_gather_new (two_days (), &hung, 1);
    g_autoptr(TallyGather) alone = tally_gather_new (two_days (), &hung, 1);
    uint8_t first[32];
    uint8_t second[32];

    gather (ahead, 11, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 4, 100);
    gather (ahead, 11, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 96, 4, 200);
    gather (back, 11, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 96, 4, 200);
    gather (back, 11, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 4, 100);
    gather (alone, 11, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 4, 100);
    tally_gather_made_from (ahead, tuesday, first);
    tally_gather_made_from (back, tuesday, second);
    g_assert_cmpmem (first, sizeof first, second, sizeof second);
    tally_gather_made_from (ahead, monday, first);
    g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);
    tally_gather_made_from (back, monday, second);
    g_assert_cmpmem (first, sizeof first, second, sizeof second);
    tally_gather_made_from (alone, monday, second);
    g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

static void
test_gather (void)
{
    TallySpan span = two_days ();
    int64_t exchanged = span.start + 40 * 900;
    TallyInstallation hung[] = {
        { 1, 11, FALSE, 0, exchanged, { 2, 1 }, 1000000, 0, 500, 0 },
        { 1, 12, FALSE, exchanged, INT64_MAX, { 3, 1 }, 1000000, 70, -1, 0 },
        { 1, 13, TRUE, 0, INT64_MAX, { 1, 1 }, 1000000, -1, -1, 0 },
    };
    g_autoptr(TallyGather) self = tally_gather_new (span, hung, G_N_ELEMENTS (hung));
    TallyCandidates *main = tally_gather_get_main (self);
    TallyCandidates *check = tally_gather_get_check (self);
    uint8_t first[32];
    uint8_t second[32];
    uint8_t empty[32];

    gather (self, 11, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 50, 100);
    gather (self, 12, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 35, 15, 100);
    gather (self, 13, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 5, 190);
    tally_gather_made_from (self, monday, first);
    gather (self, 11, TALLY_FRAME_INTERVAL, TALLY_FRAME_MANUAL, 3, 1, 7);
    gather (self, 11, TALLY_FRAME_INTERVAL, TALLY_FRAME_NEM12, 3, 2, 9);
    gather (self, 99, TALLY_FRAME_INTERVAL, TALLY_FRAME_PROFILE, 0, 4, 1);
    gather (self, 11, TALLY_FRAME_REGISTER, TALLY_FRAME_MODBUS, 39, 1, 480);
    tally_gather_add_exchanges (self);
    tally_gather_made_from (self, monday, second);
    tally_gather_made_from (self, (TallyDay){ monday.number + 1 }, empty);

    g_assert_cmpint (main->values[0], ==, 200);
    g_assert_cmpint (main->values[3], ==, 14); /* a person's word, at the meter's ratio */
    g_assert_cmpint (main->values[4], ==, 9);  /* a market file states primary energy */
    g_assert_cmpint (main->values[39], ==, 200);
    g_assert_cmpint (main->values[40], ==, 300);
    g_assert_cmpint (check->values[0], ==, 190);
    g_assert_cmpint (check->qualities[5], ==, X);
    g_assert_cmpuint (main->faults->len, ==, 1);
    g_assert_cmpint (g_array_index (main->faults, TallyStampFault, 0).rule, ==,
                     TALLY_RULE_UNINSTALLED);
    g_assert_cmpuint (main->readings->len, ==, 3); /* asked, last and first */
    g_assert_true (memcmp (first, second, sizeof first) != 0);
    g_assert_true (memcmp (second, empty, sizeof empty) != 0);
}

/* What is generated in an area flows into it beside its meter. */
static void
test_generation_in_an_area (void)
{
    TallyRules rules = some_rules ();
    const TallyRules *of_days[] = { &rules };
    TallyCrossPoint area = { 1, 7, 1000, 900, TRUE, FALSE };
    TallyCrossPoint plant = { 2, 7, 1000, 900, FALSE, FALSE };
    TallyCrossPoint customer = { 3, 7, 1000, 900, FALSE, TRUE };
    g_autoptr(TallyCross) cross = tally_cross_new (monday.number, 1);
    int64_t values[4] = { 10, 10, 10, 10 };
    int64_t twice[4] = { 20, 20, 20, 20 };

    rules.sum_ppm = 10000;
    tally_cross_add_day (cross, &area, 1, monday.number, values, 4);
    tally_cross_add_day (cross, &plant, 1, monday.number, values, 4);
    tally_cross_add_day (cross, &customer, 1, monday.number, twice, 4);
    tally_cross_end_areas (cross, 4, of_days);
    g_assert_cmpuint (tally_cross_get_findings (cross)->len, ==, 0);
    tally_cross_add_day (cross, &area, 2, monday.number, values, 4);
    tally_cross_end_areas (cross, 4, of_days);
    g_assert_cmpuint (tally_cross_get_findings (cross)->len, ==, 1);
    g_assert_false (tally_cross_has_events (cross, 3));
    tally_cross_add_export (cross, 3, monday.number, 5);
    g_assert_true (tally_cross_has_events (cross, 3));
}

typedef struct {
    const char *name;
    int32_t lost;    /* from here on three intervals; -1: none */
    int32_t read[2]; /* bounds where a register was read; -1: none */
    gboolean is_edited;
    gboolean may_end_later;
    gboolean is_cut;
} ReachCase;

/* Of 192 intervals, 50 to 99 are wanted. */
static const ReachCase reach_cases[] = {
    { "no-registers", 50, { -1, -1 }, FALSE, TRUE, FALSE },
    { "nothing-is-missing", -1, { 60, -1 }, FALSE, TRUE, FALSE },
    { "opened-before", 50, { 60, 20 }, FALSE, FALSE, TRUE },
    { "opened-at-the-first", 50, { 50, 60 }, FALSE, TRUE, FALSE },
    { "between-two", 70, { 60, 90 }, FALSE, TRUE, FALSE },
    { "closed-in-the-span", 95, { 60, 110 }, FALSE, TRUE, FALSE },
    { "closed-behind-the-span", 95, { 60, 20 }, FALSE, TRUE, TRUE },
    { "nothing-comes-after-the-span", 95, { 60, 20 }, FALSE, FALSE, FALSE },
    { "over-all-that-is-wanted", 70, { 20, 110 }, FALSE, FALSE, TRUE },
    { "open-on-both-sides", 70, { 20, -1 }, FALSE, TRUE, TRUE },
    { "open-and-not-over-yet", 70, { 20, -1 }, FALSE, FALSE, FALSE },
    { "edited-before-a-register", -1, { 60, 100 }, TRUE, FALSE, TRUE },
    { "edited-between-two", -1, { 50, 100 }, TRUE, TRUE, FALSE },
    { "edited-after-a-register", -1, { 50, -1 }, TRUE, TRUE, TRUE },
};

static void
test_reach (gconstpointer data)
{
    const ReachCase *c = data;
    g_autoptr(TallyCandidates) main = tally_candidates_new (two_days ());

    for (int32_t i = 0; i < main->span.n; i++)
        main->qualities[i] = c->lost >= 0 && i >= c->lost && i < c->lost + 3 ? X : M;
    for (size_t r = 0; r < G_N_ELEMENTS (c->read); r++) {
        TallyReading read = reading (main, c->read[r], 1000, 1, 0);

        if (c->read[r] >= 0)
            g_array_append_val (main->readings, read);
    }
    tally_candidates_apply_readings (main, NULL);
    g_assert_cmpint (tally_reach_is_cut (main, 50, 100, c->is_edited, c->may_end_later), ==,
                     c->is_cut);
    g_assert_false (tally_reach_is_cut (main, 50, 50, c->is_edited, c->may_end_later));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD_ALL ("/readings/reach/", reach_cases, test_reach);

    g_test_add_func ("/readings/parts-are-carried", test_parts_are_carried);
    g_test_add_func ("/readings/ratio-of-exponents", test_ratio_of_exponents);
    g_test_add_func ("/readings/polled-registers", test_polled_registers);
    g_test_add_func ("/readings/two-figures-of-an-instant", test_two_figures_of_an_instant);
    g_test_add_func ("/readings/registers-that-cannot-be", test_registers_that_cannot_be);
    g_test_add_func ("/readings/holidays", test_holidays);
    g_test_add_func ("/readings/made-from-own-frames", test_made_from_own_frames);
    g_test_add_func ("/readings/gather", test_gather);
    g_test_add_func ("/readings/generation-in-an-area", test_generation_in_an_area);

    return g_test_run ();
}
