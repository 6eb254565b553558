// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: files of meter data as other systems write them read to exact sums, stamps and qualities,
 * and each fault of a file is told with its line and field. */
#include "server/collect/files/tally-file-summary.h"
#include "shared/block/tally-block.h"

#include <string.h>

#define NEM13_HEAD "100,NEM13,200404201300,MDA1,Ret1\n"
#define NEM13_250(direction, previous, at, current, until, quantity, uom)                        \
    "250,1234567890,11,01,11,11,METER1," direction "," previous "," at ",A,,," current "," until \
    ",E64,77,," quantity "," uom ",20040509,20040202125010,20040203000130\n"
#define NEM13_GOOD \
    NEM13_250 ("E", "000021.2", "20031001103230", "000534.5", "20040201100030", "513.3", "kWh")

#define ESPI_HEAD                                                          \
    "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"" \
    " xmlns:e=\"http://naesb.org/espi\">\n"
#define ESPI_POINT                                                                     \
    "<entry><link rel=\"self\" href=\"/UsagePoint/7\"/><link rel=\"related\""          \
    " href=\"/UsagePoint/7/MeterReading\"/><title>C-7</title><content><e:UsagePoint/>" \
    "</content></entry>\n"
#define ESPI_METER(n, type)                                                 \
    "<entry><link rel=\"self\" href=\"/UsagePoint/7/MeterReading/" n "\"/>" \
    "<link rel=\"up\" href=\"/UsagePoint/7/MeterReading\"/>"                \
    "<link rel=\"related\" href=\"/ReadingType/" type "\"/>"                \
    "<content><e:MeterReading/></content></entry>\n"
#define ESPI_TYPE(n, uom, power, flow)                                                        \
    "<entry><link rel=\"self\" href=\"/ReadingType/" n "\"/><content><e:ReadingType>"         \
    "<e:accumulationBehaviour>4</e:accumulationBehaviour><e:flowDirection>" flow              \
    "</e:flowDirection><e:powerOfTenMultiplier>" power "</e:powerOfTenMultiplier><e:uom>" uom \
    "</e:uom></e:ReadingType></content></entry>\n"
#define ESPI_READING(start, duration, value, quality)                                            \
    "<e:IntervalReading><e:ReadingQuality><e:quality>" quality "</e:quality></e:ReadingQuality>" \
    "<e:timePeriod><e:duration>" duration "</e:duration><e:start>" start                         \
    "</e:start></e:timePeriod><e:value>" value "</e:value></e:IntervalReading>\n"
#define ESPI_BLOCK(meter, readings)                                                         \
    "<entry><link rel=\"up\" href=\"/UsagePoint/7/MeterReading/" meter "/IntervalBlock\"/>" \
    "<content><e:IntervalBlock><e:interval/>" readings "</e:IntervalBlock></content></entry>\n"
#define ESPI_TWO                                     \
    ESPI_READING ("1767225600", "900", "1500", "17") \
    ESPI_READING ("1767226500", "900", "2250", "8")

#define EDI_HEAD                                                                         \
    "UNA:+.? 'UNB+UNOC:3+9900001:500+9900002:500+260102:1200+REF1'\n"                    \
    "UNH+1+MSCONS:D:04B:UN:2.4c'BGM+7+M1+9'DTM+137:202601021200?+00:303'UNS+D'NAD+DP'\n" \
    "LOC+172+DE00011122233344455566677788899'LIN+1'"
#define EDI_QTY(quality, value, from, to) \
    "QTY+" quality ":" value "'DTM+163:" from ":303'DTM+164:" to ":303'\n"
#define EDI_TWO                                                    \
    EDI_QTY ("220", "1.5", "202601010000?+00", "202601010015?+00") \
    EDI_QTY ("67", "2.25", "202601010115?+01", "202601010130?+01")
#define EDI_TAIL(n) "UNT+" n "+1'UNZ+1+REF1'"

typedef struct {
    const char *name;
    TallyFileFormat format;
    const char *text;
    const char *stream; /* NULL: nothing is read */
    int16_t channel;
    int64_t n;
    const char *sum;
    const char *unit;
    const char *first;
    const char *end;
    const char *qualities; /* "CODE=N …" */
} Good;

static const Good goods[] = {
    { "nem13", TALLY_FILE_NEM13, NEM13_HEAD NEM13_GOOD "550,N,,A,\n900\n", "11", 1, 1, "513.3",
      "kWh", "2003-10-01T10:32:30", "2004-02-01T10:00:30", "E64=1" },
    { "nem13-fed-in", TALLY_FILE_NEM13,
      NEM13_HEAD NEM13_250 ("I", "5", "20031001", "7", "20040201", "2", "kvarh") "900\n", "11", 4,
      1, "2", "kvarh", "2003-10-01T00:00:00", "2004-02-01T00:00:00", "E64=1" },
    { "nem13-gas", TALLY_FILE_NEM13,
      NEM13_HEAD NEM13_250 ("E", "5", "20031001", "7", "20040201", "2", "MJ") "900\n", "11", 0, 1,
      "2", "MJ", "2003-10-01T00:00:00", "2004-02-01T00:00:00", "E64=1" },
    { "espi", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_POINT ESPI_METER ("1", "1") ESPI_TYPE ("1", "72", "0", "1")
          ESPI_BLOCK ("1", ESPI_TWO) "</feed>",
      "A+", 1, 2, "3750", "Wh", "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z", "17=1 8=1" },
    { "espi-any-order", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_BLOCK ("1", ESPI_TWO) ESPI_TYPE ("1", "72", "-3", "19") ESPI_METER ("1", "1")
          ESPI_POINT "</feed>",
      "A-", 2, 2, "3.75", "Wh", "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z", "17=1 8=1" },
    { "espi-thousands", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_POINT ESPI_METER ("1", "1") ESPI_TYPE ("1", "73", "4", "1")
          ESPI_BLOCK ("1", ESPI_TWO) "</feed>",
      "R+", 3, 2, "37500", "kvarh", "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z", "17=1 8=1" },
    { "espi-gas", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_POINT ESPI_METER ("1", "1") ESPI_TYPE ("1", "169", "0", "1")
          ESPI_BLOCK ("1", ESPI_TWO) "</feed>",
      "uom 169", 0, 2, "3750", "", "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z", "17=1 8=1" },
    { "mscons", TALLY_FILE_MSCONS, EDI_HEAD "PIA+5+1-1?:1.29.0:SRW'" EDI_TWO EDI_TAIL ("15"),
      "1-1:1.29.0", 1, 2, "3.75", "kWh", "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z",
      "220=1 67=1" },
    { "mscons-of-no-channel", TALLY_FILE_MSCONS,
      EDI_HEAD "PIA+5+1-1?:1.9.1:SRW'" EDI_TWO EDI_TAIL ("15"), "1-1:1.9.1", 0, 2, "3.75", "",
      "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z", "220=1 67=1" },
    { "mscons-own-marks", TALLY_FILE_MSCONS,
      "UNA|*,? ~UNB*UNOC|3*A*B*260102|1200*R~UNH*1*MSCONS|D|04B|UN|2.4c~LOC*172*MP-1~"
      "PIA*5*1-1:4.29.0|SRW~QTY*20*7~QTY*220|1,25~DTM*163|202601010000|203~"
      "DTM*164|202601010015|203~UNT*8*1~UNZ*1*R~",
      NULL, 0, 0, NULL, NULL, NULL, NULL, NULL },
};

typedef struct {
    const char *name;
    TallyFileFormat format;
    const char *text;
    TallyFileIssueKind kind;
    size_t line;
    const char *field;
} Bad;

static const Bad bads[] = {
    { "nem13-no-header", TALLY_FILE_NEM13, NEM13_GOOD "900\n", TALLY_FILE_REFUSED, 1,
      "RecordIndicator" },
    { "nem13-other-header", TALLY_FILE_NEM13, "100,NEM12\n900\n", TALLY_FILE_REFUSED, 1,
      "VersionHeader" },
    { "nem13-cut-off", TALLY_FILE_NEM13, NEM13_HEAD NEM13_GOOD, TALLY_FILE_DOUBTED, 0,
      "RecordIndicator" },
    { "nem13-direction", TALLY_FILE_NEM13,
      NEM13_HEAD NEM13_250 ("X", "5", "20031001", "7", "20040201", "2", "kWh") "900\n",
      TALLY_FILE_REFUSED, 2, "DirectionIndicator" },
    { "nem13-order", TALLY_FILE_NEM13,
      NEM13_HEAD NEM13_250 ("E", "5", "20040201", "7", "20031001", "2", "kWh") "900\n",
      TALLY_FILE_REFUSED, 2, "CurrentRegisterReadDateTime" },
    { "nem13-no-day", TALLY_FILE_NEM13,
      NEM13_HEAD NEM13_250 ("E", "5", "20040231", "7", "20041001", "2", "kWh") "900\n",
      TALLY_FILE_REFUSED, 2, "PreviousRegisterReadDateTime" },
    { "nem13-no-number", TALLY_FILE_NEM13,
      NEM13_HEAD NEM13_250 ("E", "5", "20040131", "7.", "20041001", "two", "kWh") "900\n",
      TALLY_FILE_REFUSED, 2, "Quantity" },
    { "nem13-empty", TALLY_FILE_NEM13, "", TALLY_FILE_REFUSED, 0, "file" },
    { "espi-empty", TALLY_FILE_ESPI, "", TALLY_FILE_REFUSED, 0, "file" },
    { "espi-no-feed", TALLY_FILE_ESPI, "<html/>", TALLY_FILE_REFUSED, 0, "feed" },
    { "espi-broken", TALLY_FILE_ESPI, ESPI_HEAD "<entry>", TALLY_FILE_REFUSED, 3, "xml" },
    { "espi-doctype", TALLY_FILE_ESPI,
      "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>", TALLY_FILE_REFUSED, 0,
      "xml" },
    { "espi-no-unit", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_POINT
          ESPI_METER ("1", "1") "<entry><link rel=\"self\" "
                                "href=\"/ReadingType/1\"/><content><e:ReadingType/></content>"
                                "</entry>" ESPI_BLOCK ("1", ESPI_TWO) "</feed>",
      TALLY_FILE_DOUBTED, 0, "uom" },
    { "espi-whose", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_POINT ESPI_METER ("1", "1") ESPI_METER ("2", "2")
          ESPI_TYPE ("1", "72", "0", "1") ESPI_TYPE ("2", "72", "0", "19")
              ESPI_BLOCK ("3", ESPI_TWO) "</feed>",
      TALLY_FILE_REFUSED, 0, "ReadingType" },
    { "espi-no-number", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_POINT ESPI_METER ("1", "1") ESPI_TYPE ("1", "72", "0", "1")
          ESPI_BLOCK ("1", ESPI_READING ("1767225600", "900", "1.5", "0")) "</feed>",
      TALLY_FILE_REFUSED, 6, "value" },
    { "espi-no-time", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_POINT ESPI_METER ("1", "1") ESPI_TYPE ("1", "72", "-3", "1")
          ESPI_BLOCK ("1", ESPI_READING ("-9223372036854775808", "900", "1", "17")) "</feed>",
      TALLY_FILE_REFUSED, 6, "timePeriod" },
    { "espi-long-day", TALLY_FILE_ESPI,
      ESPI_HEAD ESPI_POINT ESPI_METER ("1", "1") ESPI_TYPE ("1", "72", "0", "1")
          ESPI_BLOCK ("1", ESPI_READING ("1767225600", "90000", "1", "0")) "</feed>",
      TALLY_FILE_DOUBTED, 0, "timePeriod" },
    { "mscons-count", TALLY_FILE_MSCONS, EDI_HEAD "PIA+5+1-1?:1.29.0:SRW'" EDI_TWO EDI_TAIL ("14"),
      TALLY_FILE_DOUBTED, 16, "UNT" },
    { "mscons-cut-off", TALLY_FILE_MSCONS, EDI_HEAD "PIA+5+1-1?:1.29.0:SRW'" EDI_TWO,
      TALLY_FILE_DOUBTED, 15, "UNZ" },
    { "mscons-no-obis", TALLY_FILE_MSCONS, EDI_HEAD EDI_TWO EDI_TAIL ("14"), TALLY_FILE_REFUSED, 9,
      "PIA" },
    { "mscons-no-interval", TALLY_FILE_MSCONS,
      EDI_HEAD "PIA+5+1-1?:1.29.0:SRW'QTY+220:1'" EDI_TAIL ("10"), TALLY_FILE_REFUSED, 10, "DTM" },
    { "mscons-register", TALLY_FILE_MSCONS,
      EDI_HEAD "PIA+5+1-1?:1.8.0:SRW'QTY+220:1'DTM+9:202601010000?+00:303'" EDI_TAIL ("11"),
      TALLY_FILE_DOUBTED, 11, "DTM" },
    { "mscons-other-message", TALLY_FILE_MSCONS, "UNB+UNOC:3'UNH+1+UTILMD:D'UNT+2+1'UNZ+1+R'",
      TALLY_FILE_REFUSED, 2, "UNH" },
    { "mscons-empty", TALLY_FILE_MSCONS, "", TALLY_FILE_REFUSED, 0, "file" },
};

static char *
qualities_text (const TallyFileChannel *channel)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < channel->qualities->len; i++) {
        const TallyFileQualityCount *count = &g_array_index (channel->qualities,
                                                             TallyFileQualityCount, i);

        g_string_append_printf (text, "%s%s=%" G_GINT64_FORMAT, i > 0 ? " " : "", count->code.text,
                                count->n);
    }
    return g_string_free (text, FALSE);
}

static TallyFileSummary *
read_all (TallyFileFormat format, const char *text, gboolean is_lenient)
{
    TallyFileSummary *summary = tally_file_summary_new ();

    const TallyFileHow how = { format, is_lenient, NULL };

    tally_file_summary_read (summary, &how, text, strlen (text), NULL);
    return summary;
}

static void
test_good (gconstpointer data)
{
    const Good *good = data;
    g_autoptr(TallyFileSummary) summary = read_all (good->format, good->text, FALSE);
    const TallyFileChannel *channel;
    g_autofree char *sum = NULL;
    g_autofree char *qualities = NULL;
    char stamp[TALLY_FILE_STAMP];

    g_assert_cmpint (tally_file_detect (good->text, strlen (good->text)), ==, good->format);
    if (good->stream == NULL) {
        g_assert_cmpint (summary->n_issues[TALLY_FILE_REFUSED], >, 0);
        return;
    }
    for (guint i = 0; i < summary->issues->len; i++)
        g_test_message ("%s", ((TallyFileIssue *) g_ptr_array_index (summary->issues, i))->message);
    g_assert_cmpuint (summary->issues->len, ==, 0);
    g_assert_cmpuint (summary->channels->len, ==, 1);
    channel = g_ptr_array_index (summary->channels, 0);
    sum = tally_file_channel_sum_text (channel);
    qualities = qualities_text (channel);
    g_assert_cmpstr (channel->stream, ==, good->stream);
    g_assert_cmpint (channel->channel, ==, good->channel);
    g_assert_cmpint (channel->n, ==, good->n);
    g_assert_cmpstr (sum, ==, good->sum);
    g_assert_cmpstr (channel->unit, ==, good->unit);
    g_assert_cmpstr (tally_file_stamp_text (channel->first, channel->is_local, stamp), ==,
                     good->first);
    g_assert_cmpstr (tally_file_stamp_text (channel->end, channel->is_local, stamp), ==, good->end);
    g_assert_cmpstr (qualities, ==, good->qualities);
}

static void
test_bad (gconstpointer data)
{
    const Bad *bad = data;
    g_autoptr(TallyFileSummary) strict = read_all (bad->format, bad->text, FALSE);
    g_autoptr(TallyFileSummary) lenient = read_all (bad->format, bad->text, TRUE);
    const TallyFileIssue *first;

    g_assert_cmpuint (strict->issues->len, >, 0);
    first = g_ptr_array_index (strict->issues, 0);
    g_test_message ("%" G_GSIZE_FORMAT " %s: %s", first->line, first->field, first->message);
    g_assert_cmpint (first->kind, ==, bad->kind);
    g_assert_cmpuint (first->line, ==, bad->line);
    g_assert_cmpstr (first->field, ==, bad->field);
    if (bad->kind == TALLY_FILE_DOUBTED) {
        g_assert_cmpint (lenient->n_issues[TALLY_FILE_DOUBTED], ==, 0);
        g_assert_cmpint (lenient->n_issues[TALLY_FILE_FORGIVEN], >, 0);
    }
}

/* The same hours told by the quarter and by the hour: the quarters are kept. */
static void
test_espi_finer_is_kept (void)
{
    g_autoptr(TallyFileSummary)
                   summary = read_all (TALLY_FILE_ESPI,
                                       ESPI_HEAD ESPI_POINT ESPI_METER ("1", "1")
                                           ESPI_METER ("2", "1") ESPI_TYPE ("1", "72", "0", "1")
                                               ESPI_BLOCK ("1", ESPI_READING ("1767225600", "3600",
                                                                              "3750", "0"))
                                                   ESPI_BLOCK ("2", ESPI_TWO) "</feed>",
                                       FALSE);
    int n_kept = 0;

    g_assert_cmpuint (summary->issues->len, ==, 0);
    g_assert_cmpuint (summary->channels->len, ==, 2);
    for (guint i = 0; i < 2; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (summary->channels, i);

        if (channel->channel == 0)
            continue;
        n_kept++;
        g_assert_cmpint (channel->n, ==, 2);
    }
    g_assert_cmpint (n_kept, ==, 1);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (goods); i++) {
        g_autofree char *path = g_strconcat ("/files/good/", goods[i].name, NULL);

        g_test_add_data_func (path, &goods[i], test_good);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (bads); i++) {
        g_autofree char *path = g_strconcat ("/files/bad/", bads[i].name, NULL);

        g_test_add_data_func (path, &bads[i], test_bad);
    }
    g_test_add_func ("/files/espi/finer-is-kept", test_espi_finer_is_kept);

    return g_test_run ();
}
