// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a message survives the way over the wire, and what is not a message is
 * refused with the path of the fault. */
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-bill.h"
#include "shared/wire/tally-wire-heat-row.h"
#include "shared/wire/tally-wire-member.h"
#include "shared/wire/tally-wire-reread.h"
#include "shared/wire/tally-wire-session.h"

static JsonNode *
parse (const char *text)
{
    g_autoptr(GError) error = NULL;
    JsonNode *node = tally_wire_parse (text, strlen (text), TALLY_WIRE_MAX_REQUEST, &error);

    g_assert_no_error (error);
    return node;
}

typedef struct {
    const char *name;
    const char *json;
    const char *message; /* NULL: taken */
} RequestCase;

#define ID "\"request_id\":\"a\""
static const RequestCase request_cases[] = {
    { "whole", "{" ID ",\"points\":[{\"district_id\":1,\"point_id\":2}]}", NULL },
    { "empty-list", "{" ID ",\"points\":[]}", NULL },
    { "unknown", "{" ID ",\"points\":[],\"x\":1}", "x: is not known" },
    { "missing", "{\"points\":[]}", "request_id: is missing" },
    { "null", "{\"request_id\":null,\"points\":[]}", "request_id: is missing" },
    { "type", "{\"request_id\":7,\"points\":[]}", "request_id: a text is expected" },
    { "list", "{" ID ",\"points\":{}}", "points: a list is expected" },
    { "part",
      "{" ID
      ",\"points\":[{\"district_id\":1,\"point_id\":2},{\"district_id\":1,\"point_id\":\"2\"}]}",
      "points[1].point_id: a whole number is expected" },
    { "fraction", "{" ID ",\"points\":[{\"district_id\":1.5,\"point_id\":2}]}",
      "points[0].district_id: a whole number is expected" },
    { "array", "[]", "an object is expected" },
};

static void
test_request (gconstpointer data)
{
    const RequestCase *c = data;
    g_autoptr(JsonNode) node = parse (c->json);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireReread) request = NULL;

    request = tally_wire_reread_from_json (node, TALLY_WIRE_REQUEST, &error);
    if (c->message == NULL) {
        g_assert_no_error (error);
        g_assert_nonnull (request);
        return;
    }
    g_assert_null (request);
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, c->message);
}

/* An older client reads the answer of a newer server. */
static void
test_answer_may_grow (void)
{
    g_autoptr(JsonNode) node = parse ("{\"csrf\":\"c\",\"new\":[1],\"person\":{\"name\":\"Li\"}}");
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireSession) session = NULL;

    session = tally_wire_session_from_json (node, TALLY_WIRE_ANSWER, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (session->csrf, ==, "c");
    g_assert_cmpstr (session->person->name, ==, "Li");
    g_assert_null (session->token);
}

static TallyWireBill *
a_bill (void)
{
    TallyWireBill *bill = tally_wire_bill_new ();
    TallyWireBillLine *line = tally_wire_bill_line_new ();

    bill->summary = tally_wire_bill_row_new ();
    bill->summary->number = g_strdup ("2026-1");
    bill->summary->issued_on = g_strdup ("2026-02-03");
    bill->summary->total_minor = G_MININT64;
    bill->summary->energy_wh = G_MAXINT64;
    bill->lines = tally_wire_list_new (&tally_wire_bill_line_type);
    line->quantity = -5;
    line->explain = parse ("{\"band\":\"peak\"}");
    g_ptr_array_add (bill->lines, line);
    return bill;
}

static void
test_there_and_back (void)
{
    g_autoptr(TallyWireBill) bill = a_bill ();
    g_autoptr(TallyWireBill) back = NULL;
    g_autoptr(JsonNode) sent = tally_wire_bill_to_json (bill);
    g_autoptr(JsonNode) again = NULL;
    g_autofree char *text = tally_wire_to_text (sent);
    g_autoptr(JsonNode) read = parse (text);
    g_autoptr(GError) error = NULL;
    g_autofree char *text_again = NULL;

    g_assert_nonnull (strstr (text, "\"total_minor\":\"-9223372036854775808\""));
    g_assert_nonnull (strstr (text, "\"energy_wh\":\"9223372036854775807\""));
    back = tally_wire_bill_from_json (read, TALLY_WIRE_ANSWER, &error);
    g_assert_no_error (error);
    again = tally_wire_bill_to_json (back);
    text_again = tally_wire_to_text (again);
    g_assert_cmpstr (text, ==, text_again);
}

static void
test_columns (void)
{
    g_autoptr(TallyWireHeatRow) row = tally_wire_heat_row_new ();
    g_autoptr(GError) error = NULL;

    g_assert_true (tally_wire_set_text (&tally_wire_heat_row_type, row, "point_id", "42", &error));
    g_assert_true (
        tally_wire_set_text (&tally_wire_heat_row_type, row, "cells", "{1,0,4}", &error));
    g_assert_true (tally_wire_set_text (&tally_wire_heat_row_type, row, "name", NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpint (row->point_id, ==, 42);
    g_assert_cmpint (row->cells->len, ==, 3);
    g_assert_cmpint (g_array_index (row->cells, int64_t, 2), ==, 4);
    g_assert_false (tally_wire_set_text (&tally_wire_heat_row_type, row, "hue", "1", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
}

static void
test_depth (void)
{
    g_autofree char *open = g_strnfill (TALLY_WIRE_MAX_DEPTH, '[');
    g_autofree char *close = g_strnfill (TALLY_WIRE_MAX_DEPTH, ']');
    g_autofree char *deepest = g_strconcat (open, close, NULL);
    g_autofree char *deeper = g_strconcat ("[", open, close, "]", NULL);
    g_autofree char *quoted = g_strconcat ("[\"\\\"", open, open, "\"]", NULL);
    g_autoptr(JsonNode) taken = parse (deepest);
    g_autoptr(JsonNode) text = parse (quoted);
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_wire_parse (deeper, strlen (deeper), TALLY_WIRE_MAX_REQUEST, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
test_not_json (void)
{
    /* The last ones are read by the library's parser, and hid a quote from the count of depth. */
    static const char *const texts[] = { "",           "{",        "\xff",      "{\"a\":}", "nul",
                                         "/*\"*/[[]]", "[]//\"\n", "['\"', 1]", "/**/{}" };

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null (tally_wire_parse (texts[i], strlen (texts[i]), 100, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

/* What others send may hold anything where a value is due: it is as if nothing stood there. */
static void
test_member (void)
{
    static const char *const others[] = { "[]", "{}", "null", "1.5", "[true]" };
    g_autoptr(JsonNode) good = parse ("{\"t\":\"text\",\"n\":-7,\"f\":true}");
    JsonObject *object = json_node_get_object (good);

    g_assert_cmpstr (tally_wire_member_text (object, "t"), ==, "text");
    g_assert_cmpint (tally_wire_member_whole (object, "n"), ==, -7);
    g_assert_true (tally_wire_member_flag (object, "f"));
    g_assert_null (tally_wire_member_text (object, "n"));
    g_assert_cmpint (tally_wire_member_whole (object, "f"), ==, 0);
    g_assert_false (tally_wire_member_flag (object, "n"));
    g_assert_null (tally_wire_member_text (object, "none"));
    for (size_t i = 0; i < G_N_ELEMENTS (others); i++) {
        g_autofree char *text = g_strdup_printf ("{\"x\":%s}", others[i]);
        g_autoptr(JsonNode) node = parse (text);

        object = json_node_get_object (node);
        g_assert_null (tally_wire_member_text (object, "x"));
        g_assert_cmpint (tally_wire_member_whole (object, "x"), ==, 0);
        g_assert_false (tally_wire_member_flag (object, "x"));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (request_cases); i++) {
        g_autofree char *path = g_strconcat ("/wire/request/", request_cases[i].name, NULL);

        g_test_add_data_func (path, &request_cases[i], test_request);
    }
    g_test_add_func ("/wire/answer/may-grow", test_answer_may_grow);
    g_test_add_func ("/wire/there-and-back", test_there_and_back);
    g_test_add_func ("/wire/columns", test_columns);
    g_test_add_func ("/wire/depth", test_depth);
    g_test_add_func ("/wire/not-json", test_not_json);
    g_test_add_func ("/wire/member", test_member);

    return g_test_run ();
}
