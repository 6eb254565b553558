// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-paper-private.h"
#include "server/bill/tally-bill-words.h"
#include "shared/money/tally-exact.h"

#include <string.h>

#define EXACT_DECIMALS 6

typedef struct {
    const TallyBillPaper *paper;
    JsonObject *line;
    GString *text;
} Teller;

static const char *
word (const Teller *teller, TallyWord which)
{
    return tally_bill_word (teller->paper->is_chinese, which);
}

static const char *
say (const Teller *teller, const char *key)
{
    const char *text = tally_bill_json_text (teller->line, key);

    return text != NULL ? text : "";
}

/* A sentence whose {places} are filled from pairs of name and text. */
static void tell (const Teller *teller, TallyWord sentence, ...) G_GNUC_NULL_TERMINATED;

static void
tell (const Teller *teller, TallyWord sentence, ...)
{
    g_autoptr(GString) text = g_string_new (word (teller, sentence));
    const char *place;
    va_list places;

    va_start (places, sentence);
    while ((place = va_arg (places, const char *)) != NULL) {
        g_autofree char *name = g_strconcat ("{", place, "}", NULL);

        g_string_replace (text, name, va_arg (places, const char *), 0);
    }
    va_end (places);
    g_string_append (teller->text, text->str);
}

/* Days of the part and of the period, where the line is for a part of it. */
static gboolean
find_part (const Teller *teller, int *days, int *full)
{
    TallyDay from, to, first, last;

    if (!tally_day_parse (say (teller, "from"), &from, NULL)
        || !tally_day_parse (say (teller, "to"), &to, NULL)
        || !tally_day_parse (teller->paper->period_first, &first, NULL)
        || teller->paper->period_last == NULL
        || !tally_day_parse (teller->paper->period_last, &last, NULL))
        return FALSE;
    *days = to.number - from.number;
    *full = last.number + 1 - first.number;
    return *days != *full;
}

/* "1,234.5 kWh × 0.568 = 701.196": rounded once, to what stands in the table. */
static void
tell_product (const Teller *teller)
{
    g_autofree char *quantity = tally_bill_paper_number (say (teller, "quantity"), EXACT_DECIMALS);
    const char *rate = say (teller, "rate");
    g_autofree char *exact = tally_bill_paper_number (say (teller, "exact"), EXACT_DECIMALS);
    const char *unit = say (teller, "unit");
    int days, full;

    if (*say (teller, "exact") == '\0')
        return;
    if (g_str_equal (unit, "%")) {
        tell (teller, TALLY_WORD_TELL_PERCENT, "quantity", quantity, "rate", rate, "exact", exact,
              NULL);
        return;
    }
    if (!g_str_equal (unit, "kWh") && find_part (teller, &days, &full)) {
        g_autofree char *part = g_strdup_printf ("%d/%d", days, full);

        tell (teller, TALLY_WORD_TELL_PART, "quantity", quantity, "unit", unit, "rate", rate,
              "part", part, "exact", exact, NULL);
        return;
    }
    tell (teller, TALLY_WORD_TELL_PRODUCT, "quantity", quantity, "unit", unit, "rate", rate,
          "exact", exact, NULL);
}

char *
tally_bill_paper_explain (const TallyBillPaper *paper, JsonObject *line)
{
    Teller teller = { .paper = paper, .line = line, .text = g_string_new (NULL) };

    tell_product (&teller);
    return g_string_free (teller.text, FALSE);
}
