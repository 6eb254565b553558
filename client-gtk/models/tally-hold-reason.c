// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-hold-reason.h"

#include <glib/gi18n.h>

static const struct {
    const char *code;
    const char *word; /* not yet translated */
} reasons[] = {
    { "incomplete", N_ ("Values are missing") },
    { "estimated", N_ ("More than a tenth is estimated") },
    { "history", N_ ("Far from the bill before") },
    { "zero", N_ ("No energy at all") },
    { "negative", N_ ("The customer is owed money") },
    { "first", N_ ("First bill of the agreement") },
    { "last", N_ ("Last bill of the agreement") },
    { "missing-tariff", N_ ("No tariff on some day") },
    { "over-capacity", N_ ("Peak above the contract") },
    { "unpriced", N_ ("The tariff does not fit") },
};

static const char *
word_of (const char *code)
{
    for (size_t i = 0; i < G_N_ELEMENTS (reasons); i++) {
        if (g_str_equal (reasons[i].code, code))
            return _ (reasons[i].word);
    }
    return code;
}

char *
tally_hold_reasons_text (char **codes)
{
    GString *text = g_string_new (NULL);

    for (size_t i = 0; codes != NULL && codes[i] != NULL; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", word_of (codes[i]));
    return g_string_free (text, FALSE);
}
