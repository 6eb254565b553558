// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the issued bills of a run come in one PDF to who asked for it, those of his district alone;
 * what is held, taken back or a credit is not in it; a book that is cancelled or refused leaves
 * nothing behind. */
#include "server/bill/tally-bill-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "server/publish/api/tally-book-shelf.h"
#include "shared/error/tally-error.h"
#include "tests/http/test-api-fixture.h"
#include "tests/lib/tally-test-utility.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define ALL "22222222-1111-4111-8111-111111111111"
#define EIGHT "22222222-1111-4111-8111-111111111118"
#define NOBODYS "22222222-1111-4111-8111-11111111111f"
#define BOOK_1 "00000000-0000-4000-8000-0000000000b1"
#define BOOK_2 "00000000-0000-4000-8000-0000000000b2"
#define BOOK(id) "{\"book_id\":\"" id "\"}"
#define PRINT(run) "/api/v1/bill-runs/" run "/book"
#define GET_BOOK(id) "/api/v1/bill-books/" id ".pdf"
#define CANCEL_BOOK(id) "/api/v1/bill-books/" id "/cancel"
#define HELD "07-202609-000000002-1"
#define CREDITED "07-202609-000000003-1"

typedef struct {
    TestApi api;
    TallyDb *settle;
    char *folder;
    char *clerk;
    char *east; /* of district 7 alone */
    char *boss;
} Fixture;

/* Districts 7 and 8, of four and three accounts. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
    TallyTestUtility seven = { 7, 4, tally_days_of_month (tally_day_new (2026, 9, 1)) };
    TallyTestUtility eight = { 8, 3, seven.period };
    g_autoptr(TallyDb) owner = NULL;
    g_autoptr(GError) error = NULL;

    test_api_set_up (&fixture->api, data);
    owner = tally_test_db_open_as (fixture->api.db, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->api.db, "tally_settle");
    tally_test_utility_load (owner, fixture->settle, &seven);
    tally_test_utility_load (owner, fixture->settle, &eight);
    tally_test_db_script (fixture->api.db,
                          "UPDATE guard.person SET district_id = 7 WHERE login = 'east'");
    fixture->folder = g_dir_make_tmp ("test-bill-book-XXXXXX", &error);
    g_assert_no_error (error);
    tally_api_set_book_folder (fixture->api.api, fixture->folder, &error);
    g_assert_no_error (error);
    fixture->clerk = test_api_sign_in (&fixture->api, "clerk");
    fixture->east = test_api_sign_in (&fixture->api, "east");
    fixture->boss = test_api_sign_in (&fixture->api, "boss");
}

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
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->settle);
    test_api_tear_down (&fixture->api, data);
    g_assert_cmpuint (count_files (fixture->folder), ==, 0); /* none outlives the server */
    g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
    g_free (fixture->folder);
    g_free (fixture->clerk);
    g_free (fixture->east);
    g_free (fixture->boss);
}

static void
run (Fixture *fixture, const char *run_id, int32_t district_id)
{
    TallyBillOrder order = { .conninfo = tally_test_db_conninfo (fixture->api.db),
                             .run_id = run_id,
                             .district_id = district_id,
                             .period = tally_days_of_month (tally_day_new (2026, 9, 1)),
                             .started_by = "test",
                             .n_workers = 1 };
    g_auto(TallyBillRun) done = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_step_run (&order, &done, &error);
    g_assert_no_error (error);
}

static void
issue (Fixture *fixture, const char *run_id)
{
    g_autoptr(GError) error = NULL;
    int64_t n;

    tally_ledger_step_issue (fixture->settle, run_id, tally_day_new (2026, 10, 3), "test", &n,
                             &error);
    g_assert_no_error (error);
}

/* Of seven bills, one is held and one taken back by a credit: two of district 7 and three of 8. */
static void
run_and_issue (Fixture *fixture)
{
    static const char order[] = "{\"correction_id\":\"" BOOK_2 "\",\"number\":\"" CREDITED "\","
                                "\"kind\":\"cancel\",\"reason\":\"wrong\"}";
    g_autofree char *chief = test_api_sign_in (&fixture->api, "chief");

    run (fixture, ALL, 0);
    tally_test_db_script (fixture->api.db,
                          "UPDATE bill.bill SET state = 'held' WHERE number = '" HELD "'");
    issue (fixture, ALL);
    test_api_expect (&fixture->api, fixture->boss, "POST", "/api/v1/corrections", order, 202);
    test_api_expect (&fixture->api, chief, "POST", "/api/v1/corrections/" BOOK_2 "/approve",
                     "{\"password\":\"" PASSWORD "\"}", 202);
}

static TestAnswer
get (Fixture *fixture, const char *token, const char *path)
{
    TestCredentials who = { .bearer = token };
    TestAnswer answer = test_api_ask (&fixture->api, &who, "GET", path, NULL);

    while (answer.status == 202) {
        test_answer_clear (&answer);
        g_usleep (50000);
        answer = test_api_ask (&fixture->api, &who, "GET", path, NULL);
    }
    return answer;
}

/* What pdfinfo or pdftotext says of @pdf. */
static char *
ask_of (GBytes *pdf, const char *program)
{
    g_autofree char *path = NULL;
    g_autofree char *said = NULL;
    g_autoptr(GError) error = NULL;
    int file = g_file_open_tmp ("test-bill-book-XXXXXX.pdf", &path, &error);
    const char *text[] = { "pdftotext", path, "-", NULL };
    const char *info[] = { "pdfinfo", path, NULL };
    int status;

    g_assert_no_error (error);
    g_close (file, NULL);
    g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf),
                         &error);
    g_assert_no_error (error);
    g_spawn_sync (NULL, (char **) (g_str_equal (program, "pdfinfo") ? info : text), NULL,
                  G_SPAWN_SEARCH_PATH, NULL, NULL, &said, NULL, &status, &error);
    g_assert_no_error (error);
    g_assert_cmpint (status, ==, 0);
    g_unlink (path);
    return g_steal_pointer (&said);
}

static guint64
pages_of (GBytes *pdf)
{
    g_autofree char *said = ask_of (pdf, "pdfinfo");
    const char *pages = strstr (said, "Pages:");

    g_assert_nonnull (pages);
    return g_ascii_strtoull (g_strchug ((char *) pages + strlen ("Pages:")), NULL, 10);
}

static guint64
pages_of_bill (Fixture *fixture, const char *number)
{
    g_autofree char *path = g_strdup_printf ("/api/v1/bills/%s.pdf", number);
    g_auto(TestAnswer) answer = get (fixture, fixture->clerk, path);

    g_assert_cmpuint (answer.status, ==, 200);
    return pages_of (answer.bytes);
}

/* The book has these bills, each on all its pages, and no other. */
static void
expect_bills (Fixture *fixture, GBytes *pdf, const char *const *numbers)
{
    static const char *const all[] = { "07-202609-000000001-1",
                                       HELD,
                                       CREDITED,
                                       "07-202609-000000004-1",
                                       "08-202609-000000001-1",
                                       "08-202609-000000002-1",
                                       "08-202609-000000003-1" };
    g_autofree char *text = ask_of (pdf, "pdftotext");
    guint64 n_pages = 0;

    for (size_t i = 0; numbers[i] != NULL; i++)
        n_pages += pages_of_bill (fixture, numbers[i]);
    g_assert_cmpuint (pages_of (pdf), ==, n_pages);
    for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
        g_assert_cmpint (strstr (text, all[i]) != NULL, ==, g_strv_contains (numbers, all[i]));
    g_assert_null (strstr (text, CREDITED "C"));
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
    static const char *const both[] = { "07-202609-000000001-1", "07-202609-000000004-1",
                                        "08-202609-000000001-1", "08-202609-000000002-1",
                                        "08-202609-000000003-1", NULL };
    static const char *const own[] = { "07-202609-000000001-1", "07-202609-000000004-1", NULL };
    TestApi *api = &fixture->api;
    g_auto(TestAnswer) book = { 0 };
    g_auto(TestAnswer) easts = { 0 };
    g_autofree char *printed = NULL;

    run_and_issue (fixture);
    test_api_expect (api, fixture->clerk, "POST", PRINT (ALL), BOOK (BOOK_1), 202);
    test_api_expect (api, fixture->clerk, "POST", PRINT (ALL), BOOK (BOOK_1), 409);
    test_api_expect (api, fixture->boss, "POST", PRINT (ALL), BOOK (BOOK_1), 409);
    book = get (fixture, fixture->clerk, GET_BOOK (BOOK_1));
    g_assert_cmpuint (book.status, ==, 200);
    expect_bills (fixture, book.bytes, both);
    test_api_expect (api, fixture->boss, "GET", GET_BOOK (BOOK_1), NULL, 404);
    test_api_expect (api, fixture->boss, "POST", CANCEL_BOOK (BOOK_1), "{}", 404);

    test_api_expect (api, fixture->east, "POST", PRINT (ALL), BOOK (BOOK_2), 202);
    easts = get (fixture, fixture->east, GET_BOOK (BOOK_2));
    g_assert_cmpuint (easts.status, ==, 200);
    expect_bills (fixture, easts.bytes, own);
    printed = tally_test_db_ask (api->db,
                                 "SELECT string_agg (person || ' ' || district_id || ' ' || reason"
                                 ", ',' ORDER BY person) FROM guard.audit WHERE action = "
                                 "'bill-book'");
    g_assert_cmpstr (printed, ==, "clerk 0 " ALL ",east 7 " ALL);
}

static void
expect_words (Fixture *fixture,
              const char *token,
              const char *run_path,
              guint status,
              const char *words)
{
    TestCredentials who = { .bearer = token };
    g_auto(TestAnswer)
                answer = test_api_ask (&fixture->api, &who, "POST", run_path, BOOK (BOOK_1));

    g_assert_cmpuint (answer.status, ==, status);
    g_assert_cmpstr (test_answer_text (&answer, "message"), ==, words);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
    TestApi *api = &fixture->api;

    test_api_expect (api, NULL, "POST", PRINT (EIGHT), BOOK (BOOK_1), 401);
    test_api_expect (api, fixture->clerk, "POST", PRINT ("x"), BOOK (BOOK_1), 422);
    test_api_expect (api, fixture->clerk, "POST", PRINT (EIGHT), BOOK ("x"), 422);
    test_api_expect (api, fixture->clerk, "POST", PRINT (EIGHT), "{}", 422);
    test_api_expect (api, fixture->clerk, "GET", GET_BOOK ("x"), NULL, 422);
    test_api_expect (api, fixture->clerk, "GET", GET_BOOK (NOBODYS), NULL, 404);
    test_api_expect (api, fixture->clerk, "POST", CANCEL_BOOK (NOBODYS), "{}", 404);
    expect_words (fixture, fixture->clerk, PRINT (NOBODYS), 404, "no such run");
    run (fixture, EIGHT, 8);
    expect_words (fixture, fixture->east, PRINT (EIGHT), 404, "no such run");
    expect_words (fixture, fixture->clerk, PRINT (EIGHT), 404, "no bill of that run is issued");
    /* A refused one leaves no trace: its id is free again. */
    test_api_expect (api, fixture->clerk, "GET", GET_BOOK (BOOK_1), NULL, 404);
    issue (fixture, EIGHT);
    tally_test_db_script (
        api->db, "INSERT INTO bill.bill SELECT (b).* FROM (SELECT jsonb_populate_record (o, "
                 "jsonb_build_object ('number', '08-202609-' || lpad (i::text, 9, '0') || '-1', "
                 "'agreement_id', i)) AS b FROM bill.bill o, generate_series (4, 2001) i "
                 "WHERE o.number = '08-202609-000000001-1') made");
    expect_words (fixture, fixture->clerk, PRINT (EIGHT), 422,
                  "2001 bills are more than the 2000 of one file: gridtallyctl bill pdf prints "
                  "them");
    g_assert_cmpuint (count_files (fixture->folder), ==, 0);
}

/* The lines of bills are locked: the worker waits before its first page. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
    TestApi *api = &fixture->api;
    TestCredentials clerk = { .bearer = fixture->clerk };
    g_autoptr(TallyDb) owner = tally_test_db_open_as (api->db, "tally_owner");
    g_auto(TestAnswer) cancelled = { 0 };
    g_auto(TestAnswer) gone = { 0 };

    run_and_issue (fixture);
    g_assert_true (
        tally_db_script (owner, "BEGIN; LOCK TABLE bill.line IN ACCESS EXCLUSIVE MODE", NULL));
    test_api_expect (api, fixture->clerk, "POST", PRINT (ALL), BOOK (BOOK_1), 202);
    test_api_expect (api, fixture->clerk, "GET", GET_BOOK (BOOK_1), NULL, 202);
    test_api_expect (api, fixture->boss, "GET", GET_BOOK (BOOK_1), NULL, 404);
    test_api_expect (api, fixture->boss, "POST", CANCEL_BOOK (BOOK_1), "{}", 404);
    g_assert_cmpuint (count_files (fixture->folder), ==, 1); /* the part */
    cancelled = test_api_ask (api, &clerk, "POST", CANCEL_BOOK (BOOK_1), "{}");
    g_assert_cmpuint (cancelled.status, ==, 202);
    g_assert_cmpstr (test_answer_text (&cancelled, "state"), ==, "cancelled");
    g_assert_true (tally_db_script (owner, "ROLLBACK", NULL));
    gone = get (fixture, fixture->clerk, GET_BOOK (BOOK_1));
    g_assert_cmpuint (gone.status, ==, 404);
    g_assert_cmpuint (count_files (fixture->folder), ==, 0);
}

static char *
place (TallyBookShelf *shelf, int i)
{
    g_autofree char *id = g_strdup_printf ("book-%d", i);
    g_autofree char *path = NULL;

    g_assert_true (tally_book_shelf_reserve (shelf, id, "lin"));
    path = tally_book_shelf_path (shelf, id, NULL);
    g_assert_true (g_file_set_contents (path, "paper", -1, NULL));
    tally_book_shelf_put (shelf, id);
    return g_steal_pointer (&path);
}

/* An earlier server's books go at the start, the oldest when there are too many. */
static void
test_shelf (void)
{
    g_autofree char *top = g_dir_make_tmp ("test-bill-book-XXXXXX", NULL);
    g_autofree char *folder = g_build_filename (top, "books", NULL);
    g_autofree char *old = g_build_filename (folder, "old.pdf", NULL);
    g_autofree char *part = g_build_filename (folder, "old.pdf.part", NULL);
    TallyBookShelf *shelf = tally_book_shelf_new ();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = NULL;
    g_autofree char *late = NULL;
    GStatBuf how;

    g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
    g_assert_true (g_file_set_contents (old, "paper", -1, NULL));
    g_assert_true (g_file_set_contents (part, "paper", -1, NULL));
    g_assert_true (tally_book_shelf_set_folder (shelf, folder, NULL));
    g_assert_cmpuint (count_files (folder), ==, 0);
    g_assert_cmpint (g_stat (folder, &how), ==, 0);
    g_assert_cmpuint (how.st_mode & 0777, ==, 0700);

    g_assert_true (tally_book_shelf_reserve (shelf, "late", "lin"));
    late = tally_book_shelf_path (shelf, "late", NULL);
    for (int i = 0; i <= TALLY_BOOKS_KEPT; i++) {
        g_autofree char *path = place (shelf, i);

        g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
    g_assert_cmpuint (count_files (folder), ==, TALLY_BOOKS_KEPT);
    g_assert_true (g_file_set_contents (late, "paper", -1, NULL));
    tally_book_shelf_put (shelf, "late"); /* it had to make room while it was written */
    g_assert_cmpuint (count_files (folder), ==, TALLY_BOOKS_KEPT);
    g_assert_false (tally_book_shelf_get (shelf, "book-0", "lin", &pdf, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    g_assert_true (tally_book_shelf_get (shelf, "book-8", "lin", &pdf, NULL));
    tally_book_shelf_drop (shelf, "book-8");
    g_assert_cmpuint (g_bytes_get_size (pdf), ==, 5); /* who has it keeps it */
    tally_book_shelf_free (shelf);
    g_assert_cmpuint (count_files (folder), ==, 0);
    g_rmdir (folder);
    g_rmdir (top);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
    ADD ("/bill-book/whole", test_whole);
    ADD ("/bill-book/refused", test_refused);
    ADD ("/bill-book/cancelled", test_cancelled);
    g_test_add_func ("/bill-book/shelf", test_shelf);
    return g_test_run ();
}
