// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-use-span.h"

#include <string.h>

#define DAYS_PER_WEEK 7
#define DAYS_IN_STEPS 62 /* an own range is shown by the day up to here, then by the month */

static const char *const names[TALLY_USE_N_KINDS] = { "day", "week", "month", "year", "from" };

const char *
tally_use_kind_name (TallyUseKind kind)
{
    return names[kind];
}

static gboolean
is_digits (const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit (text[i]))
            return FALSE;
    }
    return text[length] == '\0';
}

static gboolean
read_day (const char *text, size_t length, TallyDay *day)
{
    static const char rest[] = "0000-01-01";
    g_autofree char *whole = NULL;

    if (text == NULL || strlen (text) != length || !is_digits (text, length))
        return FALSE;
    whole = g_strconcat (text, rest + length, NULL);
    return tally_day_parse (whole, day, NULL);
}

static TallyUseFault
read_range (TallyDay first, const char *last, TallyUseSpan *span)
{
    TallyDay end;

    if (!read_day (last, strlen ("YYYY-MM-DD"), &end))
        return TALLY_USE_NO_DATE;
    span->days = (TallyDays){ first, { end.number + 1 } };
    if (end.number < first.number)
        return TALLY_USE_BACKWARDS;
    if (tally_days_count (span->days) > TALLY_USE_MAX_DAYS)
        return TALLY_USE_TOO_LONG;
    span->step = tally_days_count (span->days) > DAYS_IN_STEPS ? TALLY_USE_BY_MONTH
                                                               : TALLY_USE_BY_DAY;
    return TALLY_USE_FINE;
}

TallyUseFault
tally_use_span_read (TallyUseKind kind, const char *first, const char *last, TallyUseSpan *span)
{
    static const size_t lengths[TALLY_USE_N_KINDS] = { 10, 10, 7, 4, 10 };
    TallyDay day;
    int year;

    span->kind = kind;
    if (!read_day (first, lengths[kind], &day))
        return TALLY_USE_NO_DATE;
    tally_day_split (day, &year, NULL, NULL);
    span->step = TALLY_USE_BY_DAY;
    switch (kind) {
    case TALLY_USE_DAY:
        span->days = (TallyDays){ day, { day.number + 1 } };
        span->step = TALLY_USE_BY_HOUR;
        break;
    case TALLY_USE_WEEK:
        day.number -= (int32_t) tally_day_weekday (day);
        span->days = (TallyDays){ day, { day.number + DAYS_PER_WEEK } };
        break;
    case TALLY_USE_MONTH:
        span->days = tally_days_of_month (day);
        break;
    case TALLY_USE_YEAR:
        span->days = (TallyDays){ day, tally_day_new (year + 1, 1, 1) };
        span->step = TALLY_USE_BY_MONTH;
        break;
    case TALLY_USE_RANGE:
        return read_range (day, last, span);
    case TALLY_USE_N_KINDS:
        g_assert_not_reached ();
    }
    return TALLY_USE_FINE;
}

TallyDays
tally_use_span_months (const TallyUseSpan *span)
{
    TallyDay last = { span->days.end.number - 1 };

    return (TallyDays){ tally_day_month_start (span->days.first), tally_day_next_month (last) };
}

static TallyDay
step_day (const TallyUseSpan *span, int n)
{
    TallyDay first = span->days.first;
    int year;
    int month;

    tally_day_split (first, &year, &month, NULL);
    if (span->kind == TALLY_USE_MONTH) {
        month += n - 1;
        return tally_day_new (year + (month + 12) / 12 - 1, (month + 12) % 12 + 1, 1);
    }
    if (span->kind == TALLY_USE_YEAR)
        return tally_day_new (year + n, 1, 1);
    return (TallyDay){ first.number + n * tally_days_count (span->days) };
}

char *
tally_use_span_address (const TallyUseSpan *span, int n)
{
    static const int lengths[TALLY_USE_N_KINDS] = { 10, 10, 7, 4, 10 };
    TallyDay first = step_day (span, n);
    char text[TALLY_DAY_TEXT];
    char last[TALLY_DAY_TEXT];

    tally_day_format (first, text);
    if (span->kind != TALLY_USE_RANGE)
        return g_strdup_printf ("/use?%s=%.*s", names[span->kind], lengths[span->kind], text);
    tally_day_format ((TallyDay){ first.number + tally_days_count (span->days) - 1 }, last);
    return g_strdup_printf ("/use?from=%s&to=%s", text, last);
}

/* How many intervals of a day have happened: all of them, or to the last value of the open day. */
static size_t
count_known (const TallyAccountBook *book, const TallyAccountUse *use, TallyDay day, size_t at)
{
    size_t n = tally_account_use_at (use, (TallyDay){ day.number + 1 }) - at;

    if (day.number > book->today.number || day.number < book->since.number)
        return 0;
    if (day.number < book->today.number)
        return n;
    while (n > 0 && use->qualities[at + n - 1] == TALLY_QUALITY_MISSING)
        n--;
    return n;
}

static void
add_quality (TallyUseSum *sum, uint8_t quality)
{
    int known = quality;

    sum->quality = sum->n == 0 || sum->quality == known ? known : -1;
    sum->n++;
    if (quality == TALLY_QUALITY_MISSING)
        sum->n_missing++;
    else if (quality == TALLY_QUALITY_EDITED)
        sum->n_edited++;
    else if (tally_quality_is_estimated (quality))
        sum->n_estimated++;
}

static void
add_entry (const TallyAccountBook *book,
           const TallyBookEntry *entry,
           TallyDay day,
           int32_t from_s,
           int32_t to_s,
           TallyUseSum *sum)
{
    const TallyAccountUse *use = entry->use;
    size_t at = tally_account_use_at (use, day);
    size_t known = count_known (book, use, day, at);
    size_t end = tally_account_use_at (use, (TallyDay){ day.number + 1 }) - at;
    size_t from = (size_t) (from_s / use->interval_s);

    if (day.number < entry->terms.valid.first.number || day.number >= entry->terms.valid.end.number)
        return;
    if (to_s > 0)
        end = MIN (end, (size_t) (to_s / use->interval_s));
    for (size_t i = from; i < end; i++) {
        sum->wh += use->import[at + i];
        sum->export_wh += use->export[at + i];
        sum->minor += entry->amounts != NULL ? entry->amounts[at + i] : 0;
        if (i < known)
            add_quality (sum, use->qualities[at + i]);
    }
    sum->is_open |= use->versions[day.number - use->days.first.number] == 0;
}

void
tally_use_sum (const TallyAccountBook *book,
               TallyDay day,
               int32_t from_s,
               int32_t to_s,
               TallyUseSum *sum)
{
    for (guint i = 0; i < book->entries->len; i++)
        add_entry (book, g_ptr_array_index (book->entries, i), day, from_s, to_s, sum);
    sum->is_to_come = sum->n == 0 && day.number >= book->today.number;
}

void
tally_use_sum_days (const TallyAccountBook *book, TallyDays days, TallyUseSum *sum)
{
    for (TallyDay day = days.first; day.number < days.end.number; day.number++)
        tally_use_sum (book, day, 0, 0, sum);
}
