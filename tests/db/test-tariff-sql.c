// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: over random tariffs and loads the engine agrees to the last digit with a reference in
 * PostgreSQL numeric (sql/tariff-reference.sql) that reads the same document with its own eyes,
 * and takes time zones from PostgreSQL. TALLY_REFERENCE_RUNS says how many (default 150). */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-price.h"
#include "tests/db/tariff-draw.h"

#define MAX_DAYS 5
#define MAX_COUNT (MAX_DAYS * 100)

typedef struct {
    GString *json;
    const char *zone;
    int seconds;
    TallyDays days;
    int32_t full_days;
    size_t count;
    int64_t wh[MAX_COUNT];
    int64_t sent[MAX_COUNT];
    int64_t varh[MAX_COUNT];
    SlotPeaks peaks[2]; /* of either demand component */
    int64_t used;
    int64_t contracted_kw; /* thousandths */
} Case;

static void
append_energy (GString *json, const char *id, const char *kind, int step)
{
    static const char *const bases[] = { "month", "day", "year" };
    gboolean has_bands = toss (2);

    g_string_append_printf (json, ", {\"id\": \"%s\", \"kind\": \"%s\", \"tier_basis\": \"%s\"", id,
                            kind, bases[g_test_rand_int_range (0, 3)]);
    if (toss (3))
        g_string_append (json, ", \"tier_order\": \"proportional\"");
    if (has_bands)
        g_string_append (json, ", \"schedule\": \"s\"");
    if (g_str_equal (kind, "export"))
        g_string_append (json, ", \"method\": \"net-billing\"");
    append_rates (json, has_bands, FALSE, step);
    g_string_append_c (json, '}');
}

static void
append_demand (GString *json, const char *id, int seconds)
{
    static const int minutes[] = { 15, 30, 60 };
    int window = minutes[g_test_rand_int_range (0, 3)];
    gboolean has_bands = toss (2);

    g_string_append_printf (json, ", {\"id\": \"%s\", \"kind\": \"demand\", \"window_minutes\": %d",
                            id, window);
    if (toss (2))
        g_string_append (json, ", \"sliding\": true");
    if (has_bands)
        g_string_append (json, ", \"schedule\": \"s\"");
    if (toss (2))
        g_string_append_printf (json, ", \"ratchet\": {\"percent\": \"%d.5\", \"look_back\": %d}",
                                g_test_rand_int_range (10, 99), g_test_rand_int_range (1, 12));
    if (toss (3)) {
        g_string_append (json, ", ");
        append_decimal (json, "floor", 9);
    }
    if (toss (3))
        g_string_append (json, ", \"least_applies_to\": \"each-band\"");
    if (toss (2))
        g_string_append_printf (json, ", \"contract\": {\"excess_multiple\": \"%d\"}",
                                g_test_rand_int_range (2, 5));
    append_rates (json, has_bands, toss (2), 8);
    g_string_append_c (json, '}');
}

static void
append_others (GString *json)
{
    static const char *const pers[] = { "month", "day", "year", "bill" };
    static const char *const lines[] = {
        ", {\"id\": \"q\", \"kind\": \"reactive\", \"free_percent\": \"31.25\", \"rate\": "
        "\"0.0375\"}",
        ", {\"id\": \"pf\", \"kind\": \"power-factor\", \"standard_hundredths\": 90, \"of\": "
        "[\"e\"], \"below\": [{\"to_hundredths\": 70, \"percent\": \"0.5\"}, {\"to_hundredths\": "
        "65, \"percent\": \"1\"}, {\"to_hundredths\": 0, \"percent\": \"2\"}], \"above\": "
        "[{\"to_hundredths\": 95, \"percent\": \"-0.15\"}]}",
        ", {\"id\": \"l\", \"kind\": \"levy\", \"percent\": \"3.7\", \"of\": [\"e\"]}",
        ", {\"id\": \"dc\", \"kind\": \"discount\", \"percent\": \"7.5\", \"cap\": \"2.5\"}",
        ", {\"id\": \"mi\", \"kind\": \"minimum\", \"amount\": \"33.33\"}",
        ", {\"id\": \"ma\", \"kind\": \"maximum\", \"amount\": \"61.7\"}",
        ", {\"id\": \"t\", \"kind\": \"tax\", \"percent\": \"13\", \"of\": [\"e\", \"f\"]}",
        ", {\"id\": \"u\", \"kind\": \"tax\", \"percent\": \"0.775\"}",
    };

    g_string_append_printf (json, ", {\"id\": \"f\", \"kind\": \"fixed\", \"per\": \"%s\", ",
                            pers[g_test_rand_int_range (0, 4)]);
    append_decimal (json, "rate", 50);
    g_string_append_c (json, '}');
    for (size_t i = 0; i < G_N_ELEMENTS (lines); i++) {
        if (toss (2))
            g_string_append (json, lines[i]);
    }
}

static void
draw_document (Case *c)
{
    GString *json = c->json = g_string_new ("{\"format\": \"gridtally-tariff-v1\", \"id\": \"r\", "
                                            "\"currency\": \"EUR\", ");

    append_schedule (json);
    if (toss (2))
        g_string_append (json, ", \"rounding\": \"half-even\"");
    g_string_append (json, ", \"components\": [{\"id\": \"e\", \"kind\": \"energy\", "
                           "\"schedule\": \"s\"");
    append_rates (json, TRUE, toss (2), 40);
    g_string_append_c (json, '}');
    append_energy (json, "e2", "energy", 40);
    append_energy (json, "lk", "levy", 40);
    append_energy (json, "x", "export", 8);
    append_demand (json, "d", c->seconds);
    append_demand (json, "d2", c->seconds);
    append_others (json);
    g_string_append (json, "]}");
}

/* Within one season, or over two: each then has its days' share of a demand. */
static void
draw_load (Case *c)
{
    static const char *const zones[] = { "Asia/Shanghai", "Europe/Berlin", "America/New_York" };
    static const int seconds[] = { 900, 1800, 3600 };
    static const int starts[] = {
        83, 88, 120, 270, 298, 305
    }; /* near changes of clocks or season */
    int n_days = g_test_rand_int_range (1, MAX_DAYS);

    c->zone = zones[g_test_rand_int_range (0, 3)];
    c->seconds = seconds[g_test_rand_int_range (0, 3)];
    c->days.first.number = tally_day_new (2026, 1, 1).number + starts[g_test_rand_int_range (0, 6)];
    c->days.end.number = c->days.first.number + n_days;
    c->full_days = toss (2) ? n_days : n_days + g_test_rand_int_range (1, 30);
    c->count = (size_t) tally_days_intervals (tally_zone_get (c->zone, NULL), c->days, c->seconds);
    for (size_t i = 0; i < c->count; i++) {
        c->wh[i] = toss (4) ? 0 : g_test_rand_int_range (0, 3000);
        c->sent[i] = toss (2) ? 0 : g_test_rand_int_range (0, 900);
        c->varh[i] = toss (3) ? 0 : g_test_rand_int_range (0, 1500);
    }
    c->used = g_test_rand_int_range (0, 60000);
    c->contracted_kw = g_test_rand_int_range (0, 9000);
    draw_peaks (&c->peaks[0], "d", c->days.first);
    draw_peaks (&c->peaks[1], "d2", c->days.first);
}

static GPtrArray *
price_here (const Case *c)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (c->json->str, -1, &error);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = NULL;
    TallyPriceCarry carry = { .year_to_date = c->used, .export_to_date = c->used };
    TallyPriceSlotPeak peaks[2 * G_N_ELEMENTS (c->peaks[0].peaks)];

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff,
                                 &(TallyPricePeriod){ .days = c->days,
                                                      .full_days = c->full_days,
                                                      .zone = tally_zone_get (c->zone, NULL),
                                                      .interval_seconds = c->seconds,
                                                      .units_per_kwh = 1000 },
                                 &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (peaks); i++)
        peaks[i] = c->peaks[i % 2].peaks[i / 2];
    tally_price (plan,
                 &(TallyPriceInput){ .import = c->wh,
                                     .export = c->sent,
                                     .reactive = c->varh,
                                     .count = c->count,
                                     .contracted_kw = c->contracted_kw,
                                     .slot_peaks = peaks,
                                     .n_slot_peaks = G_N_ELEMENTS (peaks),
                                     .carry = &carry },
                 bill, &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < bill->n_lines; i++) {
        const TallyPriceLine *line = &bill->lines[i];
        char quantity[TALLY_EXACT_TEXT], exact[TALLY_EXACT_TEXT];

        if (line->exact.atto != 0)
            g_ptr_array_add (lines,
                             g_strdup_printf ("%s|%s|%s|%d|%s|%s|%" G_GINT64_FORMAT,
                                              line->component, line->band == NULL ? "" : line->band,
                                              line->season == NULL ? "" : line->season, line->tier,
                                              tally_exact_format (line->quantity, quantity),
                                              tally_exact_format (line->exact, exact),
                                              line->amount.minor));
    }
    g_ptr_array_sort (lines, compare_texts);
    return lines;
}

static char *
write_peaks (const Case *c)
{
    GString *text = g_string_new ("[");

    append_peaks (text, &c->peaks[0]);
    append_peaks (text, &c->peaks[1]);
    g_string_append_c (text, ']');
    return g_string_free (text, FALSE);
}

static GPtrArray *
price_there (TallyDb *db, const Case *c)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
    g_autoptr(GError) error = NULL;
    g_autofree char *wh = write_array (c->wh, c->count);
    g_autofree char *sent = write_array (c->sent, c->count);
    g_autofree char *varh = write_array (c->varh, c->count);
    g_autofree char *peaks = write_peaks (c);
    g_autofree char *seconds = g_strdup_printf ("%d", c->seconds);
    g_autofree char *days = g_strdup_printf ("%d", tally_days_count (c->days));
    g_autofree char *full = g_strdup_printf ("%d", c->full_days);
    g_autofree char *used = g_strdup_printf ("%" G_GINT64_FORMAT, c->used);
    g_autofree char *contracted = g_strdup_printf ("%d.%03d", (int) (c->contracted_kw / 1000),
                                                   (int) (c->contracted_kw % 1000));
    char first[TALLY_DAY_TEXT], last[TALLY_DAY_TEXT];
    const char *const lay[] = { c->json->str,
                                tally_day_format (c->days.first, first),
                                tally_day_format (c->days.end, last),
                                c->zone,
                                seconds,
                                wh,
                                sent,
                                varh };
    const char *const price[] = { c->json->str, seconds, days, full, peaks, used, contracted };
    const char *const say[] = { c->json->str };
    g_autoptr(PGresult) laid = tally_db_run (db, "test/tariff-lay", 8, lay, &error);
    g_autoptr(PGresult) priced = NULL;
    g_autoptr(PGresult) said = NULL;

    g_assert_no_error (error);
    priced = tally_db_run (db, "test/tariff-price", 7, price, &error);
    g_assert_no_error (error);
    said = tally_db_run (db, "test/tariff-lines", 1, say, &error);
    g_assert_no_error (error);
    for (int row = 0; row < PQntuples (said); row++)
        g_ptr_array_add (lines, g_strdup (PQgetvalue (said, row, 0)));
    g_ptr_array_sort (lines, compare_texts);
    return lines;
}

static void
test_agrees (void)
{
    const char *asked = g_getenv ("TALLY_REFERENCE_RUNS");
    int runs = asked == NULL ? 150 : (int) g_ascii_strtoll (asked, NULL, 10);
    g_autoptr(TallyTestDb) base = tally_test_db_new_empty ();
    g_autoptr(TallyDb) db = tally_test_db_open_as (base, "postgres");
    g_autoptr(GBytes) script = g_resources_lookup_data (
        "/org/gridtally/Gridtally/sql/test/tariff-reference.sql", 0, NULL);
    g_autoptr(GError) error = NULL;
    size_t n_lines = 0;

    tally_db_script (db, g_bytes_get_data (script, NULL), &error);
    g_assert_no_error (error);
    for (int run = 0; run < runs; run++) {
        g_autofree Case *c = g_new0 (Case, 1);
        g_autoptr(GPtrArray) here = NULL;
        g_autoptr(GPtrArray) there = NULL;

        draw_load (c);
        draw_document (c);
        here = price_here (c);
        there = price_there (db, c);
        n_lines += here->len;
        if (!agree (here, there)) {
            g_test_message ("run %d: %s", run, c->json->str);
            for (guint i = 0; i < MAX (here->len, there->len); i++)
                g_test_message ("engine %s, reference %s",
                                i < here->len ? (char *) here->pdata[i] : "-",
                                i < there->len ? (char *) there->pdata[i] : "-");
            g_test_fail ();
            g_string_free (c->json, TRUE);
            return;
        }
        g_string_free (c->json, TRUE);
    }
    g_test_message ("%d tariffs and loads, %zu lines agree to the last digit", runs, n_lines);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/sql/agrees", test_agrees);
    return g_test_run ();
}
