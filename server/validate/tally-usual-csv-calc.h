// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/estimate/tally-like-calc.h"

G_BEGIN_DECLS

/** Most lines of one file: fifty years of days. */
#define TALLY_USUAL_MAX_LINES 20000
#define TALLY_KIND_BYTES 16

/** TallyTemperatureClass: like days share it (DOMAIN 3); numbered as in validate.temperature */
typedef enum {
    TALLY_TEMPERATURE_MILD,
    TALLY_TEMPERATURE_HEATING,
    TALLY_TEMPERATURE_COOLING,
} TallyTemperatureClass;

/** TallyDayTemperature: @mean_dc: mean of the day outdoors, in tenths of a degree Celsius */
typedef struct {
    TallyDay day;
    int32_t mean_dc;
} TallyDayTemperature;

/** TallyUsualProfile: a row of validate.profile; @hours_ppm as in #TallyProfile */
typedef struct {
    char point_kind[TALLY_KIND_BYTES];
    TallyDayClass day_class;
    TallyDay valid_from;
    int32_t hours_ppm[TALLY_PROFILE_HOURS];
} TallyUsualProfile;

/**
 * tally_temperature_class:
 * @heating_dc: below it houses are heated
 * @cooling_dc: above it they are cooled; not below @heating_dc
 *
 * The bases of heating and cooling degree days.
 */
TallyTemperatureClass tally_temperature_class (int32_t mean_dc,
                                               int32_t heating_dc,
                                               int32_t cooling_dc);

/**
 * tally_temperature_parse:
 * @text: degrees Celsius with at most one decimal, -90 to 60 (both were never left outdoors)
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID
 */
gboolean tally_temperature_parse (const char *text, int32_t *tenths, GError **error);

/**
 * tally_temperature_csv_parse:
 * @text: CSV with the header "day,mean_c"; days in order, none twice
 *
 * Messages of both begin with "line N: FIELD: ".
 *
 * Returns: (transfer full): TallyDayTemperature, at least one; %NULL with %TALLY_ERROR_INVALID
 */
GArray *tally_temperature_csv_parse (const char *text, gssize length, GError **error);

/**
 * tally_profile_csv_parse:
 * @text: CSV with the header "point_kind,day_class,valid_from,h00,h01,…,h23"; typical power of each
 *   local hour in millionths of the point's capacity, 0 to 1000000. A kind's profile of a day has
 *   all three classes of days, each once
 *
 * Returns: (transfer full): TallyUsualProfile, at least three; %NULL with %TALLY_ERROR_INVALID
 */
GArray *tally_profile_csv_parse (const char *text, gssize length, GError **error);

G_END_DECLS
