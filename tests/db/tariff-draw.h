// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/lib/tally-test-db.h"

#include <string.h>

/* Random parts of tariff documents, and the comparison of two prices, line by line. */

static inline gboolean
toss (int n)
{
    return g_test_rand_int_range (0, n) == 0;
}

/* A rate with up to six decimals, as documents write them. */
static inline void
append_decimal (GString *json, const char *key, int top)
{
    g_string_append_printf (json, "\"%s\": \"%d.%06d\"", key, g_test_rand_int_range (0, top),
                            g_test_rand_int_range (0, 1000000));
}

static inline void
append_rate (GString *json, int n_tiers, const int *limits)
{
    if (n_tiers == 1) {
        append_decimal (json, "rate", 2);
        return;
    }
    g_string_append (json, "\"tiers\": [");
    for (int i = 0; i < n_tiers; i++) {
        g_string_append_c (json, '{');
        append_decimal (json, "rate", 2);
        if (i + 1 < n_tiers)
            g_string_append_printf (json, ", \"up_to\": \"%d.%d\"}, ", limits[i], limits[i] % 10);
    }
    g_string_append (json, "}]");
}

static inline int
draw_tiers (int *limits, int step)
{
    int n = g_test_rand_int_range (1, 5);

    for (int i = 0; i < 4; i++)
        limits[i] = (i == 0 ? 0 : limits[i - 1]) + g_test_rand_int_range (1, step);
    return n;
}

/* One rate for all, or by band, or by season and band with tiers that agree in a season. */
static inline void
append_rates (GString *json, gboolean has_bands, gboolean has_seasons, int step)
{
    int limits[4], n_tiers = draw_tiers (limits, step);

    if (!has_bands && !has_seasons) {
        g_string_append (json, ", ");
        append_rate (json, n_tiers, limits);
        return;
    }
    g_string_append (json, ", \"rates\": [");
    for (int season = 0; season < (has_seasons ? 2 : 1); season++) {
        for (int band = 0; band < (has_bands ? 3 : 1); band++) {
            g_string_append (json, season + band == 0 ? "{" : ", {");
            if (has_seasons)
                g_string_append_printf (json, "\"seasons\": [\"s%d\"], ", season);
            if (has_bands)
                g_string_append_printf (json, "\"bands\": [\"b%d\"], ", band);
            append_rate (json, n_tiers, limits);
            g_string_append_c (json, '}');
        }
    }
    g_string_append_c (json, ']');
}

static inline void
append_schedule (GString *json)
{
    static const char *const days[] = { "\"weekday\"", "\"saturday\", \"sunday\"" };

    g_string_append (json, "\"seasons\": [{\"id\": \"s0\", \"months\": [4, 5, 6, 7, 8, 9]}, "
                           "{\"id\": \"s1\", \"months\": [1, 2, 3, 10, 11, 12]}], "
                           "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"b0\"}, "
                           "{\"id\": \"b1\"}, {\"id\": \"b2\"}], \"rules\": [");
    for (int rule = 0; rule < 2; rule++) {
        g_string_append_printf (json, "%s{\"days\": [%s], \"spans\": [", rule == 0 ? "" : ", ",
                                days[rule]);
        /* all bands on every day, so that every season has a rate for each */
        for (int hour = 0; hour < 24; hour++)
            g_string_append_printf (
                json, "%s{\"from\": \"%02d:%s\", \"to\": \"%02d:%s\", \"band\": \"b%d\"}",
                hour == 0 ? "" : ", ", hour, hour == 0 ? "00" : "30", hour + 1,
                hour == 23 ? "00" : "30", hour < 3 ? hour : g_test_rand_int_range (0, 3));
        g_string_append (json, "]}");
    }
    g_string_append (json, "]}]");
}

static inline int
compare_texts (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static inline char *
write_array (const int64_t *values, size_t n)
{
    GString *text = g_string_new ("{");

    for (size_t i = 0; i < n; i++)
        g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i == 0 ? "" : ",", values[i]);
    g_string_append_c (text, '}');
    return g_string_free (text, FALSE);
}

static inline gboolean
agree (const GPtrArray *here, const GPtrArray *there)
{
    gboolean is_same = here->len == there->len;

    for (guint i = 0; is_same && i < here->len; i++)
        is_same = g_str_equal (here->pdata[i], there->pdata[i]);
    return is_same;
}

/* Peaks of earlier months, of each band and of all together, in every unit alike. */
#define PEAKS 5
#define SLOTS 4

typedef struct {
    int64_t kw[PEAKS][SLOTS]; /* hundredths */
    TallyPriceSlotPeak peaks[PEAKS * SLOTS * 3];
} SlotPeaks;

static const char *const slot_bands[SLOTS] = { NULL, "b0", "b1", "b2" };

static inline void
draw_peaks (SlotPeaks *drawn, const char *component, TallyDay first)
{
    static const char *const units[] = { "kW", "kVA", "kvar" };
    size_t n = 0;

    for (int i = 0; i < PEAKS; i++) {
        for (int slot = 0; slot < SLOTS; slot++) {
            drawn->kw[i][slot] = g_test_rand_int_range (0, 2000);
            for (size_t unit = 0; unit < G_N_ELEMENTS (units); unit++)
                drawn->peaks[n++] = (TallyPriceSlotPeak){
                    .month = { tally_month_of (first).number - 1 - 3 * i },
                    .component = component,
                    .band = slot_bands[slot],
                    .unit = units[unit],
                    .window_minutes = 15,
                    .demand = { drawn->kw[i][slot] * (TALLY_EXACT_ONE / 100) },
                };
        }
    }
}

static inline void
append_peaks (GString *json, const SlotPeaks *drawn)
{
    for (int i = 0; i < PEAKS; i++) {
        for (int slot = 0; slot < SLOTS; slot++)
            g_string_append_printf (
                json,
                "%s{\"back\": %d, \"month\": %d, \"component\": \"%s\", \"band\": %s%s%s, "
                "\"kw\": \"%d.%02d\"}",
                json->str[json->len - 1] == '[' ? "" : ", ", 1 + 3 * i,
                drawn->peaks[i * SLOTS * 3].month.number % 12 + 1, drawn->peaks[0].component,
                slot == 0 ? "null" : "\"", slot == 0 ? "" : slot_bands[slot], slot == 0 ? "" : "\"",
                (int) (drawn->kw[i][slot] / 100), (int) (drawn->kw[i][slot] % 100));
    }
}
