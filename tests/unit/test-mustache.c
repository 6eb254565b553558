// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: templates say what Mustache says, nothing a customer typed becomes markup, and a slip in
 * a template is refused when the program starts, not when a page is asked for. */
#include "server/publish/web/tally-mustache.h"
#include "shared/error/tally-error.h"

static const struct {
    const char *what;
    const char *text;
    const char *data;
    const char *wanted;
} cases[] = {
    { "plain text", "a {b} c", "{}", "a {b} c" },
    { "variable", "Hello, {{ name }}!", "{\"name\": \"Li\"}", "Hello, Li!" },
    { "missing", "[{{name}}]", "{}", "[]" },
    { "null", "[{{name}}]", "{\"name\": null}", "[]" },
    { "number", "{{n}}", "{\"n\": 85}", "85" },
    { "dots", "{{a.b.c}}|{{a.x.c}}", "{\"a\": {\"b\": {\"c\": \"d\"}}}", "d|" },
    { "escape", "{{t}}", "{\"t\": \"<a href='x'>\\\"&\"}",
      "&lt;a href=&#39;x&#39;&gt;&quot;&amp;" },
    { "raw", "{{&t_svg}}", "{\"t_svg\": \"<svg/>\"}", "<svg/>" },
    { "not a template", "{{t}}", "{\"t\": \"{{x}}\", \"x\": \"y\"}", "{{x}}" },
    { "section true", "{{#a}}yes{{/a}}", "{\"a\": true}", "yes" },
    { "section false", "[{{#a}}yes{{/a}}]", "{\"a\": false}", "[]" },
    { "section empty text", "[{{#a}}yes{{/a}}]", "{\"a\": \"\"}", "[]" },
    { "section object", "{{#a}}{{b}}{{c}}{{/a}}", "{\"a\": {\"b\": 1}, \"c\": 2}", "12" },
    { "section list", "{{#a}}<{{.}}>{{/a}}", "{\"a\": [1, 2]}", "<1><2>" },
    { "inner hides outer", "{{#a}}{{b}}{{/a}}{{b}}", "{\"a\": {\"b\": 1}, \"b\": 2}", "12" },
    { "empty list", "[{{#a}}x{{/a}}]", "{\"a\": []}", "[]" },
    { "inverted", "{{^a}}none{{/a}}", "{\"a\": []}", "none" },
    { "inverted not", "[{{^a}}none{{/a}}]", "{\"a\": [1]}", "[]" },
    { "nested", "{{#a}}{{#b}}{{x}}{{/b}}{{/a}}", "{\"a\": {\"b\": [{\"x\": 1}]}}", "1" },
    { "comment", "a{{! not shown }}b", "{}", "ab" },
    { "alone on its line", "|\n  {{#a}}\nx\n  {{/a}}\n|", "{\"a\": true}", "|\nx\n|" },
    { "not alone", " {{#a}}x{{/a}} \n", "{\"a\": true}", " x \n" },
    { "partial", "[{{> p}}]", "{\"x\": \"<\"}", "[(&lt;)]" },
    { "partial in section", "{{#a}}{{> p}}{{/a}}", "{\"a\": [{\"x\": 1}, {\"x\": 2}]}", "(1)(2)" },
    { "no such partial", "[{{> none}}]", "{}", "[]" },
};

static void
test_cases (void)
{
    g_autoptr(GHashTable) partials = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                             (GDestroyNotify) tally_mustache_free);

    g_hash_table_insert (partials, (gpointer) "p", tally_mustache_new ("p", "({{x}})", NULL));
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyMustache) template = NULL;
        g_autoptr(JsonNode) data = json_from_string (cases[i].data, NULL);
        g_autofree char *text = NULL;

        g_test_message ("%s", cases[i].what);
        template = tally_mustache_new (cases[i].what, cases[i].text, &error);
        g_assert_no_error (error);
        text = tally_mustache_render (template, data, partials);
        g_assert_cmpstr (text, ==, cases[i].wanted);
    }
}

static void
test_refusals (void)
{
    static const char *const bad[] = {
        "a\n{{#a}}",  "{{/a}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{a",         "{{ }}",
        "{{{html}}}", "{{&t}}", "{{& chart_svg_not }}",     "{{=<% %>=}}",
    };

    for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autoptr(GError) error = NULL;

        g_test_message ("%s", bad[i]);
        g_assert_null (tally_mustache_new ("bad", bad[i], &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

static void
test_names_line (void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_mustache_new ("home", "a\nb {{x}}\n{{{y}}}", &error));
    g_assert_true (g_str_has_prefix (error->message, "home:3:"));
}

/* A partial that calls itself must end. */
static void
test_endless (void)
{
    g_autoptr(GHashTable) partials = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr(TallyMustache) loop = tally_mustache_new ("loop", "x{{> loop}}", NULL);
    g_autoptr(JsonNode) data = json_from_string ("{}", NULL);
    g_autofree char *text = NULL;

    g_hash_table_insert (partials, (gpointer) "loop", loop);
    text = tally_mustache_render (loop, data, partials);
    g_assert_cmpuint (strlen (text), ==, TALLY_MUSTACHE_DEPTH_MAX);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mustache/cases", test_cases);
    g_test_add_func ("/mustache/refusals", test_refusals);
    g_test_add_func ("/mustache/names-line", test_names_line);
    g_test_add_func ("/mustache/endless", test_endless);
    return g_test_run ();
}
