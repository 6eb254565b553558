// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_test_workbook_read:
 * @kinds: whether a cell that is a number has "#" before it
 *
 * Returns: (transfer full): the cells of all sheets of a workbook as CSV, by tests/lib/workbook.py
 */
char *tally_test_workbook_read (const char *path, gboolean kinds);

G_END_DECLS
