// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-account-ask.h"

#include "server/publish/web/tally-account-book.h"

#define MAX_MORE 4

void
tally_account_ask (TallyWeb *web,
                   TallyRequest *request,
                   TallyDays days,
                   const char *bill,
                   const TallyQuery *more,
                   gsize n_more,
                   TallyWebAnswer answer)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *const values[] = { first, end, bill };
    TallyQuery queries[TALLY_BOOK_N - 1 + MAX_MORE] = {
        [TALLY_BOOK_TERMS - 1] = { "web/account-terms", 2, values },
        [TALLY_BOOK_TARIFFS - 1] = { "web/account-tariffs", 0, NULL },
        [TALLY_BOOK_HOLIDAYS - 1] = { "web/account-holidays", 2, values },
        [TALLY_BOOK_BLOCKS - 1] = { "web/account-blocks", 3, values },
        [TALLY_BOOK_BILLS - 1] = { "web/account-bills", 2, values },
        [TALLY_BOOK_LINES - 1] = { "web/account-lines", 2, values },
    };

    g_return_if_fail (n_more <= MAX_MORE);

    tally_day_format (days.first, first);
    tally_day_format (days.end, end);
    for (gsize i = 0; i < n_more; i++)
        queries[TALLY_BOOK_N - 1 + i] = more[i];
    tally_web_ask (web, request, queries, TALLY_BOOK_N - 1 + n_more, answer);
}
