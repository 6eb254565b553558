// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyLoad:
 * @values: one an interval, exactly as written, times 10^@scale
 * @count: how many
 * @scale: decimals kept
 * @is_power: kW, the average of the interval; otherwise kWh
 *
 * A series of energy read from a load file.
 */
typedef struct {
    int64_t *values;
    size_t count;
    int scale;
    gboolean is_power;
} TallyLoad;

#define TALLY_LOAD_MAX_INTERVALS (1100 * 1440)

/**
 * tally_load_parse:
 * @text: CSV with a header line that names one column "kw" or "kwh"; other
 *   columns are passed over
 * @length: bytes of @text, or -1
 * @error: return location
 *
 * Nothing is rounded. Messages begin with "line N: ".
 *
 * Returns: (transfer full): the series, or %NULL with %TALLY_ERROR_INVALID
 */
TallyLoad *tally_load_parse (const char *text, gssize length, GError **error);

/** tally_load_parse_reactive: as tally_load_parse(), of a column "kvar" or "kvarh" */
TallyLoad *tally_load_parse_reactive (const char *text, gssize length, GError **error);

/** tally_load_parse_prices: as tally_load_parse(), of a column "price": money for a kWh */
TallyLoad *tally_load_parse_prices (const char *text, gssize length, GError **error);

void tally_load_free (TallyLoad *load);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyLoad, tally_load_free)

/**
 * tally_load_refine:
 * @scale: at least that of @load
 * @parts: into how many equal intervals each is split; only power can be
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID or %TALLY_ERROR_OVERFLOW
 */
gboolean tally_load_refine (TallyLoad *load, int scale, size_t parts, GError **error);

/**
 * tally_load_units:
 * @interval_minutes: length of an interval
 * @factor: (out): what each value is to be multiplied with
 * @units_per_kwh: (out): how many units then make a kWh
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when an interval does not divide
 *   the hour or the hour it
 */
gboolean tally_load_units (const TallyLoad *load,
                           int interval_minutes,
                           int64_t *factor,
                           int64_t *units_per_kwh,
                           GError **error);

G_END_DECLS
