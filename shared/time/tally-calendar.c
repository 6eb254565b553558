// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/time/tally-calendar.h"

#include "shared/error/tally-error.h"

typedef struct {
    TallyDay day;
    gboolean is_worked;
    char *name;
} Special;

struct _TallyCalendar {
    GArray *specials; /* by day */
};

static void
clear_special (gpointer data)
{
    Special *special = data;

    g_clear_pointer (&special->name, g_free);
}

TallyCalendar *
tally_calendar_new (void)
{
    TallyCalendar *calendar = g_new0 (TallyCalendar, 1);

    calendar->specials = g_array_new (FALSE, TRUE, sizeof (Special));
    g_array_set_clear_func (calendar->specials, clear_special);
    return calendar;
}

void
tally_calendar_free (TallyCalendar *calendar)
{
    if (calendar == NULL)
        return;
    g_array_unref (calendar->specials);
    g_free (calendar);
}

/* Returns the first row at or after @day. */
static guint
find_row (const TallyCalendar *calendar, TallyDay day)
{
    guint low = 0, high = calendar->specials->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (g_array_index (calendar->specials, Special, middle).day.number < day.number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const Special *
find_special (const TallyCalendar *calendar, TallyDay day)
{
    const Special *special;
    guint row;

    if (calendar == NULL)
        return NULL;
    row = find_row (calendar, day);
    if (row == calendar->specials->len)
        return NULL;
    special = &g_array_index (calendar->specials, Special, row);
    return special->day.number == day.number ? special : NULL;
}

gboolean
tally_calendar_add (TallyCalendar *calendar,
                    TallyDay day,
                    const char *name,
                    gboolean is_worked,
                    GError **error)
{
    Special special = { day, is_worked, NULL };

    if (find_special (calendar, day) != NULL) {
        char text[TALLY_DAY_TEXT];

        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "%s is in the calendar twice",
                     tally_day_format (day, text));
        return FALSE;
    }
    special.name = g_strdup (name);
    g_array_insert_val (calendar->specials, find_row (calendar, day), special);
    return TRUE;
}

TallyDayType
tally_calendar_day_type (const TallyCalendar *calendar, TallyDay day)
{
    const Special *special = find_special (calendar, day);

    if (special == NULL)
        return (TallyDayType) tally_day_weekday (day);
    return special->is_worked ? TALLY_DAY_MONDAY : TALLY_DAY_HOLIDAY;
}

const char *
tally_calendar_name (const TallyCalendar *calendar, TallyDay day)
{
    const Special *special = find_special (calendar, day);

    return special == NULL ? NULL : special->name;
}

size_t
tally_calendar_count (const TallyCalendar *calendar)
{
    return calendar->specials->len;
}

void
tally_calendar_get (const TallyCalendar *calendar,
                    size_t index,
                    TallyDay *day,
                    const char **name,
                    gboolean *is_worked)
{
    const Special *special;

    g_assert (index < calendar->specials->len);
    special = &g_array_index (calendar->specials, Special, (guint) index);
    if (day != NULL)
        *day = special->day;
    if (name != NULL)
        *name = special->name;
    if (is_worked != NULL)
        *is_worked = special->is_worked;
}
