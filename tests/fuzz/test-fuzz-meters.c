// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever a gateway or a meter answers, reading it ends and stays within its limits:
 * frames of both framings, conversations with meters of every map (SunSpec chains among them),
 * and what a server tells a workstation. */
#include "server/collect/modbus/tally-modbus-calc.h"
#include "server/collect/station/tally-station-plan.h"
#include "server/collect/tally-collect-talk.h"
#include "tests/fuzz/tally-fuzz.h"

#include <string.h>

#define QUESTIONS_MAX 20000

static int
random_to (int most)
{
    return g_test_rand_int_range (0, most + 1);
}

static void
fill (uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t) g_test_rand_int ();
}

/* A right answer to @request, often with a harm or two. */
static size_t
make_answer (TallyModbusFraming framing,
             uint16_t transaction,
             const TallyMeterRequest *request,
             uint8_t *frame)
{
    size_t head = framing == TALLY_MODBUS_TCP ? 6 : 0;
    size_t n = request->verb == TALLY_METER_WRITE ? 6 : 3 + 2 * (size_t) request->n;
    uint8_t asked[TALLY_MODBUS_MAX_FRAME];
    uint16_t crc;

    tally_modbus_encode (framing, transaction, request, asked);
    fill (frame, head + n);
    memcpy (frame, asked, head + (request->verb == TALLY_METER_WRITE ? 6 : 2));
    if (request->verb != TALLY_METER_WRITE)
        frame[head + 2] = (uint8_t) (2 * request->n);
    if (framing == TALLY_MODBUS_TCP) {
        frame[4] = (uint8_t) (n >> 8);
        frame[5] = (uint8_t) n;
    } else {
        crc = tally_modbus_crc (frame, n);
        frame[n++] = (uint8_t) crc;
        frame[n++] = (uint8_t) (crc >> 8);
    }
    return head + n;
}

static void
test_frames (void)
{
    int64_t until = tally_fuzz_until (FALSE);
    int64_t n_answers = 0;
    int64_t n_garbage = 0;

    while (g_get_monotonic_time () < until) {
        TallyModbusFraming framing = random_to (1) == 0 ? TALLY_MODBUS_TCP : TALLY_MODBUS_RTU;
        TallyMeterRequest request = { .unit_id = random_to (255),
                                      .verb = (TallyMeterVerb) random_to (2),
                                      .address = (uint16_t) g_test_rand_int (),
                                      .n = (uint16_t) (1 + random_to (122)) };
        uint16_t transaction = (uint16_t) g_test_rand_int ();
        uint8_t frame[2 * TALLY_MODBUS_MAX_FRAME];
        size_t n = make_answer (framing, transaction, &request, frame);
        g_autofree uint8_t *exact = NULL;
        const char *fault = NULL;
        TallyMeterAnswer answer;
        TallyModbusVerdict verdict;

        for (int harms = random_to (3); harms > 0; harms--)
            frame[random_to ((int) n - 1)] ^= (uint8_t) (1u << random_to (7));
        n = random_to (3) == 0 ? (size_t) random_to ((int) n + 20) : n;
        exact = g_memdup2 (frame, n); /* a byte read too far is seen by the sanitizer */
        verdict = tally_modbus_decode (framing, transaction, &request, exact, n, &answer, &fault);
        n_answers += verdict == TALLY_MODBUS_ANSWER;
        n_garbage += verdict == TALLY_MODBUS_GARBAGE;
        g_assert_true (verdict != TALLY_MODBUS_GARBAGE || fault != NULL);
    }
    g_assert_cmpint (n_answers, >, 0);
    g_assert_cmpint (n_garbage, >, 0);
}

/* What a meter may say: nonsense, nothing, small numbers, SunSpec's marker, exceptions. */
static void
make_words (TallyMeterAnswer *answer, const TallyMeterRequest *request)
{
    static const uint16_t likely[] = { 0,   1,   0xffff, 0x8000, 0x7fff, 0x7fc0, 0xff80, 201,
                                       203, 211, 213,    65,     66,     105,    124 };
    gboolean is_wild = random_to (2) == 0;

    *answer = (TallyMeterAnswer){ .exception = random_to (20) == 0 ? 1 + random_to (10) : 0 };
    for (size_t i = 0; i < TALLY_METER_MAX_WORDS; i++)
        answer->words[i] = is_wild ? (uint16_t) g_test_rand_int ()
                                   : likely[random_to (G_N_ELEMENTS (likely) - 1)];
    if (request->address % 10000 == 0 && random_to (1) == 0) {
        answer->words[0] = 0x5375;
        answer->words[1] = 0x6e53;
    }
}

static void
talk_once (const TallyRegisterMap *map)
{
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyCollectMeter meter = { .unit_id = 1,
                                .map = map,
                                .zone = tally_zone_get ("Europe/Berlin", NULL),
                                .n_channels = 8,
                                .channels = { 1, 2, 3, 4, 10, 11, 12, 13 } };
    TallyCollectClock clock = { .sets_meters = TRUE };
    TallyCollectReading reading;
    TallyMeterRequest request;
    TallyMeterAnswer answer;
    TallyCollectTalk talk;
    int n_questions = 0;

    tally_collect_talk_begin (&talk, &meter, &clock, batch, &reading);
    while (tally_collect_talk_ask (&talk, &request)) {
        g_assert_cmpint (++n_questions, <, QUESTIONS_MAX);
        g_assert_cmpint (request.n, >=, 1);
        g_assert_cmpint (request.n, <=, TALLY_METER_MAX_WORDS);
        g_assert_cmpint (request.address + request.n, <=, 65536);
        make_words (&answer, &request);
        if (!tally_collect_talk_hear (&talk, &answer, NULL))
            break;
    }
    g_assert_cmpint (talk.result, <, TALLY_ATTEMPT_N_RESULTS);
}

static void
test_talk (gconstpointer data)
{
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRegisterMap) map = tally_register_map_load (folder, data, &error);
    /* A chain of models and a profile are read by code of their own; the others' share. */
    gboolean is_small = !g_str_equal (data, "sunspec") && !g_str_equal (data, "generic-profile");
    int64_t until = tally_fuzz_until (is_small);

    g_assert_no_error (error);
    while (g_get_monotonic_time () < until)
        talk_once (map);
}

#define PLAN                                                                                     \
    "{\"version\":1,\"station\":\"s\",\"time_zone\":\"UTC\",\"schedules\":[{\"name\":\"large\"," \
    "\"period_s\":900,\"after_s\":5,\"valid_from\":0}],\"meters\":[{\"district_id\":1,"          \
    "\"gateway_id\":1,\"gateway\":\"g\",\"host\":\"h\",\"port\":502,\"transport\":\"tcp\","      \
    "\"point_id\":1,\"meter_id\":1,\"unit_id\":1,\"model\":\"m\",\"channels\":\"1 "              \
    "2\",\"valid_from\":0,"                                                                      \
    "\"valid_to\":0,\"zone\":\"UTC\",\"schedule\":\"large\",\"marks\":[1,900]}],\"maps\":[{"     \
    "\"name\":"                                                                                  \
    "\"m\",\"title\":\"M\",\"space\":\"holding\",\"word_order\":\"big\",\"max_words\":10,"       \
    "\"registers\":[{\"name\":\"i\",\"address\":1,\"type\":\"uint32\",\"unit\":\"Wh\"}]}]}"

static void
test_plan (void)
{
    int64_t until = tally_fuzz_until (TRUE);
    int64_t n_good = 0;
    int64_t n_bad = 0;

    while (g_get_monotonic_time () < until) {
        g_autofree char *text = g_strdup (PLAN);
        TallyCollectWish wish = { 0 };
        g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) gateways = NULL;
        TallyStationPlan *plan;

        for (int harms = random_to (3); harms > 0; harms--)
            text[random_to (sizeof PLAN - 2)] = "0123456789,\"[]{}:-gtm"[random_to (20)];
        plan = tally_station_plan_read (text, strlen (text), &error);
        n_good += plan != NULL;
        n_bad += plan == NULL;
        g_assert_true ((plan == NULL) == (error != NULL));
        if (plan == NULL)
            continue;
        gateways = tally_station_plan_select (plan, &wish, 1000, marks, NULL);
        g_clear_pointer (&gateways, g_ptr_array_unref);
        tally_station_plan_unref (plan);
    }
    g_assert_cmpint (n_good, >, 0);
    g_assert_cmpint (n_bad, >, 0);
}

int
main (int argc, char **argv)
{
    static const char *const maps[] = { "sunspec", "generic-profile", "sdm630", "abb-b23" };

    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/fuzz/meters/frames", test_frames);
    for (size_t i = 0; i < G_N_ELEMENTS (maps); i++) {
        g_autofree char *path = g_strconcat ("/fuzz/meters/talk/", maps[i], NULL);

        g_test_add_data_func (path, maps[i], test_talk);
    }
    g_test_add_func ("/fuzz/meters/station-plan", test_plan);

    return g_test_run ();
}
