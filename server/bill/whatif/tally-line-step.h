// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/wire/tally-wire-line-reason.h"

G_BEGIN_DECLS

/**
 * tally_line_step_explain:
 * @db: a connection of the settle role, not in a transaction
 * @number: of a bill or credit note
 * @district_id: of the person who asks; 0: all
 * @line_no: of the bill
 *
 * Makes the bill again from the versions it was made from, and tells of the line why it is
 * what it is. A bill that did not keep them is made from today's; when that gives another
 * line, the reason is not known. Writes nothing.
 *
 * Returns: (transfer full): %NULL with %TALLY_ERROR_NOT_FOUND, also for a bill of another district
 */
TallyWireLineReason *tally_line_step_explain (TallyDb *db,
                                              const char *number,
                                              int32_t district_id,
                                              int line_no,
                                              GError **error);

G_END_DECLS
