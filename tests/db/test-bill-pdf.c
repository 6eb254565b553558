// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the paper shows what the tables say, in both languages, byte for byte
 * the same each time; a customer cannot print another's. TALLY_PDF_DIR keeps
 * the files, to be looked at. */
#include "server/bill/tally-bill-correct-step.h"
#include "server/bill/tally-bill-paper-store.h"
#include "server/bill/tally-bill-pdf.h"
#include "server/bill/tally-bill-step.h"
#include "server/energy/tally-energy-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"
#include "shared/number/tally-number.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-utility.h"

#include <glib/gstdio.h>
#include <string.h>

#define RUN "11111111-1111-4111-8111-111111111111"

typedef struct {
    TallyTestDb *base;
    TallyDb *owner;
    TallyDb *settle;
} Fixture;

static void
compute (const Fixture *fixture, TallyDays period)
{
    TallyBillOrder order = { .conninfo = tally_test_db_conninfo (fixture->base),
                             .run_id = RUN,
                             .period = period,
                             .started_by = "test",
                             .n_workers = 1 };
    TallyEnergyOrder energy = { .days = period, .now = 1800000000 };
    TallyEnergyResult sums;
    g_auto(TallyBillRun) run = { 0 };
    g_autoptr(GError) error = NULL;
    int64_t n_issued;

    tally_energy_step_run (tally_test_db_conninfo (fixture->base), &energy, &sums, &error);
    g_assert_no_error (error);
    tally_bill_step_run (&order, &run, &error);
    g_assert_no_error (error);
    tally_ledger_step_issue (fixture->settle, RUN, tally_day_new (2026, 10, 3), "test", &n_issued,
                             &error);
    g_assert_no_error (error);
}

/* Taken back for good: ordered by one, issued by another. */
static void
cancel (const Fixture *fixture, const char *number)
{
    TallyBillCorrectionOrder order = { RUN, number, TRUE, 0, "mei", "", "wrong" };
    TallyLedgerCorrection correction = { RUN, 0, tally_day_new (2026, 10, 9), "li", "", "seen" };
    char credit[TALLY_LEDGER_NUMBER_TEXT];
    g_autoptr(GError) error = NULL;

    tally_bill_step_order (fixture->settle, &order, &error);
    g_assert_no_error (error);
    tally_ledger_step_correct (fixture->settle, &correction, credit, &error);
    g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer before)
{
    TallyTestUtility utility = { 1, 10, tally_days_of_month (tally_day_new (2026, 9, 1)) };

    fixture->base = tally_test_db_new ();
    fixture->owner = tally_test_db_open_as (fixture->base, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
    tally_test_utility_load (fixture->owner, fixture->settle, &utility);
    tally_test_utility_add_block (fixture->settle, 1, 3, tally_day_new (2026, 9, 12), 2, 90, 4);
    tally_test_db_script (fixture->base,
                          "UPDATE ref.district SET name = 'Anping District Electricity';"
                          "UPDATE ref.customer SET name = 'Chen Wei';"
                          "UPDATE ref.account SET address = '12 Lake Road, Garden Estate, Anping'");
    if (before != NULL)
        tally_test_db_script (fixture->base, before);
    compute (fixture, utility.period);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->owner);
    g_assert_finalize_object (fixture->settle);
    tally_test_db_free (fixture->base);
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

/* What a reader finds on the paper, by way of another program. */
static char *
read_back (GBytes *pdf)
{
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tally-bill-XXXXXX", NULL);
    const char *argv[] = { "pdftotext", "-layout", path, "-", NULL };
    g_autofree char *text = NULL;
    int fd = g_mkstemp (path);

    g_assert_cmpint (fd, >=, 0);
    g_close (fd, NULL);
    g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL),
                                        (gssize) g_bytes_get_size (pdf), NULL));
    if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL,
                       NULL, NULL))
        text = NULL;
    g_unlink (path);
    return g_steal_pointer (&text);
}

static void
test_languages (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *number;
        const char *language;
        const char *name;
        const char *says;
    } cases[] = {
        { "01-202609-000000003-1", "en", "household-en", "Amount due" },
        { "01-202609-000000003-1", "zh_CN", "household-zh", "应付金额" },
        { "01-202609-000000010-1", "en", "industry-en", "Large industry" },
        { "01-202609-000000010-1", "zh_CN", "industry-zh", "大工业" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyBillPaper)
                       paper = tally_bill_store_load_paper (fixture->settle, cases[i].number,
                                                            cases[i].language, &error);
        g_autoptr(GBytes) pdf = NULL;
        g_autoptr(GBytes) again = NULL;
        g_autofree char *total = NULL;
        g_autofree char *text = NULL;

        g_assert_no_error (error);
        pdf = tally_bill_pdf (paper, NULL, &error);
        g_assert_no_error (error);
        again = tally_bill_pdf (paper, NULL, &error);
        g_assert_true (g_bytes_equal (pdf, again));
        keep (cases[i].name, pdf);
        text = read_back (pdf);
        if (text == NULL)
            continue; /* no reader on this machine */
        total = tally_number_format (paper->total_minor, 2, 2, &(TallyNumberStyle){ ".", "," });
        g_assert_nonnull (strstr (text, total));
        g_assert_nonnull (strstr (text, cases[i].number));
        g_assert_nonnull (strstr (text, cases[i].says));
    }
}

static void
test_lines_add_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyBillPaper)
                   paper = tally_bill_store_load_paper (fixture->settle, "01-202609-000000010-1",
                                                        NULL, &error);
    int64_t sum = 0;

    g_assert_no_error (error);
    for (guint i = 0; i < paper->lines->len; i++)
        sum += g_array_index (paper->lines, TallyBillPaperLine, i).amount_minor;
    g_assert_cmpint (sum, ==, paper->total_minor);
    g_assert_cmpint (paper->net_minor + paper->tax_minor, ==, paper->total_minor);
    g_assert_cmpuint (paper->days->len, ==, 30);
}

/* The month's bills by number, as one prints them; none of another month. */
static void
test_numbers (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    TallyDays september = tally_days_of_month (tally_day_new (2026, 9, 1));
    TallyDays october = tally_days_of_month (tally_day_new (2026, 10, 1));
    g_autoptr(GPtrArray) all = tally_bill_paper_store_numbers (fixture->settle, 0, &september,
                                                                NULL, &error);
    g_autoptr(GPtrArray)
                   of_run = tally_bill_paper_store_numbers (fixture->settle, 1, NULL, RUN, &error);
    g_autoptr(GPtrArray) none = tally_bill_paper_store_numbers (fixture->settle, 0, &october, NULL,
                                                                 &error);

    g_assert_no_error (error);
    g_assert_cmpuint (all->len, >, 0);
    g_assert_cmpuint (of_run->len, ==, all->len);
    g_assert_cmpuint (none->len, ==, 0);
    for (guint i = 1; i < all->len; i++)
        g_assert_cmpint (strcmp (all->pdata[i - 1], all->pdata[i]), <, 0);
}

/* With an account at a bank the paper names it; what is no IBAN never gets in. */
static void
test_payee (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyBillPaper) paper = NULL;

    g_assert_false (tally_db_script (fixture->owner,
                                     "INSERT INTO ref.payee VALUES (1, 'Anping', "
                                     "'DE89370400440532013001')",
                                     &error));
    g_assert_nonnull (strstr (error->message, "payee_iban"));
    g_clear_error (&error);
    tally_db_script (fixture->owner,
                     "INSERT INTO ref.payee VALUES (1, 'Anping Electricity', "
                     "'DE89370400440532013000')",
                     &error);
    g_assert_no_error (error);
    paper = tally_bill_store_load_paper (fixture->settle, "01-202609-000000003-1", NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (paper->iban, ==, "DE89370400440532013000");
    g_assert_cmpstr (paper->payee, ==, "Anping Electricity");
}

/* Later versions of all days, each with the values of another. */
static const char later[] =
    "INSERT INTO validate.block (district_id, point_id, channel, day, version, n, interval_s, "
    "exponent, payload, flags, sum, digest, made_from, made_by, made_at) "
    "SELECT b.district_id, b.point_id, b.channel, b.day, b.version + 9, b.n, b.interval_s, "
    "b.exponent, o.payload, o.flags, o.sum, o.digest, o.made_from, 'late', now () "
    "FROM validate.block b JOIN validate.block o ON o.district_id = b.district_id "
    "AND o.point_id = b.point_id AND o.channel = b.channel AND o.version = 1 "
    "AND o.day = date '2026-09-01' + (date '2026-09-30' - b.day) WHERE b.version = 1;"
    "UPDATE energy.day SET sum = 1, hours = array_fill (1, ARRAY[24])";

/* Every line is told in the words that others have for it, too, and the curve has every interval
 * of the month; what came later changes nothing of either. */
static void
test_explained (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *language;
        guint line;
        const char *told;
    } cases[] = {
        { "en", 0, "Fixed charge: 1 × 120.00." },
        { "en", 1, "Energy in the band Peak: 84759.3 kWh at 0.98529." },
        { "zh_CN", 0, "固定费用：1 × 120.00。" },
        { "zh_CN", 1, "峰时段电量：84759.3 千瓦时，单价 0.98529。" },
    };
    g_autofree char *days = NULL;

    for (size_t i = 0; i < 2 * G_N_ELEMENTS (cases); i++) {
        size_t at = i % G_N_ELEMENTS (cases);
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyBillPaper) paper = NULL;
        const TallyBillPaperLine *line;

        if (i == G_N_ELEMENTS (cases))
            tally_test_db_script (fixture->base, later);
        paper = tally_bill_store_load_paper (fixture->settle, "01-202609-000000010-1",
                                             cases[at].language, &error);
        g_assert_no_error (error);
        line = &g_array_index (paper->lines, TallyBillPaperLine, cases[at].line);
        if (strstr (line->explain, cases[at].told) == NULL)
            g_error ("“%s” is not in “%s”", cases[at].told, line->explain);
        g_assert_nonnull (paper->curve);
        g_assert_cmpuint (paper->curve->chart.n, ==, 30 * 96);
        g_assert_cmpuint (paper->curve->chart.n_bands, >, 1);
        g_assert_cmpuint (paper->months->len, ==, 1);
        g_assert_cmpuint (paper->days->len, ==, 30);
        g_assert_cmpint (g_array_index (paper->days, TallyBillPaperDay, 7).wh, >, 1);
    }
}

/* From the sixteenth on another version holds, in which a band has another name and other hours. */
static const char
    changed[] = "INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document, sha256, "
                "drafted_by, signed_by) SELECT tariff_code, 2, name, '2026-09-16', d.text, "
                "sha256 (convert_to (d.text, 'UTF8')), 'a', 'b' FROM ref.tariff "
                "CROSS JOIN LATERAL (SELECT replace (document, '\"Peak\"', '\"Rush\"') AS text) d "
                "WHERE tariff_code = 'residential-tou'";

static void
test_changed_tariff (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyBillPaper)
                   paper = tally_bill_store_load_paper (fixture->settle, "01-202609-000000003-1",
                                                        "en", &error);
    int n_peak = 0;
    int n_rush = 0;

    g_assert_no_error (error);
    for (guint i = 0; i < paper->lines->len; i++) {
        const TallyBillPaperLine *line = &g_array_index (paper->lines, TallyBillPaperLine, i);
        gboolean is_peak = strstr (line->detail, "Peak") != NULL;
        gboolean is_rush = strstr (line->detail, "Rush") != NULL;

        g_assert_cmpint (is_peak, ==, strstr (line->explain, "band Peak") != NULL);
        g_assert_cmpint (is_rush, ==, strstr (line->explain, "band Rush") != NULL);
        n_peak += is_peak;
        n_rush += is_rush;
    }
    g_assert_cmpint (n_peak, ==, 1);
    g_assert_cmpint (n_rush, ==, 1);
    g_assert_nonnull (paper->curve);
}

/* What is not to be paid says so, in both languages, and has no part to pay with: a bill that is
 * held or not issued yet, one that was taken back, and the credit note that did it. */
static void
test_states (Fixture *fixture, gconstpointer data)
{
#define BILL_3 "01-202609-000000003-1"
    static const struct {
        const char *change;
        const char *number;
        const char *en;
        const char *zh;
        gboolean is_to_pay;
    } cases[] = {
        { "SELECT", BILL_3, "Please pay by", "请于此日前付款", TRUE },
        { "UPDATE bill.bill SET state = 'held'", BILL_3, "NOT ISSUED", "未开单", FALSE },
        { "UPDATE bill.bill SET state = 'ready'", BILL_3, "NOT ISSUED", "未开单", FALSE },
        { "UPDATE bill.bill SET state = 'draft'", BILL_3, "NOT ISSUED", "未开单", FALSE },
        { "UPDATE bill.bill SET state = 'issued'", BILL_3, "Payment", "付款", TRUE },
        { NULL, BILL_3, "CANCELLED", "已作废", FALSE },
        { "SELECT", BILL_3, "credit note " BILL_3 "C", "红字账单 " BILL_3 "C", FALSE },
        { "SELECT", BILL_3 "C", "bill " BILL_3, "冲销账单 " BILL_3, FALSE },
    };
    static const char *const languages[] = { "en", "zh_CN" };

    for (size_t i = 0; i < 2 * G_N_ELEMENTS (cases); i++) {
        const char *change = cases[i / 2].change;
        const char *wanted = i % 2 == 0 ? cases[i / 2].en : cases[i / 2].zh;
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyBillPaper) paper = NULL;
        g_autoptr(GBytes) pdf = NULL;
        g_autofree char *text = NULL;

        if (i % 2 == 0 && change != NULL)
            tally_test_db_script (fixture->base, change);
        else if (i % 2 == 0)
            cancel (fixture, BILL_3);
        paper = tally_bill_store_load_paper (fixture->settle, cases[i / 2].number, languages[i % 2],
                                             &error);
        g_assert_no_error (error);
        g_assert_cmpint (tally_bill_paper_is_to_pay (paper), ==, cases[i / 2].is_to_pay);
        pdf = tally_bill_pdf (paper, NULL, &error);
        g_assert_no_error (error);
        text = read_back (pdf);
        if (text == NULL)
            continue; /* no reader on this machine */
        g_assert_nonnull (strstr (text, wanted));
        if (!cases[i / 2].is_to_pay) {
            g_assert_null (strstr (text, i % 2 == 0 ? "Scan to pay" : "扫码付款"));
            g_assert_null (strstr (text, i % 2 == 0 ? "Amount due" : "应付金额"));
        }
    }
}

static TallyBillPaper *
load_as (TallyDb *portal, int64_t customer_id, GError **error)
{
    TallyScope scope = { .district_id = 1, .customer_id = customer_id };
    const char *number = "01-202609-000000003-1";
    g_autoptr(PGresult) bill = NULL;
    g_autoptr(PGresult) blocks = NULL;
    g_autoptr(PGresult) market = NULL;
    TallyBillPaper *paper = NULL;

    g_assert_true (tally_db_script (portal, "BEGIN", NULL));
    g_assert_true (tally_db_set_scope (portal, &scope, NULL));
    bill = tally_db_run (portal, "bill/paper", 1, &number, error);
    g_assert_nonnull (bill);
    blocks = tally_db_run (portal, "web/paper-blocks", 1, &number, error);
    g_assert_nonnull (blocks);
    market = tally_db_run (portal, "bill/past-market", 1, &number, error);
    g_assert_nonnull (market);
    if (PQntuples (bill) > 0)
        paper = tally_bill_paper_parse (PQgetvalue (bill, 0, 0), PQgetvalue (blocks, 0, 0),
                                        PQgetvalue (market, 0, 0), NULL, error);
    else
        g_assert_cmpstr (PQgetvalue (blocks, 0, 0), ==, "[]");
    tally_db_script (portal, "ROLLBACK", NULL);
    return paper;
}

static void
test_stranger_prints_nothing (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) portal = tally_test_db_open_as (fixture->base, "tally_portal");
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyBillPaper) own = load_as (portal, 3, &error);

    g_assert_no_error (error);
    g_assert_nonnull (own->curve);
    g_assert_cmpuint (own->curve->chart.n, ==, 30 * 96);
    g_assert_null (load_as (portal, 4, &error));
    g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
    ADD ("/bill-pdf/languages", test_languages);
    ADD ("/bill-pdf/lines-add-up", test_lines_add_up);
    ADD ("/bill-pdf/states", test_states);
    ADD ("/bill-pdf/numbers", test_numbers);
    ADD ("/bill-pdf/payee", test_payee);
    ADD ("/bill-pdf/explained", test_explained);
    g_test_add ("/bill-pdf/changed-tariff", Fixture, changed, set_up, test_changed_tariff,
                tear_down);
    ADD ("/bill-pdf/stranger-prints-nothing", test_stranger_prints_nothing);
    return g_test_run ();
}
