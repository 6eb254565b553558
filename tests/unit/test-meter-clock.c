// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a meter's clock is looked at each time, set when it is more than 10 s off but never
 * within a minute of an interval's edge, and more than two minutes off its intervals are not
 * believed. */
#include "server/collect/tally-collect-talk.h"

#define NOON INT64_C (1795147200) /* 2026-11-20 12:00 in Shanghai: an edge of every interval */
#define EPOCH INT64_MIN

typedef struct {
    const char *name;
    int64_t offset_s; /* EPOCH: it shows 1970 */
    int64_t into_s;   /* seconds since the interval's edge */
    gboolean is_set;
    gboolean is_trusted;
} ClockCase;

static const ClockCase cases[] = {
    { "right", 0, 300, FALSE, TRUE },
    { "2-s-ahead", 2, 300, FALSE, TRUE },
    { "2-s-behind", -2, 300, FALSE, TRUE },
    { "9-s-ahead", 9, 300, FALSE, TRUE },
    { "9-s-behind", -9, 300, FALSE, TRUE },
    { "11-s-ahead", 11, 300, TRUE, TRUE },
    { "12-s-behind", -12, 300, TRUE, TRUE },
    { "1-min-ahead", 60, 300, TRUE, TRUE },
    { "1-min-behind", -60, 300, TRUE, TRUE },
    { "118-s-ahead", 118, 300, TRUE, TRUE },
    { "2-min-behind", -122, 300, TRUE, FALSE },
    { "3-min-ahead", 180, 300, TRUE, FALSE },
    { "15-min-ahead", 900, 300, TRUE, FALSE },
    { "15-min-behind", -900, 300, TRUE, FALSE },
    { "reset-to-epoch", EPOCH, 300, TRUE, FALSE },
    { "just-after-the-edge", 30, 20, FALSE, TRUE },
    { "58-s-after-the-edge", 30, 57, FALSE, TRUE },
    { "62-s-after-the-edge", 30, 62, TRUE, TRUE },
    { "62-s-before-the-edge", 30, 836, TRUE, TRUE },
    { "57-s-before-the-edge", 30, 843, FALSE, TRUE },
    { "epoch-at-the-edge", EPOCH, 895, FALSE, FALSE },
};

static TallyRegisterMap *
load_map (const char *name)
{
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autoptr(GError) error = NULL;
    TallyRegisterMap *map = tally_register_map_load (folder, name, &error);

    g_assert_no_error (error);
    return map;
}

static void
test_clock (gconstpointer data)
{
    const ClockCase *c = data;
    g_autoptr(TallyRegisterMap) map = load_map ("generic-profile");
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyCollectMeter meter = { .unit_id = 1,
                                .map = map,
                                .zone = tally_zone_get ("Asia/Shanghai", NULL),
                                .n_channels = 1,
                                .channels = { 1 },
                                .since = { NOON - 900 } };
    TallyCollectClock clock = { .sets_meters = TRUE };
    TallyCollectReading reading;
    TallyMeterAnswer answer = { 0 };
    TallyMeterRequest request;
    TallyCollectTalk talk;
    g_autoptr(GError) error = NULL;
    int64_t shown;

    clock.shift_s = NOON + c->into_s - g_get_real_time () / G_USEC_PER_SEC;
    tally_collect_talk_begin (&talk, &meter, &clock, batch, &reading);
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    g_assert_cmpint (request.address, ==, map->clock_address);
    g_assert_cmpint (request.verb, ==, TALLY_METER_READ_HOLDING);
    shown = c->offset_s == EPOCH
                ? 5
                : tally_collect_clock_now_us (&clock) / G_USEC_PER_SEC + c->offset_s;
    answer.words[0] = (uint16_t) (shown >> 16);
    answer.words[1] = (uint16_t) shown;
    g_assert_true (tally_collect_talk_hear (&talk, &answer, &error));
    g_assert_no_error (error);

    g_assert_true (reading.has_clock);
    if (c->offset_s != EPOCH)
        g_assert_cmpint (ABS (reading.clock_offset_ms - c->offset_s * 1000), <=, 1500);
    g_assert_cmpint (tally_collect_is_trusted (&reading), ==, c->is_trusted);
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    g_assert_cmpint (request.verb == TALLY_METER_WRITE, ==, c->is_set);
    if (!c->is_set)
        return;
    /* It is told the time of this moment, not that of the measurement. */
    g_assert_cmpint (request.address, ==, map->clock_address);
    g_assert_cmpint (request.n, ==, 2);
    g_assert_cmpint (ABS (tally_collect_instant_of (request.words) - NOON - c->into_s), <=, 2);
    g_assert_true (tally_collect_talk_hear (&talk, &answer, &error));
    g_assert_true (reading.did_set_clock);
}

/* A meter that does not let its clock be set tells what it counted all the same. */
static void
test_refuses_to_be_set (void)
{
    g_autoptr(TallyRegisterMap) map = load_map ("generic-profile");
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyCollectMeter meter = { .unit_id = 1, .map = map, .n_channels = 1, .channels = { 1 } };
    TallyCollectClock clock = { .sets_meters = TRUE };
    TallyCollectReading reading = { 0 };
    TallyMeterAnswer answer = { 0 };
    TallyMeterRequest request;
    TallyCollectTalk talk;
    int64_t shown = NOON + 300 + 11;

    clock.shift_s = NOON + 300 - g_get_real_time () / G_USEC_PER_SEC;
    tally_collect_talk_begin (&talk, &meter, &clock, batch, &reading);
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    answer.words[0] = (uint16_t) (shown >> 16);
    answer.words[1] = (uint16_t) shown;
    g_assert_true (tally_collect_talk_hear (&talk, &answer, NULL));
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    g_assert_cmpint (request.verb, ==, TALLY_METER_WRITE);

    answer = (TallyMeterAnswer){ .exception = 2 };
    g_assert_true (tally_collect_talk_hear (&talk, &answer, NULL));
    g_assert_false (reading.did_set_clock);
    g_assert_cmpint (reading.clock_exception, ==, 2);
    g_assert_true (tally_collect_is_trusted (&reading));
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    g_assert_cmpint (request.verb, !=, TALLY_METER_WRITE);
    g_assert_cmpint (request.address, !=, map->clock_address);
}

/* Who may not set clocks looks at them all the same. */
static void
test_only_looks (void)
{
    g_autoptr(TallyRegisterMap) map = load_map ("generic-profile");
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyCollectMeter meter = { .unit_id = 1, .map = map, .n_channels = 1, .channels = { 1 } };
    TallyCollectClock clock = { .sets_meters = FALSE };
    TallyCollectReading reading;
    TallyMeterAnswer answer = { 0 };
    TallyMeterRequest request;
    TallyCollectTalk talk;

    clock.shift_s = NOON + 300 - g_get_real_time () / G_USEC_PER_SEC;
    tally_collect_talk_begin (&talk, &meter, &clock, batch, &reading);
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    g_assert_true (tally_collect_talk_hear (&talk, &answer, NULL));
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    g_assert_cmpint (request.verb, ==, TALLY_METER_READ_HOLDING);
    g_assert_false (tally_collect_is_trusted (&reading));
}

/* A meter that refuses a span, because of a hole in it, is asked register by register. */
static void
test_hole_in_span (void)
{
    g_autoptr(TallyRegisterMap) map = load_map ("eltako");
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyCollectMeter meter = { .unit_id = 1,
                                .map = map,
                                .zone = tally_zone_get ("UTC", NULL),
                                .n_channels = 3,
                                .channels = { 1, 2, 10 } };
    TallyCollectClock clock = { 0 };
    TallyCollectReading reading;
    TallyMeterAnswer refusal = { .exception = 2 };
    TallyMeterAnswer figure = { .words = { 0, 12345 } };
    TallyMeterRequest request;
    TallyCollectTalk talk;
    int n_asked = 0;

    map->max_words = 100;
    tally_collect_talk_begin (&talk, &meter, &clock, batch, &reading);
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    g_assert_cmpint (request.n, ==, 76);
    g_assert_true (tally_collect_talk_hear (&talk, &refusal, NULL));
    while (tally_collect_talk_ask (&talk, &request)) {
        g_assert_cmpint (request.n, ==, 2);
        g_assert_true (tally_collect_talk_hear (&talk, &figure, NULL));
        n_asked++;
    }
    g_assert_cmpint (n_asked, ==, 3);
    g_assert_cmpint (talk.result, ==, TALLY_ATTEMPT_OK);
    g_assert_cmpint (reading.n_values, ==, 3);
}

typedef struct {
    const char *name;
    int64_t after_s; /* the stamp, after the last edge of an interval */
    gboolean is_believed;
} StampCase;

static const StampCase stamps[] = {
    { "last-edge", 0, TRUE },
    { "edge-before", -900, TRUE },
    { "a-day-ago", -86400, TRUE },
    { "1-s-off-the-grid", 1, FALSE },
    { "half-an-interval", -450, FALSE },
    { "3-days-ago", -3 * 86400, FALSE },
    { "in-3-days", 3 * 86400, FALSE },
    { "1970", -NOON, FALSE },
};

/* Registers of a stamp that is none are of the moment they were read, and marked. */
static void
test_stamp (gconstpointer data)
{
    const StampCase *c = data;
    g_autoptr(TallyRegisterMap) map = load_map ("generic-profile");
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyCollectMeter meter = { .unit_id = 1,
                                .map = map,
                                .zone = tally_zone_get ("Asia/Shanghai", NULL),
                                .n_channels = 1,
                                .channels = { 1 } };
    TallyCollectClock clock = { .shift_s = NOON + 300 - g_get_real_time () / G_USEC_PER_SEC };
    int64_t now = NOON + 300;
    TallyCollectReading reading;
    TallyMeterAnswer answer = { .words = { (uint16_t) (now >> 16), (uint16_t) now } };
    TallyMeterRequest request;
    TallyCollectTalk talk;
    const TallyCollectFrame *frames;
    size_t n;

    tally_collect_talk_begin (&talk, &meter, &clock, batch, &reading);
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    g_assert_true (tally_collect_talk_hear (&talk, &answer, NULL));
    g_assert_true (tally_collect_talk_ask (&talk, &request));
    answer = (TallyMeterAnswer){ 0 };
    answer.words[map->stamp_address - request.address] = (uint16_t) ((NOON + c->after_s) >> 16);
    answer.words[map->stamp_address - request.address + 1] = (uint16_t) (NOON + c->after_s);
    g_assert_true (tally_collect_talk_hear (&talk, &answer, NULL));

    frames = tally_collect_batch_get_frames (batch, &n);
    g_assert_cmpint (n, ==, 1);
    g_assert_cmpint (tally_collect_is_trusted (&reading), ==, c->is_believed);
    if (c->is_believed)
        g_assert_cmpint (frames[0].first_at, ==, NOON + c->after_s);
    else
        g_assert_cmpint (ABS (frames[0].first_at - now), <=, 2);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/collect/clock/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_clock);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (stamps); i++) {
        g_autofree char *path = g_strconcat ("/collect/stamp/", stamps[i].name, NULL);

        g_test_add_data_func (path, &stamps[i], test_stamp);
    }
    g_test_add_func ("/collect/clock/refuses-to-be-set", test_refuses_to_be_set);
    g_test_add_func ("/collect/clock/only-looks", test_only_looks);
    g_test_add_func ("/collect/talk/hole-in-span", test_hole_in_span);

    return g_test_run ();
}
