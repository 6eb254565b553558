// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallySample:
 *
 * The sample utility's physics: what every meter of `data/sample/generate`'s
 * utility has measured up to any instant. Deterministic: the same utility file
 * gives the same figures in every process, so that a history file and a meter
 * read later agree to the watt-hour. Immutable after tally_sample_new(), so
 * any thread may ask.
 */
typedef struct _TallySample TallySample;

/** TallySampleMeter: one meter as the network sees it; owned by the sample */
typedef struct {
    int district_id;
    int64_t point_id;
    int64_t meter_id;
    const char *point_code;
    const char *serial;
    const char *model; /* name of a register map in data/meters */
    int gateway_id;    /* within the district */
    int unit_id;
    gboolean is_check;
    int64_t installed_at; /* Unix seconds */
    int64_t removed_at;   /* INT64_MAX while it hangs */
    const int *channels;  /* 1 A+, 2 A-, 3 R+, 4 R-; ends with 0 */
} TallySampleMeter;

/** TallySampleGateway: one TCP listener and its units */
typedef struct {
    int district_id;
    int gateway_id;
    const char *name;
    int port;
} TallySampleGateway;

/**
 * tally_sample_new:
 * @utility_file: JSON written by `data/sample/generate`
 * @until: Unix seconds up to which figures will be asked for
 * @error: return location; names file and field
 */
TallySample *tally_sample_new (const char *utility_file, int64_t until, GError **error);
void tally_sample_free (TallySample *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallySample, tally_sample_free)

const TallySampleMeter *tally_sample_get_meters (const TallySample *self, size_t *n);
const TallySampleGateway *tally_sample_get_gateways (const TallySample *self, size_t *n);

/** tally_sample_get_time_zone: the market's, such as "Asia/Shanghai" */
const char *tally_sample_get_time_zone (const TallySample *self);

/**
 * tally_sample_register:
 * @channel: 1 to 4
 * @at: Unix seconds by the true clock
 *
 * Returns: the meter's own register in Wh or varh, secondary side, rolled over
 *   at its digits
 */
int64_t tally_sample_register (const TallySample *self,
                               const TallySampleMeter *meter,
                               int channel,
                               int64_t at);

/**
 * tally_sample_interval:
 * @start: first instant of a quarter-hour
 *
 * Returns: what the meter counted in the quarter-hour, secondary side
 */
int64_t tally_sample_interval (const TallySample *self,
                               const TallySampleMeter *meter,
                               int channel,
                               int64_t start);

/** tally_sample_ratio: Returns: CT times PT: primary = secondary times this */
int64_t tally_sample_ratio (const TallySample *self, const TallySampleMeter *meter);

/**
 * tally_sample_is_gap:
 *
 * Returns: whether the history lost the meter's quarter-hour at @start
 */
gboolean tally_sample_is_gap (const TallySample *self,
                              const TallySampleMeter *meter,
                              int64_t start);

/** tally_sample_voltage_mv: phase voltage, secondary side */
int64_t tally_sample_voltage_mv (const TallySample *self,
                                 const TallySampleMeter *meter,
                                 int64_t at);

G_END_DECLS
