// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a bill's document becomes a paper whose lines can be worked out again by hand, whose
 * curve has its bands, tiers and peak where they were, and whose code a bank can read. */
#include "server/bill/tally-bill-pdf.h"

#include <glib/gstdio.h>
#include <qrencode.h>
#include <string.h>

/* 28 to 30 March in Berlin: the 29th has 23 hours. A text of the document is put in place of
 * another; what is replaced must be there. */
static char *
read_document (const char *what, const char *by)
{
    g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "bill", "paper.json", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GString) document = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    document = g_string_new (text);
    if (what != NULL)
        g_assert_cmpuint (g_string_replace (document, what, by, 0), >, 0);
    return g_string_free (g_steal_pointer (&document), FALSE);
}

static TallyBillPaper *
read_paper (const char *language)
{
    g_autofree char *json = read_document (NULL, NULL);
    g_autoptr(GError) error = NULL;
    TallyBillPaper *paper = tally_bill_paper_parse (json, NULL, NULL, language, &error);

    g_assert_no_error (error);
    return paper;
}

static void
test_lines_explained (void)
{
    /* Nothing says what this bill was made of: only its own figures are told. */
    static const char *const english[] = {
        "60.5 kWh × 0.3 = 18.15.",     "20 kWh × 0.4 = 8.",       "5 kW × 10 = 50.",
        "1 month × 6 × 2/3 days = 4.", "19 % of 30.15 = 5.7285.",
    };
    static const char *const chinese[] = {
        "60.5 kWh × 0.3 = 18.15。",   "20 kWh × 0.4 = 8。",     "5 kW × 10 = 50。",
        "1 month × 6 × 2/3 天 = 4。", "30.15 × 19% = 5.7285。",
    };
    g_autoptr(TallyBillPaper) paper = read_paper ("en");
    g_autoptr(TallyBillPaper) paper_zh = read_paper ("zh_CN");

    g_assert_cmpuint (paper->lines->len, ==, G_N_ELEMENTS (english));
    for (guint i = 0; i < paper->lines->len; i++) {
        g_assert_cmpstr (g_array_index (paper->lines, TallyBillPaperLine, i).explain, ==,
                         english[i]);
        g_assert_cmpstr (g_array_index (paper_zh->lines, TallyBillPaperLine, i).explain, ==,
                         chinese[i]);
    }
}

/* 24 + 23 + 24 hours. The tier was entered at noon by summer time: hour 24 + 11. The peak at
 * 19:30 of the 30th is hour 24 + 23 + 19. */
static void
test_curve (void)
{
    g_autoptr(TallyBillPaper) paper = read_paper ("en");
    const TallyChartLoad *chart;

    g_assert_nonnull (paper->curve);
    chart = &paper->curve->chart;
    g_assert_cmpuint (chart->n, ==, 71);
    g_assert_cmpint (chart->values[23], ==, 1230);
    g_assert_cmpint (chart->values[24 + 22], ==, 1220);
    g_assert_cmpuint (chart->n_bands, ==, 2);
    g_assert_cmpstr (chart->band_list[0].name, ==, "Night"); /* the first hour's */
    g_assert_cmpuint (chart->bands[5], ==, 0);
    g_assert_cmpuint (chart->bands[6], ==, 1);
    g_assert_cmpuint (chart->bands[24 + 5], ==, 1); /* the clock says 06:00 an hour sooner */
    g_assert_cmpuint (chart->band_list[0].tint, ==, 0);
    g_assert_cmpuint (chart->band_list[1].tint, ==, TALLY_CHART_TINTS - 1);
    g_assert_cmpuint (chart->n_flags, ==, 2);
    g_assert_cmpuint (chart->flags[0].first, ==, 24 + 11);
    g_assert_cmpstr (chart->flags[0].label, ==, "tier 2");
    g_assert_cmpuint (chart->flags[1].first, ==, 24 + 23 + 19);
    g_assert_cmpint (chart->flags[1].kind, ==, TALLY_CHART_PEAK);
}

/* A day with an hour too many is no day of that zone: no curve rather than a wrong one. */
static void
test_no_curve (void)
{
    g_autofree char *json = read_document ("1220]", "1220, 7]");
    g_autoptr(TallyBillPaper) paper = tally_bill_paper_parse (json, NULL, NULL, NULL, NULL);
    g_autoptr(GBytes) pdf = NULL;

    g_assert_null (paper->curve);
    pdf = tally_bill_pdf (paper, NULL, NULL);
    g_assert_nonnull (pdf);
}

static void
test_epc (void)
{
    g_autoptr(TallyBillPaper) paper = read_paper (NULL);
    g_autofree char *code = tally_bill_pdf_epc (paper);
    g_autofree char *elsewhere_json = read_document ("\"currency\": \"EUR\"",
                                                     "\"currency\": \"CNY\"");
    g_autoptr(TallyBillPaper)
                   elsewhere = tally_bill_paper_parse (elsewhere_json, NULL, NULL, NULL, NULL);
    g_autofree char *without_json = read_document ("\"DE89370400440532013000\"", "null");
    g_autoptr(TallyBillPaper)
                   without = tally_bill_paper_parse (without_json, NULL, NULL, NULL, NULL);

    g_assert_cmpstr (code, ==,
                     "BCD\n002\n1\nSCT\n\nStadtwerk Süd GmbH\nDE89370400440532013000\nEUR95.20\n\n"
                     "\n1-1");
    g_assert_null (tally_bill_pdf_epc (elsewhere));
    g_assert_null (tally_bill_pdf_epc (without));
    paper->total_minor = 0;
    g_assert_null (tally_bill_pdf_epc (paper));
}

static void
keep (const char *name, GBytes *pdf)
{
    const char *folder = g_getenv ("TALLY_PDF_DIR");
    g_autofree char *path = g_strdup_printf ("%s/%s.pdf", folder != NULL ? folder : "", name);

    if (folder != NULL)
        g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf),
                             NULL);
}

/* Where the code stands on its page, in tenths of a point: 720 dots an inch. */
#define CODE_X 510
#define CODE_Y 6499
#define CODE_SIZE 1120

/* The code as it is painted, as grey dots; NULL: no painter on this machine */
static char *
paint_code (GBytes *pdf, const uint8_t **dots)
{
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tally-code-XXXXXX", NULL);
    const char *argv[] = { "pdftoppm", "-r",
                           "720",      "-f",
                           "1",        "-l",
                           "1",        "-gray",
                           "-x",       G_STRINGIFY (CODE_X),
                           "-y",       G_STRINGIFY (CODE_Y),
                           "-W",       G_STRINGIFY (CODE_SIZE),
                           "-H",       G_STRINGIFY (CODE_SIZE),
                           path,       path,
                           NULL };
    static const char head[] = "P5\n" G_STRINGIFY (CODE_SIZE) " " G_STRINGIFY (CODE_SIZE) "\n255\n";
    g_autoptr(GDir) folder = NULL;
    g_autofree char *picture = NULL;
    char *bytes = NULL;
    gsize length = 0;
    int fd = g_mkstemp (path);

    g_assert_cmpint (fd, >=, 0);
    g_close (fd, NULL);
    g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL),
                                        (gssize) g_bytes_get_size (pdf), NULL));
    picture = g_strconcat (path, "-1.pgm", NULL);
    if (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                      NULL)) {
        g_assert_true (g_file_get_contents (picture, &bytes, &length, NULL));
        g_assert_cmpuint (length, ==, strlen (head) + CODE_SIZE * CODE_SIZE);
        g_assert_cmpmem (bytes, strlen (head), head, strlen (head));
        *dots = (const uint8_t *) bytes + strlen (head);
    }
    g_unlink (picture);
    g_unlink (path);
    return bytes;
}

/* What a banking app sees on the paper is, module by module, the code of what it has to read. */
static void
test_epc_on_paper (void)
{
    g_autoptr(TallyBillPaper) paper = read_paper ("en");
    g_autoptr(GBytes) pdf = tally_bill_pdf (paper, NULL, NULL);
    g_autofree char *epc = tally_bill_pdf_epc (paper);
    const uint8_t *dots = NULL;
    g_autofree char *picture = paint_code (pdf, &dots);
    QRcode *code = QRcode_encodeString (epc, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

    g_assert_nonnull (code);
    for (int at = 0; picture != NULL && at < code->width * code->width; at++) {
        int x = (2 * (at % code->width) + 1) * CODE_SIZE / (2 * code->width);
        int y = (2 * (at / code->width) + 1) * CODE_SIZE / (2 * code->width);

        g_assert_cmpint (dots[y * CODE_SIZE + x] < 128, ==, code->data[at] & 1);
    }
    QRcode_free (code);
}

static void
test_pdf (void)
{
    g_autoptr(TallyBillPaper) paper = read_paper ("en");
    g_autoptr(GBytes) pdf = tally_bill_pdf (paper, NULL, NULL);
    g_autoptr(GBytes) again = tally_bill_pdf (paper, NULL, NULL);

    g_assert_true (g_bytes_equal (pdf, again));
    keep ("paper-en", pdf);
}

/* Three bills, one file; nothing is there before it is closed, nor when it is given up. */
static void
test_book (void)
{
    g_autofree char *folder = g_dir_make_tmp ("tally-book-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "bills.pdf", NULL);
    g_autofree char *nowhere = g_build_filename (folder, "no", "such", "bills.pdf", NULL);
    g_autoptr(TallyBillPaper) paper = read_paper ("en");
    g_autoptr(GError) error = NULL;
    TallyBillBook *book = tally_bill_book_new (path, &error);
    g_autofree char *bytes = NULL;

    g_assert_no_error (error);
    tally_bill_book_add (book, paper);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    tally_bill_book_free (book);
    g_assert_cmpint (g_rmdir (folder), ==, 0); /* it is empty again */

    g_mkdir (folder, 0700);
    book = tally_bill_book_new (path, &error);
    for (int i = 0; i < 3; i++)
        tally_bill_book_add (book, paper);
    tally_bill_book_close (book, &error);
    g_assert_no_error (error);
    tally_bill_book_free (book);
    g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
    g_assert_true (g_str_has_prefix (bytes, "%PDF-"));
    g_assert_null (tally_bill_book_new (nowhere, &error));
    g_assert_nonnull (error);
    g_unlink (path);
    g_rmdir (folder);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/bill-paper/lines-explained", test_lines_explained);
    g_test_add_func ("/bill-paper/curve", test_curve);
    g_test_add_func ("/bill-paper/no-curve", test_no_curve);
    g_test_add_func ("/bill-paper/epc", test_epc);
    g_test_add_func ("/bill-paper/epc-on-paper", test_epc_on_paper);
    g_test_add_func ("/bill-paper/pdf", test_pdf);
    g_test_add_func ("/bill-paper/book", test_book);
    return g_test_run ();
}
