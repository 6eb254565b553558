// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-urdb.h"

#include "shared/tariff/tally-tariff.h"

#include <string.h>

/* Texts, identities and sources: they decide no price. */
static const char *const said_only[] = {
    "label",
    "uri",
    "name",
    "utility",
    "eiaid",
    "sector",
    "description",
    "source",
    "sourceparent",
    "approved",
    "is_default",
    "revisions",
    "supersedes",
    "supercedes",
    "eia",
    "country",
    "servicetype",
    "voltagecategory",
    "voltageminimum",
    "voltagemaximum",
    "peakkwcapacitymin",
    "peakkwcapacitymax",
    "peakkwcapacityhistory",
    "peakkwhusagemin",
    "peakkwhusagemax",
    "peakkwhusagehistory",
    "demandcomments",
    "energycomments",
    "basicinformationcomments",
    "phasewiring",
    "latest_update",
    "version",
    "limit",
};

/* How a structure is charged: without the structure they say nothing. */
static const char *const manner_only[] = {
    "energyweekdayschedule",
    "energyweekendschedule",
    "demandweekdayschedule",
    "demandweekendschedule",
    "flatdemandmonths",
    "coincidentrateschedule",
    "coincidentschedule",
    "demandwindow",
    "demandrateunit",
    "flatdemandunit",
    "coincidentrateunit",
    "demandunits",
    "demandunit",
    "lookbackpercent",
    "lookbackPercent",
    "lookbackmonths",
    "lookbackMonths",
    "lookbackrange",
    "lookbackRange",
    "demandratchetpercentage",
    "fixedchargeunits",
    "minchargeunits",
};

static const char *const month_names[TALLY_URDB_MONTHS] = { "January", "February", "March",
                                                            "April",   "May",      "June",
                                                            "July",    "August",   "September",
                                                            "October", "November", "December" };

gboolean
tally_urdb_is_nothing (const TallyJson *node)
{
    return node == NULL || node->type == TALLY_JSON_NULL
           || (node->type == TALLY_JSON_STRING && node->text[0] == '\0')
           || (node->type == TALLY_JSON_ARRAY && node->count == 0);
}

TallyJson *
tally_urdb_find (TallyUrdb *urdb, const char *key, const char *other)
{
    TallyJson *node = tally_json_member (urdb->record, key);
    TallyJson *second = other == NULL ? NULL : tally_json_member (urdb->record, other);

    if (!tally_urdb_is_nothing (node))
        return node;
    return tally_urdb_is_nothing (second) ? NULL : second;
}

void
tally_urdb_begin_component (TallyUrdb *urdb, const char *id, const char *kind, const char *field)
{
    g_ptr_array_add (urdb->fields, g_strdup (field));
    g_string_append_printf (urdb->json, "%s\n    {\"id\": \"%s\", \"kind\": \"%s\"",
                            urdb->n_components++ == 0 ? "" : ",", id, kind);
}

/* What is unlimited is said by a missing, zero or huge "max" of the last tier. */
gboolean
tally_urdb_limit (TallyJson *tier, TallyDecimal *limit, gboolean *is_limited, GError **error)
{
    TallyJson *max = tally_json_member (tier, "max");

    *is_limited = FALSE;
    if (tally_urdb_is_nothing (max))
        return TRUE;
    if (strpbrk (max->text == NULL ? "" : max->text, "eE") != NULL
        && !tally_decimal_parse (max->text, limit, NULL))
        return TRUE; /* 1e+38 and the like */
    if (!tally_json_to_decimal (max, limit, error))
        return FALSE;
    *is_limited = limit->mantissa != 0;
    if (limit->mantissa < 0)
        return tally_json_refuse (max, error, "a negative limit");
    return TRUE;
}

gboolean
tally_urdb_price (TallyJson *tier, const char *field, TallyDecimal *price, GError **error)
{
    TallyJson *rate = tally_json_member (tier, field);
    TallyJson *adjustment = tally_json_member (tier, "adj");
    TallyDecimal more;

    *price = (TallyDecimal){ 0, 0 };
    if (!tally_urdb_is_nothing (rate) && !tally_json_to_decimal (rate, price, error))
        return FALSE;
    if (tally_urdb_is_nothing (adjustment) || !g_str_equal (field, "rate"))
        return TRUE;
    if (!tally_json_to_decimal (adjustment, &more, error))
        return FALSE;
    return tally_decimal_add (*price, more, price, NULL)
           || tally_json_refuse (adjustment, error, "rate and adj have too many digits");
}

/* Records say "no end" by nines, too; a last tier that ends sooner leaves the rest unpriced. */
static gboolean
ends (TallyDecimal limit)
{
    static const TallyDecimal nines = { 999999, 0 };

    return tally_decimal_compare (limit, nines) < 0;
}

static gboolean
write_tier (TallyUrdb *urdb, TallyJson *tier, const char *field, GError **error)
{
    char text[TALLY_DECIMAL_TEXT];
    TallyDecimal price, limit;
    gboolean is_limited, is_last = tier->next == NULL;

    if (!tally_json_expect (tier, TALLY_JSON_OBJECT, error)
        || !tally_urdb_price (tier, field, &price, error)
        || !tally_urdb_limit (tier, &limit, &is_limited, error))
        return FALSE;
    tally_json_member (tier, "unit");
    tally_json_member (tier, "sell");
    if (!tally_json_no_others (tier, error))
        return FALSE;
    if (!is_limited && !is_last)
        return tally_json_refuse (tier, error, "only the last tier may lack “max”");
    if (is_limited && is_last && ends (limit))
        return tally_json_refuse (tally_json_member (tier, "max"), error,
                                  "what is above the last tier has no rate");
    g_string_append (urdb->json, tier->index == 0 ? "{" : ", {");
    if (!is_last)
        g_string_append_printf (urdb->json, "\"up_to\": \"%s\", ",
                                tally_decimal_format (limit, text));
    g_string_append_printf (urdb->json, "\"rate\": \"%s\"}", tally_decimal_format (price, text));
    return TRUE;
}

gboolean
tally_urdb_tiers (TallyUrdb *urdb, TallyJson *period, const char *field, GError **error)
{
    if (!tally_json_expect (period, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (period->count == 0)
        return tally_json_refuse (period, error, "a period without a rate");
    g_string_append (urdb->json, "\"tiers\": [");
    for (TallyJson *tier = period->first; tier != NULL; tier = tier->next) {
        if (!write_tier (urdb, tier, field, error))
            return FALSE;
    }
    g_string_append_c (urdb->json, ']');
    return TRUE;
}

static gboolean
read_period (const TallyJson *cell, size_t n_periods, int64_t *period, GError **error)
{
    if (cell->type != TALLY_JSON_NUMBER
        || !g_ascii_string_to_signed (cell->text, 10, 0, (int64_t) n_periods - 1, period, NULL))
        return tally_json_refuse (cell, error, "there is no such period");
    return TRUE;
}

static gboolean
write_day (TallyUrdb *urdb, const TallyJson *row, size_t n_periods, GError **error)
{
    int64_t before = -1;
    int hour = 0;

    if (!tally_json_expect (row, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (row->count != TALLY_URDB_HOURS)
        return tally_json_refuse (row, error, "24 hours are expected");
    for (const TallyJson *cell = row->first; cell != NULL; cell = cell->next, hour++) {
        int64_t period;

        if (!read_period (cell, n_periods, &period, error))
            return FALSE;
        if (period == before)
            continue;
        if (hour > 0)
            g_string_append_printf (urdb->json, ", \"to\": \"%02d:00\", \"band\": \"p%d\"}, ", hour,
                                    (int) before);
        g_string_append_printf (urdb->json, "{\"from\": \"%02d:00\"", hour);
        before = period;
    }
    g_string_append_printf (urdb->json, ", \"to\": \"24:00\", \"band\": \"p%d\"}", (int) before);
    return TRUE;
}

static gboolean
write_rules (TallyUrdb *urdb,
             TallyJson *table,
             const char *days,
             size_t n_periods,
             gboolean *is_first,
             GError **error)
{
    if (!tally_json_expect (table, TALLY_JSON_ARRAY, error))
        return FALSE;
    if (table->count != TALLY_URDB_MONTHS)
        return tally_json_refuse (table, error, "12 months are expected");
    for (const TallyJson *row = table->first; row != NULL; row = row->next) {
        g_string_append_printf (urdb->json,
                                "%s\n      {\"seasons\": [\"m%02zu\"], \"days\": [\"%s\"], "
                                "\"spans\": [",
                                *is_first ? "" : ",", row->index + 1, days);
        if (!write_day (urdb, row, n_periods, error))
            return FALSE;
        g_string_append (urdb->json, "]}");
        *is_first = FALSE;
    }
    return TRUE;
}

gboolean
tally_urdb_schedule (TallyUrdb *urdb,
                     const char *id,
                     TallyJson *structure,
                     const char *weekday,
                     const char *weekend,
                     GError **error)
{
    const char *const keys[][2] = { { "weekday", weekday }, { "weekend", weekend } };
    gboolean is_first = TRUE;

    if (!tally_json_expect (structure, TALLY_JSON_ARRAY, error))
        return FALSE;
    g_string_append_printf (urdb->json, "%s\n    {\"id\": \"%s\", \"bands\": [",
                            urdb->n_schedules++ == 0 ? "" : ",", id);
    for (size_t i = 0; i < structure->count; i++)
        g_string_append_printf (urdb->json, "%s{\"id\": \"p%zu\", \"name\": \"Period %zu\"}",
                                i == 0 ? "" : ", ", i, i + 1);
    g_string_append (urdb->json, "], \"rules\": [");
    for (size_t i = 0; i < G_N_ELEMENTS (keys); i++) {
        TallyJson *table = tally_json_require (urdb->record, keys[i][1], error);

        if (table == NULL
            || !write_rules (urdb, table, keys[i][0], structure->count, &is_first, error))
            return FALSE;
    }
    g_string_append (urdb->json, "\n    ]}");
    return TRUE;
}

static gboolean
write_head (TallyUrdb *urdb, GError **error)
{
    TallyJson *label = tally_urdb_find (urdb, "label", NULL);
    TallyJson *name = tally_urdb_find (urdb, "name", NULL);

    g_string_append (urdb->json, "{\n  \"format\": \"gridtally-tariff-v1\",\n  \"id\": ");
    tally_json_append_quoted (urdb->json,
                              label == NULL || label->text == NULL ? "urdb" : label->text);
    g_string_append (urdb->json, ",\n  \"name\": ");
    tally_json_append_quoted (urdb->json,
                              name == NULL || name->text == NULL ? "OpenEI record" : name->text);
    if (!tally_urdb_about (urdb, error))
        return FALSE;
    g_string_append (urdb->json, ",\n  \"currency\": \"USD\",\n  \"seasons\": [");
    for (int month = 0; month < TALLY_URDB_MONTHS; month++)
        g_string_append_printf (urdb->json,
                                "%s\n    {\"id\": \"m%02d\", \"name\": \"%s\", \"months\": [%d]}",
                                month == 0 ? "" : ",", month + 1, month_names[month], month + 1);
    g_string_append (urdb->json, "\n  ]");
    return TRUE;
}

/* One table for all days; records of different editions name it differently. */
static gboolean
write_coincident (TallyUrdb *urdb, TallyJson *structure, GError **error)
{
    const char *key = tally_json_member (urdb->record, "coincidentschedule") != NULL
                          ? "coincidentschedule"
                          : "coincidentrateschedule";

    return tally_urdb_schedule (urdb, "coincident", structure, key, key, error);
}

static gboolean
write_schedules (TallyUrdb *urdb, GError **error)
{
    TallyJson *energy = tally_urdb_find (urdb, "energyratestructure", NULL);
    TallyJson *demand = tally_urdb_find (urdb, "demandratestructure", NULL);
    TallyJson *coincident = tally_urdb_find (urdb, "coincidentratestructure", NULL);

    g_string_append (urdb->json, ",\n  \"schedules\": [");
    if (energy != NULL
        && !tally_urdb_schedule (urdb, "energy", energy, "energyweekdayschedule",
                                 "energyweekendschedule", error))
        return FALSE;
    if (demand != NULL
        && !tally_urdb_schedule (urdb, "demand", demand, "demandweekdayschedule",
                                 "demandweekendschedule", error))
        return FALSE;
    if (coincident != NULL && !write_coincident (urdb, coincident, error))
        return FALSE;
    g_string_append (urdb->json, "\n  ]");
    return TRUE;
}

/* A field that says nothing (null, zero, empty) can be left out; any other
 * that nobody has read would be a price dropped. */
static gboolean
check_all_read (TallyUrdb *urdb, GError **error)
{
    for (TallyJson *field = urdb->record->first; field != NULL; field = field->next) {
        gboolean is_known = field->is_read || tally_urdb_is_nothing (field)
                            || field->type == TALLY_JSON_FALSE;
        TallyDecimal number;

        for (size_t i = 0; !is_known && i < G_N_ELEMENTS (said_only); i++)
            is_known = g_str_equal (field->key, said_only[i]);
        for (size_t i = 0; !is_known && i < G_N_ELEMENTS (manner_only); i++)
            is_known = g_str_equal (field->key, manner_only[i]);
        if (!is_known && field->type == TALLY_JSON_NUMBER
            && tally_decimal_parse (field->text, &number, NULL) && number.mantissa == 0)
            is_known = TRUE;
        if (!is_known)
            return tally_json_refuse (field, error, "a tariff document cannot express “%s”",
                                      field->key);
    }
    return TRUE;
}

static gboolean
convert (TallyUrdb *urdb, GError **error)
{
    if (!tally_urdb_editions (urdb, error) || !write_head (urdb, error)
        || !write_schedules (urdb, error))
        return FALSE;
    g_string_append (urdb->json, ",\n  \"components\": [");
    if (!tally_urdb_energy (urdb, error) || !tally_urdb_demand (urdb, error)
        || !tally_urdb_fuel (urdb, error) || !tally_urdb_export (urdb, error)
        || !tally_urdb_fixed (urdb, error) || !tally_urdb_minimum (urdb, error)
        || !check_all_read (urdb, error))
        return FALSE;
    if (urdb->n_components == 0)
        return tally_json_refuse (urdb->record, error, "the record has no price");
    g_string_append (urdb->json, "\n  ]\n}\n");
    return TRUE;
}

/* The service's answer wraps records in "items". */
static TallyJson *
find_record (TallyJson *root, GError **error)
{
    TallyJson *items = tally_json_member (root, "items");

    if (items == NULL)
        return tally_json_expect (root, TALLY_JSON_OBJECT, error) ? root : NULL;
    if (!tally_json_expect (items, TALLY_JSON_ARRAY, error))
        return NULL;
    if (items->count != 1) {
        tally_json_refuse (items, error, "one record is expected, not %zu", items->count);
        return NULL;
    }
    return tally_json_expect (items->first, TALLY_JSON_OBJECT, error) ? items->first : NULL;
}

static char *
convert_text (const char *text, gssize length, GPtrArray *fields, GError **error)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (text, length, error);
    g_autoptr(GString) json = g_string_new (NULL);
    TallyUrdb urdb = { .json = json, .fields = fields };

    if (document == NULL)
        return NULL;
    urdb.record = find_record (tally_json_root (document), error);
    if (urdb.record == NULL || !convert (&urdb, error))
        return NULL;
    return g_string_free (g_steal_pointer (&json), FALSE);
}

char *
tally_tariff_from_urdb (const char *text, gssize length, GError **error)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);

    return convert_text (text, length, fields, error);
}

/* Says which field of the record a fault of the document made from it goes back to. */
static void
name_field (const GPtrArray *fields, const GError *reason, GError **error)
{
    const char *field = "schedule";

    for (guint i = 0; i < fields->len; i++) {
        g_autofree char *path = g_strdup_printf ("$.components[%u]", i);

        if (strstr (reason->message, path) != NULL)
            field = g_ptr_array_index (fields, i);
    }
    g_set_error (error, reason->domain, reason->code,
                 "OpenEI record, %s: in the document made from it, %s", field, reason->message);
}

TallyTariff *
tally_tariff_read (const char *text, gssize length, GError **error)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (text, length, error);
    g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *native = NULL;
    g_autoptr(GError) reason = NULL;
    TallyTariff *tariff;

    if (document == NULL)
        return NULL;
    if (tally_json_member (tally_json_root (document), "format") != NULL)
        return tally_tariff_parse (text, length, error);

    native = convert_text (text, length, fields, error);
    if (native == NULL) {
        g_prefix_error (error, "OpenEI record: ");
        return NULL;
    }
    tariff = tally_tariff_parse (native, -1, &reason);
    if (tariff == NULL)
        name_field (fields, reason, error);
    return tariff;
}
