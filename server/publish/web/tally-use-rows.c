// SPDX-License-Identifier: GPL-3.0-or-later
/* The steps of a span as rows, for machines. */
#include "server/publish/web/tally-use-span.h"

#include <string.h>

#define HOUR_S 3600
#define QUARTER_S 900

int32_t
tally_use_interval (const TallyAccountBook *book)
{
    int32_t interval_s = QUARTER_S;

    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);

        interval_s = MAX (interval_s, entry->terms.interval_s);
    }
    return interval_s;
}

gboolean
tally_use_step_read (const char *name, TallyUseStep *step)
{
    static const char *const names[] = { "interval", "hour", "day", "month" };

    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        if (g_strcmp0 (names[i], name) == 0) {
            *step = (TallyUseStep) i;
            return TRUE;
        }
    }
    return FALSE;
}

static void
add_clock_rows (const TallyAccountBook *book, TallyDay day, int32_t step_s, GArray *rows)
{
    int64_t start = tally_day_start (book->zone, day);
    int64_t end = tally_day_start (book->zone, (TallyDay){ day.number + 1 });

    for (int64_t at = start; at < end; at += step_s) {
        TallyUseRow row = { .start = at, .end = MIN (at + step_s, end) };

        tally_use_sum (book, day, (int32_t) (at - start), (int32_t) (row.end - start), &row.sum);
        if (row.sum.n > 0)
            g_array_append_val (rows, row);
    }
}

static void
add_days_row (const TallyAccountBook *book, TallyDays days, GArray *rows)
{
    TallyUseRow row = { .start = tally_day_start (book->zone, days.first),
                        .end = tally_day_start (book->zone, days.end) };

    tally_use_sum_days (book, days, &row.sum);
    if (row.sum.n > 0 || row.sum.minor != 0)
        g_array_append_val (rows, row);
}

GArray *
tally_use_rows (const TallyAccountBook *book, const TallyUseSpan *span)
{
    GArray *rows = g_array_new (FALSE, TRUE, sizeof (TallyUseRow));
    int32_t step_s = span->step == TALLY_USE_BY_HOUR ? HOUR_S : tally_use_interval (book);
    TallyDay day = span->days.first;

    while (day.number < span->days.end.number) {
        TallyDay next = { day.number + 1 };

        if (span->step == TALLY_USE_BY_MONTH)
            next.number = MIN (tally_day_next_month (day).number, span->days.end.number);
        if (span->step <= TALLY_USE_BY_HOUR)
            add_clock_rows (book, day, step_s, rows);
        else
            add_days_row (book, (TallyDays){ day, next }, rows);
        day = next;
    }
    return rows;
}
