// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariff-grid.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-model.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MINUTES 1440
#define FRIDAY (TALLY_DAY_SATURDAY - 1)
#define DAY_TYPES 8 /* Monday to Sunday, then holidays */

/* One month's bands, by type of day and minute. */
typedef struct {
    uint8_t band[DAY_TYPES][MINUTES];
} Month;

struct _TallyTariffGrid {
    TallyTariffDoc *doc;
    guint schedule;
    TallyTariff *tariff;  /* seasons and schedules only */
    gboolean is_by_month; /* seasons begin with months, so that months can be painted apart */
    int season_of[TALLY_GRID_MONTHS];
    Month months[TALLY_GRID_MONTHS];
};

static const TallyTariffSchedule *
schedule_of (const TallyTariffGrid *self)
{
    return &self->tariff->schedules[self->schedule];
}

/* What the checker needs to see of a document to read its seasons and schedules. */
static char *
skeleton (JsonObject *root)
{
    static const char rest[] = "{\"format\":\"gridtally-tariff-v1\",\"id\":\"x\",\"name\":\"x\","
                               "\"valid_from\":\"2026-01-01\",\"currency\":\"CNY\",\"components\":"
                               "[{\"id\":\"x\",\"kind\":\"fixed\",\"rate\":\"0\"}]}";
    static const char *const kept[] = { "seasons", "schedules" };
    g_autoptr(JsonNode) made = json_from_string (rest, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (kept); i++) {
        if (json_object_has_member (root, kept[i]))
            json_object_set_member (json_node_get_object (made), kept[i],
                                    json_object_dup_member (root, kept[i]));
    }
    return json_to_string (made, FALSE);
}

static JsonNode *
parse (TallyTariffDoc *doc)
{
    return json_from_string (tally_tariff_doc_get_text (doc), NULL);
}

static void
read_months (TallyTariffGrid *self)
{
    const TallyTariffSchedule *schedule = schedule_of (self);

    self->is_by_month = TRUE;
    for (int month = 0; month < TALLY_GRID_MONTHS; month++) {
        TallyDay first = tally_day_new (2026, month + 1, 1);
        int season = tally_tariff_season (self->tariff, tally_day_new (2026, month + 1, 15));

        self->season_of[month] = season;
        for (int day = 0; day < tally_day_days_in_month (first); day++) {
            if (tally_tariff_season (self->tariff, (TallyDay){ first.number + day }) != season)
                self->is_by_month = FALSE;
        }
        for (int type = 0; type < DAY_TYPES; type++)
            for (int minute = 0; minute < MINUTES; minute++)
                self->months[month].band[type][minute] = (uint8_t)
                    tally_tariff_band (schedule, season, (TallyDayType) type, minute);
    }
}

TallyTariffGrid *
tally_tariff_grid_new (TallyTariffDoc *doc, guint schedule, GError **error)
{
    g_autoptr(JsonNode) root = parse (doc);
    g_autofree char *text = skeleton (json_node_get_object (root));
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (text, -1, error);
    TallyTariffGrid *self;

    if (tariff == NULL)
        return NULL;
    if (schedule >= tariff->n_schedules) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             _ ("The tariff has no schedule yet."));
        return NULL;
    }
    self = g_new0 (TallyTariffGrid, 1);
    self->doc = g_object_ref (doc);
    self->schedule = schedule;
    self->tariff = g_steal_pointer (&tariff);
    read_months (self);
    return self;
}

void
tally_tariff_grid_free (TallyTariffGrid *self)
{
    g_object_unref (self->doc);
    tally_tariff_unref (self->tariff);
    g_free (self);
}

guint
tally_tariff_grid_n_bands (const TallyTariffGrid *self)
{
    return (guint) schedule_of (self)->n_bands;
}

static const char *
name_of (const TallyTariffWord *word)
{
    gboolean is_chinese = g_str_has_prefix (g_get_language_names ()[0], "zh");

    return is_chinese && word->name_zh != NULL ? word->name_zh : word->name;
}

const char *
tally_tariff_grid_band_name (const TallyTariffGrid *self, guint band)
{
    return name_of (&schedule_of (self)->bands[band]);
}

const char *
tally_tariff_grid_season (const TallyTariffGrid *self, int month)
{
    return name_of (&self->tariff->seasons[self->season_of[month]]);
}

static int
type_of (TallyGridDay day)
{
    static const int types[] = { TALLY_DAY_MONDAY, TALLY_DAY_SATURDAY, TALLY_DAY_HOLIDAY };

    return types[day];
}

guint
tally_tariff_grid_band (const TallyTariffGrid *self,
                        TallyGridDay day,
                        int month,
                        int hour,
                        gboolean *is_mixed)
{
    const uint8_t *bands = &self->months[month].band[type_of (day)][hour * 60];

    *is_mixed = FALSE;
    for (int minute = 1; minute < 60; minute++)
        *is_mixed = *is_mixed || bands[minute] != bands[0];
    return bands[0];
}

static gboolean
is_of_day (int type, TallyGridDay day)
{
    if (type == TALLY_DAY_HOLIDAY)
        return day == TALLY_GRID_HOLIDAY;
    return (type >= TALLY_DAY_SATURDAY) == (day == TALLY_GRID_WEEKEND) && day != TALLY_GRID_HOLIDAY;
}

static void
paint_month (Month *month, TallyGridDay day, const TallyGridArea *area, guint band)
{
    for (int type = 0; type < DAY_TYPES; type++) {
        if (is_of_day (type, day))
            memset (&month->band[type][area->first_hour * 60], (int) band,
                    (size_t) (area->last_hour - area->first_hour + 1) * 60);
    }
}

/* Months of one season that are alike stay together; the first such part keeps its name. */
static void
part_of (const TallyTariffGrid *self, int part[TALLY_GRID_MONTHS])
{
    for (int month = 0; month < TALLY_GRID_MONTHS; month++) {
        part[month] = month;
        for (int other = month - 1; other >= 0; other--) {
            if (self->season_of[other] == self->season_of[month]
                && memcmp (&self->months[other], &self->months[month], sizeof (Month)) == 0)
                part[month] = part[other];
        }
    }
}

static gboolean
is_first_part (const TallyTariffGrid *self, int month)
{
    for (int other = 0; other < month; other++) {
        if (self->season_of[other] == self->season_of[month])
            return FALSE;
    }
    return TRUE;
}

/* "summer", then "summer-8" for the part that begins in August. */
static char *
season_id (const TallyTariffGrid *self, int first_month)
{
    const char *id = self->tariff->seasons[self->season_of[first_month]].id;

    return is_first_part (self, first_month) ? g_strdup (id)
                                             : g_strdup_printf ("%s-%d", id, first_month + 1);
}

static JsonNode *
list_seasons (const TallyTariffGrid *self, const int part[TALLY_GRID_MONTHS])
{
    JsonArray *seasons = json_array_new ();

    for (int first = 0; first < TALLY_GRID_MONTHS; first++) {
        const TallyTariffWord *word = &self->tariff->seasons[self->season_of[first]];
        JsonObject *season;
        JsonObject *name;
        JsonArray *months;
        g_autofree char *id = NULL;

        if (part[first] != first)
            continue;
        season = json_object_new ();
        id = season_id (self, first);
        json_object_set_string_member (season, "id", id);
        name = json_object_new ();
        json_object_set_string_member (name, "en", word->name);
        if (word->name_zh != NULL)
            json_object_set_string_member (name, "zh_CN", word->name_zh);
        json_object_set_object_member (season, "name", name);
        months = json_array_new ();
        for (int month = first; month < TALLY_GRID_MONTHS; month++) {
            if (part[month] == first)
                json_array_add_int_element (months, month + 1);
        }
        json_object_set_array_member (season, "months", months);
        json_array_add_object_element (seasons, season);
    }
    return json_node_init_array (json_node_alloc (), seasons);
}

/* Wherever a season that was split is named, its parts are. */
static void
name_parts (const TallyTariffGrid *self, const int part[TALLY_GRID_MONTHS], JsonNode *node)
{
    if (JSON_NODE_HOLDS_ARRAY (node)) {
        JsonArray *list = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (list); i++)
            name_parts (self, part, json_array_get_element (list, i));
    } else if (JSON_NODE_HOLDS_OBJECT (node)) {
        JsonObject *object = json_node_get_object (node);
        g_autoptr(GList) names = json_object_get_members (object);

        for (GList *name = names; name != NULL; name = name->next) {
            JsonNode *member = json_object_get_member (object, name->data);
            JsonArray *made;

            if (!g_str_equal (name->data, "seasons")) {
                name_parts (self, part, member);
                continue;
            }
            made = json_array_new ();
            for (int first = 0; first < TALLY_GRID_MONTHS; first++) {
                g_autofree char *text = json_to_string (member, FALSE);
                g_autofree char *id = season_id (self, first);
                g_autofree char *quoted = g_strdup_printf (
                    "\"%s\"", self->tariff->seasons[self->season_of[first]].id);

                if (part[first] == first && strstr (text, quoted) != NULL)
                    json_array_add_string_element (made, id);
            }
            json_node_take_array (member, made);
        }
    }
}

static JsonArray *
list_spans (const TallyTariffGrid *self, const uint8_t *bands)
{
    JsonArray *spans = json_array_new ();
    int from = 0;

    for (int minute = 1; minute <= MINUTES; minute++) {
        JsonObject *span;
        g_autofree char *start = NULL;
        g_autofree char *end = NULL;

        if (minute < MINUTES && bands[minute] == bands[from])
            continue;
        span = json_object_new ();
        start = g_strdup_printf ("%02d:%02d", from / 60, from % 60);
        end = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
        json_object_set_string_member (span, "from", start);
        json_object_set_string_member (span, "to", end);
        json_object_set_string_member (span, "band", schedule_of (self)->bands[bands[from]].id);
        json_array_add_object_element (spans, span);
        from = minute;
    }
    return spans;
}

/* Types of day of @month that are like @type, as the document names them. */
static JsonArray *
list_days (const Month *month, int type)
{
    static const char *const names[] = { "monday", "tuesday",  "wednesday", "thursday",
                                         "friday", "saturday", "sunday",    "holiday" };
    JsonArray *days = json_array_new ();
    gboolean is_like[DAY_TYPES];
    gboolean is_week = TRUE;
    gboolean is_end;

    for (int i = 0; i < DAY_TYPES; i++) {
        is_like[i] = memcmp (month->band[i], month->band[type], MINUTES) == 0;
        is_week = is_week && (i > FRIDAY || is_like[i]);
    }
    is_end = is_like[TALLY_DAY_SATURDAY] && is_like[TALLY_DAY_SUNDAY];
    if (is_week)
        json_array_add_string_element (days, "weekday");
    if (is_end)
        json_array_add_string_element (days, "weekend");
    for (int i = 0; i < DAY_TYPES; i++) {
        gboolean is_said = i <= FRIDAY ? is_week : (i <= TALLY_DAY_SUNDAY && is_end);

        if (is_like[i] && !is_said)
            json_array_add_string_element (days, names[i]);
    }
    return days;
}

static gboolean
is_first_of_its_like (const Month *month, int type)
{
    for (int other = 0; other < type; other++) {
        if (memcmp (month->band[other], month->band[type], MINUTES) == 0)
            return FALSE;
    }
    return TRUE;
}

static JsonNode *
list_rules (const TallyTariffGrid *self, const int part[TALLY_GRID_MONTHS])
{
    JsonArray *rules = json_array_new ();

    for (int first = 0; first < TALLY_GRID_MONTHS; first++) {
        const Month *month = &self->months[first];

        for (int type = 0; part[first] == first && type < DAY_TYPES; type++) {
            g_autofree char *id = season_id (self, first);
            JsonObject *rule;
            JsonArray *seasons;

            if (!is_first_of_its_like (month, type))
                continue;
            rule = json_object_new ();
            seasons = json_array_new ();
            json_array_add_string_element (seasons, id);
            json_object_set_array_member (rule, "seasons", seasons);
            json_object_set_array_member (rule, "days", list_days (month, type));
            json_object_set_array_member (rule, "spans", list_spans (self, month->band[type]));
            json_array_add_object_element (rules, rule);
        }
    }
    return json_node_init_array (json_node_alloc (), rules);
}

static gboolean
write_back (TallyTariffGrid *self, GError **error)
{
    g_autoptr(JsonNode) root = parse (self->doc);
    JsonObject *object = json_node_get_object (root);
    JsonArray *schedules = json_object_get_array_member (object, "schedules");
    int part[TALLY_GRID_MONTHS];
    gboolean has_seasons = json_object_has_member (object, "seasons");
    g_autofree char *text = NULL;
    JsonObject *schedule;

    part_of (self, part);
    if (self->is_by_month) {
        gboolean is_split = FALSE;

        for (int month = 0; month < TALLY_GRID_MONTHS; month++)
            is_split = is_split || (part[month] == month && !is_first_part (self, month));
        if (is_split || has_seasons) {
            g_autoptr(JsonNode) seasons = list_seasons (self, part);

            json_object_remove_member (object, "seasons");
            name_parts (self, part, root);
            json_object_set_member (object, "seasons", g_steal_pointer (&seasons));
            has_seasons = TRUE;
        }
    } else { /* a season that begins within a month is painted as a whole */
        for (int month = 0; month < TALLY_GRID_MONTHS; month++)
            part[month] = month;
        for (int month = 0; month < TALLY_GRID_MONTHS; month++)
            for (int other = month - 1; other >= 0; other--)
                part[month] = self->season_of[other] == self->season_of[month] ? part[other]
                                                                               : part[month];
    }
    schedule = json_array_get_object_element (schedules, self->schedule);
    json_object_set_member (schedule, "rules", list_rules (self, part));
    if (!has_seasons) {
        JsonArray *rules = json_object_get_array_member (schedule, "rules");

        for (guint i = 0; i < json_array_get_length (rules); i++)
            json_object_remove_member (json_array_get_object_element (rules, i), "seasons");
    }
    text = json_to_string (root, FALSE);
    return tally_tariff_doc_replace (self->doc, text, error);
}

gboolean
tally_tariff_grid_paint (TallyTariffGrid *self,
                         TallyGridDay day,
                         const TallyGridArea *area,
                         guint band,
                         GError **error)
{
    for (int month = 0; month < TALLY_GRID_MONTHS; month++) {
        gboolean is_in = month >= area->first_month && month <= area->last_month;

        for (int other = area->first_month; !self->is_by_month && other <= area->last_month;
             other++)
            is_in = is_in || self->season_of[other] == self->season_of[month];
        if (is_in)
            paint_month (&self->months[month], day, area, band);
    }
    return write_back (self, error);
}
