// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-make-private.h"
#include "shared/tariff/tally-tariff-needs.h"

int32_t
tally_bill_meters_on (const TallyBillAgreement *agreement, TallyDay day)
{
    int32_t n = 1;

    for (size_t i = 0; i < agreement->n_meters; i++) {
        if (agreement->meters[i].first.number <= day.number)
            n = MAX (1, agreement->meters[i].n);
    }
    return n;
}

/* The first day after that of @part on which another number hangs, or its end. */
static TallyDay
next_change (const TallyBillAgreement *agreement, const TallyBillPart *part)
{
    for (size_t i = 0; i < agreement->n_meters; i++) {
        TallyDay day = agreement->meters[i].first;

        if (day.number > part->days.first.number && day.number < part->days.end.number
            && tally_bill_meters_on (agreement, day) != part->meters)
            return day;
    }
    return part->days.end;
}

void
tally_bill_cut_by_meters (const TallyBillAgreement *agreement,
                          TallyBillPart *parts,
                          size_t *n_parts)
{
    for (size_t i = 0; i < *n_parts; i++) {
        TallyBillPart *part = &parts[i];
        TallyDay next;

        part->meters = tally_bill_meters_on (agreement, part->days.first);
        if (!tally_tariff_get_needs (part->tariff->tariff).meters)
            continue;
        next = next_change (agreement, part);
        if (next.number == part->days.end.number)
            continue;
        g_assert (*n_parts < TALLY_BILL_MAX_PARTS);
        for (size_t k = (*n_parts)++; k > i; k--)
            parts[k] = parts[k - 1];
        parts[i].days.end = parts[i + 1].days.first = next;
    }
}

/* "day-ahead@3;feed-in@1": what was known of each series of prices. */
static void
append_prices (GString *text, GPtrArray *said, const TallyBillRules *rules, const char *series)
{
    const TallyBillPrices *known = NULL;

    if (series == NULL || g_ptr_array_find_with_equal_func (said, series, g_str_equal, NULL))
        return;
    if (rules->prices != NULL)
        known = g_hash_table_lookup (rules->prices, series);
    g_string_append_printf (text, "%s%s@%d", said->len > 0 ? ";" : "", series,
                            known != NULL ? known->version : 0);
    g_ptr_array_add (said, (gpointer) series);
}

char *
tally_bill_extras (const TallyBillRules *rules,
                   const TallyBillAgreement *agreement,
                   const TallyBillPart *parts,
                   size_t n_parts)
{
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GString) prices = g_string_new (NULL);
    g_autoptr(GPtrArray) said = g_ptr_array_new ();
    gboolean has_meters = FALSE;
    gboolean has_peaks = FALSE;

    for (size_t i = 0; i < n_parts; i++) {
        TallyTariffNeeds needs = tally_tariff_get_needs (parts[i].tariff->tariff);

        has_meters |= needs.meters && agreement->n_meters > 0;
        has_peaks |= needs.peaks;
        append_prices (prices, said, rules, needs.import_prices);
        append_prices (prices, said, rules, needs.export_prices);
    }
    for (size_t i = 0; has_meters && i < agreement->n_meters; i++)
        g_string_append_printf (text, "%s%d:%d",
                                i > 0 ? "," : "meters=", agreement->meters[i].first.number,
                                agreement->meters[i].n);
    if (has_peaks)
        g_string_append_printf (text, "%ssystem-peaks=%d", text->len > 0 ? "|" : "",
                                rules->peaks_version);
    if (said->len > 0)
        g_string_append_printf (text, "%sprices=%s", text->len > 0 ? "|" : "", prices->str);
    return text->len > 0 ? g_strdup (text->str) : NULL;
}
