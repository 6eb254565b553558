// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-pdf-private.h"
#include "server/bill/tally-bill-pdf.h"
#include "shared/error/tally-error.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <glib/gstdio.h>

struct _TallyBillBook {
    char *path;
    char *part; /* where it is written until it is whole; NULL once it is in place */
    cairo_surface_t *surface;
    cairo_t *cr;
};

TallyBillBook *
tally_bill_book_new (const char *path, GError **error)
{
    g_autoptr(TallyBillBook) book = g_new0 (TallyBillBook, 1);
    cairo_status_t status;

    book->path = g_strdup (path);
    book->part = g_strconcat (path, ".part", NULL);
    book->surface = cairo_pdf_surface_create (book->part, PAGE_WIDTH, PAGE_HEIGHT);
    status = cairo_surface_status (book->surface);
    if (status != CAIRO_STATUS_SUCCESS) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", path,
                     cairo_status_to_string (status));
        return NULL;
    }
    book->cr = cairo_create (book->surface);
    return g_steal_pointer (&book);
}

void
tally_bill_book_add (TallyBillBook *book, const TallyBillPaper *paper)
{
    TallyBillPage page = { .cr = book->cr, .paper = paper };
    g_autofree char *mark = g_strdup_printf ("%s  %s", paper->number,
                                             paper->customer != NULL ? paper->customer : "");
    g_autofree char *here = g_strdup_printf ("dest='%s'", paper->number);
    g_autofree char *name = g_strdup_printf ("name='%s' internal", paper->number);

    cairo_pdf_surface_add_outline (book->surface, CAIRO_PDF_OUTLINE_ROOT, mark, here,
                                   (cairo_pdf_outline_flags_t) 0);
    cairo_tag_begin (book->cr, CAIRO_TAG_DEST, name);
    cairo_tag_end (book->cr, CAIRO_TAG_DEST);
    tally_bill_pdf_draw (&page);
}

static cairo_status_t
finish (TallyBillBook *book)
{
    cairo_status_t status;

    if (book->surface == NULL)
        return CAIRO_STATUS_SUCCESS;
    g_clear_pointer (&book->cr, cairo_destroy);
    cairo_surface_finish (book->surface);
    status = cairo_surface_status (book->surface);
    g_clear_pointer (&book->surface, cairo_surface_destroy);
    return status;
}

gboolean
tally_bill_book_close (TallyBillBook *book, GError **error)
{
    cairo_status_t status = finish (book);

    if (status != CAIRO_STATUS_SUCCESS) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: %s", book->path,
                     cairo_status_to_string (status));
        return FALSE;
    }
    if (g_rename (book->part, book->path) != 0) {
        int reason = errno;

        g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), "%s: %s", book->path,
                     g_strerror (reason));
        return FALSE;
    }
    g_clear_pointer (&book->part, g_free);
    return TRUE;
}

void
tally_bill_book_free (TallyBillBook *book)
{
    finish (book);
    if (book->part != NULL)
        g_unlink (book->part);
    g_free (book->part);
    g_free (book->path);
    g_free (book);
}
