// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-make-calc.h"

/* What bills are made with, and what they are put on. */

static void
tariff_clear (gpointer data)
{
    TallyBillTariff *version = data;

    g_clear_pointer (&version->tariff, tally_tariff_unref);
}

void
tally_bill_rules_free (TallyBillRules *rules)
{
    g_free (rules->currency);
    g_clear_pointer (&rules->tariffs, g_hash_table_unref);
    g_clear_pointer (&rules->calendars, g_hash_table_unref);
    g_clear_pointer (&rules->peaks, g_array_unref);
    g_clear_pointer (&rules->prices, g_hash_table_unref);
    g_free (rules);
}

static void
prices_free (gpointer data)
{
    TallyBillPrices *prices = data;

    g_array_unref (prices->rows);
    g_free (prices);
}

GHashTable *
tally_bill_prices_new (void)
{
    return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, prices_free);
}

TallyBillSheet *
tally_bill_sheet_new (void)
{
    TallyBillSheet *sheet = g_new0 (TallyBillSheet, 1);

    sheet->bills = g_array_new (FALSE, FALSE, sizeof (TallyBill));
    sheet->lines = g_array_new (FALSE, FALSE, sizeof (TallyBillLine));
    sheet->n_lines = g_array_new (FALSE, FALSE, sizeof (size_t));
    sheet->findings = g_array_new (FALSE, FALSE, sizeof (TallyBillFindings));
    sheet->texts = g_string_chunk_new (1 << 16);
    return sheet;
}

void
tally_bill_sheet_clear (TallyBillSheet *sheet)
{
    g_array_set_size (sheet->bills, 0);
    g_array_set_size (sheet->lines, 0);
    g_array_set_size (sheet->n_lines, 0);
    g_array_set_size (sheet->findings, 0);
    g_string_chunk_clear (sheet->texts);
}

void
tally_bill_sheet_free (TallyBillSheet *sheet)
{
    g_array_unref (sheet->bills);
    g_array_unref (sheet->lines);
    g_array_unref (sheet->n_lines);
    g_array_unref (sheet->findings);
    g_string_chunk_free (sheet->texts);
    g_free (sheet);
}

GArray *
tally_bill_tariffs_new (void)
{
    GArray *versions = g_array_new (FALSE, TRUE, sizeof (TallyBillTariff));

    g_array_set_clear_func (versions, tariff_clear);
    return versions;
}
