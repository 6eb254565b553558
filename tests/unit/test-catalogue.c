// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a catalogue says what msgfmt wrote, and a broken one is refused, wherever it is broken. */
#include "shared/error/tally-error.h"
#include "shared/number/tally-catalogue.h"

#include <string.h>

#define MAGIC 0x950412de
#define WORDS 40

/* A header of 7 words, three messages and what they are, each a length and a place: the head of the
 * file, “bill”, and “meter”, which has no translation. Texts begin at word 20. */
static const guint32 good[WORDS] = { MAGIC, 0, 3,  28, 52,  0, 0,   0, 80, 4,
                                     84,    5, 92, 12, 100, 3, 116, 0, 124 };

static GBytes *
mo_of (const guint32 words[WORDS])
{
    guint32 all[WORDS];
    char *bytes = (char *) all;

    memcpy (all, words, sizeof all);
    memcpy (bytes + 84, "bill", 5);
    memcpy (bytes + 92, "meter", 6);
    memcpy (bytes + 100, "Content-Type", 13);
    memcpy (bytes + 116, "\xe8\xb4\xa6", 4);
    return g_bytes_new (all, sizeof all);
}

static void
test_says (void)
{
    g_autoptr(GBytes) mo = mo_of (good);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCatalogue) catalogue = tally_catalogue_new (mo, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (tally_catalogue_say (catalogue, "bill"), ==, "\xe8\xb4\xa6");
    g_assert_cmpstr (tally_catalogue_say (catalogue, "meter"), ==, "meter"); /* not translated */
    g_assert_cmpstr (tally_catalogue_say (catalogue, "tariff"), ==, "tariff");
    g_assert_cmpstr (tally_catalogue_say (catalogue, ""), ==, ""); /* of the file, no message */
    g_assert_cmpstr (tally_catalogue_say (NULL, "bill"), ==, "bill");
}

typedef struct {
    const char *name;
    size_t word;
    guint32 value;
} BrokenCase;

static const BrokenCase broken_cases[] = {
    { "magic", 0, MAGIC + 1 },
    { "table-outside", 3, 156 },
    { "other-table-outside", 4, 156 },
    { "text-outside", 10, 160 },
    { "text-ends-outside", 9, 76 },
    { "text-without-end", 9, 3 },
    { "other-text-outside", 16, 4000000000u },
};

static void
test_broken (gconstpointer data)
{
    const BrokenCase *c = data;
    guint32 words[WORDS];
    g_autoptr(GBytes) mo = NULL;
    g_autoptr(GError) error = NULL;

    memcpy (words, good, sizeof words);
    words[c->word] = c->value;
    mo = mo_of (words);
    g_assert_null (tally_catalogue_new (mo, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
test_short (void)
{
    g_autoptr(GBytes) mo = g_bytes_new (good, 16);
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_catalogue_new (mo, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/catalogue/says", test_says);
    g_test_add_func ("/catalogue/short", test_short);
    for (size_t i = 0; i < G_N_ELEMENTS (broken_cases); i++) {
        g_autofree char *path = g_strconcat ("/catalogue/broken/", broken_cases[i].name, NULL);

        g_test_add_data_func (path, &broken_cases[i], test_broken);
    }
    return g_test_run ();
}
