// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the kinds of component that test-tariff-sql.c leaves out agree with their own reference in
 * PostgreSQL numeric (sql/tariff-kinds.sql) to the last digit, and so does what a period hands to
 * the next. TALLY_REFERENCE_RUNS says how many random tariffs and loads (default 150). */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-price.h"
#include "tests/db/tariff-kinds-draw.h"

#define MAX_DAYS 4
#define MAX_COUNT (MAX_DAYS * 100)
#define SYSTEM_PEAKS 4
#define PRICE_DECIMALS 6

typedef struct {
    GString *json;
    Method method;
    const char *zone;
    int seconds;
    TallyDays days;
    int32_t full_days;
    size_t count;
    int64_t wh[MAX_COUNT];
    int64_t sent[MAX_COUNT];
    int64_t varh[MAX_COUNT];
    int64_t prices[MAX_COUNT];
    int64_t export_prices[MAX_COUNT];
    SlotPeaks peaks;
    size_t system_peaks[SYSTEM_PEAKS];
    TallyPriceInput input;
    TallyPriceCarry carry;
    TallyDays supplied;
    int64_t charged; /* hundredths */
    int64_t money;   /* hundredths */
} Case;

/* Within one season; months, the billing year and true-ups begin and end in some of them. */
static void
draw_days (Case *c)
{
    static const char *const zones[] = { "Asia/Shanghai", "Europe/Berlin" };
    static const int seconds[] = { 900, 1800, 3600 };
    static const int ends[][3] = { { 2026, 12, 31 },
                                   { 2027, 1, 1 },
                                   { 2026, 5, 1 },
                                   { 2026, 6, 17 } };
    int place = g_test_rand_int_range (0, 5), n_days = g_test_rand_int_range (1, MAX_DAYS);

    c->zone = zones[g_test_rand_int_range (0, 2)];
    c->seconds = seconds[g_test_rand_int_range (0, 3)];
    if (place == 4)
        c->days.end.number = tally_day_new (2027, 1, 1).number + n_days; /* begins the year */
    else
        c->days.end = tally_day_new (ends[place][0], ends[place][1], ends[place][2]);
    c->days.first.number = c->days.end.number - n_days;
    c->full_days = toss (2) ? n_days : n_days + g_test_rand_int_range (1, 30);
    c->count = (size_t) tally_days_intervals (tally_zone_get (c->zone, NULL), c->days, c->seconds);
}

static void
draw_load (Case *c)
{
    draw_days (c);
    for (size_t i = 0; i < c->count; i++) {
        c->wh[i] = toss (4) ? 0 : g_test_rand_int_range (0, 3000);
        c->sent[i] = toss (2) ? 0 : g_test_rand_int_range (0, 4500);
        c->varh[i] = toss (3) ? 0 : g_test_rand_int_range (0, 1500);
        c->prices[i] = g_test_rand_int_range (-50000, 900000);
        c->export_prices[i] = g_test_rand_int_range (-50000, 300000);
    }
    draw_peaks (&c->peaks, "d", c->days.first);
    for (size_t i = 0; i < SYSTEM_PEAKS; i++)
        c->system_peaks[i] = (size_t) g_test_rand_int_range (0, (gint32) c->count);
    c->charged = g_test_rand_int_range (0, 30000);
    c->money = toss (2) ? 0 : g_test_rand_int_range (0, 9000);
    c->carry = (TallyPriceCarry){ .year_to_date = g_test_rand_int_range (0, 60000),
                                  .export_to_date = g_test_rand_int_range (0, 60000),
                                  .charged_to_date = { c->charged * (TALLY_EXACT_ONE / 100) },
                                  .money_credit = { c->money * (TALLY_EXACT_ONE / 100) } };
}

/* Half of them are supplied for ever; the others came, and a half of those leaves. */
static void
draw_stay (Case *c)
{
    if (toss (2))
        return;
    c->supplied.first.number = c->days.first.number - g_test_rand_int_range (0, 400);
    c->supplied.end.number = c->days.end.number + (toss (2) ? 0 : g_test_rand_int_range (1, 100));
}

/* What only some methods hand on. */
static void
draw_credit (Case *c)
{
    if (c->method != METHOD_METERING)
        return;
    for (int band = 0; band < 3; band++)
        c->carry.credit[band] = toss (2) ? 0 : g_test_rand_int_range (0, 90000);
    c->carry.net_excess = g_test_rand_int_range (0, 200000);
}

static void
lay_input (Case *c)
{
    c->input = (TallyPriceInput){ .import = c->wh,
                                  .export = c->method == METHOD_NONE ? NULL : c->sent,
                                  .reactive = c->varh,
                                  .count = c->count,
                                  .contracted_kva = g_test_rand_int_range (1, 900000),
                                  .contracted_kw = g_test_rand_int_range (0, 9000),
                                  .meters = g_test_rand_int_range (1, 5),
                                  .phases = toss (2) ? 1 : 3,
                                  .choice = toss (2) ? TALLY_CHOICE_DEMAND : TALLY_CHOICE_CAPACITY,
                                  .slot_peaks = c->peaks.peaks,
                                  .n_slot_peaks = G_N_ELEMENTS (c->peaks.peaks),
                                  .prices = c->prices,
                                  .export_prices = c->export_prices,
                                  .price_decimals = PRICE_DECIMALS,
                                  .coincident = c->system_peaks,
                                  .n_coincident = SYSTEM_PEAKS,
                                  .carry = &c->carry,
                                  .supplied = c->supplied };
    if (c->method == METHOD_NONE)
        memset (c->sent, 0, sizeof c->sent);
}

static void
add_carry (GPtrArray *lines, const TallyPriceCarry *carry)
{
    char money[TALLY_EXACT_TEXT], charged[TALLY_EXACT_TEXT];
    int64_t credit = 0;

    for (int band = 0; band < TALLY_PRICE_CREDITS; band++)
        credit += carry->credit[band];
    g_ptr_array_add (lines, g_strdup_printf ("carry|%s|%" G_GINT64_FORMAT "|%s|%" G_GINT64_FORMAT,
                                             tally_exact_format (carry->money_credit, money),
                                             carry->net_excess,
                                             tally_exact_format (carry->charged_to_date, charged),
                                             credit));
}

static GPtrArray *
price_here (const Case *c)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (c->json->str, -1, &error);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = NULL;

    if (error != NULL)
        g_test_message ("%s", c->json->str);
    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff,
                                 &(TallyPricePeriod){ .days = c->days,
                                                      .full_days = c->full_days,
                                                      .zone = tally_zone_get (c->zone, NULL),
                                                      .interval_seconds = c->seconds,
                                                      .units_per_kwh = 1000 },
                                 &error);
    g_assert_no_error (error);
    tally_price (plan, &c->input, bill, &error);
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
    add_carry (lines, &bill->carry);
    g_ptr_array_sort (lines, compare_texts);
    return lines;
}

static void
append_list (GString *json, const char *name, const int64_t *values, size_t n)
{
    g_string_append_printf (json, ", \"%s\": [", name);
    for (size_t i = 0; i < n; i++)
        g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i == 0 ? "" : ",", values[i]);
    g_string_append_c (json, ']');
}

static void
append_past (GString *json, const Case *c)
{
    g_string_append (json, ", \"peaks\": [");
    append_peaks (json, &c->peaks);
    g_string_append (json, "], \"credit\": {");
    for (int band = 0; band < 3; band++)
        g_string_append_printf (json, "%s\"b%d\": %" G_GINT64_FORMAT, band == 0 ? "" : ", ", band,
                                c->carry.credit[band]);
    g_string_append_c (json, '}');
}

/* All years that are drawn have 365 days and begin in January. */
static void
append_stay (GString *json, const Case *c)
{
    gboolean is_final = c->supplied.end.number == c->days.end.number;
    TallyDays stay;
    int year;

    tally_day_split (c->days.first, &year, NULL, NULL);
    stay.first = tally_day_new (year, 1, 1);
    stay.end = is_final ? c->days.end : tally_day_new (year + 1, 1, 1);
    if (c->supplied.end.number != 0)
        stay.first.number = MAX (stay.first.number, c->supplied.first.number);
    g_string_append_printf (json, ", \"is_final\": %s, \"stay\": %d, \"year_days\": 365",
                            is_final ? "true" : "false", tally_days_count (stay));
}

static char *
write_account (const Case *c)
{
    GString *json = g_string_new (NULL);
    TallyDay last = { c->days.end.number - 1 };
    int month, first_day, first_month, end_day, end_month;
    int64_t peaks[SYSTEM_PEAKS];

    tally_day_split (last, NULL, &month, NULL);
    tally_day_split (c->days.first, NULL, &first_month, &first_day);
    tally_day_split (c->days.end, NULL, &end_month, &end_day);
    for (size_t i = 0; i < SYSTEM_PEAKS; i++)
        peaks[i] = (int64_t) c->system_peaks[i] + 1;
    g_string_append_printf (
        json,
        "{\"seconds\": %d, \"n_days\": %d, \"days\": %d, \"full_days\": %d, \"month\": %d, "
        "\"contracted_kw\": %d.%03d, \"contracted_kva\": %d.%03d, \"meters\": %d, \"phases\": %d, "
        "\"choice\": \"%s\", \"begins_year\": %s, \"ends_year\": %s, \"ends_month\": %s, \"used\": "
        "%d, \"sent_before\": %d, \"charged\": %d.%02d, \"money\": %d.%02d, \"excess\": %d",
        c->seconds, tally_days_count (c->days), tally_days_count (c->days), c->full_days, month,
        (int) (c->input.contracted_kw / 1000), (int) (c->input.contracted_kw % 1000),
        (int) (c->input.contracted_kva / 1000), (int) (c->input.contracted_kva % 1000),
        c->input.meters, c->input.phases,
        c->input.choice == TALLY_CHOICE_DEMAND ? "demand" : "capacity",
        first_month == 1 && first_day == 1 ? "true" : "false",
        end_month == 1 && end_day == 1 ? "true" : "false", end_day == 1 ? "true" : "false",
        (int) c->carry.year_to_date, (int) c->carry.export_to_date, (int) (c->charged / 100),
        (int) (c->charged % 100), (int) (c->money / 100), (int) (c->money % 100),
        (int) c->carry.net_excess);
    append_stay (json, c);
    append_past (json, c);
    append_list (json, "prices", c->prices, c->count);
    append_list (json, "export_prices", c->export_prices, c->count);
    append_list (json, "system_peaks", peaks, SYSTEM_PEAKS);
    g_string_append_c (json, '}');
    return g_string_free (json, FALSE);
}

static void
lay_there (TallyDb *db, const Case *c)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *wh = write_array (c->wh, c->count);
    g_autofree char *sent = write_array (c->sent, c->count);
    g_autofree char *varh = write_array (c->varh, c->count);
    g_autofree char *seconds = g_strdup_printf ("%d", c->seconds);
    g_autofree char *account = write_account (c);
    char first[TALLY_DAY_TEXT], last[TALLY_DAY_TEXT];
    const char *const lay[] = { c->json->str,
                                tally_day_format (c->days.first, first),
                                tally_day_format (c->days.end, last),
                                c->zone,
                                seconds,
                                wh,
                                sent,
                                varh };
    const char *const values[] = { account };
    g_autoptr(PGresult) laid = tally_db_run (db, "test/tariff-lay", 8, lay, &error);
    g_autoptr(PGresult) added = NULL;

    g_assert_no_error (error);
    tally_db_script (db, "TRUNCATE account", &error);
    g_assert_no_error (error);
    added = tally_db_run (db, "test/tariff-account", 1, values, &error);
    g_assert_no_error (error);
}

static GPtrArray *
price_there (TallyDb *db, const Case *c)
{
    static const char *const statements[] = { "test/tariff-lines", "test/tariff-carry" };
    GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
    g_autoptr(GError) error = NULL;
    const char *const document[] = { c->json->str };
    g_autoptr(PGresult) priced = NULL;

    lay_there (db, c);
    priced = tally_db_run (db, "test/tariff-price-kinds", 1, document, &error);
    if (error != NULL)
        g_test_message ("%s", c->json->str);
    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (statements); i++) {
        g_autoptr(PGresult) said = tally_db_run (db, statements[i], i == 0 ? 1 : 0,
                                                  i == 0 ? document : NULL, &error);

        g_assert_no_error (error);
        for (int row = 0; row < PQntuples (said); row++)
            g_ptr_array_add (lines, g_strdup (PQgetvalue (said, row, 0)));
    }
    g_ptr_array_sort (lines, compare_texts);
    return lines;
}

static void
run_script (TallyDb *db, const char *name)
{
    g_autofree char *path = g_strdup_printf ("/org/gridtally/Gridtally/sql/test/%s.sql", name);
    g_autoptr(GBytes) script = g_resources_lookup_data (path, 0, NULL);
    g_autoptr(GError) error = NULL;

    tally_db_script (db, g_bytes_get_data (script, NULL), &error);
    g_assert_no_error (error);
}

static void
test_agrees (void)
{
    const char *asked = g_getenv ("TALLY_REFERENCE_RUNS");
    int runs = asked == NULL ? 150 : (int) g_ascii_strtoll (asked, NULL, 10);
    g_autoptr(TallyTestDb) base = tally_test_db_new_empty ();
    g_autoptr(TallyDb) db = tally_test_db_open_as (base, "postgres");
    size_t n_lines = 0;

    run_script (db, "tariff-reference");
    run_script (db, "tariff-kinds");
    for (int run = 0; run < runs && !g_test_failed (); run++) {
        g_autofree Case *c = g_new0 (Case, 1);
        g_autoptr(GPtrArray) here = NULL;
        g_autoptr(GPtrArray) there = NULL;

        draw_load (c);
        c->method = (Method) g_test_rand_int_range (0, 6);
        c->json = draw_document (c->method);
        draw_credit (c);
        draw_stay (c);
        lay_input (c);
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
        }
        g_string_free (c->json, TRUE);
    }
    g_test_message ("%d tariffs and loads, %zu lines agree to the last digit", runs, n_lines);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/sql/kinds-agree", test_agrees);
    return g_test_run ();
}
