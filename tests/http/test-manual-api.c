// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a register that a person read is kept once, with its photo, who brought it and why; goes
 * through the same validation as what meters say; counts no more once it is withdrawn. What cannot
 * be is refused by its field, and the wrong role or a foreign district changes nothing. */
#include "tests/http/test-vee-fixture.h"
#include "tests/lib/tally-test-ctl.h"
#include "tests/lib/tally-test-frames.h"

#define READINGS TEST_VEE_POINT "/manual-readings"
#define PHOTOS TEST_VEE_POINT "/photos"
#define READING_1 "22222222-0000-4000-8000-000000000001"
#define READING_2 "22222222-0000-4000-8000-000000000002"
#define READING_3 "22222222-0000-4000-8000-000000000003"

/* The bounds of what is lost. */
#define BEFORE "2026-03-06T00:00:00Z"
#define AFTER "2026-03-07T00:00:00Z"

#define PNG "\x89PNG\r\n\x1a\n and what it shows"

#define N_READINGS "SELECT count (*) FROM collect.manual_reading"
#define N_FRAMES "SELECT count (*) FROM raw.frame WHERE source = 'manual'"

/* Wh of both days that the lost one of UTC is part of, as they stand. */
#define TWO_DAYS                                                                   \
    "SELECT sum (b.sum) FROM (SELECT DISTINCT ON (day) sum FROM validate.block"    \
    " WHERE point_id = 11 AND channel = 1 AND day IN ('2026-03-06', '2026-03-07')" \
    " ORDER BY day, version DESC) b"

static char *
reading (const char *id, const char *at, const char *value)
{
    return g_strdup_printf ("{\"reading_id\":\"%s\",\"at\":\"%s\",\"channel\":1,\"value\":\"%s\","
                            "\"note\":\"read at the gate\"}",
                            id, at, value);
}

static void
bring (TestVee *fixture, const char *id, const char *at, const char *value, guint status)
{
    g_autofree char *body = reading (id, at, value);

    test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS, body, status);
}

/* What was measured of the two local days around the lost one: they begin at 16:00 of UTC. */
static int64_t
measured (void)
{
    int64_t values[TALLY_TEST_INTERVALS];
    int64_t sum = 0;

    tally_test_frames_values (11, TEST_VEE_LOST - 1, values);
    for (int i = 64; i < TALLY_TEST_INTERVALS; i++)
        sum += values[i];
    tally_test_frames_values (11, TEST_VEE_LOST + 1, values);
    for (int i = 0; i < 64; i++)
        sum += values[i];
    return sum;
}

static void
test_counts (TestVee *fixture, gconstpointer data)
{
    g_autofree char *guessed = tally_test_db_ask (fixture->api.db, TWO_DAYS);
    /* The lost day is 48,217,700 - 48,205,355 = 12,345 Wh. */
    g_autofree char *counted = g_strdup_printf ("%" G_GINT64_FORMAT, measured () + 12345);
    g_autofree char *other = g_strdup_printf ("%" G_GINT64_FORMAT, measured () + 12000);

    g_assert_cmpstr (guessed, !=, counted);
    bring (fixture, READING_1, BEFORE, "48205355", 202);
    test_vee_expect (fixture, TWO_DAYS, guessed);
    bring (fixture, READING_2, AFTER, "48217700", 202);
    test_vee_expect (fixture, TWO_DAYS, counted);
    test_vee_expect (fixture,
                     "SELECT made_by || ': ' || reason FROM validate.block WHERE point_id = 11"
                     " AND day = '2026-03-06' ORDER BY version DESC LIMIT 1",
                     "clerk: read at the gate");
    /* Whoever validates the day again says the same. */
    test_vee_validate (fixture);
    test_vee_expect (fixture, TWO_DAYS, counted);

    test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS "/" READING_2 "/withdraw",
                     "{\"reason\":\"another meter\"}", 202);
    test_vee_expect (fixture, TWO_DAYS, guessed);
    bring (fixture, READING_3, AFTER, "48217355", 202); /* 345 Wh less */
    test_vee_expect (fixture, TWO_DAYS, other);

    /* What was withdrawn was right after all: the frame is there, and counts again. */
    test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS "/" READING_3 "/withdraw",
                     "{\"reason\":\"it was right\"}", 202);
    bring (fixture, "22222222-0000-4000-8000-000000000004", AFTER, "48217700", 202);
    test_vee_expect (fixture, TWO_DAYS, counted);
    test_vee_expect (fixture, N_FRAMES, "3");
    test_vee_expect (fixture, N_READINGS, "4");
}

static void
test_once (TestVee *fixture, gconstpointer data)
{
    for (int i = 0; i < 2; i++)
        bring (fixture, READING_1, BEFORE, "48205355", 202);
    test_vee_expect (fixture, N_READINGS, "1");
    test_vee_expect (
        fixture,
        "SELECT encode (origin, 'hex') || ' ' || kind::text || ' ' || exponent FROM raw.frame"
        " WHERE source = 'manual'",
        "22222222000040008000000000000001 register 0");
    test_vee_expect (
        fixture,
        "SELECT string_agg (person || ' ' || action || ': ' || object, '') FROM guard.audit"
        " WHERE stream = 'collect'",
        "clerk manual-reading: point 11 reading " READING_1
        ": meter M11 A+ at 1772755200: 48205355 Wh");

    /* The id of another one, and another figure of the instant. */
    bring (fixture, READING_1, BEFORE, "48205356", 409);
    bring (fixture, READING_2, BEFORE, "48205356", 409);
    bring (fixture, READING_2, BEFORE, "48205355", 409);
    for (int i = 0; i < 2; i++)
        test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS "/" READING_1 "/withdraw",
                         "{\"reason\":\"typed wrongly\"}", 202);
    bring (fixture, READING_1, BEFORE, "48205355", 409);
    test_vee_expect (fixture, "SELECT count (*) FROM guard.audit WHERE stream = 'collect'", "2");
    test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS "/" READING_2 "/withdraw",
                     "{\"reason\":\"typed wrongly\"}", 404);
    test_vee_expect (fixture, N_FRAMES, "1");
}

typedef struct {
    const char *name;
    const char *body; /* behind the id */
} RefusedCase;

#define GOOD_AT "\"at\":\"" BEFORE "\",\"channel\":1"

static const RefusedCase refused[] = {
    { "future", "\"at\":\"2099-03-06T00:00:00Z\",\"channel\":1,\"value\":\"1\",\"note\":\"n\"" },
    { "no-meter-then",
      "\"at\":\"2025-12-06T00:00:00Z\",\"channel\":1,\"value\":\"1\",\"note\":\"n\"" },
    { "channel", "\"at\":\"" BEFORE "\",\"channel\":5,\"value\":\"1\",\"note\":\"n\"" },
    { "negative", GOOD_AT ",\"value\":\"-1\",\"note\":\"n\"" },
    { "more-digits-than-the-meter", GOOD_AT ",\"value\":\"1000000000\",\"note\":\"n\"" },
    { "another-meter", GOOD_AT ",\"value\":\"1\",\"note\":\"n\",\"serial\":\"M12\"" },
    { "no-reason", GOOD_AT ",\"value\":\"1\"" },
    { "empty-reason", GOOD_AT ",\"value\":\"1\",\"note\":\"\"" },
    { "photo-nobody-sent",
      GOOD_AT ",\"value\":\"1\",\"photo\":"
              "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"" },
    { "photo-of-no-digest", GOOD_AT ",\"value\":\"1\",\"photo\":\"../../etc/passwd\"" },
    { "number-is-no-text", GOOD_AT ",\"value\":1,\"note\":\"n\"" },
};

static void
test_refused (TestVee *fixture, gconstpointer data)
{
    for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
        g_autofree char *body = g_strdup_printf ("{\"reading_id\":\"" READING_1 "\",%s}",
                                                 refused[i].body);

        g_test_message ("%s", refused[i].name);
        test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS, body, 422);
    }
    bring (fixture, "no-uuid", BEFORE, "1", 422);
    test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS "/" READING_1 "/withdraw",
                     "{\"reason\":\"\"}", 422);
    test_vee_expect (fixture, N_READINGS, "0");
    test_vee_expect (fixture, N_FRAMES, "0");
    test_vee_expect (fixture, "SELECT count (*) FROM guard.audit WHERE stream = 'collect'", "0");
}

static void
test_not_for_all (TestVee *fixture, gconstpointer data)
{
    g_autofree char *body = reading (READING_1, BEFORE, "1");

    bring (fixture, READING_1, BEFORE, "1", 202);
    test_api_expect (&fixture->api, fixture->auditor, "POST", READINGS, body, 403);
    test_api_expect (&fixture->api, fixture->auditor, "PUT", PHOTOS, PNG, 403);
    test_api_expect (&fixture->api, fixture->auditor, "POST", READINGS "/" READING_1 "/withdraw",
                     "{\"reason\":\"r\"}", 403);
    test_api_expect (&fixture->api, fixture->east, "POST", "/api/v1/points/2/22/manual-readings",
                     body, 404);
    test_api_expect (&fixture->api, fixture->east, "PUT", "/api/v1/points/2/22/photos", PNG, 404);
    test_api_expect (&fixture->api, NULL, "GET", READINGS, NULL, 401);
    /* Through another point's address. */
    test_api_expect (&fixture->api, fixture->boss, "POST",
                     "/api/v1/points/2/22/manual-readings/" READING_1 "/withdraw",
                     "{\"reason\":\"r\"}", 404);
    test_vee_expect (fixture, N_READINGS " WHERE withdrawn_at IS NULL", "1");
    test_vee_expect (fixture, "SELECT count (*) FROM collect.photo", "0");
}

static void
test_photo (TestVee *fixture, gconstpointer data)
{
    TestCredentials clerk = { .bearer = fixture->clerk };
    g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, PNG, -1);
    g_autofree char *path = g_strconcat (PHOTOS "/", sha256, NULL);
    g_autofree char *elsewhere = g_strconcat ("/api/v1/points/1/12/photos/", sha256, NULL);
    g_autofree char *body = g_strdup_printf ("{\"reading_id\":\"" READING_1 "\"," GOOD_AT
                                             ",\"value\":\"7\",\"photo\":\"%s\"}",
                                             sha256);
    g_auto(TestAnswer) shown = { 0 };

    test_api_expect (&fixture->api, fixture->clerk, "PUT", PHOTOS, "<svg onload='x()'/>", 422);
    test_api_expect (&fixture->api, fixture->clerk, "PUT", PHOTOS, "", 422);
    for (int i = 0; i < 2; i++) {
        g_auto(TestAnswer) kept = test_api_ask (&fixture->api, &clerk, "PUT", PHOTOS, PNG);

        g_assert_cmpuint (kept.status, ==, 200);
        g_assert_cmpstr (test_answer_text (&kept, "sha256"), ==, sha256);
    }
    /* Nobody sees it before a reading names it, and then only with the reading's point. */
    test_api_expect (&fixture->api, fixture->clerk, "GET", path, NULL, 404);
    test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS, body, 202);
    shown = test_api_ask (&fixture->api, &clerk, "GET", path, NULL);
    g_assert_cmpuint (shown.status, ==, 200);
    g_assert_cmpmem (g_bytes_get_data (shown.bytes, NULL), g_bytes_get_size (shown.bytes), PNG,
                     strlen (PNG));
    test_api_expect (&fixture->api, fixture->clerk, "GET", elsewhere, NULL, 404);
    test_api_expect (&fixture->api, fixture->clerk, "GET", PHOTOS "/nothing", NULL, 404);
}

static void
test_list (TestVee *fixture, gconstpointer data)
{
    TestCredentials who = { .bearer = fixture->auditor };
    g_auto(TestAnswer) list = { 0 };
    JsonArray *rows;
    JsonObject *row;

    bring (fixture, READING_1, BEFORE, "48205355", 202);
    bring (fixture, READING_2, AFTER, "48217700", 202);
    test_api_expect (&fixture->api, fixture->clerk, "POST", READINGS "/" READING_2 "/withdraw",
                     "{\"reason\":\"another meter\"}", 202);
    list = test_api_ask (&fixture->api, &who, "GET", READINGS, NULL);
    g_assert_cmpuint (list.status, ==, 200);
    rows = json_object_get_array_member (json_node_get_object (list.body), "rows");
    g_assert_cmpuint (json_array_get_length (rows), ==, 2);
    row = json_array_get_object_element (rows, 0); /* the newest */
    g_assert_cmpstr (json_object_get_string_member (row, "at"), ==, AFTER);
    g_assert_cmpstr (json_object_get_string_member (row, "value"), ==, "48217700");
    g_assert_cmpstr (json_object_get_string_member (row, "withdrawn_reason"), ==, "another meter");
    row = json_array_get_object_element (rows, 1);
    g_assert_cmpstr (json_object_get_string_member (row, "made_by"), ==, "clerk");
    g_assert_cmpstr (json_object_get_string_member (row, "serial"), ==, "M11");
    g_assert_true (json_object_get_null_member (row, "withdrawn_by"));
}

/* The same at the command line, for whom there is no window; CODE is the point's. */
static void
test_command (TestVee *fixture, gconstpointer data)
{
    static const struct {
        const char *words;
        gboolean is_good;
        const char *says;
    } commands[] = {
        { "collect reading CODE --at 2026-03-06T08:00:00+08:00 --register 48205.355 --note gate"
          " --id " READING_1,
          TRUE, "Reading " READING_1 " is kept" },
        { "collect reading CODE", TRUE,
          READING_1 "  2026-03-06 08:00  meter M11 A+: 48205.355 kWh (" },
        { "collect reading CODE --json", TRUE, "\"register\" : \"48205355\"" },
        { "raw show CODE 2026-03-06", TRUE, ": gate" },
        { "raw show CODE 2026-03-06 --json", TRUE, "\"kind\" : \"reading\"" },
        { "collect reading CODE --withdraw " READING_1 " --reason typo", TRUE, "is withdrawn" },
        { "collect reading CODE", TRUE, "withdrawn" },
        { "raw show CODE 2026-03-06", TRUE, "withdrawn" },
        { "collect reading CODE --at yesterday --register 1 --note n", FALSE, "--at: “yesterday”" },
        { "collect reading CODE --at 2026-03-06T08:00:00+08:00 --note n", FALSE, "--register: “”" },
        { "collect reading CODE --at 2026-03-06T08:00:00+08:00 --register 1.2345 --note n", FALSE,
          "--register: “1.2345”" },
        { "collect reading CODE --at 2026-03-06T08:00:00+08:00 --register -1 --note n", FALSE,
          "--register: “-1”" },
        { "collect reading CODE --at 2026-03-06T08:00:00+08:00 --register 99999999999999999"
          " --note n",
          FALSE, "is too large" },
        { "collect reading CODE --at 2026-03-06T08:00:00+08:00 --register 1 --channel Q", FALSE,
          "--channel: “Q”" },
        { "collect reading CODE --at 2026-03-06T08:00:00+08:00 --register 1 --photo /dev/null",
          FALSE, "/dev/null: photo: a JPEG or PNG picture" },
        { "collect reading CODE --at 2026-03-06T08:00:00+08:00 --register 1", FALSE,
          "note: a note or a photo" },
        { "collect reading CODE --withdraw " READING_2 " --reason typo", FALSE, "no such reading" },
        { "collect reading NOWHERE", FALSE, "NOWHERE: no metering point" },
        { "collect reading", FALSE, "the code of a metering point" },
    };
    g_autofree char *code = tally_test_db_ask (fixture->api.db,
                                               "SELECT code FROM ref.point WHERE point_id = 11");

    for (size_t i = 0; i < G_N_ELEMENTS (commands); i++) {
        g_autoptr(GString) words = g_string_new (commands[i].words);
        g_autofree char *said = NULL;

        g_string_replace (words, "CODE", code, 0);
        said = tally_test_ctl (fixture->api.db, words->str, commands[i].is_good);
        if (strstr (said, commands[i].says) == NULL)
            g_error ("%s: %s", words->str, said);
    }
    test_vee_expect (fixture, N_READINGS, "1");
}

static void
add (const char *name, void (*test) (TestVee *, gconstpointer))
{
    g_autofree char *path = g_strconcat ("/manual-api/", name, NULL);

    g_test_add (path, TestVee, NULL, test_vee_set_up, test, test_vee_tear_down);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    add ("counts", test_counts);
    add ("once", test_once);
    add ("refused", test_refused);
    add ("not-for-all", test_not_for_all);
    add ("photo", test_photo);
    add ("list", test_list);
    add ("command", test_command);
    return g_test_run ();
}
