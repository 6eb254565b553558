// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-table.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tally_table_file_save:
 * @parent: the widget that asks
 * @table: (transfer full): what to write; the file is called after its title
 *
 * Asks where to, writes in a thread, and says in the window how it went: a workbook where the name
 * ends in ".xlsx", CSV otherwise.
 */
void tally_table_file_save (GtkWidget *parent, TallyTable *table);

G_END_DECLS
