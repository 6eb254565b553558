// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: JSON is read as its standard says, refused with line and path otherwise, and every
 * question a reader asks of a member is answered or refused by its kind. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"

#include <string.h>

static const struct {
    const char *json;
    const char *text;
} strings[] = {
    { "\"plain\"", "plain" },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
    { "\"\\u0041\\u00e9\\u7535\"", "A\303\251\347\224\265" },
    { "\"\\uD83D\\uDE00\"", "\360\237\230\200" },
    { "\"\"", "" },
};

static void
test_strings (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (strings); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyJsonDocument) document = tally_json_read (strings[i].json, -1, &error);

        g_assert_no_error (error);
        g_assert_cmpstr (tally_json_root (document)->text, ==, strings[i].text);
    }
}

static const struct {
    const char *json;
    const char *says;
} refusals[] = {
    { "\"\\u00\"", "unknown escape" },
    { "\"\\u00", "unknown escape" },
    { "\"\\u00g0\"", "unknown escape" },
    { "\"\\u0000\"", "unknown escape" },
    { "\"\\uDC00\"", "unknown escape" },
    { "\"\\uD83D\"", "unknown escape" },
    { "\"\\uD83Dxxxxxx\"", "unknown escape" },
    { "\"\\uD83D\\nxxxxx\"", "unknown escape" },
    { "\"\\uD83D\\u00zz\"", "unknown escape" },
    { "\"\\uD83D\\u0041\"", "unknown escape" },
    { "\"\\uD83D\\uFFFF\"", "unknown escape" },
    { "\"\\q\"", "unknown escape" },
    { "\"\\", "unknown escape" },
    { "\"open", "does not end on its line" },
    { "\"two\nlines\"", "does not end on its line" },
    { "", "neither a value nor a number" },
    { "nul", "neither a value nor a number" },
    { "01", "neither a value nor a number" },
    { "1.", "neither a value nor a number" },
    { "[1 2]", "“,” or “]” is missing" },
    { "[1,\n\n}", "line 3: neither a value" },
    { "{\"a\" 1}", "“:” is missing" },
    { "{\"a\": 1, 2}", "a quoted string is missing" },
    { "{\"a\": 1 \"b\": 2}", "“,” or “}” is missing" },
    { "{\"a\": }", "neither a value" },
    { "[\"\\q\"]", "unknown escape" },
    { "{\"a\": 1, \"a\": 2}", "“a” is said twice" },
    { "1 2", "something follows" },
    { "\xff", "is not UTF-8" },
    { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested too deeply" },
};

static void
test_refusals (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyJsonDocument) document = tally_json_read (refusals[i].json, -1, &error);

        g_assert_null (document);
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        if (strstr (error->message, refusals[i].says) == NULL)
            g_error ("“%s”: %s", refusals[i].json, error->message);
    }
}

static void
test_limits (void)
{
    g_autoptr(GString) many = g_string_new ("{");
    g_autofree char *large = g_malloc0 (TALLY_JSON_MAX_BYTES + 1);
    g_autoptr(GError) error = NULL;

    for (int i = 0; i <= TALLY_JSON_MAX_MEMBERS; i++)
        g_string_append_printf (many, "%s\"m%d\": 1", i == 0 ? "" : ", ", i);
    g_string_append_c (many, '}');
    g_assert_null (tally_json_read (many->str, -1, &error));
    g_assert_nonnull (strstr (error->message, "too many fields"));
    g_clear_error (&error);

    g_assert_null (tally_json_read (large, TALLY_JSON_MAX_BYTES + 1, &error));
    g_assert_nonnull (strstr (error->message, "too large"));
    tally_json_free (NULL);
}

typedef struct {
    TallyJson *root;
    GError *error;
} Asked;

static gboolean
ask (Asked *asked, const char *key)
{
    static const char *const words[] = { "up", "down", NULL };
    const char *text = NULL;
    gboolean flag = FALSE;
    int64_t whole = 7;
    int word = 5;
    TallyDecimal decimal = { 0, 0 };

    if (g_str_has_prefix (key, "text"))
        return tally_json_get_text (asked->root, key, &text, &asked->error);
    if (g_str_has_prefix (key, "flag"))
        return tally_json_get_flag (asked->root, key, &flag, &asked->error);
    if (g_str_has_prefix (key, "whole"))
        return tally_json_get_whole (asked->root, key, 1, 9, &whole, &asked->error);
    if (g_str_has_prefix (key, "word"))
        return tally_json_get_word (asked->root, key, words, &word, &asked->error);
    return tally_json_get_decimal (asked->root, key, &decimal, &asked->error);
}

static const struct {
    const char *key;
    const char *says; /* NULL: answered */
} questions[] = {
    { "text", NULL },
    { "text-none", NULL },
    { "text-empty", "$.text-empty: must not be empty" },
    { "text-number", "$.text-number: a string is expected" },
    { "flag", NULL },
    { "flag-none", NULL },
    { "flag-text", "$.flag-text: true or false is expected" },
    { "whole", NULL },
    { "whole-none", NULL },
    { "whole-text", "$.whole-text: a number is expected" },
    { "whole-over", "a whole number from 1 to 9 is expected" },
    { "word", NULL },
    { "word-none", NULL },
    { "word-number", "a string is expected" },
    { "word-other", "“left” is none of: up, down" },
    { "decimal", NULL },
    { "decimal-none", NULL },
    { "decimal-number", "write 1.5 as a string" },
    { "decimal-list", "a string is expected" },
    { "decimal-bad", "“1,5” is not a number" },
};

static void
test_members (void)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (
        "{\"text\": \"a\", \"text-empty\": \"\", \"text-number\": 1, \"flag\": true, "
        "\"flag-text\": "
        "\"true\", \"whole\": 3, \"whole-text\": \"3\", \"whole-over\": 10, \"word\": \"down\", "
        "\"word-number\": 1, \"word-other\": \"left\", \"decimal\": \"1.5\", \"decimal-number\": "
        "1.5, "
        "\"decimal-list\": [], \"decimal-bad\": \"1,5\"}",
        -1, NULL);
    Asked asked = { tally_json_root (document), NULL };

    for (size_t i = 0; i < G_N_ELEMENTS (questions); i++) {
        gboolean is_answered = ask (&asked, questions[i].key);

        g_assert_true (is_answered == (questions[i].says == NULL));
        if (!is_answered && strstr (asked.error->message, questions[i].says) == NULL)
            g_error ("%s: %s", questions[i].key, asked.error->message);
        g_clear_error (&asked.error);
    }
    g_assert_null (tally_json_member (asked.root->first, "x"));
    g_assert_null (tally_json_require (asked.root->first, "x", &asked.error));
    g_assert_nonnull (strstr (asked.error->message, "an object is expected"));
    g_clear_error (&asked.error);
    g_assert_null (tally_json_require (asked.root, "x", &asked.error));
    g_assert_nonnull (strstr (asked.error->message, "“x” is missing"));
    g_clear_error (&asked.error);
}

static void
test_quoted (void)
{
    g_autoptr(GString) json = g_string_new (NULL);

    tally_json_append_quoted (json, "a \"b\" \\ \n\t电");
    g_assert_cmpstr (json->str, ==, "\"a \\\"b\\\" \\\\ \\u000a\\u0009电\"");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/json/strings", test_strings);
    g_test_add_func ("/json/refusals", test_refusals);
    g_test_add_func ("/json/limits", test_limits);
    g_test_add_func ("/json/members", test_members);
    g_test_add_func ("/json/quoted", test_quoted);
    return g_test_run ();
}
