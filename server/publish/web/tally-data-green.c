// SPDX-License-Identifier: GPL-3.0-or-later
/* Own use as a Green Button file: the intervals with their cost and quality, point by point. */
#include "server/publish/files/tally-green-button.h"
#include "server/publish/web/tally-data-rows.h"

/* ESPI counts money in hundred-thousandths, the books in hundredths. */
#define COST_PER_MINOR 1000

/* The end of the newest value: the same file as long as nothing new has come. */
static int64_t
newest (const TallyAccountBook *book, const TallyUseSpan *span)
{
    int64_t end = tally_day_start (book->zone, span->days.first);

    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);
        const TallyAccountUse *use = entry->use;
        size_t at = tally_account_use_at (use, span->days.end);
        size_t first = tally_account_use_at (use, span->days.first);
        int64_t start = tally_day_start (book->zone, use->days.first);

        while (at > first && use->qualities[at - 1] == TALLY_QUALITY_MISSING)
            at--;
        end = MAX (end, start + (int64_t) at * use->interval_s);
    }
    return end;
}

static gboolean
add_channel (TallyGreenButton *feed,
             const TallyAccountBook *book,
             const TallyBookEntry *entry,
             const TallyUseSpan *span,
             int16_t channel,
             GError **error)
{
    const TallyAccountUse *use = entry->use;
    const int64_t *values = channel == 2 ? use->export : use->import;
    TallyGreenButtonChannel head = {
        .channel = channel,
        .interval_s = use->interval_s,
        .currency = channel == 1 ? tally_green_button_currency (book->currency) : 0,
    };
    g_autofree int64_t *costs = g_new0 (int64_t, use->n + 1);

    for (size_t i = 0; i < use->n; i++)
        costs[i] = entry->amounts[i] * COST_PER_MINOR;
    tally_green_button_begin_channel (feed, &head);
    for (TallyDay day = span->days.first; day.number < span->days.end.number; day.number++) {
        size_t at = tally_account_use_at (use, day);
        TallyGreenButtonDay one = {
            .start = tally_day_start (book->zone, day),
            .n = tally_account_use_at (use, (TallyDay){ day.number + 1 }) - at,
            .values = values + at,
            .qualities = use->qualities + at,
            .costs = head.currency != 0 ? costs + at : NULL,
        };

        if (use->versions[day.number - use->days.first.number] >= 0
            && !tally_green_button_add_day (feed, &one, error))
            return FALSE;
    }
    return TRUE;
}

char *
tally_data_green_button (const TallyAccountBook *book,
                         const TallyUseSpan *span,
                         const char *origin,
                         GError **error)
{
    g_autoptr(GString) out = g_string_new (NULL);
    g_autofree char *base = g_strconcat (origin, "/espi/1_1/resource", NULL);
    g_autoptr(TallyGreenButton)
                   feed = tally_green_button_new (out, base, "Gridtally", newest (book, span));
    int year;

    tally_day_split ((TallyDay){ span->days.end.number - 1 }, &year, NULL, NULL);
    for (guint i = 0; i < book->entries->len; i++) {
        const TallyBookEntry *entry = g_ptr_array_index (book->entries, i);
        TallyGreenButtonPoint point = { entry->code, entry->point, book->zone, year };

        tally_green_button_begin_point (feed, &point);
        if (!add_channel (feed, book, entry, span, 1, error)
            || (entry->use->has_export && !add_channel (feed, book, entry, span, 2, error)))
            return NULL;
    }
    tally_green_button_end (feed);
    return g_strdup (out->str);
}
