// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-paper-private.h"
#include "shared/money/tally-exact.h"
#include "shared/number/tally-number.h"
#include "shared/wire/tally-wire-member.h"

#include <string.h>

#define MICRO 6

const char *
tally_bill_json_text (JsonObject *object, const char *name)
{
    return object != NULL ? tally_wire_member_text (object, name) : NULL;
}

int64_t
tally_bill_json_whole (JsonObject *object, const char *name)
{
    JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
    const char *text = tally_bill_json_text (object, name);

    if (text != NULL)
        return g_ascii_strtoll (text, NULL, 10);
    return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

JsonArray *
tally_bill_json_array (JsonObject *object, const char *name)
{
    JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

    return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
tally_bill_json_object (JsonObject *object, const char *name)
{
    JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

    return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

guint
tally_bill_json_length (JsonArray *array)
{
    return array != NULL ? json_array_get_length (array) : 0;
}

JsonObject *
tally_bill_json_item (JsonArray *array, const char *id)
{
    for (guint i = 0; id != NULL && i < tally_bill_json_length (array); i++) {
        JsonObject *item = json_array_get_object_element (array, i);

        if (g_strcmp0 (tally_bill_json_text (item, "id"), id) == 0)
            return item;
    }
    return NULL;
}

const char *
tally_bill_json_name (JsonObject *item, const char *language)
{
    JsonObject *names = tally_bill_json_object (item, "name");
    const char *name = tally_bill_json_text (names, language);

    if (names == NULL)
        return tally_bill_json_text (item, "name");
    return name != NULL ? name : tally_bill_json_text (names, "en");
}

const char *
tally_bill_json_band (JsonObject *tariff, const char *band, const char *language)
{
    JsonArray *schedules = tally_bill_json_array (tariff, "schedules");
    JsonObject *found = NULL;

    for (guint i = 0; found == NULL && i < tally_bill_json_length (schedules); i++)
        found = tally_bill_json_item (
            tally_bill_json_array (json_array_get_object_element (schedules, i), "bands"), band);
    return tally_bill_json_name (found, language);
}

char *
tally_bill_paper_number (const char *number, int decimals)
{
    TallyExact exact = { 0 };
    char *text;
    size_t length;

    if (number == NULL || !tally_exact_parse (number, &exact, NULL))
        return g_strdup ("");
    text = tally_number_format ((int64_t) (exact.atto / (TALLY_EXACT_ONE / 1000000)), MICRO,
                                decimals, &(TallyNumberStyle){ ".", "," });
    if (strchr (text, '.') == NULL)
        return text;
    for (length = strlen (text); text[length - 1] == '0'; length--)
        continue;
    text[text[length - 1] == '.' ? length - 1 : length] = '\0';
    return text;
}

char *
tally_bill_paper_time (const TallyBillPaper *paper, const char *instant)
{
    g_autoptr(GDateTime) at = instant != NULL ? g_date_time_new_from_iso8601 (instant, NULL)
                                               : NULL;
    char day[TALLY_DAY_TEXT];
    int64_t unix_time;
    int second;

    if (at == NULL)
        return NULL;
    unix_time = g_date_time_to_unix (at);
    second = tally_zone_second_of_day (paper->zone, unix_time);
    return g_strdup_printf ("%s %02d:%02d",
                            tally_day_format (tally_day_of (paper->zone, unix_time), day),
                            second / 3600, second / 60 % 60);
}

JsonObject *
tally_bill_json_tariff (JsonObject *root, JsonObject *line)
{
    JsonArray *list = tally_bill_json_array (root, "tariffs");
    int64_t version = tally_bill_json_whole (line, "tariff_version");

    for (guint i = 0; version > 0 && i < tally_bill_json_length (list); i++) {
        JsonObject *item = json_array_get_object_element (list, i);

        if (tally_bill_json_whole (item, "version") == version)
            return tally_bill_json_object (item, "document");
    }
    return tally_bill_json_object (root, "tariff");
}
