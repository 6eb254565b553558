// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tally_csv_file_save:
 * @parent: the widget that asks
 * @title: what the rows are; the file is called after it
 * @csv: what to write
 * @n_rows: how many rows it has, for the message afterwards
 *
 * Asks where to, writes, and says in the window how it went.
 */
void tally_csv_file_save (GtkWidget *parent, const char *title, const char *csv, guint n_rows);

G_END_DECLS
