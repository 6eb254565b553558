// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what COPY brings in comes out the same, and a stream that breaks says so. */
#include "server/db/tally-copy.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

typedef struct {
    TallyTestDb *base;
    TallyDb *db;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new_empty ();
    tally_test_db_script (fixture->base,
                          "CREATE TABLE test_all (i2 smallint, i4 integer PRIMARY KEY, i8 bigint, "
                          "yes boolean, day date, at timestamptz, bytes bytea, words text, "
                          "doc jsonb, numbers bigint[], tags text[])");
    fixture->db = tally_test_db_open_as (fixture->base, "postgres");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->db);
    tally_test_db_free (fixture->base);
}

static void
expect (Fixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}

static void
write_full_row (TallyCopyIn *in, int32_t key)
{
    static const int64_t numbers[] = { 1, -2, INT64_MAX };
    static const char *const tags[] = { "spike", "", "gap \"x\"" };

    tally_copy_in_row (in, 11);
    tally_copy_in_int16 (in, -7);
    tally_copy_in_int32 (in, key);
    tally_copy_in_int64 (in, INT64_MIN);
    tally_copy_in_boolean (in, TRUE);
    tally_copy_in_day (in, 20513); /* 2026-03-01 */
    tally_copy_in_instant (in, INT64_C (1772323200000001));
    tally_copy_in_bytes (in, "a\0b", 3);
    tally_copy_in_text (in, "läuft");
    tally_copy_in_jsonb (in, "{\"a\": 1}");
    tally_copy_in_int64s (in, numbers, 3);
    tally_copy_in_texts (in, tags, 3);
}

static void
write_empty_row (TallyCopyIn *in, int32_t key)
{
    tally_copy_in_row (in, 11);
    tally_copy_in_null (in);
    tally_copy_in_int32 (in, key);
    for (int i = 0; i < 5; i++)
        tally_copy_in_null (in);
    tally_copy_in_text (in, NULL);
    tally_copy_in_null (in);
    tally_copy_in_int64s (in, NULL, 0);
    tally_copy_in_texts (in, NULL, 0);
}

static void
store_two_rows (Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyIn) in = tally_copy_in_new (fixture->db, "test/copy-in", &error);
    int64_t n_rows = 0;

    g_assert_no_error (error);
    write_full_row (in, 1);
    write_empty_row (in, 2);
    tally_copy_in_finish (in, &n_rows, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n_rows, ==, 2);
}

static void
test_in_is_what_sql_sees (Fixture *fixture, gconstpointer data)
{
    store_two_rows (fixture);
    expect (fixture,
            "SELECT concat_ws ('|', i2, i4, i8, yes, day, at AT TIME ZONE 'UTC', bytes, words, "
            "doc ->> 'a', numbers, tags) FROM test_all WHERE i4 = 1",
            "-7|1|-9223372036854775808|t|2026-03-01|2026-03-01 00:00:00.000001|\\x610062|läuft|1|"
            "{1,-2,9223372036854775807}|{spike,\"\",\"gap \\\"x\\\"\"}");
    expect (fixture,
            "SELECT num_nulls (i2, i8, yes, day, at, bytes, words, doc) || numbers::text "
            "|| tags::text FROM test_all WHERE i4 = 2",
            "8{}{}");
}

/* Pieces of 64 KiB: one less, the same, one more, and many; the byte at i is i mod 251. */
static void
test_in_long_field_is_whole (Fixture *fixture, gconstpointer data)
{
    static const size_t lengths[] = { 65535, 65536, 65537, 131072, 1000003 };
    g_autofree uint8_t *bytes = g_malloc (1000003);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyIn) in = tally_copy_in_new (fixture->db, "test/copy-in", &error);

    g_assert_no_error (error);
    for (size_t i = 0; i < 1000003; i++)
        bytes[i] = (uint8_t) (i % 251);
    for (size_t i = 0; i < G_N_ELEMENTS (lengths); i++) {
        tally_copy_in_row (in, 11);
        tally_copy_in_null (in);
        tally_copy_in_int32 (in, (int32_t) i);
        for (int f = 0; f < 4; f++)
            tally_copy_in_null (in);
        tally_copy_in_bytes (in, bytes, lengths[i]);
        for (int f = 0; f < 4; f++)
            tally_copy_in_null (in);
    }
    tally_copy_in_finish (in, NULL, &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (lengths); i++) {
        g_autofree char *sql = g_strdup_printf ("SELECT concat_ws ('|', length (bytes), "
                                                "md5 (bytes)) FROM test_all WHERE i4 = %zu",
                                                i);
        g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_MD5, bytes, lengths[i]);
        g_autofree char *answer = g_strdup_printf ("%zu|%s", lengths[i], digest);

        expect (fixture, sql, answer);
    }
}

/* The server's refusal of rows that were closed comes with finish, and the connection goes on. */
static void
test_in_closed_stream_tells_its_end (Fixture *fixture, gconstpointer data)
{
    static const struct {
        int32_t second_key;
        int64_t n_rows;
    } cases[] = { { 2, 2 }, { 1, -1 } };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyCopyIn) in = NULL;
        int64_t n_rows = -1;

        tally_test_db_script (fixture->base, "TRUNCATE test_all");
        in = tally_copy_in_new (fixture->db, "test/copy-in", &error);
        g_assert_no_error (error);
        write_full_row (in, 1);
        write_empty_row (in, cases[i].second_key);
        tally_copy_in_close (in);
        g_assert_cmpint (tally_copy_in_finish (in, &n_rows, &error), ==, cases[i].n_rows == 2);
        g_assert_cmpint (n_rows, ==, cases[i].n_rows);
        if (cases[i].n_rows < 0)
            g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
        expect (fixture, "SELECT count (*) FROM test_all", cases[i].n_rows == 2 ? "2" : "0");
    }
}

/* A stream that was closed and not finished leaves a connection that can be used. */
static void
test_in_closed_stream_can_be_left (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    TallyCopyIn *in;

    tally_db_script (fixture->db, "BEGIN", &error);
    g_assert_no_error (error);
    in = tally_copy_in_new (fixture->db, "test/copy-in", &error);
    g_assert_no_error (error);
    write_full_row (in, 1);
    tally_copy_in_close (in);
    tally_copy_in_free (in);
    tally_db_script (fixture->db, "ROLLBACK", &error);
    g_assert_no_error (error);
    expect (fixture, "SELECT count (*) FROM test_all", "0");
}

static TallyCopyOut *
open_out (Fixture *fixture, const char *from, const char *but)
{
    const char *values[] = { from, but };
    g_autoptr(GError) error = NULL;
    TallyCopyOut *out = tally_copy_out_new (fixture->db, "test/copy-out", 2, values, &error);

    g_assert_no_error (error);
    return out;
}

static void
check_full_row (TallyCopyOut *out)
{
    g_autofree int64_t *numbers = NULL;
    g_autofree char *words = NULL;
    g_autofree char *doc = NULL;
    const uint8_t *bytes;
    size_t length;
    size_t n;

    g_assert_false (tally_copy_out_is_null (out));
    g_assert_cmpint (tally_copy_out_int16 (out), ==, -7);
    g_assert_cmpint (tally_copy_out_int32 (out), ==, 1);
    g_assert_cmpint (tally_copy_out_int64 (out), ==, INT64_MIN);
    g_assert_true (tally_copy_out_boolean (out));
    g_assert_cmpint (tally_copy_out_day (out), ==, 20513);
    g_assert_cmpint (tally_copy_out_instant (out), ==, INT64_C (1772323200000001));
    bytes = tally_copy_out_bytes (out, &length);
    g_assert_cmpmem (bytes, length, "a\0b", 3);
    words = tally_copy_out_text (out);
    g_assert_cmpstr (words, ==, "läuft");
    doc = tally_copy_out_text (out);
    g_assert_cmpstr (doc, ==, "{\"a\": 1}");
    numbers = tally_copy_out_int64s (out, &n);
    g_assert_cmpint (n, ==, 3);
    g_assert_cmpint (numbers[1], ==, -2);
    g_assert_cmpint (numbers[2], ==, INT64_MAX);
}

static void
check_empty_row (TallyCopyOut *out)
{
    g_autofree char *words = NULL;
    size_t n = 9;

    g_assert_true (tally_copy_out_is_null (out));
    g_assert_cmpint (tally_copy_out_int16 (out), ==, 0);
    g_assert_cmpint (tally_copy_out_int32 (out), ==, 2);
    g_assert_cmpint (tally_copy_out_int64 (out), ==, 0);
    tally_copy_out_skip (out);
    g_assert_cmpint (tally_copy_out_day (out), ==, 0);
    g_assert_cmpint (tally_copy_out_instant (out), ==, 0);
    tally_copy_out_skip (out);
    words = tally_copy_out_text (out);
    g_assert_cmpstr (words, ==, "");
    tally_copy_out_skip (out);
    g_assert_null (tally_copy_out_int64s (out, &n));
    g_assert_cmpint (n, ==, 0);
}

static void
test_out_is_what_went_in (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCopyOut) out = NULL;
    g_autoptr(GError) error = NULL;

    store_two_rows (fixture);
    out = open_out (fixture, "1", "it's $1 \\");
    g_assert_true (tally_copy_out_next (out, &error));
    check_full_row (out);
    g_assert_true (tally_copy_out_next (out, &error));
    check_empty_row (out);
    g_assert_false (tally_copy_out_next (out, &error));
    g_assert_no_error (error);
}

static void
test_nothing_comes_out (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCopyOut) out = open_out (fixture, "1", "x");
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_copy_out_next (out, &error));
    g_assert_no_error (error);
    g_assert_false (tally_copy_out_next (out, &error));
    g_assert_no_error (error);
}

static void
test_wrong_type_is_a_fault (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCopyOut) out = NULL;
    g_autoptr(GError) error = NULL;

    store_two_rows (fixture);
    out = open_out (fixture, "1", "x");
    g_assert_true (tally_copy_out_next (out, &error));
    g_assert_cmpint (tally_copy_out_int32 (out), ==, 0);
    g_assert_false (tally_copy_out_next (out, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
}

static void
test_unread_field_is_a_fault (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCopyOut) out = NULL;
    g_autoptr(GError) error = NULL;

    store_two_rows (fixture);
    out = open_out (fixture, "1", "x");
    g_assert_true (tally_copy_out_next (out, &error));
    tally_copy_out_skip (out);
    g_assert_false (tally_copy_out_next (out, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
}

static void
test_break_in_the_middle (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyOut)
                   out = tally_copy_out_new (fixture->db, "test/copy-breaks", 0, NULL, &error);
    int n_rows = 0;

    g_assert_no_error (error);
    while (tally_copy_out_next (out, &error)) {
        tally_copy_out_skip (out);
        n_rows++;
    }
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_cmpint (n_rows, <=, 2);
}

/* After a stream is left early its connection is good for other work. */
static void
test_left_early (Fixture *fixture, gconstpointer data)
{
    const char *many[] = { "1000000" };
    const char *echo[] = { "b", "5" };
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyOut)
                   out = tally_copy_out_new (fixture->db, "test/copy-many", 1, many, &error);
    g_autoptr(PGresult) rows = NULL;

    g_assert_no_error (error);
    g_assert_true (tally_copy_out_next (out, &error));
    g_clear_pointer (&out, tally_copy_out_free);

    rows = tally_db_run (fixture->db, "test/echo", 2, echo, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (PQgetvalue (rows, 0, 0), ==, "ab");
}

static void
test_in_dropped_stores_nothing (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyIn) in = tally_copy_in_new (fixture->db, "test/copy-in", &error);

    g_assert_no_error (error);
    write_full_row (in, 1);
    g_clear_pointer (&in, tally_copy_in_free);
    expect (fixture, "SELECT count(*) FROM test_all", "0");
}

static void
test_in_with_a_field_too_few (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyIn) in = tally_copy_in_new (fixture->db, "test/copy-in", &error);

    g_assert_no_error (error);
    tally_copy_in_row (in, 11);
    tally_copy_in_int16 (in, 1);
    write_full_row (in, 1);
    g_assert_false (tally_copy_in_finish (in, NULL, &error));
    g_assert_nonnull (strstr (error->message, "a row lacks fields"));
    expect (fixture, "SELECT count(*) FROM test_all", "0");
}

static void
test_in_twice_the_same_key (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyIn) in = tally_copy_in_new (fixture->db, "test/copy-in", &error);

    g_assert_no_error (error);
    write_full_row (in, 1);
    write_empty_row (in, 1);
    g_assert_false (tally_copy_in_finish (in, NULL, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    expect (fixture, "SELECT count(*) FROM test_all", "0");
}

/* More than one buffer. */
static void
test_many_rows (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyIn) in = tally_copy_in_new (fixture->db, "test/copy-in", &error);
    int64_t n_rows = 0;

    g_assert_no_error (error);
    for (int32_t i = 0; i < 5000; i++)
        write_full_row (in, i);
    tally_copy_in_finish (in, &n_rows, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n_rows, ==, 5000);
    expect (fixture, "SELECT sum (i4) FROM test_all WHERE words = 'läuft'", "12497500");
}

/* What the server takes more slowly than it is given: 32 MB in one field, most of it sent while
 * there is nothing to be read. */
static void
test_large_field (Fixture *fixture, gconstpointer data)
{
    const size_t length = 32 * 1024 * 1024;
    g_autofree uint8_t *bytes = g_malloc (length);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCopyIn) in = NULL;
    int64_t n = 0;

    for (size_t i = 0; i < length; i++)
        bytes[i] = (uint8_t) (i * 2654435761u >> 24);
    tally_db_set_silence_limit (fixture->db, 2000);
    in = tally_copy_in_new (fixture->db, "test/copy-in", &error);
    g_assert_no_error (error);
    tally_copy_in_row (in, 11);
    tally_copy_in_null (in);
    tally_copy_in_int32 (in, 1);
    for (int i = 0; i < 4; i++)
        tally_copy_in_null (in);
    tally_copy_in_bytes (in, bytes, length);
    tally_copy_in_text (in, NULL);
    tally_copy_in_null (in);
    tally_copy_in_int64s (in, NULL, 0);
    tally_copy_in_texts (in, NULL, 0);
    tally_copy_in_finish (in, &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 1);
    expect (fixture, "SELECT length (bytes) FROM test_all", "33554432");
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD ("/copy/in/is-what-sql-sees", test_in_is_what_sql_sees);
    ADD ("/copy/in/long-field-is-whole", test_in_long_field_is_whole);
    ADD ("/copy/in/closed-stream-tells-its-end", test_in_closed_stream_tells_its_end);
    ADD ("/copy/in/closed-stream-can-be-left", test_in_closed_stream_can_be_left);
    ADD ("/copy/in/dropped-stores-nothing", test_in_dropped_stores_nothing);
    ADD ("/copy/in/a-field-too-few", test_in_with_a_field_too_few);
    ADD ("/copy/in/twice-the-same-key", test_in_twice_the_same_key);
    ADD ("/copy/in/many-rows", test_many_rows);
    ADD ("/copy/in/large-field", test_large_field);
    ADD ("/copy/out/is-what-went-in", test_out_is_what_went_in);
    ADD ("/copy/out/nothing", test_nothing_comes_out);
    ADD ("/copy/out/wrong-type-is-a-fault", test_wrong_type_is_a_fault);
    ADD ("/copy/out/unread-field-is-a-fault", test_unread_field_is_a_fault);
    ADD ("/copy/out/break-in-the-middle", test_break_in_the_middle);
    ADD ("/copy/out/left-early", test_left_early);

    return g_test_run ();
}
