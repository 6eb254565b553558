// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-calc.h"

#include <string.h>

static void
append_escaped (GString *text, const char *id)
{
    g_string_append_uri_escaped (text, id, NULL, FALSE);
}

void
tally_bill_peaks_append (GString *text, const TallyPriceSlotPeak *peaks, size_t n)
{
    char exact[TALLY_EXACT_TEXT];

    for (size_t i = 0; i < n; i++) {
        const TallyPriceSlotPeak *peak = &peaks[i];

        if (i > 0)
            g_string_append_c (text, ',');
        append_escaped (text, peak->component);
        g_string_append_printf (text, "@%s/%d%s/", peak->unit, peak->window_minutes,
                                peak->is_sliding ? "s" : "");
        if (peak->band != NULL)
            append_escaped (text, peak->band);
        g_string_append_printf (text, ":%s", tally_exact_format (peak->demand, exact));
    }
}

static const char *
read_id (const char *escaped, GStringChunk *texts)
{
    g_autofree char *id = g_uri_unescape_string (escaped, NULL);

    return id != NULL && *id != '\0' ? g_string_chunk_insert_const (texts, id) : NULL;
}

static gboolean
read_window (char *text, TallyPriceSlotPeak *peak)
{
    size_t length = strlen (text);
    guint64 minutes;

    peak->is_sliding = length > 0 && text[length - 1] == 's';
    if (peak->is_sliding)
        text[length - 1] = '\0';
    if (!g_ascii_string_to_unsigned (text, 10, 0, 1440, &minutes, NULL))
        return FALSE;
    peak->window_minutes = (int) minutes;
    return TRUE;
}

/* component@unit/minutes/band:demand */
static gboolean
read_peak (const char *item, TallyPriceSlotPeak *peak, GStringChunk *texts)
{
    static const char *const units[] = { "kW", "kVA", "kvar", NULL };
    g_auto(GStrv) fields = g_strsplit_set (item, "@/:", 6);

    if (g_strv_length (fields) != 5 || !g_strv_contains (units, fields[1]))
        return FALSE;
    peak->component = read_id (fields[0], texts);
    peak->unit = g_string_chunk_insert_const (texts, fields[1]);
    if (*fields[3] != '\0') {
        peak->band = read_id (fields[3], texts);
        if (peak->band == NULL)
            return FALSE;
    }
    return peak->component != NULL && read_window (fields[2], peak)
           && tally_exact_parse (fields[4], &peak->demand, NULL);
}

const char *
tally_bill_carry_peaks (const char *carry)
{
    const char *word = strstr (carry, TALLY_BILL_CARRY_PEAKS);

    return word != NULL ? word + strlen (TALLY_BILL_CARRY_PEAKS) : NULL;
}

gboolean
tally_bill_peaks_parse (const char *word, TallyMonth month, GArray *peaks, GStringChunk *texts)
{
    g_auto(GStrv) items = g_strsplit (word, ",", -1);

    for (char **item = items; *item != NULL; item++) {
        TallyPriceSlotPeak peak = { .month = month };

        if (!read_peak (*item, &peak, texts))
            return FALSE;
        g_array_append_val (peaks, peak);
    }
    return TRUE;
}

gboolean
tally_bill_past_parse (const char *text, GArray *peaks, GStringChunk *texts)
{
    g_auto(GStrv) months = g_strsplit (text, ";", -1);

    for (char **month = months; *month != NULL; month++) {
        char *mark = strchr (*month, '!');
        gint64 number;

        if (mark == NULL)
            return FALSE;
        *mark = '\0';
        if (!g_ascii_string_to_signed (*month, 10, 0, G_MAXINT32, &number, NULL)
            || !tally_bill_peaks_parse (mark + 1, (TallyMonth){ (int32_t) number }, peaks, texts))
            return FALSE;
    }
    return TRUE;
}
