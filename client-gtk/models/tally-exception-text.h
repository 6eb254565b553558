// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-exception-row.h"

G_BEGIN_DECLS

/**
 * tally_exception_text:
 * @row: a #TallyWireExceptionRow
 *
 * Returns: (transfer full): what was found and against what, in the language of the person; of
 *   a rule this client does not know, the server's own sentence
 */
char *tally_exception_text (gconstpointer row);

G_END_DECLS
