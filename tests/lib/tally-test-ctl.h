// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/lib/tally-test-db.h"

G_BEGIN_DECLS

/**
 * tally_test_ctl_run:
 * @base: the database that the command is given
 * @words: what stands behind "gridtallyctl", quoted as for a shell
 * @said, @fault: (out) (transfer full): what it printed, and on standard error
 *
 * Returns: whether it ended well
 */
gboolean tally_test_ctl_run (TallyTestDb *base, const char *words, char **said, char **fault);

/**
 * tally_test_ctl:
 * @is_good: whether it is to end well; otherwise the test ends
 *
 * Returns: (transfer full): what it printed; where it is to fail, on standard error
 */
char *tally_test_ctl (TallyTestDb *base, const char *words, gboolean is_good);

G_END_DECLS
