// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-print-command.h"

#include "server/bill/tally-bill-book-step.h"
#include "server/bill/tally-bill-paper-store.h"
#include "server/bill/tally-bill-pdf.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define FOLDER_MODE 0755
#define PROGRESS_EVERY 50

static void
show_progress (int64_t n_done, int64_t n_total, gpointer unused)
{
    if (isatty (STDERR_FILENO) && (n_done % PROGRESS_EVERY == 0 || n_done == n_total))
        g_printerr ("\r%" G_GINT64_FORMAT " / %" G_GINT64_FORMAT "  ", n_done, n_total);
}

static gboolean
print_file (TallyDb *db, const TallyPrintOrder *order, const char *number, GError **error)
{
    g_autoptr(TallyBillPaper)
                   paper = tally_bill_store_load_paper (db, number, order->language, error);
    g_autoptr(GBytes) pdf = paper != NULL ? tally_bill_pdf (paper, NULL, error) : NULL;
    g_autofree char *name = g_strconcat (number, ".pdf", NULL);
    g_autofree char *path = g_build_filename (order->target, name, NULL);

    return pdf != NULL
           && g_file_set_contents (path, g_bytes_get_data (pdf, NULL),
                                   (gssize) g_bytes_get_size (pdf), error);
}

static gboolean
print_folder (TallyDb *db, const TallyPrintOrder *order, const GPtrArray *numbers, GError **error)
{
    if (g_mkdir_with_parents (order->target, FOLDER_MODE) != 0) {
        int reason = errno;

        g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), "%s: %s", order->target,
                     g_strerror (reason));
        return FALSE;
    }
    for (guint i = 0; i < numbers->len; i++) {
        if (!print_file (db, order, numbers->pdata[i], error))
            return FALSE;
        show_progress (i + 1, numbers->len, NULL);
    }
    return TRUE;
}

static gboolean
print_book (TallyDb *db, const TallyPrintOrder *order, const GPtrArray *numbers, GError **error)
{
    TallyBillBookOrder book = { .numbers = numbers,
                                .language = order->language,
                                .path = order->target,
                                .progress = show_progress };

    return tally_bill_book_step_write (db, &book, error);
}

gboolean
tally_print_bills (TallyDb *db, const TallyPrintOrder *order, GError **error)
{
    g_autoptr(GPtrArray)
                   numbers = tally_bill_paper_store_numbers (db, order->district_id, order->period,
                                                             order->run_id, error);
    gboolean is_folder = g_str_has_suffix (order->target, "/")
                         || g_file_test (order->target, G_FILE_TEST_IS_DIR);

    if (numbers == NULL)
        return FALSE;
    if (numbers->len == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             "no issued bill of that run or period");
        return FALSE;
    }
    if (!(is_folder ? print_folder : print_book) (db, order, numbers, error))
        return FALSE;
    g_print (order->as_json ? "{\"n_bills\":%u,\"file\":\"%s\"}\n" : _ ("%u bills are in %s\n"),
             numbers->len, order->target);
    return TRUE;
}
