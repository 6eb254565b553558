// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/guard/tally-guard-calc.h"

G_BEGIN_DECLS

/**
 * tally_settlement_allowed:
 * @state: of the settlement
 * @role: of who looks at it
 * @is_submitter: he submitted it himself, so he may not decide it
 *
 * Returns: (transfer full): which of audit, submit, approve, return and publish he may do now.
 *   What a client shows; whether it is done is decided when it is asked for.
 */
char **tally_settlement_allowed (const char *state, TallyRole role, gboolean is_submitter);

G_END_DECLS
