// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the better of two statements is held, whoever sent it and whenever it came; of what arrives
 * over the edge of a span, of a meter's time at a point or of the present, only what is inside is
 * used, and what is said twice is said once. */
#include "server/validate/tally-gather-calc.h"
#include "tests/lib/tally-test-cases.h"
#include "tests/unit/test-estimate.h"

#include <string.h>

#define DAY 96
#define LIKE TALLY_QUALITY_LIKE_DAYS
#define EDITED TALLY_QUALITY_EDITED
#define SUSPECT TALLY_QUALITY_SUSPECT

static TallyArrived
arrived_of (const TallyCandidates *main, int32_t first, int64_t *values, uint8_t *qualities)
{
    return (TallyArrived){ .first_at = main->span.start + first * 900,
                           .interval_s = 900,
                           .n = 2,
                           .counts = values,
                           .qualities = qualities,
                           .ratio = { 1, 1 },
                           .rank = 1,
                           .until = INT64_MAX };
}

/* Of a frame over the edge of the span, or of a meter's time, only what is inside is used. */
static void
test_over_the_edge (void)
{
    g_autoptr(TallyCandidates) main = candidates_new ("UTC", tally_day_new (2026, 11, 2), 1);
    int64_t values[] = { 5, 6 };
    uint8_t qualities[] = { M, M };
    TallyArrived before = arrived_of (main, -1, values, qualities);
    TallyArrived after = arrived_of (main, DAY - 1, values, qualities);
    TallyArrived hung = arrived_of (main, 10, values, qualities);
    TallyArrived taken_down = arrived_of (main, 20, values, qualities);
    TallyArrived odd = arrived_of (main, 30, values, qualities);

    hung.from = main->span.start + 11 * 900;
    taken_down.until = main->span.start + 21 * 900;
    odd.interval_s = 0;
    g_assert_true (tally_candidates_add (main, &before));
    g_assert_true (tally_candidates_add (main, &after));
    g_assert_true (tally_candidates_add (main, &hung));
    g_assert_true (tally_candidates_add (main, &taken_down));
    g_assert_false (tally_candidates_add (main, &odd));
    odd.interval_s = 700;
    g_assert_false (tally_candidates_add (main, &odd));
    odd.interval_s = 1800;
    g_assert_false (tally_candidates_add (main, &odd));
    g_assert_cmpint (main->values[0], ==, 6);
    g_assert_cmpint (main->values[DAY - 1], ==, 5);
    g_assert_cmpint (main->qualities[10], ==, X);
    g_assert_cmpint (main->values[11], ==, 6);
    g_assert_cmpint (main->values[20], ==, 5);
    g_assert_cmpint (main->qualities[21], ==, X);
    g_assert_cmpint (tally_span_count (&main->span, tally_day_new (2026, 11, 2)), ==, DAY);
}

/* The same said twice is no conflict; faults beyond what a person reads are not kept. */
static void
test_said_again_and_again (void)
{
    g_autoptr(TallyCandidates) main = candidates_new ("UTC", tally_day_new (2026, 11, 2), 1);
    int64_t values[] = { 5, 6 };
    uint8_t qualities[] = { M, M };
    TallyArrived arrived = arrived_of (main, 4, values, qualities);

    g_assert_true (tally_candidates_add (main, &arrived));
    arrived.rank = 2;
    g_assert_true (tally_candidates_add (main, &arrived));
    g_assert_cmpint (main->conflicts[4], ==, 0);
    arrived.first_at++;
    for (int i = 0; i < 2 * TALLY_VALIDATE_MAX_FINDINGS; i++)
        g_assert_false (tally_candidates_add (main, &arrived));
    g_assert_cmpuint (main->faults->len, ==, TALLY_VALIDATE_MAX_FINDINGS);
}

typedef struct {
    TallyFrameSource source;
    uint8_t quality;
    uint8_t digest;
    int64_t value;
} Statement;

typedef struct {
    const char *name;
    Statement one;
    Statement other;
    int64_t value; /* what is held of the two */
    uint8_t quality;
    gboolean is_conflict;
} BetterCase;

/* Quality first (measured, substituted or edited, provisional), then the source (a person, a market
 * file, the meter's memory), then the lower digest. */
static const BetterCase better_cases[] = {
    { "measured-replaces-a-substitute",
      { TALLY_FRAME_MSCONS, TALLY_QUALITY_PROFILE, 1, 10 },
      { TALLY_FRAME_MSCONS, M, 2, 12 },
      12,
      M },
    { "measured-replaces-what-was-provisional",
      { TALLY_FRAME_MSCONS, SUSPECT, 1, 10 },
      { TALLY_FRAME_MSCONS, M, 2, 12 },
      12,
      M },
    { "a-meter-replaces-a-file-s-substitute",
      { TALLY_FRAME_NEM12, LIKE, 1, 10 },
      { TALLY_FRAME_PROFILE, M, 2, 12 },
      12,
      M },
    { "a-substitute-replaces-what-was-provisional",
      { TALLY_FRAME_PROFILE, SUSPECT, 1, 10 },
      { TALLY_FRAME_NEM12, LIKE, 2, 12 },
      12,
      LIKE },
    { "a-file-before-a-meter",
      { TALLY_FRAME_PROFILE, M, 1, 10 },
      { TALLY_FRAME_NEM12, M, 2, 12 },
      12,
      M,
      TRUE },
    { "a-person-before-a-file",
      { TALLY_FRAME_CSV, EDITED, 1, 10 },
      { TALLY_FRAME_MANUAL, LIKE, 2, 12 },
      12,
      LIKE,
      TRUE },
    { "the-lower-digest",
      { TALLY_FRAME_NEM12, M, 2, 10 },
      { TALLY_FRAME_NEM12, M, 1, 12 },
      12,
      M,
      TRUE },
    { "both-say-the-same",
      { TALLY_FRAME_NEM12, LIKE, 2, 12 },
      { TALLY_FRAME_NEM12, EDITED, 1, 12 },
      12,
      EDITED },
};

static void
state (TallyGather *self, const TallySpan *span, const Statement *statement)
{
    uint8_t digest[32] = { statement->digest };
    TallyRawFrame frame = { .day = span->days.first.number,
                            .point_id = 1,
                            .meter_id = 11,
                            .channel = 1,
                            .kind = TALLY_FRAME_INTERVAL,
                            .source = statement->source,
                            .first_at = span->start + 4 * 900,
                            .interval_s = 900,
                            .n = 1,
                            .digest = digest };

    tally_gather_add (self, &frame, &statement->value, &statement->quality);
}

static void
test_better (gconstpointer data)
{
    const BetterCase *c = data;
    TallySpan span = tally_span_new (zone_of ("UTC"),
                                     (TallyDays){ tally_day_new (2026, 11, 2),
                                                  tally_day_new (2026, 11, 3) },
                                     900);
    TallyInstallation hung = { 1, 11, FALSE, 0, INT64_MAX, { 1, 1 }, 1000000, -1, -1, 0 };

    for (int turn = 0; turn < 2; turn++) {
        g_autoptr(TallyGather) self = tally_gather_new (span, &hung, 1);
        const TallyCandidates *main = tally_gather_get_main (self);

        state (self, &span, turn == 0 ? &c->one : &c->other);
        state (self, &span, turn == 0 ? &c->other : &c->one);
        state (self, &span, &c->one);
        g_assert_cmpint (main->values[4], ==, c->value);
        g_assert_cmpint (main->qualities[4], ==, c->quality);
        g_assert_cmpint (main->conflicts[4], ==, c->is_conflict);
    }
}

/* A register read at both bounds is measured: it replaces a substitute and what contradicts it, but
 * not an interval the meter itself stated. */
static void
test_registers_and_substitutes (void)
{
    g_autoptr(TallyCandidates) main = candidates_new ("UTC", tally_day_new (2026, 11, 2), 1);
    TallyReading readings[] = {
        { main->span.start, 100, 1, { 1, 1 }, 1000, 0 },
        { main->span.start + 900, 110, 1, { 1, 1 }, 1000, 0 },
        { main->span.start + 1800, 130, 1, { 1, 1 }, 1000, 0 },
    };

    main->values[0] = main->values[1] = 7;
    main->conflicts[0] = main->conflicts[1] = 1;
    main->qualities[0] = LIKE;
    main->qualities[1] = M;
    g_array_append_vals (main->readings, readings, G_N_ELEMENTS (readings));
    tally_candidates_apply_readings (main, NULL);
    g_assert_cmpint (main->values[0], ==, 10);
    g_assert_cmpint (main->qualities[0], ==, M);
    g_assert_cmpint (main->conflicts[0], ==, 0);
    g_assert_cmpint (main->values[1], ==, 7);
    g_assert_cmpint (main->conflicts[1], ==, 1);
}

/* An interval of parts is as good as the worst of them: half of it is not a provisional whole. */
static void
test_worst_part (void)
{
    g_autoptr(TallyCandidates) main = candidates_new ("UTC", tally_day_new (2026, 11, 2), 1);
    int64_t values[] = { 5, 6, 7, 8 };
    uint8_t qualities[] = { X, SUSPECT, SUSPECT, LIKE };
    TallyArrived arrived = arrived_of (main, 4, values, qualities);

    arrived.interval_s = 450;
    arrived.n = 4;
    g_assert_true (tally_candidates_add (main, &arrived));
    g_assert_cmpint (main->qualities[4], ==, X);
    g_assert_cmpint (main->qualities[5], ==, SUSPECT);
    g_assert_cmpint (main->values[5], ==, 15);
}

/* Of two readings near an instant the nearer is taken, in whatever order they come. */
static void
test_nearer_reading (void)
{
    g_autoptr(TallyCandidates) main = candidates_new ("UTC", tally_day_new (2026, 11, 2), 1);
    int64_t at = main->span.start + 900;
    TallyReading readings[] = {
        { at + 900 + 5, 30, 2, { 1, 1 }, 1000, 0 }, { at + 40, 12, 1, { 1, 1 }, 1000, 0 },
        { at - 2, 11, 1, { 1, 1 }, 1000, 0 },       { at - 900, 1, 1, { 1, 1 }, 1000, 0 },
        { at + 900 + 5, 20, 1, { 1, 1 }, 1000, 0 },
    };

    g_array_append_vals (main->readings, readings, G_N_ELEMENTS (readings));
    tally_candidates_apply_readings (main, NULL);
    g_assert_cmpint (tally_candidates_find_reading (main, at)->count, ==, 11);
    g_assert_null (tally_candidates_find_reading (main, at + 9000));
    g_assert_cmpint (main->values[0], ==, 10);
    g_assert_cmpint (main->values[1], ==, 9); /* the lower meter stands first at one instant */
}

/* What a person decided of a rollover holds for its time only. */
static void
test_decided_elsewhere (void)
{
    g_autoptr(TallyCandidates) main = candidates_new ("UTC", tally_day_new (2026, 11, 2), 1);
    int64_t at = main->span.start;
    TallyRolloverDecision decisions[] = { { at, at + 100, TRUE }, { at + 2000, at + 9000, TRUE } };
    TallyReading before = { at, 999, 1, { 1, 1 }, 1000, 0 };
    TallyReading after = { at + 900, 500, 1, { 1, 1 }, 1000, 0 };
    TallyReading hung_again = { at + 900, 1500, 1, { 1, 1 }, 1000, 900 };
    gboolean rolled_over;
    int64_t energy;

    main->capacity_w = 1000; /* 275 Wh in a quarter of an hour and two minutes, not 501 */
    g_array_append_vals (main->decisions, decisions, G_N_ELEMENTS (decisions));
    g_assert_false (tally_candidates_difference (main, &before, &after, &energy, &rolled_over));
    g_assert_true (rolled_over);
    g_assert_false (
        tally_candidates_difference (main, &before, &hung_again, &energy, &rolled_over));
    g_assert_false (rolled_over);
    main->capacity_w = 2000;
    g_assert_true (tally_candidates_difference (main, &before, &after, &energy, &rolled_over));
    g_assert_cmpint (energy, ==, 501);
}

/* Readings of nobody's time, of a doubtful register and of the future are left out. */
static void
test_gathered_readings (void)
{
    TallySpan span = tally_span_new (zone_of ("UTC"),
                                     (TallyDays){ tally_day_new (2026, 11, 2),
                                                  tally_day_new (2026, 11, 3) },
                                     900);
    TallyInstallation hung[] = {
        { 1, 13, TRUE, 0, INT64_MAX, { 1, 1 }, 1000000, -1, 5, 0 },
        { 1, 14, TRUE, 0, INT64_MAX, { 1, 1 }, 1000000, -1, -1, 0 },
        { 1, 11, FALSE, span.start + 900, span.start + 9000, { 1, 1 }, 1000000, 3, 9, 0 },
    };
    g_autoptr(TallyGather) self = tally_gather_new (span, hung, G_N_ELEMENTS (hung));
    int64_t values[4] = { 1, 2, 3, 4 };
    uint8_t qualities[4] = { M, M, TALLY_QUALITY_SUSPECT, M };
    uint8_t digest[32] = { 1, 2, 3 };
    TallyRawFrame frame = { .day = span.days.first.number,
                            .point_id = 1,
                            .meter_id = 11,
                            .channel = 1,
                            .kind = TALLY_FRAME_REGISTER,
                            .first_at = span.start,
                            .interval_s = 900,
                            .n = 4,
                            .digest = digest };
    uint8_t first[32];
    uint8_t second[32];

    tally_gather_add (self, &frame, values, qualities); /* the second and the fourth count */
    g_assert_cmpuint (tally_gather_get_main (self)->readings->len, ==, 2);
    frame.received_at = span.start + 900 - TALLY_STAMP_AHEAD_S;
    tally_gather_add (self, &frame, values, qualities); /* of these only the second was over */
    g_assert_cmpuint (tally_gather_get_main (self)->readings->len, ==, 3);
    tally_gather_made_from (self, span.days.first, first);
    digest[31] = 1;
    frame.first_at = span.start + 9000; /* as it is taken down, and after */
    frame.received_at = 0;
    tally_gather_add (self, &frame, values, qualities);
    g_assert_cmpuint (tally_gather_get_main (self)->readings->len, ==, 4);
    tally_gather_made_from (self, span.days.first, second);
    g_assert_true (memcmp (first, second, sizeof first) != 0);

    frame.first_at = span.start + 18000;
    for (int i = 0; i < 2 * TALLY_VALIDATE_MAX_FINDINGS; i++)
        tally_gather_add (self, &frame, values, qualities);
    g_assert_cmpuint (tally_gather_get_main (self)->faults->len, ==, TALLY_VALIDATE_MAX_FINDINGS);
    tally_gather_add_exchanges (self); /* those of the check meters lie far outside */
    g_assert_cmpuint (tally_gather_get_check (self)->readings->len, ==, 0);
    g_assert_cmpuint (tally_gather_get_main (self)->readings->len, ==, 6);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD_ALL ("/arrivals/better/", better_cases, test_better);
    g_test_add_func ("/arrivals/registers-and-substitutes", test_registers_and_substitutes);
    g_test_add_func ("/arrivals/worst-part", test_worst_part);
    g_test_add_func ("/arrivals/over-the-edge", test_over_the_edge);
    g_test_add_func ("/arrivals/said-again-and-again", test_said_again_and_again);
    g_test_add_func ("/arrivals/nearer-reading", test_nearer_reading);
    g_test_add_func ("/arrivals/decided-elsewhere", test_decided_elsewhere);
    g_test_add_func ("/arrivals/gathered-readings", test_gathered_readings);

    return g_test_run ();
}
