// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-again.h"

#include "shared/error/tally-error.h"

#include <json-glib/json-glib.h>

/* Of a row of the market. */
enum {
    SERIES,
    VERSION,
    START,
    SECONDS,
    MICRO,
    N_COLUMNS
};

static gboolean
can_read_row (JsonNode *row)
{
    JsonArray *cells = JSON_NODE_HOLDS_ARRAY (row) ? json_node_get_array (row) : NULL;

    if (cells == NULL || json_array_get_length (cells) != N_COLUMNS)
        return FALSE;
    for (guint i = 0; i < N_COLUMNS; i++) {
        GType wanted = i == SERIES ? G_TYPE_STRING : G_TYPE_INT64;

        if (json_node_get_value_type (json_array_get_element (cells, i)) != wanted)
            return FALSE;
    }
    return TRUE;
}

/* Peaks have no series; all stand in order. */
static void
add_row (TallyBillRules *rules, JsonArray *cells)
{
    const char *series = json_array_get_string_element (cells, SERIES);
    int32_t version = (int32_t) json_array_get_int_element (cells, VERSION);
    TallyBillPrice price = { json_array_get_int_element (cells, START),
                             (int32_t) json_array_get_int_element (cells, SECONDS),
                             json_array_get_int_element (cells, MICRO) };
    TallyBillSpan span = { price.start, price.seconds };
    TallyBillPrices *prices = g_hash_table_lookup (rules->prices, series);

    if (*series == '\0') {
        rules->peaks_version = version;
        g_array_append_val (rules->peaks, span);
        return;
    }
    if (prices == NULL) {
        prices = g_new0 (TallyBillPrices, 1);
        prices->rows = g_array_new (FALSE, FALSE, sizeof (TallyBillPrice));
        g_hash_table_insert (rules->prices, g_strdup (series), prices);
    }
    prices->version = MAX (prices->version, version);
    g_array_append_val (prices->rows, price);
}

static gboolean
read_market (TallyBillRules *rules, const char *market, GError **error)
{
    g_autoptr(JsonNode) node = NULL;
    JsonArray *rows;

    rules->peaks = g_array_new (FALSE, FALSE, sizeof (TallyBillSpan));
    rules->prices = tally_bill_prices_new ();
    if (market == NULL)
        return TRUE;
    node = json_from_string (market, error);
    if (node == NULL && error != NULL && *error != NULL)
        return FALSE;
    rows = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
    for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++) {
        if (!can_read_row (json_array_get_element (rows, i))) {
            rows = NULL;
            break;
        }
        add_row (rules, json_array_get_array_element (rows, i));
    }
    if (rows == NULL)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "“%.60s” are no peaks and prices of a month", market);
    return rows != NULL;
}

static TallyBillRules *
rules_of (const TallyBillAgain *again, GError **error)
{
    g_autoptr(TallyBillRules) rules = g_new0 (TallyBillRules, 1);
    const TallyBillInputs *inputs = again->inputs;

    rules->period = again->month;
    rules->zone = again->zone;
    rules->currency = g_strdup (again->currency);
    rules->tariffs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) g_array_unref);
    g_hash_table_insert (rules->tariffs, g_strdup (again->tariff_code),
                         tally_bill_inputs_choose (inputs != NULL ? inputs->tariffs : NULL,
                                                   again->tariffs));
    rules->calendars = inputs == NULL && again->calendars != NULL
                           ? g_hash_table_ref (again->calendars)
                           : g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                    (GDestroyNotify) tally_calendar_free);
    if (!read_market (rules, again->market, error)
        || (inputs != NULL
            && !tally_bill_inputs_calendars (inputs->holidays, rules->calendars, error)))
        return NULL;
    return g_steal_pointer (&rules);
}

gboolean
tally_bill_again_price (const TallyBillAgain *again,
                        TallyBillLook look,
                        gpointer user_data,
                        GError **error)
{
    g_autoptr(TallyBillRules) rules = rules_of (again, error);
    g_autoptr(TallyBillSheet) sheet = tally_bill_sheet_new ();
    g_autoptr(TallyBillMaker) maker = NULL;
    TallyBillAgreement agreement;

    g_return_val_if_fail (again->inputs != NULL || again->agreement != NULL, FALSE);

    if (rules == NULL)
        return FALSE;
    agreement = again->inputs != NULL ? again->inputs->agreement : *again->agreement;
    agreement.agreement_id = again->agreement_id;
    agreement.tariff_code = again->tariff_code;
    agreement.version = again->version;
    maker = tally_bill_maker_new (rules);
    tally_bill_maker_set_look (maker, look, user_data);
    return tally_bill_maker_make (maker, &agreement, &again->measured, sheet, error);
}
