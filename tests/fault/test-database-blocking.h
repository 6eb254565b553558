// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/lib/tally-test-chaos.h"
#include "tests/lib/tally-test-db.h"

G_BEGIN_DECLS

/** test_database_blocking: a TallyDb ends each of its waits, when the network falls silent or
 * speaks garbage, with an error, and the next connection works; @conninfo leads through @chaos.
 * All in one database: making one takes longer than a case. */
void test_database_blocking (TallyTestDb *base, TallyTestChaos *chaos, const char *conninfo);

G_END_DECLS
