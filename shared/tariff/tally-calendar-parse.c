// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-tariff.h"

#define FORMAT "gridtally-calendar-v1"

static gboolean
read_name (TallyJson *node, const char **name, GError **error)
{
    TallyJson *member = tally_json_require (node, "name", error);

    if (member == NULL)
        return FALSE;
    if (member->type == TALLY_JSON_OBJECT) {
        const char *other = NULL;

        return tally_json_require (member, "en", error) != NULL
               && tally_json_get_text (member, "en", name, error)
               && tally_json_get_text (member, "zh_CN", &other, error)
               && tally_json_no_others (member, error);
    }
    return tally_json_get_text (node, "name", name, error);
}

static gboolean
read_special (TallyCalendar *calendar, TallyJson *node, GError **error)
{
    g_autoptr(GError) reason = NULL;
    const char *name = NULL;
    gboolean is_worked = FALSE;
    TallyJson *day_node;
    TallyDay day;

    if (!tally_json_expect (node, TALLY_JSON_OBJECT, error)
        || (day_node = tally_json_require (node, "day", error)) == NULL
        || !tally_json_expect (day_node, TALLY_JSON_STRING, error)
        || !read_name (node, &name, error)
        || !tally_json_get_flag (node, "worked", &is_worked, error)
        || !tally_json_no_others (node, error))
        return FALSE;
    if (!tally_day_parse (day_node->text, &day, &reason)
        || !tally_calendar_add (calendar, day, name, is_worked, &reason))
        return tally_json_refuse (day_node, error, "%s", reason->message);
    return TRUE;
}

TallyCalendar *
tally_calendar_parse (const char *text, gssize length, GError **error)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (text, length, error);
    g_autoptr(TallyCalendar) calendar = tally_calendar_new ();
    const char *format = "", *id = NULL, *name = NULL, *source = NULL;
    TallyJson *root, *days;

    if (document == NULL)
        return NULL;
    root = tally_json_root (document);
    if (!tally_json_expect (root, TALLY_JSON_OBJECT, error)
        || !tally_json_get_text (root, "format", &format, error))
        return NULL;
    if (!g_str_equal (format, FORMAT)) {
        tally_json_refuse (root, error, "format “%s” is not %s", format, FORMAT);
        return NULL;
    }
    if (!tally_json_get_text (root, "id", &id, error) || !read_name (root, &name, error)
        || !tally_json_get_text (root, "source", &source, error)
        || (days = tally_json_require (root, "days", error)) == NULL
        || !tally_json_expect (days, TALLY_JSON_ARRAY, error)
        || !tally_json_no_others (root, error))
        return NULL;
    for (TallyJson *item = days->first; item != NULL; item = item->next) {
        if (!read_special (calendar, item, error))
            return NULL;
    }
    return g_steal_pointer (&calendar);
}
