// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever bytes a file, a register map or a spool holds, reading them ends, stays within
 * its limits and says what is wrong. */
#include "server/collect/files/tally-csv-mapping.h"
#include "server/collect/files/tally-file-pack.h"
#include "server/collect/files/tally-file-summary.h"
#include "server/collect/files/tally-file-zip.h"
#include "server/collect/tally-collect-batch.h"
#include "server/collect/tally-register-map.h"
#include "server/ref/tally-market-csv-calc.h"
#include "server/validate/tally-usual-csv-calc.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"
#include "tests/fuzz/tally-fuzz-archive.h"
#include "tests/fuzz/tally-fuzz-pieces.h"
#include "tests/fuzz/tally-fuzz.h"
#include "tests/lib/tally-test-said.h"

static void
ignore_issue (TallyFileIssueKind kind,
              size_t line,
              const char *field,
              const char *message,
              gpointer user_data)
{
}

/* A whole tape says what another reading says, but for what is wrong. */
static void
read_again (const TallyFileHow *how, const TallyFileTape *tape, const uint8_t *bytes, size_t length)
{
    g_autoptr(GString) read = g_string_new (NULL);
    g_autoptr(GString) played = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    TallyFileSink sink = tally_test_said_sink (read);

    sink.issue = ignore_issue;
    g_assert_true (tally_file_read (how, (const char *) bytes, length, &sink, NULL));
    sink = tally_test_said_sink (played);
    tally_file_tape_play (tape, &sink, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (played->str, ==, read->str);
}

static void
read_how (TallyFileFormat format,
          const TallyCsvMapping *mapping,
          const uint8_t *bytes,
          size_t length)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    g_autoptr(TallyFileTape) tape = tally_file_tape_new (TALLY_FILE_TAPE_BYTES);
    const TallyFileHow how = { format, g_test_rand_int_range (0, 2) == 1, mapping };

    tally_file_summary_read (summary, &how, (const char *) bytes, length, tape);
    if (tally_file_tape_is_whole (tape))
        read_again (&how, tape, bytes, length);
    g_assert_cmpint (summary->issues->len, <=, TALLY_FILE_MAX_ISSUES);
    for (guint i = 0; i < summary->channels->len; i++) {
        const TallyFileChannel *channel = g_ptr_array_index (summary->channels, i);
        g_autofree char *sum = tally_file_channel_sum_text (channel);
        int64_t n = 0;

        for (guint q = 0; q < channel->qualities->len; q++)
            n += g_array_index (channel->qualities, TallyFileQualityCount, q).n;
        g_assert_cmpint (n, ==, channel->n);
        g_assert_cmpint (channel->end, >=, channel->first);
    }
    tally_file_detect ((const char *) bytes, length);
}

static void
read_file (TallyFileFormat format, const uint8_t *bytes, size_t length)
{
    read_how (format, NULL, bytes, length);
}

static const char mapping_json[] =
    "{\"schema\": \"gridtally/csv-mapping/1\", \"delimiter\": \";\", \"decimal\": \",\", "
    "\"point\": {\"column\": \"p\"}, \"quality\": {\"column\": \"q\", \"words\": {\"W\": \"A\"}, "
    "\"otherwise\": \"E\"}, \"time\": {\"columns\": [\"d\", \"t\"], \"format\": "
    "\"DD.MM.YYYY hh:mm\", \"zone\": \"Europe/Berlin\", \"stamp\": \"end\", \"interval_s\": 900}, "
    "\"values\": [{\"column\": \"kW\", \"unit\": \"kW\", \"channel\": \"A+\"}]}";

static void
read_mapped (const uint8_t *bytes, size_t length)
{
    g_autoptr(TallyCsvMapping) mapping = tally_csv_mapping_parse (mapping_json, -1, NULL);

    g_assert_nonnull (mapping);
    read_how (TALLY_FILE_CSV, mapping, bytes, length);
}

static void
read_mapping (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCsvMapping) mapping = tally_csv_mapping_parse ((const char *) bytes,
                                                                   (gssize) length, &error);

    g_assert_true ((mapping == NULL) == (error != NULL));
}

static void
read_zip (const uint8_t *bytes, size_t length)
{
    g_autofree char *name = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = NULL;

    /* A size that is promised is taken at its word, up to a file's: small ones are enough here. */
    if (length > 100)
        content = tally_file_unzip ((const char *) bytes, length, &name, &error);
    g_assert_true (content == NULL || g_bytes_get_size (content) <= TALLY_FILE_MAX_BYTES);
}

/* The first byte is how many values the rest must hold. What is read is written the same. */
static void
read_block (const uint8_t *bytes, size_t length)
{
    size_t n = length > 0 && bytes[0] > 0 ? bytes[0] : 1;
    int64_t values[256];
    uint8_t qualities[256];
    g_autoptr(GByteArray) again = g_byte_array_new ();

    if (length == 0)
        return;
    if (tally_block_get_values (bytes + 1, length - 1, values, n, NULL, NULL)) {
        g_assert_true (tally_block_add_values (again, values, n, NULL, NULL));
        g_assert_cmpmem (again->data, again->len, bytes + 1, length - 1);
        g_byte_array_set_size (again, 0);
    }
    if (tally_block_get_flags (bytes + 1, length - 1, qualities, n, NULL)) {
        tally_block_add_flags (again, qualities, n);
        g_assert_cmpmem (again->data, again->len, bytes + 1, length - 1);
    }
}

static void
read_nem12 (const uint8_t *bytes, size_t length)
{
    read_file (TALLY_FILE_NEM12, bytes, length);
}

static void
read_csv (const uint8_t *bytes, size_t length)
{
    read_file (TALLY_FILE_CSV, bytes, length);
}

static void
read_nem13 (const uint8_t *bytes, size_t length)
{
    read_file (TALLY_FILE_NEM13, bytes, length);
}

static void
read_espi (const uint8_t *bytes, size_t length)
{
    read_file (TALLY_FILE_ESPI, bytes, length);
}

static void
read_mscons (const uint8_t *bytes, size_t length)
{
    read_file (TALLY_FILE_MSCONS, bytes, length);
}

static void
read_map (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRegisterMap)
                   map = tally_register_map_parse ((const char *) bytes, (gssize) length, &error);

    g_assert_true ((map == NULL) == (error != NULL));
    if (error != NULL)
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
read_batch (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_from_bytes (bytes, length, &error);
    g_autoptr(GBytes) again = batch != NULL ? tally_collect_batch_to_bytes (batch) : NULL;

    g_assert_true ((batch == NULL) == (error != NULL));
    /* What can be read is written the same, so nothing was made up. */
    if (again != NULL)
        g_assert_cmpint (g_bytes_get_size (again), <=, length);
}

static GByteArray *
text_bytes (GString *text)
{
    GByteArray *bytes = g_byte_array_new ();

    g_byte_array_append (bytes, (const uint8_t *) text->str, (guint) text->len);
    g_string_free (text, TRUE);
    return bytes;
}

static GByteArray *
seed_nem12 (void)
{
    GString *text = g_string_new (
        "100,NEM12,200404201300,MDA1,Ret1\r\n"
        "200,CCCC123456,E1B1,001,E1,N1,METSER123,kWh,30,\r\n300,20040417");

    for (int i = 0; i < 48; i++)
        g_string_append_printf (text, ",%d.%03d", i, i * 7 % 1000);
    g_string_append (text, ",V,,,20040418203500,\r\n400,1,20,F14,76,\r\n400,21,48,A,,\r\n"
                           "500,O,S01009,20040418000000,\r\n900\r\n");
    return text_bytes (text);
}

static GByteArray *
seed_csv (void)
{
    GString *text = g_string_new ("point,channel,start,interval_s,value,quality,unit,serial\n");

    for (int i = 0; i < 20; i++)
        g_string_append_printf (text,
                                "C-1,A+,2026-10-01T%02d:%02d:00+08:00,900,%d.5,A,kWh,\"S1\"\n",
                                i / 4, i % 4 * 15, i);
    return text_bytes (text);
}

static GByteArray *
seed_mapped (void)
{
    GString *text = g_string_new ("p;d;t;kW;q\n");

    for (int i = 1; i <= 20; i++)
        g_string_append_printf (text, "C-1;25.10.2026;%02d:%02d;%d,5;W\n", i / 4, i % 4 * 15, i);
    return text_bytes (text);
}

static GByteArray *
seed_mapping (void)
{
    return text_bytes (g_string_new (mapping_json));
}

static GByteArray *
seed_zip (void)
{
    gsize length;
    guchar *bytes = g_base64_decode (
        "UEsDBBQAAAAIAAAAIVybHKxZIwAAAHwAAAAFAAAAYS5jc3YzNDDQ8XP1NTTSMTIwMjMwNDAy"
        "AAIdX50gLksDAy5DWkoDAFBLAQIUAxQAAAAIAAAAIVybHKxZIwAAAHwAAAAFAAAAAAAAAAAA"
        "AACAAQAAAABhLmNzdlBLBQYAAAAAAQABADMAAABGAAAAAAA=",
        &length);

    return g_byte_array_new_take (bytes, length);
}

static GByteArray *
seed_block (void)
{
    GByteArray *bytes = g_byte_array_new ();
    const uint8_t n = 96;
    int64_t values[96];

    for (int i = 0; i < n; i++)
        values[i] = g_test_rand_int_range (-100000, 100000);
    g_byte_array_append (bytes, &n, 1);
    g_assert_true (tally_block_add_values (bytes, values, n, NULL, NULL));
    return bytes;
}

static GByteArray *
seed_nem13 (void)
{
    GString *text = g_string_new ("100,NEM13,200404201300,MDA1,Ret1\n");

    for (int i = 0; i < 4; i++)
        g_string_append_printf (text,
                                "250,1234567890,11,01,11,11,METER%d,E,000021.2,20031001103230,A,,,"
                                "000534.5,20040201100030,E64,77,,513.3,kWh,20040509,,\n"
                                "550,N,,A,\n",
                                i);
    g_string_append (text, "900\n");
    return text_bytes (text);
}

static GByteArray *
seed_espi (void)
{
    GString *text = g_string_new (
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:e=\"http://naesb.org/espi\">"
        "<entry><link rel=\"self\" href=\"/U/7\"/><content><e:UsagePoint/></content></entry>"
        "<entry><link rel=\"self\" href=\"/U/7/M/1\"/><link rel=\"up\" href=\"/U/7/M\"/>"
        "<link rel=\"related\" href=\"/R/1\"/><content><e:MeterReading/></content></entry>"
        "<entry><link rel=\"self\" href=\"/R/1\"/><content><e:ReadingType><e:flowDirection>1"
        "</e:flowDirection><e:powerOfTenMultiplier>-3</e:powerOfTenMultiplier><e:uom>72</e:uom>"
        "</e:ReadingType></content></entry>"
        "<entry><link rel=\"up\" href=\"/U/7/M/1/I\"/><content><e:IntervalBlock>");

    for (int i = 0; i < 12; i++)
        g_string_append_printf (
            text,
            "<e:IntervalReading><e:cost>%d</e:cost><e:ReadingQuality><e:quality>"
            "%d</e:quality></e:ReadingQuality><e:timePeriod><e:duration>900"
            "</e:duration><e:start>%d</e:start></e:timePeriod><e:value>%d"
            "</e:value></e:IntervalReading>",
            i, i, 1767225600 + 900 * i, 100 * i);
    g_string_append (text, "</e:IntervalBlock></content></entry></feed>");
    return text_bytes (text);
}

static GByteArray *
seed_mscons (void)
{
    GString *text = g_string_new (
        "UNA:+.? 'UNB+UNOC:3+A:500+B:500+260102:1200+R'UNH+1+MSCONS:D:04B:UN:2.4c'BGM+7+M1+9'"
        "UNS+D'NAD+DP'LOC+172+DE1'LIN+1'PIA+5+1-1?:1.29.0:SRW'");

    for (int i = 0; i < 20; i++)
        g_string_append_printf (text,
                                "QTY+220:%d.5'DTM+163:2026010100%02d?+00:303'"
                                "DTM+164:2026010100%02d?+00:303'",
                                i, i, i + 1);
    g_string_append (text, "UNT+69+1'UNZ+1+R'");
    return text_bytes (text);
}

static GByteArray *
seed_map (void)
{
    g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "meters",
                                                   "generic-profile.json", NULL);
    g_autofree char *json = NULL;
    g_autoptr(GError) error = NULL;

    g_file_get_contents (path, &json, NULL, &error);
    g_assert_no_error (error);
    return text_bytes (g_string_new (json));
}

static GByteArray *
seed_batch (void)
{
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyCollectAttempt attempt = { .reason = "no answer" };
    TallyCollectFrame head = { .district_id = 1, .interval_s = 900 };
    int64_t values[] = { 1, 5, 1000000 };
    gsize length;
    uint8_t *data;

    tally_collect_batch_add_attempt (batch, &attempt);
    tally_collect_batch_add_values (batch, &head, values, NULL, G_N_ELEMENTS (values), NULL);
    data = g_bytes_unref_to_data (tally_collect_batch_to_bytes (batch), &length);
    return g_byte_array_new_take (data, length);
}

static void
read_market (const uint8_t *bytes, size_t length)
{
    g_autoptr(GArray) rows = tally_market_csv_parse ((const char *) bytes, (gssize) length, TRUE,
                                                      NULL);

    for (guint i = 1; rows != NULL && i < rows->len; i++) {
        const TallyMarketInterval *row = &g_array_index (rows, TallyMarketInterval, i);

        g_assert_cmpint (row[-1].start + row[-1].seconds, <=, row->start);
    }
}

static GByteArray *
seed_market (void)
{
    static const char text[] = "start,minutes,price\n2026-09-01T00:00+08:00,15,0.3125\n"
                               "2026-09-01T00:15+08:00,15,-0.01\n2026-08-31T16:30:00Z,30,12\n";

    return g_byte_array_append (g_byte_array_new (), (const uint8_t *) text, sizeof text - 1);
}

/* Whichever of the two it is: what is read keeps within its limits and has all classes of days. */
static void
read_usual (const uint8_t *bytes, size_t length)
{
    g_autoptr(GArray)
                   days = tally_temperature_csv_parse ((const char *) bytes, (gssize) length, NULL);
    g_autoptr(GArray) rows = tally_profile_csv_parse ((const char *) bytes, (gssize) length, NULL);

    for (guint i = 1; days != NULL && i < days->len; i++) {
        const TallyDayTemperature *row = &g_array_index (days, TallyDayTemperature, i);

        g_assert_cmpint (row[-1].day.number, <, row->day.number);
        g_assert_cmpint (ABS (row->mean_dc), <=, 900);
    }
    g_assert_true (rows == NULL || rows->len % TALLY_CLASS_N == 0);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const TallyUsualProfile *row = &g_array_index (rows, TallyUsualProfile, i);

        for (int hour = 0; hour < TALLY_PROFILE_HOURS; hour++)
            g_assert_cmpint (row->hours_ppm[hour], <=, 1000000);
    }
}

#define USUAL_HOURS ",0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,1000000\n"

static const char *const usual_texts[] = {
    "day,mean_c\n2026-02-28,-90\n2026-03-01,-0.5\n2026-03-02,60\n",
    "point_kind,day_class,valid_from,h00,h01,h02,h03,h04,h05,h06,h07,h08,h09,h10,h11,h12,h13,h14,"
    "h15,"
    "h16,h17,h18,h19,h20,h21,h22,h23\nlarge,workday,2026-01-01" USUAL_HOURS
    "large,saturday,2026-01-01" USUAL_HOURS "large,sunday,2026-01-01" USUAL_HOURS,
    NULL
};

/* What comes out packs and comes out again. */
static void
read_packed (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = tally_file_unpack (bytes, length, &error);
    g_autoptr(GBytes) packed = NULL;
    g_autoptr(GBytes) again = NULL;
    gsize size;

    g_assert_true ((file == NULL) == (error != NULL));
    if (file == NULL)
        return;
    bytes = g_bytes_get_data (file, &size);
    packed = tally_file_pack (bytes, size);
    if (packed == NULL)
        return;
    again = tally_file_unpack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), NULL);
    g_assert_true (again != NULL && g_bytes_equal (file, again));
}

static GByteArray *
seed_packed (void)
{
    GByteArray *text = seed_nem12 ();
    GBytes *packed = tally_file_pack (text->data, text->len);

    g_byte_array_unref (text);
    g_assert_nonnull (packed);
    return g_bytes_unref_to_array (packed);
}

static const TallyFuzz fuzzes[] = {
    { "nem12", .target = read_nem12, .seed = seed_nem12, .folder = "conformance/files/nem12" },
    { "nem13", .target = read_nem13, .seed = seed_nem13 },
    { "csv", .target = read_csv, .seed = seed_csv },
    { "espi", .target = read_espi, .seed = seed_espi, .folder = "conformance/files/espi" },
    { "mscons", .target = read_mscons, .seed = seed_mscons },
    { "mapped-csv", .target = read_mapped, .seed = seed_mapped },
    { "block", .target = read_block, .seed = seed_block },
    { "register-map", .target = read_map, .seed = seed_map, .is_small = TRUE },
    { "batch", .target = read_batch, .seed = seed_batch, .is_small = TRUE },
    { "mapping", .target = read_mapping, .seed = seed_mapping, .is_small = TRUE },
    { "raw-archive", .target = tally_fuzz_archive_read, .seed = tally_fuzz_archive_seed,
      .is_small = TRUE },
    { "packed", .target = read_packed, .seed = seed_packed, .is_small = TRUE },
    { "zip", .target = read_zip, .seed = seed_zip, .is_small = TRUE },
    { "market", .target = read_market, .seed = seed_market, .is_small = TRUE },
    { "usual", .target = read_usual, .texts = usual_texts, .is_small = TRUE },
    { "edifact", .target = tally_fuzz_edifact_read, .texts = tally_fuzz_edifacts,
      .is_small = TRUE },
    { "line", .target = tally_fuzz_line_read, .texts = tally_fuzz_lines, .is_small = TRUE },
    { "stamp", .target = tally_fuzz_stamp_read, .texts = tally_fuzz_stamps, .is_small = TRUE },
};

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/fuzz/raw-archive-seed", tally_fuzz_archive_test_seed);
    tally_fuzz_add (fuzzes, G_N_ELEMENTS (fuzzes));
    return g_test_run ();
}
