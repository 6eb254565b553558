// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what is written as NEM12 or CSV is read by our readers to the same energy, instants and
 * qualities, over every change of the clocks, and what was read makes the same file again. */
#include "server/collect/files/tally-file.h"
#include "server/publish/files/tally-csv-out.h"
#include "server/publish/files/tally-nem12-out.h"
#include "server/raw/tally-raw-import-step.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#define N_DAYS 3

typedef struct {
    int64_t value;
    int power;
    const char *text;
} NumberCase;

static const NumberCase numbers[] = {
    { 0, 0, "0" },
    { 0, 3, "0" },
    { 0, -3, "0" },
    { 7, 0, "7" },
    { -7, 0, "-7" },
    { 7, 2, "700" },
    { 212, -3, "0.212" },
    { 1200, -3, "1.2" },
    { 1000, -3, "1" },
    { 5, -3, "0.005" },
    { -5, -3, "-0.005" },
    { 123456, -3, "123.456" },
    { 10, -1, "1" },
    { G_MAXINT64, 0, "9223372036854775807" },
    { G_MININT64, -18, "-9.223372036854775808" },
    { G_MININT64, 0, "-9223372036854775808" },
};

static void
test_numbers (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++) {
        g_autoptr(GString) text = g_string_new (NULL);

        tally_interval_out_number (text, numbers[i].value, numbers[i].power);
        g_assert_cmpstr (text->str, ==, numbers[i].text);
    }
}

typedef enum {
    CSV,
    NEM12
} Format;

typedef struct {
    const char *name;
    Format format;
    const char *zone;
    int year, month, day;
    int32_t interval_s;
    int exponent;
} Case;

static const Case cases[] = {
    { "csv-shanghai", CSV, "Asia/Shanghai", 2026, 11, 2, 900, 0 },
    { "csv-berlin-autumn", CSV, "Europe/Berlin", 2026, 10, 24, 900, 0 },
    { "csv-new-york-spring", CSV, "America/New_York", 2026, 3, 7, 3600, 3 },
    { "csv-lord-howe", CSV, "Australia/Lord_Howe", 2026, 4, 4, 1800, -3 },
    { "nem12-shanghai", NEM12, "Asia/Shanghai", 2026, 11, 2, 900, 0 },
    { "nem12-berlin-spring", NEM12, "Europe/Berlin", 2026, 3, 28, 900, 0 },
    { "nem12-berlin-autumn", NEM12, "Europe/Berlin", 2026, 10, 24, 900, -3 },
    { "nem12-sydney-summer", NEM12, "Australia/Sydney", 2026, 1, 1, 300, 0 },
    { "nem12-lord-howe", NEM12, "Australia/Lord_Howe", 2026, 4, 4, 1800, 3 },
    { "nem12-leap-day", NEM12, "Europe/Berlin", 2028, 2, 28, 3600, 0 },
};

static const TallyZone *
zone_of (const char *name)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (name, &error);

    g_assert_no_error (error);
    return zone;
}

/* What is in a file: for each channel and instant "milliunits quality". */
typedef struct {
    const TallyZone *zone;
    GHashTable *values;
    int n_issues;
} Content;

static char *
key_of (int16_t channel, int64_t at)
{
    return g_strdup_printf ("%d %" G_GINT64_FORMAT, channel, at);
}

static gboolean
on_series (const TallyFileSeries *series, gpointer user_data, GError **error)
{
    Content *content = user_data;
    int power = series->unit[0] == 'k' ? 6 : 3; /* to thousandths of Wh */
    int64_t start = series->is_local ? tally_raw_import_instant (content->zone, series->start)
                                     : series->start;

    g_assert_cmpstr (series->point, ==, "C-D1-0001");
    for (size_t i = 0; i < series->n; i++) {
        int64_t value = series->values[i];

        for (int k = series->decimals; k < power; k++)
            value *= 10;
        for (int k = power; k < series->decimals; k++) {
            g_assert_cmpint (value % 10, ==, 0);
            value /= 10;
        }
        if (series->qualities[i] != TALLY_QUALITY_MISSING)
            g_hash_table_insert (content->values,
                                 key_of (series->channel, start + (int64_t) i * series->interval_s),
                                 g_strdup_printf ("%" G_GINT64_FORMAT " %d", value,
                                                  series->qualities[i]));
    }
    return TRUE;
}

static void
on_issue (TallyFileIssueKind kind,
          size_t line,
          const char *field,
          const char *message,
          gpointer user_data)
{
    Content *content = user_data;

    g_test_message ("line %" G_GSIZE_FORMAT " %s: %s", line, field, message);
    content->n_issues++;
}

static const uint8_t qualities[] = {
    TALLY_QUALITY_MEASURED, TALLY_QUALITY_MEASURED,  TALLY_QUALITY_CHECK_METER,
    TALLY_QUALITY_MISSING,  TALLY_QUALITY_LIKE_DAYS, TALLY_QUALITY_REGISTER_DIFFERENCE,
    TALLY_QUALITY_EDITED,   TALLY_QUALITY_LINEAR,    TALLY_QUALITY_PROFILE,
    TALLY_QUALITY_SUSPECT,
};

/* The second day is measured throughout; the others have every quality. */
static uint8_t
quality_at (int32_t day, size_t i)
{
    return day == 1 ? TALLY_QUALITY_MEASURED : qualities[i / 3 % G_N_ELEMENTS (qualities)];
}

static int64_t
value_at (int16_t channel, int32_t day, size_t i)
{
    return (int64_t) channel * 100000 + day * 1000 + (int64_t) i;
}

static int64_t
in_thousandths (int64_t value, int exponent)
{
    for (int i = -3; i < exponent; i++)
        value *= 10;
    return value;
}

/* Days of import, then of reactive export, as validation keeps them. */
static void
write_days (const Case *c, GString *out, GHashTable *expected)
{
    const TallyZone *zone = zone_of (c->zone);
    TallyDay first = tally_day_new (c->year, c->month, c->day);
    g_autoptr(TallyNem12Out) nem12 = NULL;
    static const int16_t channels[] = { 1, 4 };
    int64_t values[300];
    uint8_t marks[300];
    g_autoptr(GError) error = NULL;

    if (c->format == NEM12)
        nem12 = tally_nem12_out_new (out, tally_day_start (zone, first), "GRIDTALLY", "RETAILER");
    else
        tally_csv_out_begin (out);
    for (size_t k = 0; k < G_N_ELEMENTS (channels); k++) {
        for (int32_t d = 0; d < N_DAYS; d++) {
            TallyDay day = { first.number + d };
            TallyIntervalOut series = {
                "C-D1-0001",   channels[k], zone, tally_day_start (zone, day),
                c->interval_s, c->exponent, 0,    values,
                marks
            };

            series.n = (size_t) tally_day_intervals (zone, day, c->interval_s);
            for (size_t i = 0; i < series.n; i++) {
                marks[i] = quality_at (d, i);
                values[i] = marks[i] == TALLY_QUALITY_MISSING ? 0 : value_at (channels[k], d, i);
                if (expected != NULL && marks[i] != TALLY_QUALITY_MISSING)
                    g_hash_table_insert (
                        expected, key_of (channels[k], series.start + (int64_t) i * c->interval_s),
                        g_strdup_printf ("%" G_GINT64_FORMAT " %d",
                                         in_thousandths (values[i], c->exponent), marks[i]));
            }
            if (c->format == CSV) {
                tally_csv_out_add (out, &series);
            } else {
                g_assert_true (tally_nem12_out_add (nem12, &series, &error));
                g_assert_no_error (error);
            }
        }
    }
    if (nem12 != NULL)
        tally_nem12_out_end (nem12);
}

static GHashTable *
new_table (void)
{
    return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
test_read_again (gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(GString) again = g_string_new (NULL);
    g_autoptr(GHashTable) expected = new_table ();
    g_autoptr(GHashTable) found = new_table ();
    Content content = { zone_of (c->zone), found, 0 };
    TallyFileSink sink = { .series = on_series, .issue = on_issue, .user_data = &content };
    TallyFileHow how = { 0 };
    GHashTableIter iter;
    gpointer key;
    gpointer value;
    g_autoptr(GError) error = NULL;

    write_days (c, out, expected);
    write_days (c, again, NULL);
    g_assert_cmpstr (out->str, ==, again->str);
    how.format = tally_file_detect (out->str, out->len);
    g_assert_cmpint (how.format, ==, c->format == CSV ? TALLY_FILE_CSV : TALLY_FILE_NEM12);
    g_assert_true (tally_file_read (&how, out->str, out->len, &sink, &error));
    g_assert_no_error (error);
    g_assert_cmpint (content.n_issues, ==, 0);
    g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (expected));
    g_hash_table_iter_init (&iter, expected);
    while (g_hash_table_iter_next (&iter, &key, &value)) {
        g_test_message ("%s", (char *) key);
        g_assert_cmpstr (g_hash_table_lookup (found, key), ==, value);
    }
}

/* Text from the standard's own order of fields. */
static void
test_nem12_text (void)
{
    const TallyZone *zone = zone_of ("Asia/Shanghai");
    int64_t values[24] = { 1000, 1500, 0 };
    uint8_t marks[24] = { TALLY_QUALITY_MEASURED, TALLY_QUALITY_LIKE_DAYS };
    TallyIntervalOut series = {
        "NMI1", 1,      zone, tally_day_start (zone, tally_day_new (2026, 11, 2)), 3600, 0,
        24,     values, marks
    };
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(TallyNem12Out) nem12 = tally_nem12_out_new (out, 0, "US", "THEM");
    g_autoptr(GError) error = NULL;

    g_assert_true (tally_nem12_out_add (nem12, &series, &error));
    tally_nem12_out_end (nem12);
    g_assert_cmpstr (out->str, ==,
                     "100,NEM12,197001010000,US,THEM\r\n"
                     "200,NMI1,E1,E1,E1,,,kWh,60,\r\n"
                     "300,20261102,1,1.5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,V,,,,\r\n"
                     "400,1,1,A,,\r\n"
                     "400,2,2,S14,,\r\n"
                     "400,3,24,A,,\r\n"
                     "900\r\n");
}

typedef struct {
    const char *name;
    const char *point;
    int32_t interval_s;
} RefusedCase;

static const RefusedCase refused[] = {
    { "half-a-minute", "P", 30 },    { "two-hours", "P", 7200 }, { "seven-minutes", "P", 420 },
    { "comma-in-name", "P,1", 900 }, { "no-name", "", 900 },
};

static void
test_refused (gconstpointer data)
{
    const RefusedCase *c = data;
    int64_t value = 1;
    uint8_t quality = TALLY_QUALITY_MEASURED;
    TallyIntervalOut series = { c->point, 1, zone_of ("UTC"), 0,       c->interval_s,
                                0,        1, &value,          &quality };
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(TallyNem12Out) nem12 = tally_nem12_out_new (out, 0, "US", "THEM");
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_nem12_out_add (nem12, &series, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* A name that would break the line is quoted. */
static void
test_csv_names (void)
{
    int64_t value = 5;
    uint8_t quality = TALLY_QUALITY_MEASURED;
    TallyIntervalOut series = {
        "Mill, \"old\"", 2, zone_of ("America/New_York"), 0, 900, 0, 1, &value, &quality
    };
    g_autoptr(GString) out = g_string_new (NULL);

    tally_csv_out_add (out, &series);
    g_assert_cmpstr (out->str, ==, "\"Mill, \"\"old\"\"\",A-,1969-12-31T19:00:00-05:00,900,5,A\n");
}

/* An estimate that may still be measured is a forward estimate, in files too. */
static void
test_provisional (void)
{
    g_assert_cmpstr (tally_interval_out_code (TALLY_QUALITY_PROVISIONAL), ==, "E");
    g_assert_cmpstr (tally_interval_out_code (TALLY_QUALITY_PROFILE), ==, "S18");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/interval-out/numbers", test_numbers);
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/interval-out/read-again/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_read_again);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
        g_autofree char *path = g_strconcat ("/interval-out/refused/", refused[i].name, NULL);

        g_test_add_data_func (path, &refused[i], test_refused);
    }
    g_test_add_func ("/interval-out/nem12-text", test_nem12_text);
    g_test_add_func ("/interval-out/provisional", test_provisional);
    g_test_add_func ("/interval-out/csv-names", test_csv_names);

    return g_test_run ();
}
