// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/points/tally-point-columns.h"

#include "client-gtk/models/tally-parameter-text.h"
#include "shared/wire/tally-wire-manual-row.h"
#include "shared/wire/tally-wire-point.h"

#include <glib/gi18n.h>

#define REGISTER_DECIMALS 3 /* Wh in kWh */

static char *
meter_last (gconstpointer data)
{
    const TallyWirePointMeter *meter = data;
    int64_t wh;

    if (meter->last_register == NULL
        || !g_ascii_string_to_signed (meter->last_register, 10, G_MININT64, G_MAXINT64, &wh, NULL))
        return g_strdup ("");
    return tally_figure_decimal (wh, REGISTER_DECIMALS, REGISTER_DECIMALS);
}

static char *
meter_first (gconstpointer data)
{
    return tally_figure_decimal (((const TallyWirePointMeter *) data)->first_register,
                                 REGISTER_DECIMALS, REGISTER_DECIMALS);
}

static char *
meter_key (gconstpointer data)
{
    const TallyWirePointMeter *meter = data;

    return g_strdup_printf ("%s %s %" G_GINT64_FORMAT, meter->serial, meter->role, meter->from);
}

static const TallyColumn meter_columns[] = {
    TALLY_COLUMN (TallyWirePointMeter, serial, N_ ("Meter"), TEXT, 110, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWirePointMeter, role, N_ ("Role"), WORD, 100, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWirePointMeter, from, N_ ("From"), INSTANT, 132, 0),
    TALLY_COLUMN (TallyWirePointMeter, to, N_ ("To"), INSTANT, 132, 0),
    TALLY_COLUMN (TallyWirePointMeter, model, N_ ("Model"), TEXT, 90, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWirePointMeter, ct, N_ ("CT"), TEXT, 70, 0),
    TALLY_COLUMN (TallyWirePointMeter, pt, N_ ("PT"), TEXT, 90, 0),
    TALLY_COLUMN (TallyWirePointMeter, digits, N_ ("Digits"), COUNT, 60, 0),
    TALLY_COLUMN_FIGURE ("first", N_ ("First register, kWh"), meter_first, 130, 0),
    TALLY_COLUMN_FIGURE ("last", N_ ("Last register, kWh"), meter_last, 130, 0),
    TALLY_COLUMN (TallyWirePointMeter, gateway, N_ ("Gateway"), TEXT, 100, TALLY_COLUMN_FACET),
    TALLY_COLUMN_TEXT ("key", N_ ("Number"), meter_key, 160, TALLY_COLUMN_HIDDEN),
};

static char *
agreement_power (gconstpointer data)
{
    const TallyWirePointAgreement *agreement = data;

    return agreement->contracted_w > 0 ? tally_figure_decimal (agreement->contracted_w, 3, 1)
                                       : g_strdup ("–");
}

static const TallyColumn agreement_columns[] = {
    TALLY_COLUMN (TallyWirePointAgreement,
                  customer_name,
                  N_ ("Customer"),
                  TEXT,
                  160,
                  TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWirePointAgreement, account_number, N_ ("Account"), TEXT, 100, 0),
    TALLY_COLUMN (TallyWirePointAgreement,
                  tariff_code,
                  N_ ("Tariff"),
                  TEXT,
                  100,
                  TALLY_COLUMN_FACET),
    TALLY_COLUMN_FIGURE ("power", N_ ("Contracted, kW"), agreement_power, 110, 0),
    TALLY_COLUMN (TallyWirePointAgreement, from, N_ ("From"), DAY, 92, 0),
    TALLY_COLUMN (TallyWirePointAgreement, to, N_ ("To"), DAY, 92, 0),
    TALLY_COLUMN (TallyWirePointAgreement,
                  agreement_id,
                  N_ ("Number"),
                  COUNT,
                  80,
                  TALLY_COLUMN_HIDDEN),
};

static char *
register_count (gconstpointer data)
{
    return tally_figure_decimal (((const TallyWirePointRegister *) data)->count, REGISTER_DECIMALS,
                                 REGISTER_DECIMALS);
}

static char *
register_key (gconstpointer data)
{
    const TallyWirePointRegister *reading = data;

    return g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, reading->serial,
                            reading->at, reading->count);
}

static const TallyColumn register_columns[] = {
    TALLY_COLUMN (TallyWirePointRegister, at, N_ ("At"), INSTANT, 132, 0),
    TALLY_COLUMN (TallyWirePointRegister, serial, N_ ("Meter"), TEXT, 120, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN_FIGURE ("count", N_ ("Register, kWh"), register_count, 140, 0),
    TALLY_COLUMN_TEXT ("key", N_ ("Number"), register_key, 160, TALLY_COLUMN_HIDDEN),
};

static char *
manual_value (gconstpointer data)
{
    return tally_figure_decimal (((const TallyWireManualRow *) data)->value, REGISTER_DECIMALS,
                                 REGISTER_DECIMALS);
}

static char *
manual_channel (gconstpointer data)
{
    static const char *const names[] = { "A+", "A-", "R+", "R-" };
    int64_t channel = ((const TallyWireManualRow *) data)->channel;

    return g_strdup (channel >= 1 && channel <= (int64_t) G_N_ELEMENTS (names) ? names[channel - 1]
                                                                               : "");
}

static char *
manual_photo (gconstpointer data)
{
    return g_strdup (((const TallyWireManualRow *) data)->photo != NULL ? _ ("yes") : "–");
}

/* Why it counts no more, which is more than that it does not. */
static char *
manual_state (gconstpointer data)
{
    const TallyWireManualRow *row = data;

    if (row->withdrawn_by == NULL)
        return g_strdup (_ ("stands"));
    /* translators: who, and the reason */
    return g_strdup_printf (_ ("withdrawn by %s: %s"), row->withdrawn_by, row->withdrawn_reason);
}

static const TallyColumn manual_columns[] = {
    TALLY_COLUMN (TallyWireManualRow, at, N_ ("At"), INSTANT, 132, 0),
    TALLY_COLUMN_FIGURE ("value", N_ ("Register, kWh"), manual_value, 120, 0),
    TALLY_COLUMN_TEXT ("state", N_ ("State"), manual_state, 130, 0),
    TALLY_COLUMN_TEXT ("channel", N_ ("Channel"), manual_channel, 64, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireManualRow, serial, N_ ("Meter"), TEXT, 100, 0),
    TALLY_COLUMN (TallyWireManualRow, note, N_ ("Note"), TEXT, 150, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN_TEXT ("photo", N_ ("Photo"), manual_photo, 56, 0),
    TALLY_COLUMN (TallyWireManualRow, made_by, N_ ("Brought by"), TEXT, 90, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireManualRow,
                  made_at,
                  N_ ("Brought at"),
                  INSTANT,
                  132,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireManualRow, reading_id, N_ ("Number"), TEXT, 160, TALLY_COLUMN_HIDDEN),
};

static char *
parameter_key (gconstpointer data)
{
    const TallyWireParameter *row = data;

    return g_strjoin (" ", row->rule, row->name, NULL);
}

static const TallyColumn parameter_columns[] = {
    TALLY_COLUMN (TallyWireParameter,
                  rule,
                  N_ ("Rule"),
                  WORD,
                  150,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireParameter, name, N_ ("Parameter"), WORD, 130, TALLY_COLUMN_FACET),
    TALLY_COLUMN_FIGURE ("value", N_ ("Value"), tally_parameter_text, 130, 0),
    TALLY_COLUMN (TallyWireParameter, valid_from, N_ ("From"), DAY, 92, 0),
    TALLY_COLUMN (TallyWireParameter, next_from, N_ ("Changes on"), DAY, 92, 0),
    TALLY_COLUMN_TEXT ("key", N_ ("Number"), parameter_key, 160, TALLY_COLUMN_HIDDEN),
};

void
tally_point_columns_meters (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Meters"), meter_columns, G_N_ELEMENTS (meter_columns), "key");
    tally_data_list_set_empty (list, _ ("No meter"), _ ("No meter was ever hung here."));
}

void
tally_point_columns_agreements (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Agreements"), agreement_columns,
                            G_N_ELEMENTS (agreement_columns), "agreement_id");
    tally_data_list_set_empty (list, _ ("No agreement"), _ ("Nobody is billed for this point."));
}

void
tally_point_columns_registers (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Registers"), register_columns,
                            G_N_ELEMENTS (register_columns), "key");
    tally_data_list_set_empty (list, _ ("No register"),
                               _ ("Registers read when meters were exchanged appear here."));
}

void
tally_point_columns_parameters (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Rules"), parameter_columns, G_N_ELEMENTS (parameter_columns),
                            "key");
    tally_data_list_set_empty (list, _ ("No parameter"),
                               _ ("The rules of validation hold nothing against anything."));
}

void
tally_point_columns_manual (TallyDataList *list)
{
    tally_data_list_set_up (list, _ ("Read by hand"), manual_columns, G_N_ELEMENTS (manual_columns),
                            "reading_id");
    tally_data_list_set_empty (list, _ ("Nothing read by hand"),
                               _ ("Nobody has brought a register of this point."));
}
