// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-calendar-convert.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"
#include "shared/time/tally-calendar.h"

#include <glib/gi18n.h>
#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

#define MAX_DAYS_OF_EVENT 62
#define MAX_OCCURRENCES 5000
#define YEARS_OF_RECURRENCE 10
#define first_of icalcomponent_get_first_property
#define next_of icalcomponent_get_next_property

/* @written: days, each as + (worked) or - and its name in JSON; @last_year: of rules without end;
 * @overridden: "DAY UID" of the occurrences that events of their own replace */
typedef struct {
    GHashTable *written;
    GHashTable *overridden;
    GPtrArray *notes;
    int last_year;
} Reader;

/* @line: of its BEGIN:VEVENT; @name: for messages; @quoted: the name or names in JSON */
typedef struct {
    icalcomponent *component;
    int line;
    const char *name;
    char *quoted;
    int length; /* days */
    gboolean is_worked;
} Event;

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

static char *
quote (const char *text)
{
    GString *json = g_string_new (NULL);

    tally_json_append_quoted (json, text);
    return g_string_free (json, FALSE);
}

/* A day that two entries name is what the first says; a worked day wins. */
static void
add_day (GHashTable *days, TallyDay day, const char *quoted, gboolean is_worked)
{
    gpointer key = GINT_TO_POINTER (day.number);

    if (!is_worked && g_hash_table_contains (days, key))
        return;
    g_hash_table_insert (days, key, g_strdup_printf ("%c%s", is_worked ? '+' : '-', quoted));
}

static gboolean
is_day (int year, int month, int day)
{
    /* Events of the very last year could end after it. */
    return year >= TALLY_DAY_FIRST_YEAR && year < TALLY_DAY_LAST_YEAR && month >= 1 && month <= 12
           && day >= 1 && day <= tally_day_days_in_month (tally_day_new (year, month, 1));
}

/* "Day off (substituted from 02/04/2024)": that day is worked for it. */
static gboolean
add_substitute (GHashTable *days, const char *name, GError **error)
{
    g_autofree char *quoted = quote (name);
    int month, day, year;
    const char *at = strstr (name, "substituted from ");

    if (at == NULL || sscanf (at, "substituted from %2d/%2d/%4d", &month, &day, &year) != 3)
        return TRUE;
    if (!is_day (year, month, day)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%.60s” has a date that is no day",
                     name);
        return FALSE;
    }
    add_day (days, tally_day_new (year, month, day), quoted, TRUE);
    return TRUE;
}

static gboolean
is_day_of (struct icaltimetype time)
{
    return is_day (time.year, time.month, time.day);
}

static TallyDay
day_of (struct icaltimetype time)
{
    return tally_day_new (time.year, time.month, time.day);
}

static gboolean
refuse (const Event *event, const char *field, const char *why, GError **error)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "line %d, “%.60s”, %s: %s", event->line,
                 event->name, field, why);
    return FALSE;
}

/* libical takes out what it cannot read and leaves a note of it: a lost DESCRIPTION does not
 * matter, a lost date or rule does. */
static gboolean
check_fields (const Event *event, GError **error)
{
    static const char *const fields[] = { "DTSTART", "DTEND", "DURATION",      "RRULE",
                                          "EXDATE",  "RDATE", "RECURRENCE-ID", "STATUS" };

    for (icalproperty *fault = first_of (event->component, ICAL_XLICERROR_PROPERTY); fault != NULL;
         fault = next_of (event->component, ICAL_XLICERROR_PROPERTY)) {
        const char *text = icalproperty_get_xlicerror (fault);

        for (size_t i = 0; text != NULL && i < G_N_ELEMENTS (fields); i++) {
            g_autofree char *place = g_strdup_printf (" %s ", fields[i]);

            if (strstr (text, place) != NULL)
                return refuse (event, fields[i], text, error);
        }
    }
    return TRUE;
}

/* SUMMARY in Chinese and in another language, or in none, are a name in both. */
static void
read_names (Event *event)
{
    const char *plain = NULL, *english = NULL, *chinese = NULL;

    for (icalproperty *summary = first_of (event->component, ICAL_SUMMARY_PROPERTY);
         summary != NULL; summary = next_of (event->component, ICAL_SUMMARY_PROPERTY)) {
        icalparameter *parameter = icalproperty_get_first_parameter (summary,
                                                                     ICAL_LANGUAGE_PARAMETER);
        const char *language = parameter == NULL ? "" : icalparameter_get_language (parameter);
        const char *text = icalproperty_get_summary (summary);
        const char **name = g_ascii_strncasecmp (language, "zh", 2) == 0   ? &chinese
                            : g_ascii_strncasecmp (language, "en", 2) == 0 ? &english
                                                                           : &plain;

        event->is_worked = event->is_worked || is_work_word (text);
        if (*name == NULL && text != NULL && *text != '\0')
            *name = text;
    }
    if (english == NULL)
        english = plain;
    event->name = english != NULL ? english : chinese != NULL ? chinese : "?";
    event->quoted = quote (event->name);
    if (english != NULL && chinese != NULL) {
        g_autofree char *first = event->quoted;
        g_autofree char *other = quote (chinese);

        event->quoted = g_strdup_printf ("{\"en\": %s, \"zh_CN\": %s}", first, other);
    }
}

/* How many days it lasts; the end of a whole-day event is the day after it. */
static gboolean
read_length (Event *event, GError **error)
{
    struct icaltimetype start = icalcomponent_get_dtstart (event->component);
    struct icaltimetype end = icalcomponent_get_dtend (event->component);

    event->length = 1;
    if (!is_day_of (start))
        return refuse (event, "DTSTART", "a date that is no day", error);
    if (icaltime_is_null_time (end))
        return TRUE;
    if (!is_day_of (end))
        return refuse (event, "DTEND", "a date that is no day", error);
    if (!end.is_date && (end.hour != 0 || end.minute != 0 || end.second != 0))
        return refuse (event, "DTEND", "whole days end with a day", error);
    event->length = day_of (end).number - day_of (start).number;
    if (event->length < 0 || event->length > MAX_DAYS_OF_EVENT)
        return refuse (event, "DTEND", "an event lasts 1 to 62 days", error);
    event->length = MAX (event->length, 1);
    return TRUE;
}

static char *
key_of (icalcomponent *component, TallyDay day)
{
    return g_strdup_printf ("%d %s", day.number, icalcomponent_get_uid (component) ?: "");
}

/* Taken out by EXDATE, or replaced by an event of its own. */
static gboolean
is_excluded (const Reader *reader, const Event *event, TallyDay day)
{
    g_autofree char *key = key_of (event->component, day);

    for (icalproperty *except = first_of (event->component, ICAL_EXDATE_PROPERTY); except != NULL;
         except = next_of (event->component, ICAL_EXDATE_PROPERTY)) {
        struct icaltimetype time = icalproperty_get_exdate (except);

        if (is_day_of (time) && day_of (time).number == day.number)
            return TRUE;
    }
    return first_of (event->component, ICAL_RECURRENCEID_PROPERTY) == NULL
           && g_hash_table_contains (reader->overridden, key);
}

static void
add_occurrence (Reader *reader, const Event *event, TallyDay first)
{
    if (is_excluded (reader, event, first))
        return;
    for (int i = 0; i < event->length; i++)
        add_day (reader->written, (TallyDay){ first.number + i }, event->quoted, event->is_worked);
}

/* The occurrences of a rule until the last year; that it goes on after it is noted. */
static gboolean
add_rule (Reader *reader, const Event *event, icalproperty *property, GError **error)
{
    struct icalrecurrencetype rule = icalproperty_get_rrule (property);
    struct icaltimetype start = icalcomponent_get_dtstart (event->component), next;
    icalrecur_iterator *iterator;
    int n = 0;

    if (rule.freq == ICAL_SECONDLY_RECURRENCE || rule.freq == ICAL_MINUTELY_RECURRENCE
        || rule.freq == ICAL_HOURLY_RECURRENCE)
        return refuse (event, "RRULE", "whole days recur by the day or more", error);
    iterator = icalrecur_iterator_new (rule, start);
    if (iterator == NULL)
        return refuse (event, "RRULE", "no rule", error);
    for (next = icalrecur_iterator_next (iterator);
         is_day_of (next) && next.year <= reader->last_year && n <= MAX_OCCURRENCES;
         next = icalrecur_iterator_next (iterator), n++)
        add_occurrence (reader, event, day_of (next));
    icalrecur_iterator_free (iterator);
    if (n > MAX_OCCURRENCES)
        return refuse (event, "RRULE", "more than 5000 days: say an earlier last year", error);
    if (!icaltime_is_null_time (next) && reader->notes != NULL)
        g_ptr_array_add (reader->notes,
                         g_strdup_printf (_ ("line %d, “%s” goes on after %d, the last year "
                                             "written; --until YEAR names another"),
                                          event->line, event->name, reader->last_year));
    return TRUE;
}

/* They are listed first: a component goes through its properties in one place at a time. */
static gboolean
add_dates (Reader *reader, const Event *event, GError **error)
{
    g_autoptr(GArray) days = g_array_new (FALSE, FALSE, sizeof (TallyDay));

    for (icalproperty *more = first_of (event->component, ICAL_RDATE_PROPERTY); more != NULL;
         more = next_of (event->component, ICAL_RDATE_PROPERTY)) {
        struct icaltimetype time = icalproperty_get_rdate (more).time;
        TallyDay day;

        if (!is_day_of (time))
            return refuse (event, "RDATE", "a date that is no day", error);
        day = day_of (time);
        g_array_append_val (days, day);
    }
    for (guint i = 0; i < days->len; i++)
        add_occurrence (reader, event, g_array_index (days, TallyDay, i));
    return TRUE;
}

static gboolean
add_event (Reader *reader, Event *event, GError **error)
{
    icalcomponent *component = event->component;
    icalproperty *rule;

    if (icalcomponent_get_status (component) == ICAL_STATUS_CANCELLED)
        return TRUE;
    for (icalproperty *category = first_of (component, ICAL_CATEGORIES_PROPERTY); category != NULL;
         category = next_of (component, ICAL_CATEGORIES_PROPERTY))
        event->is_worked = event->is_worked
                           || is_work_word (icalproperty_get_categories (category));
    if (!read_length (event, error))
        return FALSE;
    if (icalcomponent_count_properties (component, ICAL_RRULE_PROPERTY) > 1)
        return refuse (event, "RRULE", "one rule an event", error);
    rule = first_of (component, ICAL_RRULE_PROPERTY);
    if (rule == NULL)
        add_occurrence (reader, event, day_of (icalcomponent_get_dtstart (component)));
    else if (!add_rule (reader, event, rule, error))
        return FALSE;
    return add_dates (reader, event, error);
}

/* Before any day is written: what occurrences are replaced, and how late the events begin. */
static gboolean
look_at_event (Reader *reader, const Event *event, int *latest, GError **error)
{
    struct icaltimetype start = icalcomponent_get_dtstart (event->component);
    icalproperty *replaces = first_of (event->component, ICAL_RECURRENCEID_PROPERTY);

    if (!check_fields (event, error))
        return FALSE;
    if (first_of (event->component, ICAL_DTSTART_PROPERTY) == NULL)
        return refuse (event, "DTSTART", "missing", error);
    if (start.is_date)
        *latest = MAX (*latest, start.year);
    if (replaces == NULL)
        return TRUE;
    start = icalproperty_get_recurrenceid (replaces);
    if (!is_day_of (start))
        return refuse (event, "RECURRENCE-ID", "a date that is no day", error);
    if (icalproperty_get_first_parameter (replaces, ICAL_RANGE_PARAMETER) != NULL)
        return refuse (event, "RECURRENCE-ID", "RANGE is not taken: one event a day", error);
    g_hash_table_add (reader->overridden, key_of (event->component, day_of (start)));
    return TRUE;
}

/* The line of the next BEGIN:VEVENT after @line, for messages. */
static int
find_event_line (char **lines, int line)
{
    while (lines[line] != NULL && g_ascii_strncasecmp (lines[line], "BEGIN:VEVENT", 12) != 0)
        line++;
    return line + 1;
}

static void
free_event (gpointer data)
{
    g_free (((Event *) data)->quoted);
    g_free (data);
}

static GPtrArray *
list_events (icalcomponent *root, const char *text)
{
    GPtrArray *events = g_ptr_array_new_with_free_func (free_event);
    g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
    int line = 0;

    for (icalcomponent *component = icalcomponent_get_first_component (root, ICAL_VEVENT_COMPONENT);
         component != NULL;
         component = icalcomponent_get_next_component (root, ICAL_VEVENT_COMPONENT)) {
        Event *event = g_new0 (Event, 1);

        line = MIN (find_event_line (lines, line), (int) g_strv_length (lines));
        event->component = component;
        event->line = line;
        read_names (event);
        g_ptr_array_add (events, event);
    }
    return events;
}

static gboolean
read_events (Reader *reader, GPtrArray *events, GError **error)
{
    int latest = 0;

    for (guint i = 0; i < events->len; i++) {
        if (!look_at_event (reader, events->pdata[i], &latest, error))
            return FALSE;
    }
    if (reader->last_year < 0)
        reader->last_year = MIN (latest + YEARS_OF_RECURRENCE, TALLY_DAY_LAST_YEAR - 1);
    for (guint i = 0; i < events->len; i++) {
        Event *event = events->pdata[i];

        if (icalcomponent_get_dtstart (event->component).is_date
            && !add_event (reader, event, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_ical (Reader *reader, const char *text, GError **error)
{
    icalcomponent *root = icalparser_parse_string (text);
    g_autoptr(GPtrArray) events = NULL;
    gboolean is_good;

    if (root == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "not an iCalendar file");
        return FALSE;
    }
    events = list_events (root, text);
    is_good = read_events (reader, events, error);
    icalcomponent_free (root);
    return is_good;
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
        g_autofree char *quoted = NULL;
        TallyDay day;

        if (!tally_json_expect (item, TALLY_JSON_STRING, error))
            return FALSE;
        if (!tally_day_parse (item->key, &day, &reason))
            return tally_json_refuse (item, error, "%s", reason->message);
        if (*item->text == '\0')
            return tally_json_refuse (item, error, "a holiday has a name");
        quoted = quote (item->text);
        add_day (days, day, quoted, is_work_word (item->text));
        if (!add_substitute (days, item->text, error))
            return FALSE;
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
        g_string_append (json, name + 1);
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
tally_calendar_convert (const char *text,
                        const char *id,
                        int until,
                        GPtrArray *notes,
                        GError **error)
{
    g_autoptr(GHashTable) days = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    g_autoptr(GHashTable)
                   overridden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    Reader reader = { .written = days,
                      .overridden = overridden,
                      .notes = notes,
                      .last_year = until };
    gboolean is_ical = strstr (text, "BEGIN:VCALENDAR") != NULL;

    if (!g_utf8_validate (text, -1, NULL)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the file is not UTF-8");
        return NULL;
    }
    if (until != -1 && (until < TALLY_DAY_FIRST_YEAR || until >= TALLY_DAY_LAST_YEAR)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the last year is %d to %d, not %d",
                     TALLY_DAY_FIRST_YEAR, TALLY_DAY_LAST_YEAR - 1, until);
        return NULL;
    }
    if (!(is_ical ? read_ical (&reader, text, error) : read_list (days, text, error)))
        return NULL;
    if (g_hash_table_size (days) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "there is no whole day in it");
        return NULL;
    }
    return write_calendar (days, id);
}
