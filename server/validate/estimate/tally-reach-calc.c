// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/estimate/tally-reach-calc.h"

#include <string.h>

static gboolean
is_read (const TallyCandidates *main, int32_t bound)
{
    int64_t at = main->span.start + (int64_t) bound * main->span.interval_s;

    return tally_candidates_find_reading (main, at) != NULL;
}

/* The first bound from @from to @to where a register was read, or the one behind @to. */
static int32_t
find_read (const TallyCandidates *main, int32_t from, int32_t to)
{
    while (from <= to && !is_read (main, from))
        from++;
    return from;
}

static gboolean
is_missing (const TallyCandidates *main, int32_t first, int32_t end)
{
    return end > first
           && memchr (main->qualities + first, TALLY_QUALITY_MISSING, (size_t) (end - first))
                  != NULL;
}

gboolean
tally_reach_is_cut (const TallyCandidates *main,
                    int32_t first,
                    int32_t end,
                    gboolean is_edited,
                    gboolean may_end_later)
{
    int32_t n = main->span.n;
    int32_t opened;
    int32_t closed;

    if (main->readings->len == 0 || first == end || (!is_edited && !is_missing (main, first, end)))
        return FALSE;
    closed = find_read (main, first, n);
    if (closed > first && (is_edited || is_missing (main, first, MIN (closed, end))))
        return closed <= n || may_end_later;
    for (opened = end; opened > first && !is_read (main, opened); opened--)
        ;
    return may_end_later && opened < end && (is_edited || is_missing (main, opened, end))
           && find_read (main, end, n) > n;
}
