// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-inputs-calc.h"

#include "shared/error/tally-error.h"
#include "shared/time/tally-calendar-text.h"

#include <string.h>

enum {
    FIELD_FORMAT,
    FIELD_CONTRACTED_W,
    FIELD_CONTRACTED_VA,
    FIELD_PHASES,
    FIELD_CHOICE,
    FIELD_FIRST,
    FIELD_END,
    FIELD_TARIFFS,
    FIELD_HOLIDAYS,
    FIELD_BLOCKS,
    FIELD_PEAKS,
    FIELD_CARRY,
    N_FIELDS
};

/* Versions of one tariff mostly share a calendar; it is named once. */
static void
append_calendars (GString *text,
                  const TallyBillRules *rules,
                  const TallyBillTariff *const *tariffs,
                  size_t n_tariffs)
{
    g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

    for (size_t i = 0; i < n_tariffs; i++) {
        const char *name = tally_tariff_get_calendar (tariffs[i]->tariff);
        const TallyCalendar *calendar = name != NULL ? g_hash_table_lookup (rules->calendars, name)
                                                     : NULL;

        if (calendar == NULL || !g_hash_table_add (seen, (gpointer) name))
            continue;
        if (g_hash_table_size (seen) > 1)
            g_string_append_c (text, ';');
        g_string_append_printf (text, "%s:", name);
        tally_calendar_append_days (calendar, rules->period, text);
    }
}

static void
append_peaks (GString *text, const TallyBillAgreement *agreement)
{
    char exact[TALLY_EXACT_TEXT];

    for (size_t i = 0; i < agreement->n_peaks; i++) {
        const TallyPricePeak *peak = &agreement->peaks[i];

        g_string_append_printf (text, "%s%d:%s", i > 0 ? "," : "", peak->month.number,
                                tally_exact_format (peak->kw, exact));
    }
}

char *
tally_bill_inputs_format (const TallyBillRules *rules,
                          const TallyBillAgreement *agreement,
                          const TallyBillTariff *const *tariffs,
                          size_t n_tariffs,
                          const char *blocks)
{
    GString *text = g_string_sized_new (256);

    g_string_printf (text, "1|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%d|%d|%d|%d|",
                     agreement->contracted_w, agreement->contracted_va, agreement->phases,
                     (int) agreement->choice, agreement->valid.first.number,
                     agreement->valid.end.number);
    for (size_t i = 0; i < n_tariffs; i++)
        g_string_append_printf (text, "%s%d", i > 0 ? "," : "", tariffs[i]->version);
    g_string_append_c (text, '|');
    append_calendars (text, rules, tariffs, n_tariffs);
    g_string_append_printf (text, "|%s|", blocks);
    append_peaks (text, agreement);
    g_string_append_printf (text, "|%s", agreement->carry_text);
    return g_string_free (text, FALSE);
}

void
tally_bill_inputs_clear (TallyBillInputs *inputs)
{
    g_clear_pointer (&inputs->fields, g_strfreev);
}

static gboolean
read_whole (const char *text, int64_t *value)
{
    return g_ascii_string_to_signed (text, 10, INT64_MIN, INT64_MAX, value, NULL);
}

static gboolean
read_int32 (const char *text, int32_t *value)
{
    int64_t wide;

    if (!g_ascii_string_to_signed (text, 10, INT32_MIN, INT32_MAX, &wide, NULL))
        return FALSE;
    *value = (int32_t) wide;
    return TRUE;
}

static gboolean
read_peaks (const char *text, TallyBillAgreement *agreement)
{
    g_auto(GStrv) items = g_strsplit (text, ",", TALLY_BILL_MAX_PEAKS + 1);

    for (char **item = items; *item != NULL; item++) {
        char *colon = strchr (*item, ':');
        TallyPricePeak *peak;

        if (colon == NULL || agreement->n_peaks == TALLY_BILL_MAX_PEAKS)
            return FALSE;
        *colon = '\0';
        peak = &agreement->peaks[agreement->n_peaks++];
        if (!read_int32 (*item, &peak->month.number)
            || !tally_exact_parse (colon + 1, &peak->kw, NULL))
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_agreement (char **fields, TallyBillAgreement *agreement)
{
    int32_t choice;

    *agreement = (TallyBillAgreement){ .carry_text = fields[FIELD_CARRY] };
    if (!read_whole (fields[FIELD_CONTRACTED_W], &agreement->contracted_w)
        || !read_whole (fields[FIELD_CONTRACTED_VA], &agreement->contracted_va)
        || !read_int32 (fields[FIELD_PHASES], &agreement->phases)
        || !read_int32 (fields[FIELD_CHOICE], &choice)
        || !read_int32 (fields[FIELD_FIRST], &agreement->valid.first.number)
        || !read_int32 (fields[FIELD_END], &agreement->valid.end.number))
        return FALSE;
    if (choice != TALLY_CHOICE_DEMAND && choice != TALLY_CHOICE_CAPACITY)
        return FALSE;
    agreement->choice = (TallyPriceChoice) choice;
    return read_peaks (fields[FIELD_PEAKS], agreement)
           && tally_bill_carry_parse (agreement->carry_text, &agreement->carry, NULL);
}

gboolean
tally_bill_inputs_parse (const char *text, TallyBillInputs *inputs, GError **error)
{
    *inputs = (TallyBillInputs){ 0 };
    if (strlen (text) <= TALLY_BILL_INPUTS_MAX)
        inputs->fields = g_strsplit (text, "|", N_FIELDS + 1);
    if (inputs->fields != NULL && g_strv_length (inputs->fields) == N_FIELDS
        && g_str_equal (inputs->fields[FIELD_FORMAT], "1")
        && read_agreement (inputs->fields, &inputs->agreement)) {
        inputs->tariffs = inputs->fields[FIELD_TARIFFS];
        inputs->holidays = inputs->fields[FIELD_HOLIDAYS];
        inputs->blocks = inputs->fields[FIELD_BLOCKS];
        return TRUE;
    }
    tally_bill_inputs_clear (inputs);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "made_of “%.60s” does not say what the bill was made from", text);
    return FALSE;
}

static gboolean
add_calendar (char *item, GHashTable *calendars, GError **error)
{
    TallyCalendar *calendar;
    char *colon = strchr (item, ':');

    if (colon == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%.60s” are no holidays", item);
        return FALSE;
    }
    *colon = '\0';
    calendar = tally_calendar_parse_days (colon + 1, error);
    if (calendar == NULL)
        return FALSE;
    g_hash_table_replace (calendars, g_strdup (item), calendar);
    return TRUE;
}

gboolean
tally_bill_inputs_calendars (const char *holidays, GHashTable *calendars, GError **error)
{
    g_auto(GStrv) items = g_strsplit (holidays, ";", -1);

    for (char **item = items; *item != NULL; item++) {
        if (!add_calendar (*item, calendars, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_bill_inputs_same_holidays (const char *one, const char *other)
{
    g_auto(GStrv) fields = one != NULL ? g_strsplit (one, "|", N_FIELDS) : NULL;
    g_auto(GStrv) others = other != NULL ? g_strsplit (other, "|", N_FIELDS) : NULL;

    if (fields == NULL || others == NULL)
        return TRUE;
    return g_strv_length (fields) == N_FIELDS && g_strv_length (others) == N_FIELDS
           && g_str_equal (fields[FIELD_HOLIDAYS], others[FIELD_HOLIDAYS]);
}

gboolean
tally_bill_inputs_has_tariff (const char *tariffs, int32_t version)
{
    g_auto(GStrv) items = g_strsplit (tariffs, ",", -1);
    g_autofree char *wanted = g_strdup_printf ("%d", version);

    return g_strv_contains ((const char *const *) items, wanted);
}
