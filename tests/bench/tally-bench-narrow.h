// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/* The bill run of bench-bill as set-based SQL on a row a reading, in the same PostgreSQL. A fault
 * ends the benchmark. */

/** tally_bench_narrow_load: makes rows of the blocks of September 2026 */
void tally_bench_narrow_load (TallyDb *db);

/** tally_bench_narrow_bill: Returns: milliseconds to make narrow.line, of all bills, and its key */
double tally_bench_narrow_bill (TallyDb *db);

G_END_DECLS
