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
/** No clock is set this close to the edge of an interval, in seconds. */
#define TALLY_CLOCK_GUARD_S 60

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
 * @clock_exception: the Modbus exception by which it refused to have its clock set; 0: none
 * @has_odd_stamp: it stamped its figures with an instant days away or off the grid
 * @next: of each channel, up to where its intervals are in the batch now; 0: none came
 */
typedef struct {
    int64_t answered_at_us;
    gboolean has_clock;
    int64_t clock_offset_ms;
    gboolean did_set_clock;
    int clock_exception;
    gboolean has_odd_stamp;
    int32_t n_values;
    int64_t next[TALLY_METER_MAX_CHANNELS];
} TallyCollectReading;

/** tally_collect_is_trusted: whether the meter's clock is near enough to believe its stamps */
gboolean tally_collect_is_trusted (const TallyCollectReading *reading);

/** tally_collect_is_wanted: whether @reg is of one of the meter's channels */
gboolean tally_collect_is_wanted (const TallyCollectMeter *meter, const TallyRegister *reg);

/**
 * TallyRegisterSpan: registers that one request reads
 * @first: its first word
 * @n: its words; 0: none
 */
typedef struct {
    uint32_t first;
    size_t n;
} TallyRegisterSpan;

/** tally_collect_span_of: adds @reg, its scale and its other half to @span */
void tally_collect_span_of (TallyRegisterSpan *span, const TallyRegister *reg);

/**
 * tally_collect_decode:
 * @words: those of @span
 * @exponent: (out): the value counts 10^exponent of the channel's unit
 *
 * Returns: %FALSE with @error when the meter has no value or the register holds no number
 */
gboolean tally_collect_decode (const TallyRegisterMap *map,
                               const TallyRegister *reg,
                               const TallyRegisterSpan *span,
                               const uint16_t *words,
                               int64_t *value,
                               int16_t *exponent,
                               GError **error);

/** tally_collect_add_register: puts a register's value at instant @at into @batch */
gboolean tally_collect_add_register (const TallyCollectMeter *meter,
                                     const TallyRegister *reg,
                                     int64_t value,
                                     int16_t exponent,
                                     int64_t at,
                                     TallyCollectReading *reading,
                                     TallyCollectBatch *batch,
                                     GError **error);

/** Words before the records of a window, and of a record. */
#define TALLY_WINDOW_HEAD_WORDS 4
#define TALLY_RECORD_WORDS 3

/** tally_collect_instant_of: Returns: the Unix seconds in two words */
int64_t tally_collect_instant_of (const uint16_t *words);

/**
 * tally_collect_check_window:
 * @channel: of which records were asked for
 * @from: from where on
 * @first: (out): where they begin
 * @n: (out): how many came
 *
 * Returns: %FALSE with @error when the window is not what was asked for
 */
gboolean tally_collect_check_window (const TallyProfileMemory *profile,
                                     int16_t channel,
                                     int64_t from,
                                     const uint16_t *words,
                                     int64_t *first,
                                     size_t *n,
                                     GError **error);

/** tally_collect_add_records: puts @n records of a window into @batch */
gboolean tally_collect_add_records (const TallyCollectMeter *meter,
                                    int16_t channel,
                                    int64_t first,
                                    size_t n,
                                    const uint16_t *words,
                                    TallyCollectReading *reading,
                                    TallyCollectBatch *batch,
                                    GError **error);

G_END_DECLS
