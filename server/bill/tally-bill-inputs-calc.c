// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-inputs-calc.h"

#include "shared/error/tally-error.h"
#include "shared/time/tally-calendar-text.h"

#include <string.h>

#define FORMAT 2
#define FORMAT_OLD 1

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

static void
append_named (GString *text, const TallyBillAgreement *agreement, const char *extras)
{
    if (agreement->is_old)
        return;
    if (agreement->supplied.end.number != 0)
        g_string_append_printf (text, "|supplied=%d:%d", agreement->supplied.first.number,
                                agreement->supplied.end.number);
    if (agreement->past_peaks != NULL)
        g_string_append_printf (text, "|past=%s", agreement->past_peaks);
    if (extras != NULL)
        g_string_append_printf (text, "|%s", extras);
}

char *
tally_bill_inputs_format (const TallyBillRules *rules,
                          const TallyBillAgreement *agreement,
                          const TallyBillTariff *const *tariffs,
                          size_t n_tariffs,
                          const char *blocks,
                          const char *extras)
{
    GString *text = g_string_sized_new (256);

    g_string_printf (text, "%d|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%d|%d|%d|%d|",
                     agreement->is_old ? FORMAT_OLD : FORMAT, agreement->contracted_w,
                     agreement->contracted_va, agreement->phases, (int) agreement->choice,
                     agreement->valid.first.number, agreement->valid.end.number);
    for (size_t i = 0; i < n_tariffs; i++)
        g_string_append_printf (text, "%s%d", i > 0 ? "," : "", tariffs[i]->version);
    g_string_append_c (text, '|');
    append_calendars (text, rules, tariffs, n_tariffs);
    g_string_append_printf (text, "|%s|", blocks);
    append_peaks (text, agreement);
    g_string_append_printf (text, "|%s", agreement->carry_text);
    append_named (text, agreement, extras);
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
read_meters (const char *text, TallyBillAgreement *agreement)
{
    g_auto(GStrv) items = g_strsplit (text, ",", TALLY_BILL_MAX_METERS + 1);

    for (char **item = items; *item != NULL; item++) {
        char *colon = strchr (*item, ':');
        TallyBillMeters *meters;

        if (colon == NULL || agreement->n_meters == TALLY_BILL_MAX_METERS)
            return FALSE;
        *colon = '\0';
        meters = &agreement->meters[agreement->n_meters++];
        if (!read_int32 (*item, &meters->first.number) || !read_int32 (colon + 1, &meters->n))
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

static gboolean
read_supplied (const char *text, TallyDays *supplied)
{
    g_auto(GStrv) days = g_strsplit (text, ":", 3);

    return g_strv_length (days) == 2 && read_int32 (days[0], &supplied->first.number)
           && read_int32 (days[1], &supplied->end.number);
}

static gboolean
can_read_past (const char *text)
{
    g_autoptr(GArray) peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    g_autoptr(GStringChunk) texts = g_string_chunk_new (256);

    return tally_bill_past_parse (text, peaks, texts);
}

static gboolean
read_named (const char *field, TallyBillInputs *inputs)
{
    const char *value = strchr (field, '=');

    if (value == NULL)
        return FALSE;
    value++;
    if (g_str_has_prefix (field, "supplied="))
        return read_supplied (value, &inputs->agreement.supplied);
    if (g_str_has_prefix (field, "meters="))
        return read_meters (value, &inputs->agreement);
    if (g_str_has_prefix (field, "past=")) {
        inputs->agreement.past_peaks = value;
        return can_read_past (value);
    }
    if (g_str_has_prefix (field, "prices=")) {
        inputs->prices = value;
        return TRUE;
    }
    return g_str_has_prefix (field, "system-peaks=") && read_int32 (value, &inputs->system_peaks);
}

static gboolean
read_fields (char **fields, TallyBillInputs *inputs)
{
    guint n = g_strv_length (fields);
    gboolean is_old = n == N_FIELDS && g_str_equal (fields[FIELD_FORMAT], "1");

    if (!is_old && (n < N_FIELDS || !g_str_equal (fields[FIELD_FORMAT], "2")))
        return FALSE;
    if (!read_agreement (fields, &inputs->agreement))
        return FALSE;
    inputs->prices = "";
    for (guint i = N_FIELDS; i < n; i++) {
        if (!read_named (fields[i], inputs))
            return FALSE;
    }
    inputs->agreement.is_old = is_old;
    return TRUE;
}

gboolean
tally_bill_inputs_parse (const char *text, TallyBillInputs *inputs, GError **error)
{
    *inputs = (TallyBillInputs){ 0 };
    if (strlen (text) <= TALLY_BILL_INPUTS_MAX)
        inputs->fields = g_strsplit (text, "|", -1);
    if (inputs->fields != NULL && read_fields (inputs->fields, inputs)) {
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

void
tally_bill_inputs_forget (const char *made_of, TallyBillAgreement *agreement)
{
    agreement->is_old = made_of == NULL || g_str_has_prefix (made_of, "1|");
    if (!agreement->is_old)
        return;
    agreement->supplied = (TallyDays){ 0 };
    agreement->past_peaks = NULL;
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

GArray *
tally_bill_inputs_choose (const char *named, const GArray *all)
{
    GArray *chosen = tally_bill_tariffs_new ();

    for (guint i = 0; all != NULL && i < all->len; i++) {
        TallyBillTariff version = g_array_index (all, TallyBillTariff, i);

        if (named != NULL && !tally_bill_inputs_has_tariff (named, version.version))
            continue;
        tally_tariff_ref (version.tariff);
        g_array_append_val (chosen, version);
    }
    return chosen;
}
