// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/time/tally-calendar-text.h"

#include "shared/error/tally-error.h"

#include <string.h>

void
tally_calendar_append_days (const TallyCalendar *calendar, TallyDays days, GString *text)
{
    const char *before = "";

    for (size_t i = 0; i < tally_calendar_count (calendar); i++) {
        gboolean is_worked;
        TallyDay day;

        tally_calendar_get (calendar, i, &day, NULL, &is_worked);
        if (day.number < days.first.number || day.number >= days.end.number)
            continue;
        g_string_append_printf (text, "%s%d%c", before, day.number, is_worked ? 'w' : 'h');
        before = ",";
    }
}

static gboolean
add_day (TallyCalendar *calendar, char *item)
{
    size_t length = strlen (item);
    char kind = length > 1 ? item[length - 1] : '\0';
    int32_t first = tally_day_new (TALLY_DAY_FIRST_YEAR, 1, 1).number;
    int32_t last = tally_day_new (TALLY_DAY_LAST_YEAR, 12, 31).number;
    int64_t day;

    if (kind != 'h' && kind != 'w')
        return FALSE;
    item[length - 1] = '\0';
    return g_ascii_string_to_signed (item, 10, first, last, &day, NULL)
           && tally_calendar_add (calendar, (TallyDay){ (int32_t) day }, "", kind == 'w', NULL);
}

TallyCalendar *
tally_calendar_parse_days (const char *text, GError **error)
{
    g_autoptr(TallyCalendar) calendar = tally_calendar_new ();
    g_auto(GStrv) items = g_strsplit (text, ",", -1);

    for (char **item = items; *item != NULL; item++) {
        if (add_day (calendar, *item))
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%.60s” are no special days", text);
        return NULL;
    }
    return g_steal_pointer (&calendar);
}
