// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-urdb.h"

#include "shared/time/tally-day.h"

#define DAY_SECONDS 86400

/* Two names of one field in different editions of the record. */
static const char *const editions[][2] = {
    { "minmonthlycharge", "minmonthly" },     { "annualmincharge", "minannualcharge" },
    { "lookbackpercent", "lookbackPercent" }, { "lookbackmonths", "lookbackMonths" },
    { "lookbackrange", "lookbackRange" },     { "coincidentschedule", "coincidentrateschedule" },
};

static gboolean
is_same (const TallyJson *one, const TallyJson *two)
{
    const TallyJson *b = two->first;

    if (one->type != two->type || one->count != two->count || g_strcmp0 (one->text, two->text) != 0)
        return FALSE;
    for (const TallyJson *a = one->first; a != NULL; a = a->next, b = b->next) {
        if (!is_same (a, b))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_urdb_editions (TallyUrdb *urdb, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS (editions); i++) {
        TallyJson *one = tally_urdb_find (urdb, editions[i][0], NULL);
        TallyJson *two = tally_urdb_find (urdb, editions[i][1], NULL);

        if (one != NULL && two != NULL && !is_same (one, two))
            return tally_json_refuse (two, error, "“%s” says otherwise", editions[i][0]);
    }
    return TRUE;
}

/* Seconds since 1970 in UTC, or "YYYY-MM-DD". */
static gboolean
read_day (const TallyJson *node, TallyDay *day, GError **error)
{
    TallyDecimal seconds;
    int64_t whole, days;

    if (node->type == TALLY_JSON_STRING && tally_day_parse (node->text, day, NULL))
        return TRUE;
    if (!tally_json_to_decimal (node, &seconds, error))
        return FALSE;
    whole = seconds.mantissa;
    for (int i = 0; i < seconds.scale; i++)
        whole = whole / 10 - (whole % 10 < 0 ? 1 : 0);
    days = whole / DAY_SECONDS - (whole % DAY_SECONDS < 0 ? 1 : 0);
    if (days < tally_day_new (TALLY_DAY_FIRST_YEAR, 1, 1).number
        || days > tally_day_new (TALLY_DAY_LAST_YEAR, 12, 31).number)
        return tally_json_refuse (node, error, "seconds since 1970 are expected");
    *day = (TallyDay){ (int32_t) days };
    return TRUE;
}

/* The record's last day still counts; a document names the day after it. */
static gboolean
write_days (TallyUrdb *urdb, GError **error)
{
    TallyJson *start = tally_urdb_find (urdb, "startdate", NULL);
    TallyJson *end = tally_urdb_find (urdb, "enddate", NULL);
    char text[TALLY_DAY_TEXT];
    TallyDay first = { G_MININT32 }, last;

    if (start != NULL) {
        if (!read_day (start, &first, error))
            return FALSE;
        g_string_append_printf (urdb->json, ",\n  \"valid_from\": \"%s\"",
                                tally_day_format (first, text));
    }
    if (end == NULL)
        return TRUE;
    if (!read_day (end, &last, error))
        return FALSE;
    if (last.number < first.number)
        return tally_json_refuse (end, error, "before “startdate”");
    last.number++;
    g_string_append_printf (urdb->json, ",\n  \"valid_until\": \"%s\"",
                            tally_day_format (last, text));
    return TRUE;
}

static gboolean
say_pair (GString *text, const TallyJson *pair, GError **error)
{
    if (pair->text == NULL)
        return tally_json_refuse (pair, error, "a text or number is expected");
    g_string_append_printf (text, "; %s: %s", pair->key, pair->text);
    return TRUE;
}

/* Discounts by voltage, credits and the like, which a record states beside its
 * structures in words: whether a customer has them is for people to decide. */
static gboolean
say_attributes (TallyUrdb *urdb, const char *key, GString *text, GError **error)
{
    TallyJson *list = tally_urdb_find (urdb, key, NULL);

    if (list == NULL)
        return TRUE;
    g_string_append_printf (text, "%s%s (not charged)", text->len == 0 ? "" : "; ", key);
    if (list->text != NULL) {
        g_string_append_printf (text, "; %s", list->text);
        return TRUE;
    }
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!tally_json_expect (item, TALLY_JSON_OBJECT, error))
            return FALSE;
        for (const TallyJson *pair = item->first; pair != NULL; pair = pair->next) {
            if (!say_pair (text, pair, error))
                return FALSE;
        }
    }
    return TRUE;
}

gboolean
tally_urdb_about (TallyUrdb *urdb, GError **error)
{
    static const char *const attributes[] = { "attrs",        "fixedattrs",   "demandattrs",
                                              "energyattrs",  "fixedkeyvals", "demandkeyvals",
                                              "energykeyvals" };
    g_autoptr(GString) text = g_string_new (NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (attributes); i++) {
        if (!say_attributes (urdb, attributes[i], text, error))
            return FALSE;
    }
    if (text->len > 0) {
        g_string_append (urdb->json, ",\n  \"description\": ");
        tally_json_append_quoted (urdb->json, text->str);
    }
    return write_days (urdb, error);
}
