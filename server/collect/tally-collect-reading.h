// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-meter-driver.h"
#include "server/collect/tally-register-map.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** Most channels of one meter that are stored. */
#define TALLY_METER_MAX_CHANNELS 8

/** Offset of a meter's clock, in ms, over which it is set. */
#define TALLY_CLOCK_SET_MS 10000
/** Offset over which its intervals are not trusted. */
#define TALLY_CLOCK_TRUST_MS 120000

/**
 * TallyCollectMeter: one meter behind a gateway
 * @map: its register map; outlives this
 * @zone: of its district
 * @channels: which to read, @n_channels of them
 * @since: of each channel, the first interval that is not in yet (Unix seconds)
 */
typedef struct {
    int32_t district_id;
    int32_t gateway_id;
    int64_t point_id;
    int64_t meter_id;
    int unit_id;
    const TallyRegisterMap *map;
    const TallyZone *zone;
    size_t n_channels;
    int16_t channels[TALLY_METER_MAX_CHANNELS];
    int64_t since[TALLY_METER_MAX_CHANNELS];
} TallyCollectMeter;

/** TallyCollectClock: "now" for collecting: the computer's clock and a shift for simulations */
typedef struct {
    int64_t shift_s;
    gboolean sets_meters; /* whether meters' clocks may be set */
} TallyCollectClock;

/** tally_collect_clock_now_us: Returns: microseconds since 1970 by the market's clock */
int64_t tally_collect_clock_now_us (const TallyCollectClock *clock);

/**
 * TallyCollectReading: what one conversation with a meter gave
 * @answered_at_us: of the last good answer; 0: none
 * @next: of each channel, up to where its intervals are in the batch now; 0: none came
 */
typedef struct {
    int64_t answered_at_us;
    gboolean has_clock;
    int64_t clock_offset_ms;
    gboolean did_set_clock;
    int32_t n_values;
    int64_t next[TALLY_METER_MAX_CHANNELS];
} TallyCollectReading;

/**
 * tally_collect_read_meter:
 * @link: an open connection to the meter's gateway
 * @meter: whom to ask
 * @batch: gets the frames: registers, and intervals from each @since on
 * @reading: (out caller-allocates): what came of it
 * @error: return location
 *
 * Asks for the clock, the registers of the meter's channels and, where the
 * meter remembers them, its intervals. What came before something went wrong
 * is in @batch.
 *
 * Returns: %TALLY_ATTEMPT_OK, %TALLY_ATTEMPT_CLOCK when everything came but the
 *   clock is too far off, or what went wrong with @error set
 */
TallyAttemptResult tally_collect_read_meter (const TallyMeterDriver *driver,
                                             TallyMeterLink *link,
                                             const TallyCollectMeter *meter,
                                             const TallyCollectClock *clock,
                                             TallyCollectBatch *batch,
                                             TallyCollectReading *reading,
                                             GError **error);

/**
 * TallyProbeFunc: called for each register of a map
 * @value: in 10^exponent of the register's base unit; meaningless when @fault is set
 */
typedef void (*TallyProbeFunc) (const TallyRegister *reg,
                                int64_t value,
                                const GError *fault,
                                gpointer user_data);

/** tally_collect_probe_meter: reads every register of @map, telling @func each. Returns: as
 * tally_collect_read_meter() */
TallyAttemptResult tally_collect_probe_meter (const TallyMeterDriver *driver,
                                              TallyMeterLink *link,
                                              int unit_id,
                                              const TallyRegisterMap *map,
                                              TallyProbeFunc func,
                                              gpointer user_data,
                                              GError **error);

G_END_DECLS
