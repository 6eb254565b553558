// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-price-given.h"

#include "server/ref/tally-market-csv-calc.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-needs.h"

#include <glib/gi18n.h>
#include <string.h>

#define MARKET_HEADER "start,minutes"
#define MARKET_DECIMALS 6
#define ORDER_MARK "\xef\xbb\xbf"
#define SECONDS_PER_MINUTE 60

/* When an interval of the load begins. */
static int64_t
start_of (const TallyPriceSeries *series, size_t interval)
{
    return tally_day_start (series->zone, series->start)
           + (int64_t) interval * series->interval_minutes * SECONDS_PER_MINUTE;
}

static GArray *
read_market (const char *path, const char *text, size_t length, gboolean has_price, GError **error)
{
    GArray *rows = tally_market_csv_parse (text, (gssize) length, has_price, error);

    if (rows == NULL)
        g_prefix_error (error, "%s: ", path);
    return rows;
}

/* A file says all peaks of a month or none: where it says none it is not the month's file. */
static gboolean
check_months (const char *path, const TallyPriceSeries *series, const GArray *rows, GError **error)
{
    int64_t end = start_of (series, series->load->count);
    guint i = 0;

    for (TallyDay first = tally_day_month_start (series->start);
         tally_day_start (series->zone, first) < end; first = tally_day_next_month (first)) {
        int64_t next = tally_day_start (series->zone, tally_day_next_month (first));
        const TallyMarketInterval *row = NULL;
        char text[TALLY_MONTH_TEXT];

        for (; i < rows->len; i++) {
            row = &g_array_index (rows, TallyMarketInterval, i);
            if (row->start + row->seconds > tally_day_start (series->zone, first))
                break;
        }
        if (i < rows->len && row->start < next)
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("%s: no peak of %s"), path,
                     tally_month_format (tally_month_of (first), text));
        return FALSE;
    }
    return TRUE;
}

GArray *
tally_price_given_peaks (const char *path, const TallyPriceSeries *series, GError **error)
{
    g_autofree char *text = NULL;
    size_t length = 0, next = 0;
    g_autoptr(GArray) rows = NULL;
    g_autoptr(GArray) intervals = g_array_new (FALSE, FALSE, sizeof (size_t));

    if (!g_file_get_contents (path, &text, &length, error)
        || (rows = read_market (path, text, length, FALSE, error)) == NULL
        || !check_months (path, series, rows, error))
        return NULL;
    for (guint i = 0; i < rows->len; i++) {
        const TallyMarketInterval *row = &g_array_index (rows, TallyMarketInterval, i);

        while (next < series->load->count && start_of (series, next + 1) <= row->start)
            next++;
        while (next < series->load->count && start_of (series, next) < row->start + row->seconds) {
            g_array_append_val (intervals, next);
            next++;
        }
    }
    return g_steal_pointer (&intervals);
}

static gboolean
refuse_instant (const char *path, int64_t start, GError **error)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (start);
    g_autofree char *text = g_date_time_format_iso8601 (at);

    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 _ ("%s: no price covers the whole interval from %s"), path, text);
    return FALSE;
}

/* The price that holds throughout each interval; rows stand in order. */
static gboolean
lay_prices (const char *path,
            const TallyPriceSeries *series,
            const GArray *rows,
            TallyLoad *prices,
            GError **error)
{
    guint next = 0;

    for (size_t i = 0; i < prices->count; i++) {
        const TallyMarketInterval *row = NULL;

        while (next < rows->len
               && g_array_index (rows, TallyMarketInterval, next).start <= start_of (series, i))
            next++;
        if (next > 0)
            row = &g_array_index (rows, TallyMarketInterval, next - 1);
        if (row == NULL || row->start + row->seconds < start_of (series, i + 1))
            return refuse_instant (path, start_of (series, i), error);
        prices->values[i] = row->micro;
    }
    return TRUE;
}

TallyLoad *
tally_price_given_prices (const char *path, const TallyPriceSeries *series, GError **error)
{
    g_autofree char *text = NULL;
    size_t length = 0;
    const char *start;
    g_autoptr(GArray) rows = NULL;
    g_autoptr(TallyLoad) prices = NULL;

    if (!g_file_get_contents (path, &text, &length, error))
        return NULL;
    start = text + (g_str_has_prefix (text, ORDER_MARK) ? strlen (ORDER_MARK) : 0);
    if (!g_str_has_prefix (start, MARKET_HEADER)) {
        prices = tally_load_parse_prices (text, (gssize) length, error);
        if (prices == NULL)
            g_prefix_error (error, "%s: ", path);
        return g_steal_pointer (&prices);
    }
    rows = read_market (path, text, length, TRUE, error);
    if (rows == NULL)
        return NULL;
    prices = g_new0 (TallyLoad, 1);
    prices->count = series->load->count;
    prices->scale = MARKET_DECIMALS;
    prices->values = g_new (int64_t, prices->count);
    return lay_prices (path, series, rows, prices, error) ? g_steal_pointer (&prices) : NULL;
}

/* OpenEI records are compared by loads of kW alone: what they leave open is said, not refused. */
static gboolean
go_without (const char *component, TallyTariffInput input)
{
    if (input == TALLY_INPUT_REACTIVE)
        g_printerr (_ ("note: component “%s” is priced at a power factor of 1; give --reactive\n"),
                    component);
    else if (input == TALLY_INPUT_COINCIDENT)
        g_printerr (_ ("note: component “%s” charges nothing without the system’s peaks; give "
                       "--peaks\n"),
                    component);
    else
        return FALSE;
    return TRUE;
}

gboolean
tally_price_given_all (const TallyTariff *tariff,
                       const TallyPriceSeries *series,
                       gboolean has_peaks,
                       gboolean is_record,
                       GError **error)
{
    const struct {
        TallyTariffInput input;
        gboolean is_given;
        const char *what;
        const char *option;
    } inputs[] = {
        { TALLY_INPUT_REACTIVE, series->reactive != NULL, _ ("reactive energy"), "--reactive" },
        { TALLY_INPUT_COINCIDENT, has_peaks, _ ("the system’s peaks"), "--peaks" },
        { TALLY_INPUT_PRICES, series->prices != NULL, _ ("the price of each interval"),
          "--prices" },
        { TALLY_INPUT_EXPORT_PRICES, series->export_prices != NULL,
          _ ("the price of each interval’s delivered energy"), "--export-prices" },
        { TALLY_INPUT_CAPACITY, series->contracted_kva > 0, _ ("the transformer capacity"),
          "--contracted-kva" },
        { TALLY_INPUT_CONTRACT, series->contracted_kw > 0, _ ("the contracted demand"),
          "--contracted-kw" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (inputs); i++) {
        const char *component = inputs[i].is_given ? NULL
                                                   : tally_tariff_who_needs (tariff, series->choice,
                                                                             inputs[i].input);

        if (component == NULL || (is_record && go_without (component, inputs[i].input)))
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("component “%s” needs %s: give %s"), component, inputs[i].what,
                     inputs[i].option);
        return FALSE;
    }
    return TRUE;
}
