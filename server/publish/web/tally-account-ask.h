// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-web-private.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * tally_account_ask:
 * @days: whole months
 * @bill: (nullable): a number: every version of the days, for those it was made of to be chosen
 *   from; of a bill that did not keep them, the newest that were there when it was issued
 * @more, @n_more: queries whose results follow those of TALLY_BOOK_*
 *
 * As tally_web_ask(), for what a #TallyAccountBook is made of.
 */
void tally_account_ask (TallyWeb *web,
                        TallyRequest *request,
                        TallyDays days,
                        const char *bill,
                        const TallyQuery *more,
                        gsize n_more,
                        TallyWebAnswer answer);

G_END_DECLS
