// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: only the bank's own words are heard: both signature schemes hold to
 * their published vectors and refuse everything else. */
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
    g_test_add_func ("/signature/every-character", test_every_character);
    g_test_add_func ("/signature/public-vector", test_vector);
    return g_test_run ();
}
