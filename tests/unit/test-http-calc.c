// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: forms, paths, limits and languages are read the one safe way, whatever the bytes. */
#include "server/publish/http/tally-http-form-calc.h"
#include "server/publish/http/tally-http-rate-calc.h"
#include "server/publish/http/tally-http-route-calc.h"
#include "server/publish/http/tally-http-rule-calc.h"
#include "shared/error/tally-error.h"

#include <string.h>

typedef struct {
    const char *name;
    const char *text;
    const char *value; /* of field "a"; NULL: none */
    gboolean is_refused;
} FormCase;

static const FormCase form_cases[] = {
    { "plain", "a=1&b=2", "1", FALSE },
    { "first-counts", "a=1&a=2", "1", FALSE },
    { "another-before", "b=2&a=1", "1", FALSE },
    { "another-only", "b=2", NULL, FALSE },
    { "empty", "", NULL, FALSE },
    { "no-value", "a", "", FALSE },
    { "plus", "a=x+y", "x y", FALSE },
    { "escaped", "a=%E7%94%B5", "电", FALSE },
    { "separators", "a=%26%3D%2B", "&=+", FALSE },
    { "doubled-ampersand", "&&a=1&&", "1", FALSE },
    { "cut-escape", "a=%4", NULL, TRUE },
    { "broken-escape", "a=%zz", NULL, TRUE },
    { "zero", "a=%00", NULL, TRUE },
    { "not-utf8", "a=%ff", NULL, TRUE },
};

static void
test_form (gconstpointer data)
{
    const FormCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) fields = tally_http_form_parse (c->text, strlen (c->text), &error);

    if (c->is_refused) {
        g_assert_null (fields);
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        return;
    }
    g_assert_no_error (error);
    g_assert_cmpstr (tally_http_form_get (fields, "a"), ==, c->value);
}

static void
test_form_limits (void)
{
    g_autofree char *longest = g_strnfill (TALLY_HTTP_FORM_MAX_VALUE, 'x');
    g_autofree char *taken = g_strconcat ("a=", longest, NULL);
    g_autofree char *refused = g_strconcat ("a=", longest, "x", NULL);
    g_autoptr(GString) many = g_string_new ("a=1");
    g_autoptr(GPtrArray) fields = tally_http_form_parse (taken, strlen (taken), NULL);
    g_autoptr(GPtrArray) full = NULL;

    g_assert_nonnull (fields);
    g_assert_null (tally_http_form_parse (refused, strlen (refused), NULL));
    for (int i = 1; i < TALLY_HTTP_FORM_MAX_FIELDS; i++)
        g_string_append (many, "&a=1");
    full = tally_http_form_parse (many->str, many->len, NULL);
    g_assert_cmpuint (full->len, ==, TALLY_HTTP_FORM_MAX_FIELDS);
    g_string_append (many, "&a=1");
    g_assert_null (tally_http_form_parse (many->str, many->len, NULL));
}

/* Property: any bytes are either refused or give texts that are UTF-8; nothing is read beyond. */
static void
test_form_any_bytes (void)
{
    static const char alphabet[] = "a=&%+0fFz\xff\x00\xe7";

    for (int run = 0; run < 20000; run++) {
        gsize length = (gsize) g_test_rand_int_range (0, 40);
        g_autofree char *bytes = g_malloc (length + 1); /* exactly as long, for the sanitizer */
        g_autoptr(GPtrArray) fields = NULL;

        for (gsize i = 0; i < length; i++)
            bytes[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
        fields = tally_http_form_parse (bytes, length, NULL);
        for (guint i = 0; fields != NULL && i < fields->len; i++) {
            const TallyHttpField *field = g_ptr_array_index (fields, i);

            g_assert_true (g_utf8_validate (field->name, -1, NULL));
            g_assert_true (g_utf8_validate (field->value, -1, NULL));
        }
    }
}

typedef struct {
    const char *pattern;
    const char *path;
    const char *value; /* of {x}; NULL: no match */
} RouteCase;

static const RouteCase route_cases[] = {
    { "/b/{x}", "/b/7", "7" },         { "/b/{x}", "/b/", NULL },
    { "/b/{x}", "/b/7/8", NULL },      { "/b/{x}", "/c/7", NULL },
    { "/b/{x}.pdf", "/b/7.pdf", "7" }, { "/b/{x}.pdf", "/b/7", NULL },
    { "/b/{x}.pdf", "/b/.pdf", NULL }, { "/b/{x}/c", "/b/%E7%94%B5/c", "电" },
    { "/b/{x}", "/b/a%2fb", NULL },    { "/b/{x}/c", "/b/7", NULL },
};

static void
test_routes (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (route_cases); i++) {
        const RouteCase *c = &route_cases[i];
        g_autoptr(TallyHttpRoute) route = tally_http_route_new (c->pattern);
        g_autoptr(GHashTable) params = tally_http_route_match (route, c->path);

        g_test_message ("%s %s", c->pattern, c->path);
        g_assert_cmpint (params != NULL, ==, c->value != NULL);
        if (params != NULL)
            g_assert_cmpstr (g_hash_table_lookup (params, "x"), ==, c->value);
    }
}

typedef struct {
    TallyHttpHead head;
    guint status;
} RuleCase;

static const RuleCase rule_cases[] = {
    { { "GET", "/a?b=..", 1, 0, FALSE }, 0 },
    { { "POST", "/", 1, 1, FALSE }, 0 },
    { { "POST", "/", 1, 0, TRUE }, 0 },
    { { "TRACE", "/", 1, 0, FALSE }, 501 },
    { { "GET", "/", 0, 0, FALSE }, 400 },
    { { "GET", "/", 2, 0, FALSE }, 400 },
    { { "POST", "/", 1, 1, TRUE }, 400 },
    { { "POST", "/", 1, 2, FALSE }, 400 },
    { { "GET", "a", 1, 0, FALSE }, 400 },
    { { "GET", "/a/../b", 1, 0, FALSE }, 400 },
    { { "GET", "/a/%2E%2e/b", 1, 0, FALSE }, 400 },
    { { "GET", "/a%2fb", 1, 0, FALSE }, 400 },
    { { "GET", "/a%5cb", 1, 0, FALSE }, 400 },
    { { "GET", "/a%0ab", 1, 0, FALSE }, 400 },
    { { "GET", "/a%00b", 1, 0, FALSE }, 400 },
    { { "GET", "/...", 1, 0, FALSE }, 0 },
    { { "GET", "/a/./b", 1, 0, FALSE }, 400 },
    { { "GET", "/a#b", 1, 0, FALSE }, 400 },
    { { "GET", "/a%7fb", 1, 0, FALSE }, 400 },
    { { "GET", "/%ff", 1, 0, FALSE }, 400 },
    { { "GET", "/%zz", 1, 0, FALSE }, 400 },
    { { "GET", "/a\\b", 1, 0, FALSE }, 400 },
};

static void
test_rules (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (rule_cases); i++) {
        const char *reason;

        g_test_message ("%s %s", rule_cases[i].head.method, rule_cases[i].head.target);
        g_assert_cmpuint (tally_http_rule_check (&rule_cases[i].head, &reason), ==,
                          rule_cases[i].status);
    }
}

/* 2048 bytes are taken, one more is too long. */
static void
test_long_target (void)
{
    g_autofree char *longest = g_strnfill (2048, 'a');
    g_autofree char *longer = g_strconcat (longest, "a", NULL);
    const char *reason;

    longest[0] = longer[0] = '/';
    g_assert_cmpuint (tally_http_rule_check (&(TallyHttpHead){ "GET", longest, 1, 0, FALSE },
                                             &reason),
                      ==, 0);
    g_assert_cmpuint (tally_http_rule_check (&(TallyHttpHead){ "GET", longer, 1, 0, FALSE },
                                             &reason),
                      ==, 414);
    g_assert_cmpstr (reason, ==, "path-length");
}

static void
test_hosts (void)
{
    static const struct {
        const char *host;
        gboolean is_loopback;
    } cases[] = {
        { "localhost", TRUE },      { "::1", TRUE },
        { "127.0.0.1", TRUE },      { "127.9.9.9", TRUE },
        { "127.0.0.1.org", FALSE }, { "10.0.0.1", FALSE },
        { "localhost.org", FALSE }, { "", FALSE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        g_assert_cmpint (tally_http_rule_is_loopback (cases[i].host), ==, cases[i].is_loopback);
    g_assert_true (tally_http_rule_origin_is_own ("https://A.org:8443", "https", "a.org:8443"));
    g_assert_false (tally_http_rule_origin_is_own ("http://a.org", "https", "a.org"));
    g_assert_false (tally_http_rule_origin_is_own ("https://a.org.evil", "https", "a.org"));
    g_assert_false (tally_http_rule_origin_is_own ("null", "https", "a.org"));
}

/* "{x}" is looser than "{x}.pdf", and that than a path without a hole. */
static void
test_looseness (void)
{
    static const char *const patterns[] = { "/b/c", "/b/{x}.pdf", "/b/{x}", "/{y}.a/{x}" };

    for (guint i = 0; i < G_N_ELEMENTS (patterns); i++) {
        g_autoptr(TallyHttpRoute) route = tally_http_route_new (patterns[i]);

        g_assert_cmpuint (tally_http_route_get_looseness (route), ==, i);
    }
}

static void
test_rates (void)
{
    g_autoptr(TallyHttpRates) rates = tally_http_rates_new ();
    int64_t now_us = 1;
    int64_t wait_s;

    for (int i = 0; i < 5; i++)
        g_assert_true (tally_http_rates_take (rates, "a", 5, now_us, &wait_s));
    g_assert_false (tally_http_rates_take (rates, "a", 5, now_us, &wait_s));
    g_assert_cmpint (wait_s, ==, 12);
    g_assert_true (tally_http_rates_take (rates, "b", 5, now_us, &wait_s));
    g_assert_false (tally_http_rates_take (rates, "a", 5, now_us + 11 * G_USEC_PER_SEC, &wait_s));
    g_assert_cmpint (wait_s, ==, 1);
    g_assert_true (tally_http_rates_take (rates, "a", 5, now_us + 12 * G_USEC_PER_SEC, &wait_s));
    /* A long pause gives a full minute back, and no more. */
    now_us += (int64_t) 3600 * G_USEC_PER_SEC;
    for (int i = 0; i < 5; i++)
        g_assert_true (tally_http_rates_take (rates, "a", 5, now_us, &wait_s));
    g_assert_false (tally_http_rates_take (rates, "a", 5, now_us, &wait_s));
}

static void
test_rates_forget (void)
{
    g_autoptr(TallyHttpRates) rates = tally_http_rates_new ();
    int64_t wait_s;

    g_assert_true (tally_http_rates_take (rates, "first", 1, 1, &wait_s));
    for (int i = 0; i < TALLY_HTTP_RATE_MAX_KEYS - 1; i++) {
        g_autofree char *key = g_strdup_printf ("%d", i);

        g_assert_true (tally_http_rates_take (rates, key, 1, 1, &wait_s));
    }
    g_assert_false (tally_http_rates_take (rates, "first", 1, 1, &wait_s));
    g_assert_true (tally_http_rates_take (rates, "one more", 1, 1, &wait_s));
    g_assert_false (tally_http_rates_take (rates, "first", 1, 1, &wait_s));
    g_assert_true (tally_http_rates_take (rates, "0", 1, 1, &wait_s)); /* was forgotten */
}

static void
test_languages (void)
{
    static const struct {
        const char *accepted;
        const char *language;
    } cases[] = {
        { "", "en" },
        { "zh-CN,zh;q=0.9,en;q=0.8", "zh_CN" },
        { "en-GB,en;q=0.9,zh;q=0.8", "en" },
        { "de, zh;q=0.5", "zh_CN" },
        { "zh;q=0, en;q=0.1", "en" },
        { "zh;q=x", "en" },
        { "zh;q=1.0, en;q=0.9", "zh_CN" },
        { "en;q=0.85, zh;q=0.86", "zh_CN" },
        { "zh;q=0, en;q=0", "en" },
        { "zh;q=0x, en;q=0.", "en" },
        { "zh;q=0.x", "en" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        g_assert_cmpstr (tally_http_rule_language (cases[i].accepted), ==, cases[i].language);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (form_cases); i++) {
        g_autofree char *path = g_strconcat ("/http-calc/form/", form_cases[i].name, NULL);

        g_test_add_data_func (path, &form_cases[i], test_form);
    }
    g_test_add_func ("/http-calc/form-limits", test_form_limits);
    g_test_add_func ("/http-calc/form-any-bytes", test_form_any_bytes);
    g_test_add_func ("/http-calc/routes", test_routes);
    g_test_add_func ("/http-calc/rules", test_rules);
    g_test_add_func ("/http-calc/long-target", test_long_target);
    g_test_add_func ("/http-calc/hosts", test_hosts);
    g_test_add_func ("/http-calc/looseness", test_looseness);
    g_test_add_func ("/http-calc/rates", test_rates);
    g_test_add_func ("/http-calc/rates-forget", test_rates_forget);
    g_test_add_func ("/http-calc/languages", test_languages);

    return g_test_run ();
}
