// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever a browser, a desktop client, a bank or a workstation sends, reading it ends, is
 * taken or refused with a reason, and what is taken keeps the rules: a path that passes does not
 * climb, a message says the same when it is sent on, and no forged signature is good. */
#include "server/publish/http/tally-http-form-calc.h"
#include "server/publish/http/tally-http-rule-calc.h"
#include "server/publish/pay/tally-pay-event.h"
#include "server/publish/pay/tally-signature-calc.h"
#include "server/publish/web/tally-mustache.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-bill.h"
#include "shared/wire/tally-wire-correction-order.h"
#include "shared/wire/tally-wire-edit.h"
#include "shared/wire/tally-wire-exception-bulk.h"
#include "shared/wire/tally-wire-intervals.h"
#include "shared/wire/tally-wire-login.h"
#include "shared/wire/tally-wire-reread.h"
#include "shared/wire/tally-wire-session.h"
#include "shared/wire/tally-wire-what-if.h"
#include "tests/fuzz/tally-fuzz.h"

#include <string.h>

#define NOW 1700000000
#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define BODY "{\"id\":\"evt_1\"}"

static void
expect_invalid (gconstpointer result, const GError *error)
{
    g_assert_true ((result == NULL) == (error != NULL));
    if (error != NULL)
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static const TallyWireType *const types[] = {
    &tally_wire_reread_type,         &tally_wire_session_type,          &tally_wire_bill_type,
    &tally_wire_login_type,          &tally_wire_correction_order_type, &tally_wire_edit_type,
    &tally_wire_exception_bulk_type, &tally_wire_intervals_type,        &tally_wire_what_if_type,
};

/* A message that was taken, sent on and taken again, is the same message. */
static void
read_message (const TallyWireType *type, JsonNode *node, TallyWireReading reading)
{
    g_autoptr(GError) error = NULL;
    gpointer message = tally_wire_from_json (type, node, reading, &error);
    gpointer back = NULL;
    g_autoptr(JsonNode) sent = NULL;
    g_autoptr(JsonNode) again = NULL;
    g_autofree char *text = NULL;
    g_autofree char *text_again = NULL;

    expect_invalid (message, error);
    if (message == NULL)
        return;
    sent = tally_wire_to_json (type, message);
    back = tally_wire_from_json (type, sent, TALLY_WIRE_ANSWER, &error);
    g_assert_no_error (error);
    again = tally_wire_to_json (type, back);
    text = tally_wire_to_text (sent);
    text_again = tally_wire_to_text (again);
    g_assert_cmpstr (text, ==, text_again);
    tally_wire_free (type, message);
    tally_wire_free (type, back);
}

static void
read_wire (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = tally_wire_parse ((const char *) bytes, length,
                                                  TALLY_WIRE_MAX_REQUEST, &error);

    expect_invalid (node, error);
    for (size_t i = 0; node != NULL && i < G_N_ELEMENTS (types); i++) {
        g_autoptr(GPtrArray) rows = tally_wire_list_from_json (types[i], node, NULL, NULL);

        read_message (types[i], node, TALLY_WIRE_REQUEST);
        read_message (types[i], node, TALLY_WIRE_ANSWER);
    }
}

/* What a form spells can be spelt again. */
static void
read_form (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) fields = tally_http_form_parse ((const char *) bytes, length, &error);
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GPtrArray) again = NULL;

    expect_invalid (fields, error);
    if (fields == NULL)
        return;
    g_assert_cmpuint (fields->len, <=, TALLY_HTTP_FORM_MAX_FIELDS);
    for (guint i = 0; i < fields->len; i++) {
        const TallyHttpField *field = g_ptr_array_index (fields, i);
        g_autofree char *name = g_uri_escape_string (field->name, NULL, FALSE);
        g_autofree char *value = g_uri_escape_string (field->value, NULL, FALSE);

        g_assert_cmpuint (strlen (field->value), <=, TALLY_HTTP_FORM_MAX_VALUE);
        g_string_append_printf (text, "&%s=%s", name, value);
    }
    again = tally_http_form_parse (text->str, text->len, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (again->len, ==, fields->len);
    for (guint i = 0; i < fields->len; i++) {
        const TallyHttpField *one = g_ptr_array_index (fields, i);
        const TallyHttpField *other = g_ptr_array_index (again, i);

        g_assert_cmpstr (one->name, ==, other->name);
        g_assert_cmpstr (one->value, ==, other->value);
    }
}

/* A path that passes, decoded as often as anybody may, never leaves its folder. */
static void
read_head (const uint8_t *bytes, size_t length)
{
    g_autofree char *target = g_strndup ((const char *) bytes, length);
    const char *reason = "";
    guint status = tally_http_rule_check (&(TallyHttpHead){ "GET", target, 1, 1, FALSE }, &reason);
    g_autofree char *path = g_strndup (target, strcspn (target, "?"));
    g_autofree char *decoded = g_uri_unescape_string (path, NULL);

    g_assert_true ((status == 0) == (reason == NULL));
    if (status == 0) {
        g_assert_cmpint (target[0], ==, '/');
        g_assert_nonnull (decoded);
        g_assert_null (strstr (decoded, "/../"));
        g_assert_false (g_str_has_suffix (decoded, "/.."));
        g_assert_null (strchr (decoded, '\\'));
    }
    g_assert_nonnull (tally_http_rule_language (target));
    tally_http_rule_is_loopback (target);
    tally_http_rule_origin_is_own (target, "https", "example.org");
}

static void
check_event (TallyPayEvent *event, GError *error)
{
    g_autoptr(TallyPayEvent) freed = event;
    char reference[TALLY_PAY_REFERENCE_TEXT];
    char intent[TALLY_PAY_UUID_TEXT];
    int32_t district;

    expect_invalid (event, error);
    g_clear_error (&error);
    if (event == NULL)
        return;
    g_assert_nonnull (event->event_id);
    g_assert_nonnull (event->kind);
    if (event->news == TALLY_PAY_NEWS_NONE)
        return;
    tally_pay_reference_format (event->district_id, event->intent_id, reference);
    g_assert_true (tally_pay_reference_parse (reference, &district, intent));
    g_assert_cmpint (district, ==, event->district_id);
    g_assert_cmpstr (intent, ==, event->intent_id);
}

static void
read_event (const uint8_t *bytes, size_t length)
{
    GError *error = NULL;
    TallyPayEvent *event = tally_pay_event_parse (bytes, length, &error);

    check_event (event, error);
    error = NULL;
    event = tally_pay_event_parse_session (bytes, length, &error);
    check_event (event, error);
}

/* A reference that is taken names a district and an intent, and reads the same when written. */
static void
read_reference (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    char written[TALLY_PAY_REFERENCE_TEXT];
    char intent[TALLY_PAY_UUID_TEXT];
    char again[TALLY_PAY_UUID_TEXT];
    int32_t district = 0;
    int32_t other = 0;

    if (!tally_pay_reference_parse (text, &district, intent))
        return;
    g_assert_cmpint (district, >=, 0);
    g_assert_true (g_uuid_string_is_valid (intent));
    g_assert_true (g_str_has_suffix (text, intent));
    tally_pay_reference_format (district, intent, written);
    g_assert_true (tally_pay_reference_parse (written, &other, again));
    g_assert_cmpint (other, ==, district);
    g_assert_cmpstr (again, ==, intent);
}

/* The header is "id|time|header": nothing that was not made with the secret is good. */
static void
read_signature (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_auto(GStrv) parts = g_strsplit (text, "|", 3);
    guint n = g_strv_length (parts);
    const uint8_t *body = (const uint8_t *) BODY;
    g_autoptr(GError) error = NULL;
    gboolean is_good;

    is_good = tally_signature_check_timed (SECRET, text, body, strlen (BODY), NOW, &error);
    g_assert_true (is_good == (error == NULL));
    g_assert_true (!is_good || g_strstr_len (text, -1, "v1=") != NULL);
    g_clear_error (&error);
    if (n < 3)
        return;
    is_good = tally_signature_check_standard (SECRET, parts[0], parts[1], parts[2], body,
                                              strlen (BODY), NOW, &error);
    g_assert_true (is_good == (error == NULL));
    if (is_good) {
        g_autofree char *right = tally_signature_make_standard (
            SECRET, parts[0], g_ascii_strtoll (parts[1], NULL, 10), body, strlen (BODY));

        g_assert_nonnull (strstr (parts[2], right));
    }
    g_clear_error (&error);
    g_assert_false (tally_signature_check_timed ("another", text, body, strlen (BODY), NOW, NULL));
}

/* A template that compiles is written with any data; what it is given never becomes markup. */
static void
read_mustache (const uint8_t *bytes, size_t length)
{
    static const char *const data[] = {
        "{}",
        "{\"a\": [1, {\"b\": \"<script>\"}, []], \"b\": {\"a\": true}, \"name\": \"<script>\"}",
    };
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyMustache) template = NULL;
    g_autoptr(TallyMustache) part = tally_mustache_new ("q", "({{name}})", NULL);
    g_autoptr(GHashTable) partials = g_hash_table_new (g_str_hash, g_str_equal);

    if (!g_utf8_validate (text, -1, NULL))
        return;
    template = tally_mustache_new ("t", text, &error);
    expect_invalid (template, error);
    g_hash_table_insert (partials, (gpointer) "q", part);
    for (size_t i = 0; template != NULL && i < G_N_ELEMENTS (data); i++) {
        g_autoptr(JsonNode) node = json_from_string (data[i], NULL);
        g_autofree char *page = tally_mustache_render (template, node, partials);

        g_assert_true (strstr (page, "<script>") == NULL || strstr (text, "<script>") != NULL
                       || strstr (text, "_svg") != NULL);
    }
}

#define UUID "0b1e8a3c-6f6f-4a1d-9d39-1f2a3b4c5d6e"

static const char *const wires[] = {
    "{\"request_id\":\"a\",\"points\":[{\"district_id\":1,\"point_id\":2}]}",
    "{\"csrf\":\"c\",\"token\":null,\"person\":{\"name\":\"Li\",\"role\":\"clerk\"}}",
    "{\"summary\":{\"number\":\"1\",\"issued_on\":\"2026-02-03\",\"total_minor\":\"-5\","
    "\"energy_wh\":\"9223372036854775807\"},\"lines\":[{\"quantity\":\"-5\",\"explain\":{\"a\":"
    "[1,2,{}]}}]}",
    "{\"login\":\"li\",\"password\":\"x\",\"code\":\"123456\"}",
    "{\"rows\":[{\"request_id\":\"a\",\"points\":[]}],\"total\":7}",
    "{\"values\":[\"1\",\"-2\"],\"times\":[1,2],\"start\":\"2026-01-31T16:00:00Z\"}",
    "/*\"*/[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]",
    NULL,
};

static const char *const forms[] = {
    "login=li&password=a%20b%2Bc&next=%2Fbills%3Fa%3D1&empty=&flag",
    "from=2026-09-01&to=2026-09-30&step=day&name=%E6%9D%8E", "&&a=1&&b=+", NULL
};

static const char *const heads[] = { "/bills/1?page=2",         "/a/%2e%2e/b",
                                     "/static/a%2Fb.css",       "/%E6%9D%8E",
                                     "zh-CN,zh;q=0.9,en;q=0.8", "127.0.0.1",
                                     "https://example.org",     NULL };

static const char *const events[] = {
    "{\"id\":\"evt_1\",\"type\":\"checkout.session.completed\",\"data\":{\"object\":{\"object\":"
    "\"checkout.session\",\"id\":\"cs_1\",\"payment_status\":\"paid\",\"amount_total\":12345,"
    "\"currency\":\"cny\",\"client_reference_id\":\"1:" UUID "\",\"url\":\"https://bank/x\"}}}",
    "{\"id\":\"evt_2\",\"type\":\"charge.refunded\",\"data\":{\"object\":{\"id\":\"re_1\","
    "\"checkout_session\":\"cs_1\",\"amount\":5,\"client_reference_id\":\"1:" UUID "\"}}}",
    "{\"object\":\"checkout.session\",\"id\":\"cs_1\",\"status\":\"complete\","
    "\"payment_status\":\"paid\",\"client_reference_id\":\"2147483647:" UUID "\"}",
    NULL,
};

static const char *const references[] = { "1:" UUID, "2147483647:" UUID, "0:" UUID, NULL };

static GByteArray *
seed_signature (void)
{
    const uint8_t *body = (const uint8_t *) BODY;
    gboolean is_timed = g_test_rand_int_range (0, 2) == 0;
    g_autofree char *timed = tally_signature_make_timed (SECRET, body, strlen (BODY), NOW);
    g_autofree char *standard = tally_signature_make_standard (SECRET, "msg", NOW, body,
                                                               strlen (BODY));
    g_autofree char *text = is_timed ? g_strdup (timed)
                                     : g_strdup_printf ("msg|%d|%s", NOW, standard);

    return g_byte_array_append (g_byte_array_new (), (const uint8_t *) text, (guint) strlen (text));
}

static const char *const templates[] = {
    "<p title=\"{{name}}\">{{#a}}{{b}}{{.}}{{/a}}{{^c}}none{{/c}}</p>\n",
    "  {{! comment }}\n{{#b}}\n {{#a}}x{{/a}}\n{{/b}}\n{{> q}}{{&name_svg}}{{ b.a }}\n", NULL
};

static const TallyFuzz fuzzes[] = {
    { "wire", .target = read_wire, .texts = wires, .is_small = TRUE },
    { "form", .target = read_form, .texts = forms, .is_small = TRUE },
    { "http-head", .target = read_head, .texts = heads, .is_small = TRUE },
    { "pay-event", .target = read_event, .texts = events, .is_small = TRUE },
    { "reference", .target = read_reference, .texts = references, .is_small = TRUE },
    { "signature", .target = read_signature, .seed = seed_signature, .is_small = TRUE },
    { "mustache", .target = read_mustache, .texts = templates, .is_small = TRUE },
};

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    tally_fuzz_add (fuzzes, G_N_ELEMENTS (fuzzes));
    return g_test_run ();
}
