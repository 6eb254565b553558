// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tally_row_tree_new:
 * @rows: (transfer none): a list of #TallyRowItem that does not change
 * @id_offset: member of the struct that names a row; `int64_t`
 * @parent_offset: member that names the row above; `int64_t`
 *
 * A row whose parent is not among the rows is a root: a person may see only a part.
 *
 * Returns: (transfer full): the tree, all of it open
 */
GtkTreeListModel *tally_row_tree_new (GListModel *rows, size_t id_offset, size_t parent_offset);

G_END_DECLS
