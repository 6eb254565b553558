// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: two documents are compared by what they say, each change with its path and what it
 * does to who pays. */
#include "server/ctl/tally-tariff-diff.h"
#include "shared/error/tally-error.h"

typedef struct {
    const char *name;
    const char *before;
    const char *after;
    const char *says; /* path, before, after, component, effect, percent of each change */
} DiffCase;

#define ENERGY(rate)                                                                           \
    "{\"components\": [{\"id\": \"e\", \"name\": {\"en\": \"Energy\"}, \"kind\": \"energy\", " \
    "\"rates\": [{\"bands\": [\"peak\"], \"rate\": \"" rate "\"}, {\"bands\": [\"rest\"], "    \
    "\"rate\": \"1\"}]}]}"
#define ONE(kind, field, value) \
    "{\"components\": [{\"id\": \"x\", \"kind\": \"" kind "\", \"" field "\": \"" value "\"}]}"

static const DiffCase diff_cases[] = {
    { "same", "{\"a\": \"1.0\", \"b\": [1, 2]}", "{\"b\": [1, 2], \"a\": \"1.00\"}", "" },
    /* (1.02 - 0.98) / 0.98 = 4.0816 % */
    { "rate", ENERGY ("0.98"), ENERGY ("1.02"),
      "$.components[e].rates[peak].rate|\"0.98\"|\"1.02\"|Energy|1|4.08\n" },
    { "cheaper", ENERGY ("1.00"), ENERGY ("0.75"),
      "$.components[e].rates[peak].rate|\"1.00\"|\"0.75\"|Energy|2|-25\n" },
    { "free-before", ENERGY ("0"), ENERGY ("0.75"),
      "$.components[e].rates[peak].rate|\"0\"|\"0.75\"|Energy|1|0\n" },
    { "paid-more", ONE ("export", "rate", "0.4"), ONE ("export", "rate", "0.5"),
      "$.components[x].rate|\"0.4\"|\"0.5\"|x|2|25\n" },
    { "cap", ONE ("discount", "cap", "10"), ONE ("discount", "cap", "5"),
      "$.components[x].cap|\"10\"|\"5\"|x|1|-50\n" },
    { "limit", ONE ("energy", "up_to", "10"), ONE ("energy", "up_to", "5"),
      "$.components[x].up_to|\"10\"|\"5\"|x|0|0\n" },
    { "kind", "{\"v\": \"1\"}", "{\"v\": 1}", "$.v|\"1\"|1|-|0|0\n" },
    { "new", "{\"components\": []}", ONE ("fixed", "rate", "1"),
      "$.components[x]|-|{\"id\": \"x\", \"kind\": \"fixed\", \"rate\": \"1\"}|x|0|0\n" },
    { "gone", "{\"components\": [{\"kind\": \"fixed\"}], \"calendar\": null, \"f\": false}", "{}",
      "$.components|[{\"kind\": "
      "\"fixed\"}]|-|-|0|0\n$.calendar|null|-|-|0|0\n$.f|false|-|-|0|0\n" },
    { "spans", "{\"spans\": [{\"from\": \"00:00\", \"band\": \"a\"}, {\"x\": 1}]}",
      "{\"spans\": [{\"from\": \"00:00\", \"band\": \"b\"}, {\"x\": 2}]}",
      "$.spans[00:00].band|\"a\"|\"b\"|-|0|0\n$.spans[1].x|1|2|-|0|0\n" },
    { "months", "{\"months\": [1, 2]}", "{\"months\": [2, 3]}",
      "$.months[1]|1|-|-|0|0\n$.months[3]|-|3|-|0|0\n" },
};

static void
test_diff (gconstpointer data)
{
    const DiffCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) changes = tally_tariff_diff (c->before, c->after, &error);
    g_autoptr(GString) says = g_string_new (NULL);

    g_assert_no_error (error);
    for (guint i = 0; i < changes->len; i++) {
        const TallyTariffChange *change = g_ptr_array_index (changes, i);
        char percent[TALLY_EXACT_TEXT];

        g_string_append_printf (says, "%s|%s|%s|%s|%d|%s\n", change->path,
                                change->before == NULL ? "-" : change->before,
                                change->after == NULL ? "-" : change->after,
                                change->component == NULL ? "-" : change->component, change->effect,
                                tally_exact_format (change->percent, percent));
    }
    g_assert_cmpstr (says->str, ==, c->says);
}

static void
test_not_json (void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_tariff_diff ("{", "{}", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_null (tally_tariff_diff ("{}", "[", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (diff_cases); i++) {
        g_autofree char *path = g_strconcat ("/tariff/diff/", diff_cases[i].name, NULL);

        g_test_add_data_func (path, &diff_cases[i], test_diff);
    }
    g_test_add_func ("/tariff/diff/not-json", test_not_json);
    return g_test_run ();
}
