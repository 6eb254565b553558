// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-tariff-reader.h"

#include <string.h>

#define NO_COURSE UINT8_MAX
#define LEAP_YEAR 2024 /* any: seasons are told by day of a leap year */

static const TallyTariffWord day_words[TALLY_DAY_TYPES] = {
    { "monday" }, { "tuesday" },  { "wednesday" }, { "thursday" },
    { "friday" }, { "saturday" }, { "sunday" },    { "holiday" },
};

int
tally_tariff_season (const TallyTariff *tariff, TallyDay day)
{
    int month, day_of_month;

    tally_day_split (day, NULL, &month, &day_of_month);
    return tariff->season_of[tally_day_new (LEAP_YEAR, month, day_of_month).number
                             - tally_day_new (LEAP_YEAR, 1, 1).number];
}

int
tally_tariff_band (const TallyTariffSchedule *schedule,
                   int season,
                   TallyDayType day_type,
                   int minute)
{
    const TallyTariffCourse *course = &g_array_index (schedule->courses, TallyTariffCourse,
                                                      schedule->course_of[season][day_type]);
    size_t i = 0;

    while (course->spans[i].to <= minute)
        i++;
    g_assert (i < course->n_spans);
    return course->spans[i].band;
}

gboolean
tally_tariff_read_clock (const TallyJson *node, int *minutes, GError **error)
{
    const char *text = node->text;

    if (!tally_json_expect (node, TALLY_JSON_STRING, error))
        return FALSE;
    if (g_regex_match_simple ("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", text, 0, 0)) {
        *minutes = ((text[0] - '0') * 10 + (text[1] - '0')) * 60 + (text[3] - '0') * 10
                   + (text[4] - '0');
        return TRUE;
    }
    return tally_json_refuse (node, error, "“%s” is not a time of day (HH:MM)", text);
}

static gboolean
check_new_id (const TallyTariffWord *words, size_t n, const TallyJson *node, GError **error)
{
    for (size_t i = 0; i < n; i++) {
        if (g_str_equal (words[i].id, words[n].id))
            return tally_json_refuse (node, error, "a second “%s”", words[n].id);
    }
    return TRUE;
}

/* Marks the days of one month as belonging to @season. */
static gboolean
claim_month (TallyTariff *tariff, const TallyJson *item, size_t season, GError **error)
{
    TallyDays days;
    int64_t month;

    if (!tally_json_expect (item, TALLY_JSON_NUMBER, error))
        return FALSE;
    if (!g_ascii_string_to_signed (item->text, 10, 1, 12, &month, NULL))
        return tally_json_refuse (item, error, "a month from 1 to 12 is expected");
    days = tally_days_of_month (tally_day_new (LEAP_YEAR, (int) month, 1));
    for (int32_t day = days.first.number; day < days.end.number; day++) {
        uint8_t *owner = &tariff->season_of[day - tally_day_new (LEAP_YEAR, 1, 1).number];

        if (*owner != UINT8_MAX)
            return tally_json_refuse (item, error, "month %s is in season “%s” already", item->text,
                                      tariff->seasons[*owner].id);
        *owner = (uint8_t) season;
    }
    return TRUE;
}

static gboolean
read_month_day (TallyJson *node, const char *key, int32_t *row, GError **error)
{
    TallyJson *member = tally_json_require (node, key, error);
    g_autofree char *text = NULL;
    TallyDay day;

    if (member == NULL || !tally_json_expect (member, TALLY_JSON_STRING, error))
        return FALSE;
    text = g_strdup_printf ("%d-%s", LEAP_YEAR, member->text);
    if (!tally_day_parse (text, &day, NULL))
        return tally_json_refuse (member, error, "“%s” is not a day of the year (MM-DD)",
                                  member->text);
    *row = day.number - tally_day_new (LEAP_YEAR, 1, 1).number;
    return TRUE;
}

/* A season from a day to a day, both included, may run over new year. */
static gboolean
claim_range (TallyTariff *tariff, TallyJson *node, size_t season, GError **error)
{
    int32_t from, to;

    if (!read_month_day (node, "from", &from, error) || !read_month_day (node, "to", &to, error))
        return FALSE;
    for (int32_t row = from;; row = (row + 1) % TALLY_TARIFF_DAYS) {
        if (tariff->season_of[row] != UINT8_MAX)
            return tally_json_refuse (node, error, "shares a day with season “%s”",
                                      tariff->seasons[tariff->season_of[row]].id);
        tariff->season_of[row] = (uint8_t) season;
        if (row == to)
            return TRUE;
    }
}

static gboolean
read_season (TallyTariff *tariff, TallyJson *node, GError **error)
{
    size_t season = tariff->n_seasons;
    TallyJson *months;

    if (season == TALLY_TARIFF_MAX_SEASONS)
        return tally_json_refuse (node, error, "more than %d seasons", TALLY_TARIFF_MAX_SEASONS);
    if (!tally_tariff_read_word (tariff, node, &tariff->seasons[season], error)
        || !check_new_id (tariff->seasons, season, node, error))
        return FALSE;
    months = tally_json_member (node, "months");
    tariff->n_seasons++;
    if (months == NULL)
        return claim_range (tariff, node, season, error) && tally_json_no_others (node, error);

    if (!tally_json_expect (months, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *item = months->first; item != NULL; item = item->next) {
        if (!claim_month (tariff, item, season, error))
            return FALSE;
    }
    return tally_json_no_others (node, error);
}

gboolean
tally_tariff_read_seasons (TallyTariff *tariff, TallyJson *root, GError **error)
{
    TallyJson *list = tally_json_member (root, "seasons");

    if (list == NULL) {
        tariff->n_seasons = 1;
        tariff->seasons[0] = (TallyTariffWord){ "year", "Year", "全年" };
        return TRUE;
    }
    memset (tariff->season_of, UINT8_MAX, sizeof tariff->season_of);
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!tally_json_expect (item, TALLY_JSON_OBJECT, error)
            || !read_season (tariff, item, error))
            return FALSE;
    }
    for (int row = 0; row < TALLY_TARIFF_DAYS; row++) {
        char text[TALLY_DAY_TEXT];

        if (tariff->season_of[row] == UINT8_MAX)
            return tally_json_refuse (
                list, error, "no season holds %s",
                tally_day_format ((TallyDay){ tally_day_new (LEAP_YEAR, 1, 1).number + row }, text)
                    + 5);
    }
    return TRUE;
}

/* "weekday" and "weekend" stand for their days. */
static gboolean
read_day_types (TallyJson *node, unsigned *types, GError **error)
{
    TallyJson *list = tally_json_member (node, "days");

    *types = 0;
    if (list == NULL) {
        *types = (1u << TALLY_DAY_TYPES) - 1;
        return TRUE;
    }
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        unsigned more;
        int found;

        if (item->type == TALLY_JSON_STRING && g_str_equal (item->text, "weekday")) {
            more = 0x1f;
        } else if (item->type == TALLY_JSON_STRING && g_str_equal (item->text, "weekend")) {
            more = 0x60;
        } else {
            found = tally_tariff_find_word (day_words, TALLY_DAY_TYPES, item, "day type", error);
            if (found < 0)
                return FALSE;
            more = 1u << found;
        }
        if ((*types & more) != 0)
            return tally_json_refuse (item, error, "“%s” is listed twice", item->text);
        *types |= more;
    }
    return TRUE;
}

static gboolean
read_span (const TallyTariffSchedule *schedule,
           TallyJson *node,
           TallyTariffCourse *course,
           GError **error)
{
    int reached = course->n_spans == 0 ? 0 : course->spans[course->n_spans - 1].to;
    TallyJson *from, *to, *band;
    int from_minute, to_minute, found;

    if (course->n_spans == TALLY_TARIFF_MAX_SPANS)
        return tally_json_refuse (node, error, "more than %d spans", TALLY_TARIFF_MAX_SPANS);
    if ((from = tally_json_require (node, "from", error)) == NULL
        || (to = tally_json_require (node, "to", error)) == NULL
        || (band = tally_json_require (node, "band", error)) == NULL
        || !tally_tariff_read_clock (from, &from_minute, error)
        || !tally_tariff_read_clock (to, &to_minute, error))
        return FALSE;
    found = tally_tariff_find_word (schedule->bands, schedule->n_bands, band, "band", error);
    if (found < 0)
        return FALSE;
    if (from_minute != reached)
        return tally_json_refuse (from, error, "%s: the span before ends at %02d:%02d",
                                  from_minute < reached ? "overlap" : "gap", reached / 60,
                                  reached % 60);
    if (to_minute <= from_minute)
        return tally_json_refuse (to, error, "ends before it begins");
    course->spans[course->n_spans++] = (TallyTariffSpan){ (uint16_t) from_minute,
                                                          (uint16_t) to_minute, (uint8_t) found };
    return tally_json_no_others (node, error);
}

static gboolean
read_course (const TallyTariffSchedule *schedule,
             TallyJson *node,
             TallyTariffCourse *course,
             GError **error)
{
    TallyJson *list = tally_json_require (node, "spans", error);

    if (list == NULL || !tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!read_span (schedule, item, course, error))
            return FALSE;
    }
    if (course->n_spans == 0 || course->spans[course->n_spans - 1].to != TALLY_TARIFF_MINUTES)
        return tally_json_refuse (list, error, "gap: the last span must end at 24:00");
    return TRUE;
}

static gboolean
read_rule (TallyTariff *tariff, TallyTariffSchedule *schedule, TallyJson *node, GError **error)
{
    TallyTariffCourse course = { 0 };
    guint index = schedule->courses->len;
    unsigned types;
    uint64_t seasons;

    /* Every rule takes a season's type of day that none before it has. */
    g_assert (index < NO_COURSE);
    if (!tally_tariff_read_set (tariff->seasons, tariff->n_seasons, node, "seasons", "season",
                                &seasons, error)
        || !read_day_types (node, &types, error) || !read_course (schedule, node, &course, error)
        || !tally_json_no_others (node, error))
        return FALSE;

    g_array_append_val (schedule->courses, course);
    for (size_t season = 0; season < tariff->n_seasons; season++) {
        for (int type = 0; type < TALLY_DAY_TYPES; type++) {
            uint8_t *owner = &schedule->course_of[season][type];

            if ((seasons >> season & 1) == 0 || (types >> type & 1) == 0)
                continue;
            if (*owner != NO_COURSE)
                return tally_json_refuse (node, error, "overlap: %s in season “%s” has a rule",
                                          day_words[type].id, tariff->seasons[season].id);
            *owner = (uint8_t) index;
        }
    }
    return TRUE;
}

/* Holidays without a rule count as Sundays; any other gap is a fault. */
static gboolean
close_schedule (TallyTariff *tariff, TallyTariffSchedule *schedule, TallyJson *node, GError **error)
{
    for (size_t season = 0; season < tariff->n_seasons; season++) {
        uint8_t *owners = schedule->course_of[season];

        if (owners[TALLY_DAY_HOLIDAY] == NO_COURSE)
            owners[TALLY_DAY_HOLIDAY] = owners[TALLY_DAY_SUNDAY];
        for (int type = 0; type < TALLY_DAY_TYPES; type++) {
            const TallyTariffCourse *course;

            if (owners[type] == NO_COURSE)
                return tally_json_refuse (node, error, "gap: %s in season “%s” has no rule",
                                          day_words[type].id, tariff->seasons[season].id);
            course = &g_array_index (schedule->courses, TallyTariffCourse, owners[type]);
            for (size_t i = 0; i < course->n_spans; i++)
                schedule->occurs[season] |= (uint64_t) 1 << course->spans[i].band;
        }
    }
    return TRUE;
}

static gboolean
read_bands (TallyTariff *tariff, TallyTariffSchedule *schedule, TallyJson *node, GError **error)
{
    TallyJson *list = tally_json_require (node, "bands", error);

    if (list == NULL || !tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count > TALLY_TARIFF_MAX_BANDS)
        return tally_json_refuse (list, error, "more than %d bands", TALLY_TARIFF_MAX_BANDS);
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!tally_json_expect (item, TALLY_JSON_OBJECT, error)
            || !tally_tariff_read_word (tariff, item, &schedule->bands[schedule->n_bands], error)
            || !check_new_id (schedule->bands, schedule->n_bands, item, error)
            || !tally_json_no_others (item, error))
            return FALSE;
        schedule->n_bands++;
    }
    return TRUE;
}

static gboolean
read_schedule (TallyTariff *tariff, TallyJson *node, GError **error)
{
    TallyTariffSchedule *schedule = &tariff->schedules[tariff->n_schedules];
    TallyTariffWord word;
    TallyJson *rules;

    if (tariff->n_schedules == TALLY_TARIFF_MAX_SCHEDULES)
        return tally_json_refuse (node, error, "more than %d schedules",
                                  TALLY_TARIFF_MAX_SCHEDULES);
    if (!tally_json_expect (node, TALLY_JSON_OBJECT, error)
        || !tally_tariff_read_word (tariff, node, &word, error))
        return FALSE;
    for (size_t i = 0; i < tariff->n_schedules; i++) {
        if (g_str_equal (tariff->schedules[i].id, word.id))
            return tally_json_refuse (node, error, "a second “%s”", word.id);
    }
    tariff->n_schedules++;
    schedule->id = word.id;
    schedule->courses = g_array_new (FALSE, TRUE, sizeof (TallyTariffCourse));
    memset (schedule->course_of, NO_COURSE, sizeof schedule->course_of);
    if (!read_bands (tariff, schedule, node, error))
        return FALSE;
    rules = tally_json_require (node, "rules", error);
    if (rules == NULL || !tally_json_expect (rules, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *item = rules->first; item != NULL; item = item->next) {
        if (!tally_json_expect (item, TALLY_JSON_OBJECT, error)
            || !read_rule (tariff, schedule, item, error))
            return FALSE;
    }
    return close_schedule (tariff, schedule, rules, error) && tally_json_no_others (node, error);
}

gboolean
tally_tariff_read_schedules (TallyTariff *tariff, TallyJson *root, GError **error)
{
    TallyJson *list = tally_json_member (root, "schedules");

    if (list == NULL)
        return TRUE;
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!read_schedule (tariff, item, error))
            return FALSE;
    }
    return TRUE;
}
