// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-csv-mapping.h"

#include "shared/tariff/tally-json.h"

#include <string.h>

#define SCHEMA "gridtally/csv-mapping/1"
#define MAX_WORDS 1000
#define MAX_COLUMNS 1000

static const char *const encodings[] = { "UTF-8", "ISO-8859-1", "WINDOWS-1252", NULL };
static const char *const sides[] = { "begin", "end", NULL };
static const char *const channels[] = { "A+", "A-", "R+", "R-", NULL };
static const char *const units[] = { "Wh", "kWh", "MWh", "GWh", "varh", "kvarh", "Mvarh",
                                     "W",  "kW",  "MW",  "var", "kvar", "Mvar",  NULL };

static void
column_clear (TallyCsvColumn *column)
{
    g_free (column->name);
    g_free (column->text);
    g_free (column->otherwise);
    g_clear_pointer (&column->words, g_hash_table_unref);
}

void
tally_csv_mapping_free (TallyCsvMapping *self)
{
    for (int i = 0; i < TALLY_CSV_MAX_STAMPS; i++)
        column_clear (&self->stamps[i]);
    for (int i = 0; i < TALLY_CSV_MAX_VALUES; i++) {
        column_clear (&self->values[i].column);
        g_free (self->values[i].channel);
        g_free (self->values[i].unit);
    }
    column_clear (&self->point);
    column_clear (&self->channel);
    column_clear (&self->serial);
    column_clear (&self->quality);
    g_free (self->pattern);
    g_free (self->json);
    g_free (self);
}

/* Text as the file writes it. */
static char *
encode (const TallyJson *node, const char *text, const char *encoding, GError **error)
{
    char *coded = g_convert (text, -1, encoding, "UTF-8", NULL, NULL, NULL);

    if (coded == NULL)
        tally_json_refuse (node, error, "cannot be written in %s", encoding);
    return coded;
}

/* A column by its name or, 1 first, by its number. */
static gboolean
parse_name (TallyJson *node, const char *encoding, TallyCsvColumn *column, GError **error)
{
    int64_t number = 0;

    if (node->type == TALLY_JSON_STRING) {
        column->name = encode (node, node->text, encoding, error);
        return column->name != NULL;
    }
    if (node->type == TALLY_JSON_NUMBER)
        number = g_ascii_strtoll (node->text, NULL, 10);
    if (number < 1 || number > MAX_COLUMNS)
        return tally_json_refuse (node, error, "is neither the name nor the number of a column");
    column->number = (int) number;
    return TRUE;
}

static gboolean
parse_words (TallyJson *node, const char *encoding, TallyCsvColumn *column, GError **error)
{
    if (!tally_json_expect (node, TALLY_JSON_OBJECT, error))
        return FALSE;
    if (node->count > MAX_WORDS)
        return tally_json_refuse (node, error, "has more than %d members", MAX_WORDS);
    column->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    for (TallyJson *word = node->first; word != NULL; word = word->next) {
        char *key;

        if (!tally_json_expect (word, TALLY_JSON_STRING, error))
            return FALSE;
        key = encode (word, word->key, encoding, error);
        if (key == NULL)
            return FALSE;
        g_hash_table_insert (column->words, key, g_strdup (word->text));
        word->is_read = TRUE;
    }
    return TRUE;
}

/* {"column": …, "words": {…}, "otherwise": …} or {"text": …} */
static gboolean
parse_column (TallyJson *node, const char *encoding, TallyCsvColumn *column, GError **error)
{
    TallyJson *name;
    TallyJson *words;
    const char *text = NULL;
    const char *otherwise = NULL;

    if (!tally_json_expect (node, TALLY_JSON_OBJECT, error)
        || !tally_json_get_text (node, "text", &text, error)
        || !tally_json_get_text (node, "otherwise", &otherwise, error))
        return FALSE;
    name = tally_json_member (node, "column");
    words = tally_json_member (node, "words");
    if ((name == NULL) == (text == NULL))
        return tally_json_refuse (node, error, "needs either column or text");
    column->text = g_strdup (text);
    column->otherwise = g_strdup (otherwise);
    return (name == NULL || parse_name (name, encoding, column, error))
           && (words == NULL || parse_words (words, encoding, column, error))
           && tally_json_no_others (node, error);
}

static gboolean
parse_zone (TallyJson *node, TallyCsvMapping *self, GError **error)
{
    const char *zone = NULL;
    gboolean has_offset = strstr (self->pattern, "ZZ") != NULL
                          || g_str_equal (self->pattern, "unix");

    if (!tally_json_get_text (node, "zone", &zone, error))
        return FALSE;
    if ((zone != NULL) == has_offset)
        return tally_json_refuse (node, error,
                                  has_offset ? "the stamps say their offset: zone is too much"
                                             : "zone is missing: the stamps say no offset");
    if (zone == NULL)
        return TRUE;
    self->zone = tally_zone_get (zone, NULL);
    return self->zone != NULL
           || tally_json_refuse (tally_json_member (node, "zone"), error, "is no time zone");
}

static gboolean
parse_stamp_columns (TallyJson *list, const char *encoding, TallyCsvMapping *self, GError **error)
{
    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count < 1 || list->count > TALLY_CSV_MAX_STAMPS)
        return tally_json_refuse (list, error, "needs one or two columns");
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        if (!parse_name (item, encoding, &self->stamps[self->n_stamps++], error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
parse_time (TallyJson *node, const char *encoding, TallyCsvMapping *self, GError **error)
{
    TallyJson *list = tally_json_require (node, "columns", error);
    const char *pattern = "YYYY-MM-DDThh:mm:ssZZ";
    int64_t interval_s = 0;
    int side = 0;

    if (list == NULL || !parse_stamp_columns (list, encoding, self, error)
        || !tally_json_get_text (node, "format", &pattern, error)
        || !tally_json_get_word (node, "stamp", sides, &side, error)
        || tally_json_require (node, "interval_s", error) == NULL
        || !tally_json_get_whole (node, "interval_s", 60, 86400, &interval_s, error))
        return FALSE;
    if (!tally_stamp_pattern_is_good (pattern))
        return tally_json_refuse (tally_json_member (node, "format"), error,
                                  "does not tell year, month, day, hour and minute, each once");
    if (86400 % interval_s != 0)
        return tally_json_refuse (tally_json_member (node, "interval_s"), error,
                                  "is no part of a day");
    self->pattern = g_strdup (pattern);
    self->is_end = side == 1;
    self->interval_s = (int32_t) interval_s;
    return parse_zone (node, self, error) && tally_json_no_others (node, error);
}

static gboolean
parse_value (TallyJson *node, const char *encoding, TallyCsvValue *value, GError **error)
{
    TallyJson *name;
    int unit = 1;
    int channel = -1;
    int64_t exponent = 0;

    if (!tally_json_expect (node, TALLY_JSON_OBJECT, error))
        return FALSE;
    name = tally_json_require (node, "column", error);
    if (name == NULL || !parse_name (name, encoding, &value->column, error)
        || !tally_json_get_word (node, "unit", units, &unit, error)
        || !tally_json_get_word (node, "channel", channels, &channel, error)
        || !tally_json_get_whole (node, "exponent", -9, 9, &exponent, error))
        return FALSE;
    value->unit = g_strdup (units[unit]);
    value->channel = channel >= 0 ? g_strdup (channels[channel]) : NULL;
    value->exponent = (int) exponent;
    return tally_json_no_others (node, error);
}

static gboolean
parse_values (TallyJson *list, const char *encoding, TallyCsvMapping *self, GError **error)
{
    gboolean has_channel = self->channel.name != NULL || self->channel.number > 0
                           || self->channel.text != NULL;

    if (!tally_json_expect (list, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (list->count < 1 || list->count > TALLY_CSV_MAX_VALUES)
        return tally_json_refuse (list, error, "needs 1 to %d columns", TALLY_CSV_MAX_VALUES);
    for (TallyJson *item = list->first; item != NULL; item = item->next) {
        TallyCsvValue *value = &self->values[self->n_values++];

        if (!parse_value (item, encoding, value, error))
            return FALSE;
        if ((value->channel != NULL) == has_channel)
            return tally_json_refuse (item, error,
                                      has_channel ? "channel is told twice" : "says no channel");
    }
    return TRUE;
}

/* A mark of one ASCII letter; "" is none where that may be. */
static gboolean
parse_mark (TallyJson *node, const char *key, gboolean may_be_none, char *mark, GError **error)
{
    const char *text = NULL;

    if (!tally_json_get_text (node, key, &text, error))
        return FALSE;
    if (text == NULL)
        return TRUE;
    if ((*text == '\0' && !may_be_none) || strlen (text) > 1 || (signed char) *text < 0
        || g_ascii_isdigit (*text) || *text == '"' || *text == '-' || *text == '\n')
        return tally_json_refuse (tally_json_member (node, key), error, "is not one such mark");
    *mark = *text;
    return TRUE;
}

static gboolean
parse_form (TallyJson *root, TallyCsvMapping *self, GError **error)
{
    int64_t skip_lines = 0;

    self->delimiter = ',';
    self->decimal = '.';
    self->has_header = TRUE;
    if (!parse_mark (root, "delimiter", FALSE, &self->delimiter, error)
        || !parse_mark (root, "decimal", FALSE, &self->decimal, error)
        || !parse_mark (root, "thousands", TRUE, &self->thousands, error)
        || !tally_json_get_whole (root, "skip_lines", 0, 1000, &skip_lines, error)
        || !tally_json_get_flag (root, "header", &self->has_header, error))
        return FALSE;
    self->skip_lines = (int) skip_lines;
    if (self->decimal == self->delimiter || self->thousands == self->decimal)
        return tally_json_refuse (root, error, "two marks are the same");
    return TRUE;
}

static gboolean
parse_optional (TallyJson *root,
                const char *key,
                const char *encoding,
                TallyCsvColumn *column,
                GError **error)
{
    TallyJson *node = tally_json_member (root, key);

    return node == NULL || parse_column (node, encoding, column, error);
}

static gboolean
parse_root (TallyJson *root, TallyCsvMapping *self, GError **error)
{
    static const char *const schemas[] = { SCHEMA, NULL };
    TallyJson *point;
    TallyJson *time;
    TallyJson *values;
    int schema = 0;
    int encoding = 0;

    if (!tally_json_expect (root, TALLY_JSON_OBJECT, error)
        || tally_json_require (root, "schema", error) == NULL
        || !tally_json_get_word (root, "schema", schemas, &schema, error)
        || !tally_json_get_word (root, "encoding", encodings, &encoding, error)
        || !parse_form (root, self, error))
        return FALSE;
    point = tally_json_require (root, "point", error);
    time = point != NULL ? tally_json_require (root, "time", error) : NULL;
    values = time != NULL ? tally_json_require (root, "values", error) : NULL;
    return values != NULL && tally_json_expect (time, TALLY_JSON_OBJECT, error)
           && parse_column (point, encodings[encoding], &self->point, error)
           && parse_time (time, encodings[encoding], self, error)
           && parse_optional (root, "channel", encodings[encoding], &self->channel, error)
           && parse_optional (root, "serial", encodings[encoding], &self->serial, error)
           && parse_optional (root, "quality", encodings[encoding], &self->quality, error)
           && parse_values (values, encodings[encoding], self, error)
           && tally_json_no_others (root, error);
}

TallyCsvMapping *
tally_csv_mapping_parse (const char *json, gssize length, GError **error)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (json, length, error);
    g_autoptr(TallyCsvMapping) self = g_new0 (TallyCsvMapping, 1);

    if (document == NULL || !parse_root (tally_json_root (document), self, error))
        return NULL;
    self->json = g_strndup (json, length >= 0 ? (size_t) length : strlen (json));
    return g_steal_pointer (&self);
}
