// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what is exported, imported elsewhere and exported again is the same file, whatever its
 * format; and nothing but what was asked for is in it. */
#include "server/publish/export/tally-export.h"
#include "server/publish/export/tally-outbox-step.h"
#include "server/raw/tally-raw-file.h"
#include "server/ref/tally-ref-store.h"
#include "server/validate/tally-validate-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-workbook.h"

#include <glib/gstdio.h>
#include <string.h>

static const TallyDays days = { { 20727 }, { 20729 } }; /* 2026-10-01 and the day after */

static TallyTestDb *
new_utility (void)
{
    TallyTestDb *base = tally_test_db_new ();
    g_autoptr(TallyDb) owner = tally_test_db_open_as (base, "tally_owner");
    g_autofree char *utility = NULL;
    g_autoptr(GError) error = NULL;
    size_t n_new;

    g_file_get_contents (g_getenv ("TALLY_SAMPLE_UTILITY"), &utility, NULL, &error);
    g_assert_no_error (error);
    tally_ref_store_load_utility (owner, utility, &n_new, &error);
    g_assert_no_error (error);
    return base;
}

/* A day of every quality that a file can state, and one that is measured throughout. */
static GString *
a_file (void)
{
    static const char *const points[] = { "C-D1-0001", "C-D1-0002", "C-D2-0001" };
    GString *text = g_string_new ("100,NEM12,202611010000,MDP,GT\n");

    for (size_t p = 0; p < G_N_ELEMENTS (points); p++) {
        g_string_append_printf (text, "200,%s,E1,E1,E1,,,kWh,15,\n300,20261001", points[p]);
        for (int i = 0; i < 96; i++)
            g_string_append_printf (text, ",%d.%03d", i % 3, 125 + i);
        g_string_append (text, ",V,,,,\n400,1,50,A,,\n400,51,60,S14,,\n400,61,70,S17,,\n"
                               "400,71,80,S16,,\n400,81,96,A,,\n300,20261002");
        for (int i = 0; i < 96; i++)
            g_string_append_printf (text, ",0.%03d", 300 + i);
        g_string_append (text, ",A,,,,\n");
    }
    g_string_append (text, "900\n");
    return text;
}

static void
take_in (TallyTestDb *base, TallyFileFormat format, const GString *text)
{
    g_autoptr(TallyDb) collector = tally_test_db_open_as (base, "tally_collector");
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    const TallyFileHow how = { format, FALSE, NULL };
    TallyCollectFile file = { .name = "test",
                              .format = "nem12",
                              .content = (const uint8_t *) text->str,
                              .length = text->len };
    TallyValidateOrder order = { .district_id = -1, .days = days, .now = G_MAXINT32 };
    TallyValidateResult result;
    TallyRawImported imported;
    gsize size = sizeof file.sha256;
    g_autoptr(GError) error = NULL;

    g_checksum_update (sum, file.content, (gssize) file.length);
    g_checksum_get_digest (sum, file.sha256, &size);
    tally_file_summary_read (summary, &how, text->str, text->len, NULL);
    file.n_intervals = tally_file_summary_n_intervals (summary);
    tally_raw_import_step (collector, &file, &how, summary, NULL, &imported, &error);
    g_assert_no_error (error);
    g_assert_true (imported.is_stored);
    tally_validate_step_run (tally_test_db_conninfo (base), &order, &result, &error);
    g_assert_no_error (error);
}

static GString *
give_out (TallyTestDb *base, const TallyExportOrder *order, TallyExported *exported, GError **error)
{
    g_autoptr(TallyDb) settle = tally_test_db_open_as (base, "tally_settle");
    g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
    GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (stream);

    if (!tally_export (settle, order, stream, exported, error))
        return NULL;
    return g_string_new_len (g_memory_output_stream_get_data (memory),
                             (gssize) g_memory_output_stream_get_data_size (memory));
}

typedef struct {
    const char *name;
    TallyExportFormat format;
    TallyFileFormat read_as;
} FormatCase;

static const FormatCase formats[] = {
    { "csv", TALLY_EXPORT_CSV, TALLY_FILE_CSV },
    { "nem12", TALLY_EXPORT_NEM12, TALLY_FILE_NEM12 },
    { "green-button", TALLY_EXPORT_GREEN_BUTTON, TALLY_FILE_ESPI },
};

static void
test_round_trip (gconstpointer data)
{
    static const char *const codes[] = { "C-D2-0001", "C-D1-0001", NULL };
    const FormatCase *c = data;
    TallyTestDb *here = new_utility ();
    TallyTestDb *there = new_utility ();
    GString *text = a_file ();
    TallyExportOrder order = { TALLY_EXPORT_READINGS, c->format, days, NULL, codes, "US", "THEM" };
    TallyExported exported;
    GString *first;
    GString *second;
    g_autoptr(GError) error = NULL;

    take_in (here, TALLY_FILE_NEM12, text);
    first = give_out (here, &order, &exported, &error);
    g_assert_no_error (error);
    g_assert_cmpint (exported.n_points, ==, 2);
    g_assert_cmpint (exported.n_intervals, >=, 2 * 2 * 96);
    g_assert_nonnull (strstr (first->str, "C-D2-0001"));
    g_assert_null (strstr (first->str, "C-D1-0002"));

    take_in (there, c->read_as, first);
    second = give_out (there, &order, &exported, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (second->str, ==, first->str);

    g_string_free (text, TRUE);
    g_string_free (first, TRUE);
    g_string_free (second, TRUE);
    tally_test_db_free (here);
    tally_test_db_free (there);
}

/* A workbook has the cells of the CSV. */
static void
test_workbook (void)
{
    TallyTestDb *base = new_utility ();
    g_autoptr(TallyDb) settle = tally_test_db_open_as (base, "tally_settle");
    g_autofree char *folder = g_dir_make_tmp ("tally-export-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "readings.xlsx", NULL);
    GString *text = a_file ();
    TallyExportOrder order = { .days = days, .sheet_path = path };
    TallyExported exported;
    GString *csv;
    g_autofree char *found = NULL;
    g_autoptr(GError) error = NULL;

    take_in (base, TALLY_FILE_NEM12, text);
    csv = give_out (base, &order, &exported, &error);
    g_assert_no_error (error);
    order.format = TALLY_EXPORT_XLSX;
    tally_export (settle, &order, NULL, &exported, &error);
    g_assert_no_error (error);
    g_assert_cmpint (exported.n_intervals, >=, 3 * 2 * 96);
    found = tally_test_workbook_read (path, FALSE);
    g_assert_cmpstr (found, ==, csv->str);

    g_remove (path);
    g_rmdir (folder);
    g_string_free (text, TRUE);
    g_string_free (csv, TRUE);
    tally_test_db_free (base);
}

/* All points are those of the districts, one after the other; a district is its own points. */
static void
test_whole_district (void)
{
    TallyTestDb *base = new_utility ();
    GString *text = a_file ();
    TallyExportOrder order = { .days = days };
    TallyExported exported;
    GString *all;
    GString *one;
    g_autoptr(GError) error = NULL;

    take_in (base, TALLY_FILE_NEM12, text);
    all = give_out (base, &order, &exported, &error);
    g_assert_no_error (error);
    g_assert_true (strstr (all->str, "C-D1-0001,A+,") < strstr (all->str, "C-D1-0002,A+,"));
    g_assert_true (strstr (all->str, "C-D1-0002,A+,") < strstr (all->str, "C-D2-0001,A+,"));
    order.district_id = "2";
    one = give_out (base, &order, &exported, &error);
    g_assert_no_error (error);
    g_assert_null (strstr (one->str, "C-D1-"));
    g_assert_nonnull (strstr (one->str, "C-D2-0001,A+,2026-10-01T00:00:00+08:00,900,125,A\n"));
    g_assert_nonnull (strstr (one->str, ",S14\n"));

    g_string_free (text, TRUE);
    g_string_free (all, TRUE);
    g_string_free (one, TRUE);
    tally_test_db_free (base);
}

static int
count (const char *text, const char *what)
{
    int n = 0;

    for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
        n++;
    return n;
}

/* Each point begins once, the first of a district too. */
static void
test_every_point_begins (void)
{
    TallyTestDb *base = new_utility ();
    GString *text = a_file ();
    TallyExportOrder order = { .format = TALLY_EXPORT_GREEN_BUTTON, .days = days };
    TallyExported exported;
    g_autofree char *n_points = NULL;
    GString *all;
    g_autoptr(GError) error = NULL;

    take_in (base, TALLY_FILE_NEM12, text);
    all = give_out (base, &order, &exported, &error);
    g_assert_no_error (error);
    n_points = tally_test_db_ask (
        base, "SELECT count (DISTINCT (district_id, point_id)) FROM validate.block WHERE channel"
              " BETWEEN 1 AND 4");
    g_assert_cmpint (exported.n_points, ==, g_ascii_strtoll (n_points, NULL, 10));
    g_assert_cmpint (count (all->str, "<UsagePoint "), ==, exported.n_points);

    g_string_free (text, TRUE);
    g_string_free (all, TRUE);
    tally_test_db_free (base);
}

static void
test_unknown_point (void)
{
    static const char *const codes[] = { "C-D1-0001", "NOWHERE", NULL };
    TallyTestDb *base = new_utility ();
    TallyExportOrder order = { .days = days, .codes = codes };
    TallyExported exported;
    g_autoptr(GError) error = NULL;

    g_assert_null (give_out (base, &order, &exported, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    g_assert_nonnull (strstr (error->message, "NOWHERE"));
    tally_test_db_free (base);
}

static const char *const no_files[] = { NULL };

static guint
count_files (const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
    guint n = 0;

    while (g_dir_read_name (dir) != NULL)
        n++;
    return n;
}

static void
expect_file (const char *folder, const char *name, const GString *text)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *found = NULL;

    g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
    g_assert_cmpstr (found, ==, text->str);
}

static void
forget_file (const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Each day goes out once, and again when what it says has changed; what was taken away is not
 * missed. */
static void
test_outbox (void)
{
    static const char *const kept[] = { "readings-2026-10-01.nem12", "readings-2026-10-02.nem12",
                                        "readings-2026-10-02.2.nem12", NULL };
    TallyTestDb *base = new_utility ();
    g_autofree char *folder = g_dir_make_tmp ("tally-outbox-XXXXXX", NULL);
    GString *text = a_file ();
    GString *later = g_string_new ("100,NEM12,202611010000,MDP,GT\n"
                                   "200,C-D2-0002,E1,E1,E1,,,kWh,15,\n300,20261002");
    const TallyDays second = { { days.first.number + 1 }, days.end };
    TallyExportOrder order = {
        TALLY_EXPORT_READINGS, TALLY_EXPORT_NEM12, second, NULL, no_files, "GRIDTALLY", "ANY"
    };
    TallyWorkContext context = { .conninfo = tally_test_db_conninfo (base),
                                 .now = (int64_t) days.end.number * 86400, /* eight o'clock */
                                 .time_zone = "Asia/Shanghai",
                                 .outbox = folder,
                                 .outbox_files = "readings.nem12,balances.csv,bills.csv" };
    TallyExported exported;
    GString *expected;
    g_autoptr(GError) error = NULL;

    take_in (base, TALLY_FILE_NEM12, text);
    g_assert_true (tally_outbox_step (&context, &error));
    g_assert_no_error (error);
    g_assert_cmpint (count_files (folder), ==, 2);
    expected = give_out (base, &order, &exported, &error);
    expect_file (folder, kept[1], expected);
    g_string_free (expected, TRUE);

    forget_file (folder, kept[0]);
    g_assert_true (tally_outbox_step (&context, &error));
    g_assert_cmpint (count_files (folder), ==, 1);

    for (int i = 0; i < 96; i++)
        g_string_append (later, ",0.5");
    g_string_append (later, ",A,,,,\n900\n");
    take_in (base, TALLY_FILE_NEM12, later);
    g_assert_true (tally_outbox_step (&context, &error));
    g_assert_no_error (error);
    g_assert_cmpint (count_files (folder), ==, 2);
    expected = give_out (base, &order, &exported, &error);
    expect_file (folder, kept[2], expected);
    g_string_free (expected, TRUE);

    g_string_free (text, TRUE);
    g_string_free (later, TRUE);
    tally_test_db_free (base);
    for (const char *const *name = kept + 1; *name != NULL; name++)
        forget_file (folder, *name);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_outbox_refused (void)
{
    static const char *const slips[] = {
        "", "readings", "readings.xlsx", "bills.nem12", "readings.csv,", "../x.csv"
    };
    TallyTestDb *base = new_utility ();
    GString *text = a_file ();
    TallyWorkContext context = { .conninfo = tally_test_db_conninfo (base),
                                 .now = (int64_t) days.end.number * 86400,
                                 .time_zone = "Asia/Shanghai",
                                 .outbox = "/nowhere",
                                 .outbox_files = "readings.csv" };
    g_autofree char *noted = NULL;
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (slips); i++) {
        g_autoptr(GError) refused = NULL;

        g_assert_false (tally_outbox_check_files (slips[i], &refused));
        g_assert_error (refused, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
    take_in (base, TALLY_FILE_NEM12, text);
    g_assert_false (tally_outbox_step (&context, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_true (g_str_has_prefix (error->message, "readings.csv: "));
    noted = tally_test_db_ask (base, "SELECT count (*) FROM work.outbox");
    g_assert_cmpstr (noted, ==, "0");
    context.outbox = "";
    g_clear_error (&error);
    g_assert_true (tally_outbox_step (&context, &error));

    g_string_free (text, TRUE);
    tally_test_db_free (base);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
        g_autofree char *path = g_strconcat ("/export/round-trip/", formats[i].name, NULL);

        g_test_add_data_func (path, &formats[i], test_round_trip);
    }
    g_test_add_func ("/export/workbook", test_workbook);
    g_test_add_func ("/export/whole-district", test_whole_district);
    g_test_add_func ("/export/every-point-begins", test_every_point_begins);
    g_test_add_func ("/export/unknown-point", test_unknown_point);
    g_test_add_func ("/export/outbox", test_outbox);
    g_test_add_func ("/export/outbox-refused", test_outbox_refused);

    return g_test_run ();
}
