// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-calendar-convert.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"
#include "shared/time/tally-calendar.h"

#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

#define MAX_DAYS_OF_EVENT 62
#define MAX_OCCURRENCES 400
#define YEARS_OF_RECURRENCE 10

static gboolean
is_work_word (const char *text)
{
    static const char *const words[] = { "班", "working day", "make-up", "makeup", "workday" };
    g_autofree char *folded = text == NULL ? NULL : g_utf8_strdown (text, -1);

    for (size_t i = 0; folded != NULL && i < G_N_ELEMENTS (words); i++) {
        if (strstr (folded, words[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* A day that two entries name is what the first says; a worked day wins. */
static void
add_day (GHashTable *days, TallyDay day, const char *name, gboolean is_worked)
{
    gpointer key = GINT_TO_POINTER (day.number);

    if (!is_worked && g_hash_table_contains (days, key))
        return;
    g_hash_table_insert (days, key, g_strdup_printf ("%c%s", is_worked ? '+' : '-', name));
}

/* "Day off (substituted from 02/04/2024)": that day is worked for it. */
static void
add_substitute (GHashTable *days, const char *name)
{
    int month, day, year;
    const char *at = strstr (name, "substituted from ");

    if (at != NULL && sscanf (at, "substituted from %d/%d/%d", &month, &day, &year) == 3
        && month >= 1 && month <= 12 && day >= 1 && day <= 31)
        add_day (days, tally_day_new (year, month, day), name, TRUE);
}

static TallyDay
day_of (struct icaltimetype time)
{
    return tally_day_new (time.year, time.month, time.day);
}

static void
add_event_days (GHashTable *days, TallyDay first, int count, const char *name, gboolean is_worked)
{
    for (int i = 0; i < count; i++)
        add_day (days, (TallyDay){ first.number + i }, name, is_worked);
}

/* How many days the event lasts; the end of a whole-day event is the day after it. */
static int
length_of (icalcomponent *event)
{
    struct icaltimetype end = icalcomponent_get_dtend (event);
    int length = 1;

    if (!icaltime_is_null_time (end))
        length = day_of (end).number - day_of (icalcomponent_get_dtstart (event)).number;
    return CLAMP (length, 1, MAX_DAYS_OF_EVENT);
}

static void
add_event (GHashTable *days, icalcomponent *event)
{
    struct icaltimetype start = icalcomponent_get_dtstart (event);
    icalproperty *rule = icalcomponent_get_first_property (event, ICAL_RRULE_PROPERTY);
    icalproperty *category = icalcomponent_get_first_property (event, ICAL_CATEGORIES_PROPERTY);
    const char *name = icalcomponent_get_summary (event);
    int length = length_of (event), n = 0;
    gboolean is_worked = is_work_word (name)
                         || (category != NULL
                             && is_work_word (icalproperty_get_categories (category)));
    icalrecur_iterator *iterator;

    if (!start.is_date)
        return;
    name = name == NULL || *name == '\0' ? "?" : name;
    if (rule == NULL) {
        add_event_days (days, day_of (start), length, name, is_worked);
        return;
    }
    iterator = icalrecur_iterator_new (icalproperty_get_rrule (rule), start);
    for (struct icaltimetype next = icalrecur_iterator_next (iterator);
         !icaltime_is_null_time (next) && next.year < start.year + YEARS_OF_RECURRENCE
         && n < MAX_OCCURRENCES;
         next = icalrecur_iterator_next (iterator), n++)
        add_event_days (days, day_of (next), length, name, is_worked);
    icalrecur_iterator_free (iterator);
}

static gboolean
read_ical (GHashTable *days, const char *text, GError **error)
{
    icalcomponent *root = icalparser_parse_string (text);

    if (root == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "not an iCalendar file");
        return FALSE;
    }
    for (icalcomponent *event = icalcomponent_get_first_component (root, ICAL_VEVENT_COMPONENT);
         event != NULL; event = icalcomponent_get_next_component (root, ICAL_VEVENT_COMPONENT))
        add_event (days, event);
    icalcomponent_free (root);
    return TRUE;
}

static gboolean
read_list (GHashTable *days, const char *text, GError **error)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (text, -1, error);
    TallyJson *root = document == NULL ? NULL : tally_json_root (document);

    if (root == NULL || !tally_json_expect (root, TALLY_JSON_OBJECT, error))
        return FALSE;
    for (TallyJson *item = root->first; item != NULL; item = item->next) {
        g_autoptr(GError) reason = NULL;
        TallyDay day;

        if (!tally_json_expect (item, TALLY_JSON_STRING, error))
            return FALSE;
        if (!tally_day_parse (item->key, &day, &reason))
            return tally_json_refuse (item, error, "%s", reason->message);
        add_day (days, day, item->text, is_work_word (item->text));
        add_substitute (days, item->text);
    }
    return TRUE;
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
    return GPOINTER_TO_INT (a) - GPOINTER_TO_INT (b);
}

static char *
write_calendar (GHashTable *days, const char *id)
{
    g_autoptr(GList) keys = g_list_sort (g_hash_table_get_keys (days), compare_days);
    GString *json = g_string_new ("{\n  \"format\": \"gridtally-calendar-v1\",\n  \"id\": ");

    tally_json_append_quoted (json, id);
    g_string_append (json, ",\n  \"name\": ");
    tally_json_append_quoted (json, id);
    g_string_append (json, ",\n  \"days\": [");
    for (GList *key = keys; key != NULL; key = key->next) {
        const char *name = g_hash_table_lookup (days, key->data);
        char text[TALLY_DAY_TEXT];

        g_string_append_printf (json,
                                "%s\n    {\"day\": \"%s\", \"name\": ", key == keys ? "" : ",",
                                tally_day_format ((TallyDay){ GPOINTER_TO_INT (key->data) }, text));
        tally_json_append_quoted (json, name + 1);
        g_string_append (json, *name == '+' ? ", \"worked\": true}" : "}");
    }
    g_string_append (json, "\n  ]\n}\n");
    return g_string_free (json, FALSE);
}

gboolean
tally_calendar_is_convertible (const char *text)
{
    return strstr (text, "BEGIN:VCALENDAR") != NULL
           || g_regex_match_simple ("^\\s*\\{\\s*\"[0-9]{4}-[0-9]{2}-[0-9]{2}\"\\s*:", text, 0, 0);
}

char *
tally_calendar_convert (const char *text, const char *id, GError **error)
{
    g_autoptr(GHashTable) days = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    gboolean is_ical = strstr (text, "BEGIN:VCALENDAR") != NULL;

    if (!(is_ical ? read_ical (days, text, error) : read_list (days, text, error)))
        return NULL;
    if (g_hash_table_size (days) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "there is no whole day in it");
        return NULL;
    }
    return write_calendar (days, id);
}
