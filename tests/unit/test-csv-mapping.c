// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a mapping file makes other systems' CSV readable: marks, stamps at begin or end, clocks
 * that change, words, powers; and each fault of a mapping or a file is told with its path or
 * line. */
#include "server/collect/files/tally-csv-mapping.h"
#include "server/collect/files/tally-file-summary.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define BEGIN "{\"schema\": \"gridtally/csv-mapping/1\", "
#define GERMAN                                                                                  \
    BEGIN "\"delimiter\": \";\", \"decimal\": \",\", \"thousands\": \".\", \"skip_lines\": 1, " \
          "\"encoding\": \"ISO-8859-1\", \"point\": {\"column\": \"Z\u00e4hlpunkt\"}, "         \
          "\"time\": {\"columns\": [\"Datum\", \"Zeit\"], \"format\": \"DD.MM.YYYY hh:mm\", "   \
          "\"zone\": \"Europe/Berlin\", \"stamp\": \"end\", \"interval_s\": 900}, "             \
          "\"quality\": {\"column\": \"Status\", \"words\": {\"W\": \"A\"}, "                   \
          "\"otherwise\": \"E\"}, "                                                             \
          "\"values\": [{\"column\": \"kW\", \"unit\": \"kW\", \"channel\": \"A+\"}]}"
#define GERMAN_HEAD "Lastgang\nZ\xe4hlpunkt;Datum;Zeit;kW;Status\n"
#define SIMPLE(values)                                                                      \
    BEGIN "\"point\": {\"text\": \"P\"}, \"time\": {\"columns\": [\"t\"], \"interval_s\": " \
          "3600}, \"values\": " values "}"
#define WITH_CHANNEL                                                                     \
    BEGIN "\"point\": {\"column\": 1}, \"header\": false, \"delimiter\": \"\\t\", "      \
          "\"channel\": {\"column\": 3, \"words\": {\"in\": \"A+\", \"out\": \"A-\"}}, " \
          "\"time\": {\"columns\": [2], \"format\": \"unix\", \"interval_s\": 900}, "    \
          "\"values\": [{\"column\": 4, \"unit\": \"Wh\", \"exponent\": 1}]}"

/* What is read: "STREAM n sum unit first qualities", one a channel. */
static const struct {
    const char *name;
    const char *mapping;
    const char *text;
    const char *read;
} goods[] = {
    /* 1,234.4 kW over a quarter-hour are 308.6 kWh; the stamp is the end, the clock +01:00 */
    { "german", GERMAN, GERMAN_HEAD "P1;01.01.2026;00:15;1.234,4;W\nP1;1.1.2026;0:30;2,5;X\n",
      "A+ 2 309.225 kWh 2025-12-31T23:00:00Z A=1 E=1" },
    { "end-of-day", GERMAN, GERMAN_HEAD "P1;01.01.2026;24:00;4;W\n",
      "A+ 1 1 kWh 2026-01-01T22:45:00Z A=1" },
    /* 02:00 to 03:00 is there twice on 2026-10-25; the series goes on through both */
    { "autumn", GERMAN,
      GERMAN_HEAD "P1;25.10.2026;02:00;4;W\nP1;25.10.2026;02:15;4;W\nP1;25.10.2026;02:30;4;W\n"
                  "P1;25.10.2026;02:45;4;W\nP1;25.10.2026;02:00;4;W\nP1;25.10.2026;02:15;4;W\n",
      "A+ 6 6 kWh 2026-10-24T23:45:00Z A=6" },
    { "words-and-exponent", WITH_CHANNEL,
      "P1\t1767225600\tin\t5\nP1\t1767225600\tout\t7\nP1\t1767226500\tin\t6\n",
      "A+ 2 110 Wh 2026-01-01T00:00:00Z A=2; A- 1 70 Wh 2026-01-01T00:00:00Z A=1" },
    { "two-values",
      SIMPLE ("[{\"column\": \"a\", \"channel\": \"A+\"}, "
              "{\"column\": \"b\", \"channel\": \"R-\", \"unit\": \"kvar\"}]"),
      "b,t,a\n1.5,2026-01-01T00:00:00+08:00,2\n2.5,2026-01-01T01:00:00+08:00,3\n",
      "A+ 2 5 kWh 2025-12-31T16:00:00Z A=2; R- 2 4 kvarh 2025-12-31T16:00:00Z A=2" },
};

static const struct {
    const char *name;
    const char *mapping;
    const char *error; /* begins with "line N, PATH" */
} faults[] = {
    { "no-json", "{", "" },
    { "no-schema", "{}", "line 1, $" },
    { "other-schema", "{\"schema\": \"x\"}", "line 1, $.schema" },
    { "no-point", BEGIN "\"time\": {}}", "line 1, $" },
    { "unknown-member",
      BEGIN "\"point\": {\"text\": \"P\", \"x\": 1}, \"time\": {\"columns\": [1], \"interval_s\": "
            "900}, \"values\": [{\"column\": 1, \"channel\": \"A+\"}]}",
      "line 1, $.point.x" },
    { "column-and-text",
      BEGIN "\"point\": {\"text\": \"P\", \"column\": 1}, \"time\": {}, \"values\": []}",
      "line 1, $.point" },
    { "no-zone",
      BEGIN "\"point\": {\"text\": \"P\"}, \"time\": {\"columns\": [1], \"format\": \"YYYY-MM-DD "
            "hh:mm\", \"interval_s\": 900}, \"values\": []}",
      "line 1, $.time" },
    { "bad-format",
      BEGIN
      "\"point\": {\"text\": \"P\"}, \"time\": {\"columns\": [1], \"format\": \"YYYY-MM-DD\", "
      "\"zone\": \"UTC\", \"interval_s\": 900}, \"values\": []}",
      "line 1, $.time.format" },
    { "bad-interval",
      BEGIN "\"point\": {\"text\": \"P\"}, \"time\": {\"columns\": [1], \"interval_s\": 7000}, "
            "\"values\": []}",
      "line 1, $.time.interval_s" },
    { "no-values", SIMPLE ("[]"), "line 1, $.values" },
    { "no-channel", SIMPLE ("[{\"column\": \"a\"}]"), "line 1, $.values[0]" },
    { "bad-unit", SIMPLE ("[{\"column\": \"a\", \"channel\": \"A+\", \"unit\": \"J\"}]"),
      "line 1, $.values[0].unit" },
    { "same-marks", BEGIN "\"decimal\": \",\"}", "line 1, $" },
    { "long-mark", BEGIN "\"delimiter\": \"||\"}", "line 1, $.delimiter" },
};

static const struct {
    const char *name;
    const char *mapping;
    const char *text;
    TallyFileIssueKind kind;
    size_t line;
    const char *field;
} bads[] = {
    { "no-column", GERMAN, "x\nDatum;Zeit;kW;Status\n", TALLY_FILE_REFUSED, 2, "Z\xe4hlpunkt" },
    { "column-twice", GERMAN, "x\nZ\xe4hlpunkt;Datum;Zeit;kW;kW;Status\n", TALLY_FILE_REFUSED, 2,
      "kW" },
    { "empty", GERMAN, "", TALLY_FILE_REFUSED, 0, "file" },
    { "no-number", GERMAN, GERMAN_HEAD "P1;01.01.2026;00:15;1.2.x;W\n", TALLY_FILE_REFUSED, 3,
      "kW" },
    { "no-day", GERMAN, GERMAN_HEAD "P1;31.02.2026;00:15;1;W\n", TALLY_FILE_REFUSED, 3, "time" },
    { "spring", GERMAN, GERMAN_HEAD "P1;29.03.2026;02:30;1;W\n", TALLY_FILE_REFUSED, 3, "time" },
    { "odd-power", GERMAN, GERMAN_HEAD "P1;01.01.2026;00:15;0,000000001;W\n", TALLY_FILE_REFUSED, 3,
      "kW" },
    { "no-word", WITH_CHANNEL, "P1\t1767225600\tnet\t5\n", TALLY_FILE_REFUSED, 1, "channel" },
    { "empty-value", WITH_CHANNEL, "P1\t1767225600\tin\t\n", TALLY_FILE_DOUBTED, 1, "value" },
    { "no-point", WITH_CHANNEL, "\t1767225600\tin\t5\n", TALLY_FILE_REFUSED, 1, "point" },
};

static TallyFileSummary *
read_all (const char *json, const char *text, gboolean is_lenient)
{
    TallyFileSummary *summary = tally_file_summary_new ();
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCsvMapping) mapping = tally_csv_mapping_parse (json, -1, &error);
    const TallyFileHow how = { TALLY_FILE_CSV, is_lenient, mapping };

    g_assert_no_error (error);
    tally_file_summary_read (summary, &how, text, strlen (text), NULL);
    return summary;
}

static char *
text_of (const TallyFileSummary *summary)
{
    GString *text = g_string_new (NULL);
    char stamp[TALLY_FILE_STAMP];

    for (guint i = 0; i < summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (summary->channels, i);
        g_autofree char *sum = tally_file_channel_sum_text (channel);

        g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT " %s %s %s", i > 0 ? "; " : "",
                                channel->stream, channel->n, sum, channel->unit,
                                tally_file_stamp_text (channel->first, FALSE, stamp));
        for (guint q = 0; q < channel->qualities->len; q++) {
            const TallyFileQualityCount *count = &g_array_index (channel->qualities,
                                                                 TallyFileQualityCount, q);

            g_string_append_printf (text, " %s=%" G_GINT64_FORMAT, count->code.text, count->n);
        }
    }
    return g_string_free (text, FALSE);
}

static void
test_goods (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (goods); i++) {
        g_autoptr(TallyFileSummary) summary = read_all (goods[i].mapping, goods[i].text, FALSE);
        g_autofree char *text = text_of (summary);

        g_test_message ("%s", goods[i].name);
        for (guint n = 0; n < summary->issues->len; n++)
            g_test_message ("%s",
                            ((TallyFileIssue *) g_ptr_array_index (summary->issues, n))->message);
        g_assert_cmpuint (summary->issues->len, ==, 0);
        g_assert_cmpstr (text, ==, goods[i].read);
    }
}

static void
test_faults (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyCsvMapping)
                       mapping = tally_csv_mapping_parse (faults[i].mapping, -1, &error);

        g_assert_null (mapping);
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_test_message ("%s: %s", faults[i].name, error->message);
        g_assert_true (g_str_has_prefix (error->message, faults[i].error));
    }
}

static void
test_bads (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (bads); i++) {
        g_autoptr(TallyFileSummary) strict = read_all (bads[i].mapping, bads[i].text, FALSE);
        g_autoptr(TallyFileSummary) lenient = read_all (bads[i].mapping, bads[i].text, TRUE);
        const TallyFileIssue *first;

        g_test_message ("%s", bads[i].name);
        g_assert_cmpuint (strict->issues->len, >, 0);
        first = g_ptr_array_index (strict->issues, 0);
        g_assert_cmpint (first->kind, ==, bads[i].kind);
        g_assert_cmpuint (first->line, ==, bads[i].line);
        g_assert_cmpstr (first->field, ==, bads[i].field);
        first = g_ptr_array_index (lenient->issues, 0);
        g_assert_cmpint (first->kind, ==,
                         bads[i].kind == TALLY_FILE_DOUBTED ? TALLY_FILE_FORGIVEN : bads[i].kind);
    }
}

static const struct {
    const char *pattern;
    const char *text;
    int64_t local; /* -1: is no such time */
    int32_t offset_s;
} stamps[] = {
    { "YYYYMMDDhhmm", "202601020304", 1767323040, 0 },
    { "YYYYMMDDhhmm", "20260102034", -1, 0 },
    { "MM/DD/YY hh:mm AM", "1/2/26 12:05 am", 1767312300, 0 },
    { "MM/DD/YY hh:mm AM", "1/2/26 12:05 PM", 1767355500, 0 },
    { "MM/DD/YY hh:mm AM", "1/2/26 13:05 PM", -1, 0 },
    { "YYYY-MM-DDThh:mm:ssZZ", "2026-01-02T03:04:00-0330", 1767323040, -12600 },
    { "YYYY-MM-DDThh:mm:ssZZ", "2026-01-02T03:04:00Z", 1767323040, 0 },
    { "YYYY-MM-DDThh:mm:ssZZ", "2026-01-02T03:04:00", -1, 0 },
    { "DD.MM.YYYY hh:mm", "29.02.2024 24:00", 1709251200, 0 },
    { "DD.MM.YYYY hh:mm", "29.02.2026 00:00", -1, 0 },
    { "DD.MM.YYYY hh:mm", "01.01.2026 24:01", -1, 0 },
    { "DD.MM.YYYY hh:mm", "01.01.2026 00:00 ", -1, 0 },
    { "unix", "1767225600", 1767225600, 0 },
    { "unix", "-5", -1, 0 },
};

static void
test_stamps (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (stamps); i++) {
        TallyStamp stamp;
        gboolean is_good = tally_stamp_parse (
            stamps[i].pattern, (TallyText){ stamps[i].text, strlen (stamps[i].text) }, &stamp);

        g_test_message ("%s", stamps[i].text);
        g_assert_true (tally_stamp_pattern_is_good (stamps[i].pattern));
        g_assert_cmpint (is_good, ==, stamps[i].local >= 0);
        if (!is_good)
            continue;
        g_assert_cmpint (stamp.local, ==, stamps[i].local);
        g_assert_cmpint (stamp.offset_s, ==, stamps[i].offset_s);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/csv-mapping/good", test_goods);
    g_test_add_func ("/csv-mapping/fault", test_faults);
    g_test_add_func ("/csv-mapping/bad", test_bads);
    g_test_add_func ("/csv-mapping/stamps", test_stamps);
    return g_test_run ();
}
