// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: only the bank's own words are heard: both signature schemes (HMAC-SHA256 of "time.body" in
 * hex, and of "id.time.body" in base 64 as Standard Webhooks has it) hold to their published
 * vectors and refuse everything else. */
#include "server/publish/pay/tally-signature-calc.h"
#include "shared/error/tally-error.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define NOW 1700000000
#define SECRET "whsec_test_secret"
#define BODY "{\"id\":\"evt_1\"}"

static gboolean
check_timed (const char *header, const char *body, int64_t now)
{
    g_autoptr(GError) error = NULL;
    gboolean is_good = tally_signature_check_timed (SECRET, header, (const uint8_t *) body,
                                                    strlen (body), now, &error);

    if (!is_good)
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    return is_good;
}

static void
test_timed (void)
{
    g_autofree char *good = tally_signature_make_timed (SECRET, (const uint8_t *) BODY,
                                                        strlen (BODY), NOW);
    g_autofree char *other = tally_signature_make_timed ("another", (const uint8_t *) BODY,
                                                         strlen (BODY), NOW);
    const char *v1 = strstr (good, "v1=");
    g_autofree char *several = g_strdup_printf ("%s,v0=abc,%s", other, v1);
    g_autofree char *no_time = g_strdup (v1);
    g_autofree char *old_scheme = g_strdup_printf ("t=%d,v0=%s", NOW, v1 + 3);
    g_autofree char *bad_time = g_strdup_printf ("t=soon,%s", v1);
    g_autofree char *moved = g_strdup_printf ("t=%d,%s", NOW + 1, v1);

    g_assert_true (check_timed (good, BODY, NOW));
    g_assert_true (check_timed (good, BODY, NOW + 300));
    g_assert_true (check_timed (several, BODY, NOW));
    g_assert_false (check_timed (good, BODY, NOW + 301));
    g_assert_false (check_timed (good, BODY, NOW - 301));
    g_assert_false (check_timed (good, BODY " ", NOW));
    g_assert_false (check_timed (other, BODY, NOW));
    g_assert_false (check_timed (no_time, BODY, NOW));
    g_assert_false (check_timed (old_scheme, BODY, NOW));
    g_assert_false (check_timed (bad_time, BODY, NOW));
    g_assert_false (check_timed (moved, BODY, NOW));
    g_assert_false (check_timed (NULL, BODY, NOW));
    g_assert_false (check_timed ("", BODY, NOW));
    g_assert_false (check_timed (",,,=,v1=", BODY, NOW));
}

/* Every single bit of a signature counts. */
static void
test_every_bit (void)
{
    g_autofree char *good = tally_signature_make_timed (SECRET, (const uint8_t *) BODY,
                                                        strlen (BODY), NOW);
    size_t start = (size_t) (strstr (good, "v1=") - good) + 3;

    for (size_t i = start; i < strlen (good); i++) {
        g_autofree char *bad = g_strdup (good);

        bad[i] = bad[i] == '0' ? '1' : '0';
        g_assert_false (check_timed (bad, BODY, NOW));
    }
}

static void
test_vector (void)
{
    g_autofree char *path = g_strdup_printf ("%s/webhooks/vectors.json",
                                             g_getenv ("TALLY_CONFORMANCE"));
    g_autoptr(JsonParser) parser = json_parser_new ();
    g_autoptr(GError) error = NULL;
    g_autofree char *stamp = NULL;
    JsonObject *v;
    const char *secret, *id, *payload;
    int64_t time;

    if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
        g_test_skip ("the public vectors are not here");
        return;
    }
    json_parser_load_from_file (parser, path, &error);
    g_assert_no_error (error);
    v = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                       "standard_webhooks");
    secret = json_object_get_string_member (v, "secret");
    id = json_object_get_string_member (v, "msg_id");
    payload = json_object_get_string_member (v, "payload");
    time = json_object_get_int_member (v, "timestamp");
    stamp = g_strdup_printf ("%" G_GINT64_FORMAT, time);
#define CHECK(header, now)                                                                \
    tally_signature_check_standard (secret, id, stamp, header, (const uint8_t *) payload, \
                                    strlen (payload), now, NULL)
    g_assert_true (CHECK (json_object_get_string_member (v, "expected_header"), time));
    g_assert_false (CHECK (json_object_get_string_member (v, "must_reject_header"), time));
    g_assert_false (CHECK (json_object_get_string_member (v, "expected_header"), time + 301));
    g_assert_false (CHECK (NULL, time));
    {
        g_autofree char *made = tally_signature_make_standard (secret, id, time,
                                                               (const uint8_t *) payload,
                                                               strlen (payload));
        g_autofree char *both = g_strdup_printf ("v1,AAAA v2,x %s", made);

        g_assert_cmpstr (made, ==, json_object_get_string_member (v, "expected_header"));
        g_assert_true (CHECK (both, time));
    }
}

/* The example of the Standard Webhooks specification; the others were worked out by hand with
 * another program. */
#define EXAMPLE_KEY "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define EXAMPLE_ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define EXAMPLE_BODY "{\"test\": 2432232314}"
#define EXAMPLE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define EXAMPLE_TIME 1614265330

static gboolean
check_example (const char *secret,
               const char *id,
               const char *stamp,
               const char *header,
               int64_t now)
{
    g_autoptr(GError) error = NULL;
    gboolean is_good = tally_signature_check_standard (secret, id, stamp, header,
                                                       (const uint8_t *) EXAMPLE_BODY,
                                                       strlen (EXAMPLE_BODY), now, &error);

    if (!is_good)
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    return is_good;
}

static const struct {
    const char *name;
    const char *secret;
    const char *id;
    const char *stamp;
    const char *header;
    int64_t now;
    gboolean is_good;
} examples[] = {
    { "example", "whsec_" EXAMPLE_KEY, EXAMPLE_ID, "1614265330", EXAMPLE, EXAMPLE_TIME, TRUE },
    { "key-alone", EXAMPLE_KEY, EXAMPLE_ID, "1614265330", EXAMPLE, EXAMPLE_TIME, TRUE },
    { "oldest", EXAMPLE_KEY, EXAMPLE_ID, "1614265330", EXAMPLE, EXAMPLE_TIME + 300, TRUE },
    { "too-old", EXAMPLE_KEY, EXAMPLE_ID, "1614265330", EXAMPLE, EXAMPLE_TIME + 301, FALSE },
    { "future", EXAMPLE_KEY, EXAMPLE_ID, "1614265330", EXAMPLE, EXAMPLE_TIME - 301, FALSE },
    { "other-of-two", EXAMPLE_KEY, EXAMPLE_ID, "1614265330", "v1,AAAA " EXAMPLE " v2,x",
      EXAMPLE_TIME, TRUE },
    { "first-of-two", EXAMPLE_KEY, EXAMPLE_ID, "1614265330",
      EXAMPLE " v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", EXAMPLE_TIME, TRUE },
    /* An older or newer scheme is not ours to believe. */
    { "other-scheme", EXAMPLE_KEY, EXAMPLE_ID, "1614265330", "v2" EXAMPLE, EXAMPLE_TIME, FALSE },
    /* 44 letters of base 64 without padding are 33 bytes, one too many for SHA-256. */
    { "33-bytes", EXAMPLE_KEY, EXAMPLE_ID, "1614265330",
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OEA", EXAMPLE_TIME, FALSE },
    { "no-id", EXAMPLE_KEY, NULL, "1614265330", EXAMPLE, EXAMPLE_TIME, FALSE },
    { "empty-id", EXAMPLE_KEY, "", "1614265330", EXAMPLE, EXAMPLE_TIME, FALSE },
    { "other-id", EXAMPLE_KEY, "msg", "1614265330", EXAMPLE, EXAMPLE_TIME, FALSE },
    { "no-time", EXAMPLE_KEY, EXAMPLE_ID, NULL, EXAMPLE, EXAMPLE_TIME, FALSE },
    { "signed-time", EXAMPLE_KEY, EXAMPLE_ID, "+1614265330", EXAMPLE, EXAMPLE_TIME, FALSE },
    { "time-and-more", EXAMPLE_KEY, EXAMPLE_ID, "1614265330s", EXAMPLE, EXAMPLE_TIME, FALSE },
    { "no-header", EXAMPLE_KEY, EXAMPLE_ID, "1614265330", NULL, EXAMPLE_TIME, FALSE },
    { "no-key", "whsec_", EXAMPLE_ID, "1614265330", EXAMPLE, EXAMPLE_TIME, FALSE },
};

static void
test_examples (void)
{
    g_autofree char *made = tally_signature_make_standard (EXAMPLE_KEY, EXAMPLE_ID, EXAMPLE_TIME,
                                                           (const uint8_t *) EXAMPLE_BODY,
                                                           strlen (EXAMPLE_BODY));

    g_assert_cmpstr (made, ==, EXAMPLE);
    for (size_t i = 0; i < G_N_ELEMENTS (examples); i++) {
        g_test_message ("%s", examples[i].name);
        g_assert_true (check_example (examples[i].secret, examples[i].id, examples[i].stamp,
                                      examples[i].header, examples[i].now)
                       == examples[i].is_good);
    }
}

/* HMAC-SHA256 of "1700000000.{"id":"evt_1"}" under SECRET. */
#define TIMED_HEX "248a374f50f943a28b0f6ab50faf9a7e7e29b710fa26df9fb1618b9bf8ea9c9a"

static void
test_timed_hex (void)
{
    static const struct {
        const char *header;
        gboolean is_good;
    } cases[] = {
        { "t=1700000000,v1=" TIMED_HEX, TRUE },
        { " t=1700000000 , v1=" TIMED_HEX, TRUE },
        { "v1=" TIMED_HEX ",t=1700000000", TRUE },
        { "t=1700000000,v1=" TIMED_HEX
          ",v1=0000000000000000000000000000000000000000000000000000000000000000",
          TRUE },
        /* A letter in either half of a byte that would come to the right byte, were it taken for
         * the value -1: f9 as g9, 4f as 5g; a digit too few, and one too many. */
        { "t=1700000000,v1=248a374f50g943a28b0f6ab50faf9a7e7e29b710fa26df9fb1618b9bf8ea9c9a",
          FALSE },
        { "t=1700000000,v1=248a375g50f943a28b0f6ab50faf9a7e7e29b710fa26df9fb1618b9bf8ea9c9a",
          FALSE },
        { "t=1700000000,v1=48a374f50f943a28b0f6ab50faf9a7e7e29b710fa26df9fb1618b9bf8ea9c9a",
          FALSE },
        { "t=1700000000,v1=" TIMED_HEX "0", FALSE },
        { "t=1700000000x,v1=" TIMED_HEX, FALSE },
        { "t=001700000000,v1=" TIMED_HEX, TRUE },
        { "t=0001700000000,v1=" TIMED_HEX, FALSE }, /* 13 digits are no time */
        { "t=,v1=" TIMED_HEX, FALSE },
    };
    g_autofree char *made = tally_signature_make_timed (SECRET, (const uint8_t *) BODY,
                                                        strlen (BODY), NOW);

    g_assert_cmpstr (made, ==, cases[0].header);
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_test_message ("%s", cases[i].header);
        g_assert_true (check_timed (cases[i].header, BODY, NOW) == cases[i].is_good);
    }
}

/* A key has at most 256 bytes; one that is none, or longer, signs nothing and believes nothing. */
static void
test_keys (void)
{
    g_autofree guchar *zeros = g_malloc0 (257);
    g_autofree char *longest = g_base64_encode (zeros, 256);
    g_autofree char *longer = g_base64_encode (zeros, 257);
    const uint8_t *body = (const uint8_t *) BODY;
    g_autofree char *made = tally_signature_make_standard (longest, "m", NOW, body, strlen (BODY));

    g_assert_cmpstr (made, ==, "v1,XoC8LRNQxkvdKuTJRxB2ik8AZx9gXK8NkxYYpvIfBzY=");
    g_assert_null (tally_signature_make_standard (longer, "m", NOW, body, strlen (BODY)));
    g_assert_null (tally_signature_make_standard ("", "m", NOW, body, strlen (BODY)));
}

#define STANDARD "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static gboolean
check_standard (const char *header)
{
    g_autoptr(GError) error = NULL;
    gboolean is_good = tally_signature_check_standard (STANDARD, "msg_1", "1700000000", header,
                                                       (const uint8_t *) BODY, strlen (BODY), NOW,
                                                       &error);

    if (!is_good)
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    return is_good;
}

/* A digest has one text: none of its characters can be another, the last one with its
 * two bits that say nothing neither, and none can be added. */
static void
test_every_character (void)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789+/=-_ \n\t.";
    g_autofree char *good = tally_signature_make_standard (STANDARD, "msg_1", NOW,
                                                           (const uint8_t *) BODY, strlen (BODY));

    g_assert_true (check_standard (good));
    for (size_t i = 0; i < strlen (good); i++) {
        for (size_t k = 0; k < strlen (alphabet); k++) {
            g_autofree char *bad = g_strdup (good);
            g_autofree char *longer = g_strdup_printf ("%.*s%c%s", (int) i, good, alphabet[k],
                                                       good + i);

            bad[i] = alphabet[k];
            g_assert_true (check_standard (bad) == (bad[i] == good[i]));
            g_assert_true (check_standard (longer) == (i == 0 && alphabet[k] == ' '));
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/signature/timed", test_timed);
    g_test_add_func ("/signature/every-bit", test_every_bit);
    g_test_add_func ("/signature/timed-hex", test_timed_hex);
    g_test_add_func ("/signature/examples", test_examples);
    g_test_add_func ("/signature/keys", test_keys);
    g_test_add_func ("/signature/every-character", test_every_character);
    g_test_add_func ("/signature/public-vector", test_vector);
    return g_test_run ();
}
