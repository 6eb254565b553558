// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-price-series.h"

G_BEGIN_DECLS

/* What a price is worked out from beside the load: files of the market, laid over the load's
 * intervals, and whether all that the tariff counts on was given. @series has the load, its
 * interval, its zone and its first day. */

/**
 * tally_price_given_peaks:
 * @path: CSV "start,minutes", as `gridtallyctl market peaks` takes it
 * @error: return location
 *
 * Every interval that a peak covers a part of is one of the peak.
 *
 * Returns: (transfer full) (element-type size_t): intervals of the load, ascending; %NULL also
 *   when a month of the load has no peak in the file
 */
GArray *tally_price_given_peaks (const char *path, const TallyPriceSeries *series, GError **error);

/**
 * tally_price_given_prices:
 * @path: CSV with a column "price", one line an interval, or "start,minutes,price" as
 *   `gridtallyctl market prices` takes it
 *
 * Returns: (transfer full): a price for every interval of the load; %NULL also when none of the
 *   market's covers the whole of one
 */
TallyLoad *tally_price_given_prices (const char *path,
                                     const TallyPriceSeries *series,
                                     GError **error);

/**
 * tally_price_given_all:
 * @has_peaks: whether the system's peaks were given
 * @is_record: whether the tariff came as an OpenEI record; reactive energy and peaks, which its
 *   loads do not have, may be missing then, and a note says how it is priced without
 *
 * A load that is nowhere below zero delivers nothing: that is known.
 *
 * Returns: %FALSE, naming component and option, when something that @tariff cannot be priced
 *   without was not given
 */
gboolean tally_price_given_all (const TallyTariff *tariff,
                                const TallyPriceSeries *series,
                                gboolean has_peaks,
                                gboolean is_record,
                                GError **error);

G_END_DECLS
