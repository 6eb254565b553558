// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-span-calc.h"

G_BEGIN_DECLS

/**
 * tally_reach_is_cut:
 * @main: registers applied
 * @first, @end: the intervals that are wanted
 * @is_edited: whether people decided that intervals be estimated, so that any may be missing
 * @may_end_later: whether something may have arrived of the time after the span
 *
 * Whether a gap between two registers reaches from what is wanted to where the span does not show
 * all that its estimate hangs on: the register that opens it lies before @first, as do some of the
 * days it is spread over, or the one that closes it lies behind the span. Points without a single
 * register in the span are taken to have none.
 */
gboolean tally_reach_is_cut (const TallyCandidates *main,
                             int32_t first,
                             int32_t end,
                             gboolean is_edited,
                             gboolean may_end_later);

G_END_DECLS
