// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a workbook says what its cells were given, to the last digit; what is not whole leaves no
 * file. */
#include "shared/error/tally-error.h"
#include "shared/sheet/tally-sheet-out.h"
#include "tests/lib/tally-test-workbook.h"

#include <glib/gstdio.h>
#include <string.h>

#define LONGEST 32767 /* characters of a cell, by ECMA-376 */

static const TallySheetColumn columns[] = { { "code", FALSE }, { "kWh", TRUE } };

typedef struct {
    char *folder;
    char *path;
    TallySheetOut *sheet;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    fixture->folder = g_dir_make_tmp ("tally-sheet-XXXXXX", NULL);
    fixture->path = g_build_filename (fixture->folder, "a.xlsx", NULL);
    fixture->sheet = tally_sheet_out_new (fixture->path, "Energy: [day]/month, of all districts",
                                          columns, 2, &error);
    g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    tally_sheet_out_free (fixture->sheet);
    g_remove (fixture->path);
    g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* nothing else is there */
    g_free (fixture->path);
    g_free (fixture->folder);
}

static void
add (Fixture *fixture, const char *code, const char *number)
{
    const char *cells[] = { code, number };
    g_autoptr(GError) error = NULL;

    tally_sheet_out_add (fixture->sheet, cells, &error);
    g_assert_no_error (error);
}

static void
close_and_expect (Fixture *fixture, const char *expected)
{
    g_autofree char *found = NULL;
    g_autoptr(GError) error = NULL;

    tally_sheet_out_close (fixture->sheet, &error);
    g_assert_no_error (error);
    found = tally_test_workbook_read (fixture->path, TRUE);
    g_assert_cmpstr (found, ==, expected);
}

/* What is given as a number, and how it stands in the file: "#" is a number, the rest is text. */
static const char *const numbers[][2] = {
    { "0", "#0" },
    { "-12.50", "#-12.5" },
    { "0.001", "#0.001" },
    { "123456789012345", "#123456789012345" },
    { "1234567890123.45", "#1234567890123.45" },
    { "-0.10000000000001", "#-0.10000000000001" },
    { "1234567890123456", "1234567890123456" },
    { "12345678901234.56", "12345678901234.56" },
    { "007", "007" },
    { "1e3", "1e3" },
    { ".5", ".5" },
    { "5.", "5." },
    { "1.2.3", "1.2.3" },
    { "-", "-" },
    { "1,000", "\"1,000\"" },
    { "inf", "inf" },
    { "", "" },
};

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GString) expected = g_string_new ("code,kWh\n");

    for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++) {
        add (fixture, "1", numbers[i][0]);
        g_string_append_printf (expected, "1,%s\n", numbers[i][1]);
    }
    close_and_expect (fixture, expected->str);
}

/* A text is a text, whatever a spreadsheet might make of it. */
static void
test_texts (Fixture *fixture, gconstpointer data)
{
    add (fixture, "=SUM(A1:A9)", NULL);
    add (fixture, "+1", NULL);
    add (fixture, "https://example.org", NULL);
    add (fixture, "<b>&\"x\"", NULL);
    add (fixture, "二〇二六年", NULL);
    add (fixture, " two  blanks ", NULL);
    close_and_expect (fixture, "code,kWh\n=SUM(A1:A9),\n+1,\nhttps://example.org,\n"
                               "\"<b>&\"\"x\"\"\",\n二〇二六年,\n two  blanks ,\n");
}

/* Names stand above every sheet. */
static void
test_more_than_a_sheet (Fixture *fixture, gconstpointer data)
{
    tally_sheet_out_set_sheet_rows (fixture->sheet, 3);
    for (int i = 0; i < 5; i++) {
        g_autofree char *number = g_strdup_printf ("%d", i);

        add (fixture, "p", number);
    }
    close_and_expect (fixture, "code,kWh\np,#0\np,#1\ncode,kWh\np,#2\np,#3\ncode,kWh\np,#4\n");
}

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
    g_autofree char *longest = g_strnfill (LONGEST, 'x');
    g_autofree char *longer = g_strnfill (LONGEST + 1, 'x');
    const char *cells[] = { longer, "1" };
    g_autoptr(GError) error = NULL;

    add (fixture, longest, "1");
    g_assert_false (tally_sheet_out_add (fixture->sheet, cells, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "a.xlsx: row 3: "));
}

static void
test_not_closed (Fixture *fixture, gconstpointer data)
{
    add (fixture, "p", "1");
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = g_build_filename (fixture->folder, "none", "b.xlsx", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallySheetOut) sheet = tally_sheet_out_new (path, "", columns, 2, &error);

    g_assert_no_error (error);
    g_assert_false (tally_sheet_out_close (sheet, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
    g_assert_nonnull (strstr (error->message, path));
}

/* A file of that name stays when the new one can't take its place. */
static void
test_name_is_taken (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
    g_assert_false (tally_sheet_out_close (fixture->sheet, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
    g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/sheet-out/" name, Fixture, NULL, set_up, func, tear_down)
    ADD ("numbers", test_numbers);
    ADD ("texts", test_texts);
    ADD ("more-than-a-sheet", test_more_than_a_sheet);
    ADD ("too-long", test_too_long);
    ADD ("not-closed", test_not_closed);
    ADD ("no-folder", test_no_folder);
    ADD ("name-is-taken", test_name_is_taken);

    return g_test_run ();
}
