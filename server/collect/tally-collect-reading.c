// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-reading.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#define WINDOW_HEAD_WORDS 4
#define RECORD_WORDS 3
#define STATUS_NO_VALUE 0xffff
#define SET_GUARD_S 60 /* no clock is set this close to the edge of an interval */

/* One conversation. */
typedef struct {
    const TallyMeterDriver *driver;
    TallyMeterLink *link;
    const TallyCollectMeter *meter;
    const TallyCollectClock *clock;
    TallyCollectBatch *batch;
    TallyCollectReading *reading;
} Talk;

int64_t
tally_collect_clock_now_us (const TallyCollectClock *clock)
{
    return g_get_real_time () + clock->shift_s * G_USEC_PER_SEC;
}

static TallyAttemptResult
read_words (Talk *talk, uint16_t address, size_t n, uint16_t *words, GError **error)
{
    TallyAttemptResult result = talk->driver->read (talk->link, talk->meter->unit_id,
                                                    talk->meter->map->is_input, address, n, words,
                                                    error);

    if (result == TALLY_ATTEMPT_OK)
        talk->reading->answered_at_us = tally_collect_clock_now_us (talk->clock);
    return result;
}

static int64_t
instant_of (const uint16_t *words)
{
    return (int64_t) words[0] << 16 | words[1];
}

static TallyAttemptResult
set_clock (Talk *talk, GError **error)
{
    int64_t now = tally_collect_clock_now_us (talk->clock) / G_USEC_PER_SEC;
    int64_t into = now % talk->meter->map->profile.interval_s;
    uint16_t words[] = { (uint16_t) (now >> 16), (uint16_t) now };
    TallyAttemptResult result;

    if (into < SET_GUARD_S || into > talk->meter->map->profile.interval_s - SET_GUARD_S)
        return TALLY_ATTEMPT_OK;
    result = talk->driver->write (talk->link, talk->meter->unit_id, talk->meter->map->clock_address,
                                  G_N_ELEMENTS (words), words, error);
    talk->reading->did_set_clock = result == TALLY_ATTEMPT_OK;
    return result;
}

static TallyAttemptResult
read_clock (Talk *talk, GError **error)
{
    const TallyRegisterMap *map = talk->meter->map;
    int64_t before = tally_collect_clock_now_us (talk->clock);
    uint16_t words[2];
    TallyAttemptResult result;

    if (!map->has_clock)
        return TALLY_ATTEMPT_OK;
    result = read_words (talk, map->clock_address, G_N_ELEMENTS (words), words, error);
    if (result != TALLY_ATTEMPT_OK)
        return result;
    /* The meter shows whole seconds: on average half of one has gone already. */
    talk->reading->has_clock = TRUE;
    talk->reading->clock_offset_ms = instant_of (words) * 1000 + 500
                                     - (before + talk->reading->answered_at_us) / 2000;
    if (ABS (talk->reading->clock_offset_ms) > TALLY_CLOCK_SET_MS && map->can_set_clock
        && map->has_profile && talk->clock->sets_meters)
        return set_clock (talk, error);
    return TALLY_ATTEMPT_OK;
}

static gboolean
is_trusted (const Talk *talk)
{
    return !talk->reading->has_clock
           || ABS (talk->reading->clock_offset_ms) <= TALLY_CLOCK_TRUST_MS;
}

static gboolean
decode (const TallyRegisterMap *map,
        const TallyRegister *reg,
        const uint16_t *words,
        int64_t *value,
        GError **error)
{
    if (reg->has_invalid && tally_register_bits (words, reg->type, map->order) == reg->invalid) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: the meter has no value",
                     reg->name);
        return FALSE;
    }
    if (tally_register_decode (words, reg->type, map->order, reg->power, value, error))
        return TRUE;
    g_prefix_error (error, "%s: ", reg->name);
    return FALSE;
}

/* A run of registers that one request can read. */
typedef struct {
    uint16_t first;
    size_t n;
} Span;

static gboolean
is_wanted (const TallyCollectMeter *meter, const TallyRegister *reg)
{
    for (size_t i = 0; i < meter->n_channels; i++) {
        if (reg->channel != 0 && reg->channel == meter->channels[i])
            return TRUE;
    }
    return FALSE;
}

/* The span from the stamp or first wanted register to the last, when it fits
 * one request; then all figures are of one instant. */
static gboolean
find_span (const TallyCollectMeter *meter, Span *span)
{
    const TallyRegisterMap *map = meter->map;
    size_t first = map->has_stamp ? map->stamp_address : G_MAXUINT16;
    size_t end = map->has_stamp ? map->stamp_address + 2u : 0;

    for (guint i = 0; i < map->registers->len; i++) {
        const TallyRegister *reg = &g_array_index (map->registers, TallyRegister, i);

        if (!is_wanted (meter, reg))
            continue;
        first = MIN (first, reg->address);
        end = MAX (end, reg->address + tally_register_words (reg->type));
    }
    *span = (Span){ (uint16_t) first, end > first ? end - first : 0 };
    return end > first && end - first <= map->max_words;
}

static gboolean
add_register (Talk *talk, const TallyRegister *reg, int64_t value, int64_t at, GError **error)
{
    const TallyCollectMeter *meter = talk->meter;
    uint8_t quality = is_trusted (talk) ? TALLY_QUALITY_MEASURED : TALLY_QUALITY_SUSPECT;
    TallyCollectFrame head = {
        .district_id = meter->district_id,
        .day = tally_day_of (meter->zone, at).number,
        .point_id = meter->point_id,
        .meter_id = meter->meter_id,
        .channel = reg->channel,
        .kind = TALLY_FRAME_REGISTER,
        .source = TALLY_FRAME_MODBUS,
        .first_at = at,
        .exponent = reg->exponent,
    };

    talk->reading->n_values++;
    return tally_collect_batch_add_values (talk->batch, &head, &value, &quality, 1, error);
}

static TallyAttemptResult
read_one (Talk *talk,
          const TallyRegister *reg,
          const Span *span,
          const uint16_t *all,
          GError **error)
{
    uint16_t own[TALLY_REGISTER_MAX_WORDS];
    const uint16_t *words = own;
    int64_t at;
    int64_t value;
    TallyAttemptResult result = TALLY_ATTEMPT_OK;

    if (all != NULL)
        words = all + (reg->address - span->first);
    else
        result = read_words (talk, reg->address, tally_register_words (reg->type), own, error);
    if (result != TALLY_ATTEMPT_OK)
        return result;
    at = talk->reading->answered_at_us / G_USEC_PER_SEC;
    if (talk->meter->map->has_stamp && all != NULL)
        at = instant_of (all + (talk->meter->map->stamp_address - span->first));
    if (!decode (talk->meter->map, reg, words, &value, error)
        || !add_register (talk, reg, value, at, error))
        return TALLY_ATTEMPT_GARBAGE;
    return TALLY_ATTEMPT_OK;
}

static TallyAttemptResult
read_registers (Talk *talk, GError **error)
{
    const TallyRegisterMap *map = talk->meter->map;
    uint16_t words[TALLY_MAP_MAX_WORDS];
    Span span;
    gboolean is_whole = find_span (talk->meter, &span);
    TallyAttemptResult result = TALLY_ATTEMPT_OK;

    if (is_whole)
        result = read_words (talk, span.first, span.n, words, error);
    for (guint i = 0; result == TALLY_ATTEMPT_OK && i < map->registers->len; i++) {
        const TallyRegister *reg = &g_array_index (map->registers, TallyRegister, i);

        if (is_wanted (talk->meter, reg))
            result = read_one (talk, reg, &span, is_whole ? words : NULL, error);
    }
    return result;
}

static TallyAttemptResult
garbage (GError **error, const char *what)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "load profile: %s", what);
    return TALLY_ATTEMPT_GARBAGE;
}

/* Asks for the records from @from on. Gives how many came, and where they begin. */
static TallyAttemptResult
read_window (Talk *talk,
             int16_t channel,
             int64_t from,
             uint16_t *words,
             int64_t *first,
             size_t *n,
             GError **error)
{
    const TallyProfileMemory *profile = &talk->meter->map->profile;
    uint16_t wanted[] = { (uint16_t) (from >> 16), (uint16_t) from, (uint16_t) channel };
    TallyAttemptResult result = talk->driver->write (talk->link, talk->meter->unit_id,
                                                     profile->select_address, G_N_ELEMENTS (wanted),
                                                     wanted, error);

    if (result == TALLY_ATTEMPT_OK)
        result = read_words (talk, profile->window_address,
                             WINDOW_HEAD_WORDS + RECORD_WORDS * (size_t) profile->max_records,
                             words, error);
    if (result != TALLY_ATTEMPT_OK)
        return result;
    *first = instant_of (words + 1);
    *n = words[3];
    if (words[0] != (uint16_t) channel || *n > (size_t) profile->max_records)
        return garbage (error, "another channel answered, or too many records");
    if (*n > 0 && (*first < from || *first % profile->interval_s != 0))
        return garbage (error, "a stamp is off the grid or before what was asked for");
    return TALLY_ATTEMPT_OK;
}

static uint8_t
quality_of (const Talk *talk, uint16_t status)
{
    if (status == STATUS_NO_VALUE)
        return TALLY_QUALITY_MISSING;
    return status == 0 && is_trusted (talk) ? TALLY_QUALITY_MEASURED : TALLY_QUALITY_SUSPECT;
}

static gboolean
add_records (Talk *talk,
             int16_t channel,
             int64_t first,
             size_t n,
             const uint16_t *words,
             GError **error)
{
    const TallyCollectMeter *meter = talk->meter;
    int64_t values[TALLY_MAP_MAX_WORDS];
    uint8_t qualities[TALLY_MAP_MAX_WORDS];
    TallyCollectFrame head = {
        .district_id = meter->district_id,
        .point_id = meter->point_id,
        .meter_id = meter->meter_id,
        .channel = channel,
        .source = TALLY_FRAME_PROFILE,
        .first_at = first,
        .interval_s = meter->map->profile.interval_s,
    };

    for (size_t i = 0; i < n; i++) {
        const uint16_t *record = words + WINDOW_HEAD_WORDS + RECORD_WORDS * i;

        qualities[i] = quality_of (talk, record[2]);
        values[i] = qualities[i] == TALLY_QUALITY_MISSING ? 0 : instant_of (record);
    }
    talk->reading->n_values += (int32_t) n;
    return tally_collect_batch_add_intervals (talk->batch, &head, meter->zone, values, qualities, n,
                                              error);
}

static TallyAttemptResult
read_profile (Talk *talk, size_t index, GError **error)
{
    const TallyProfileMemory *profile = &talk->meter->map->profile;
    int64_t now = tally_collect_clock_now_us (talk->clock) / G_USEC_PER_SEC;
    int64_t from = MAX (talk->meter->since[index], now - (int64_t) profile->depth_days * 86400);
    int16_t channel = talk->meter->channels[index];
    int64_t n_rounds_max = (int64_t) profile->depth_days * 86400 / profile->interval_s
                               / profile->max_records
                           + 2;
    uint16_t words[TALLY_MAP_MAX_WORDS];

    from += (profile->interval_s - from % profile->interval_s) % profile->interval_s;
    /* A meter whose clock is far ahead would remember the future. */
    for (int64_t round = 0; round < n_rounds_max && from + profile->interval_s <= now; round++) {
        int64_t first = 0;
        size_t n = 0;
        TallyAttemptResult result = read_window (talk, channel, from, words, &first, &n, error);

        if (result != TALLY_ATTEMPT_OK)
            return result;
        while (n > 0 && first + (int64_t) n * profile->interval_s > now)
            n--;
        if (n == 0)
            break;
        if (!add_records (talk, channel, first, n, words, error))
            return TALLY_ATTEMPT_GARBAGE;
        from = first + (int64_t) n * profile->interval_s;
        talk->reading->next[index] = from;
    }
    return TALLY_ATTEMPT_OK;
}

TallyAttemptResult
tally_collect_read_meter (const TallyMeterDriver *driver,
                          TallyMeterLink *link,
                          const TallyCollectMeter *meter,
                          const TallyCollectClock *clock,
                          TallyCollectBatch *batch,
                          TallyCollectReading *reading,
                          GError **error)
{
    Talk talk = { driver, link, meter, clock, batch, reading };
    TallyAttemptResult result;

    *reading = (TallyCollectReading){ 0 };
    result = read_clock (&talk, error);
    if (result == TALLY_ATTEMPT_OK)
        result = read_registers (&talk, error);
    for (size_t i = 0; result == TALLY_ATTEMPT_OK && i < meter->n_channels; i++) {
        if (meter->map->has_profile && meter->channels[i] <= 4)
            result = read_profile (&talk, i, error);
    }
    return result == TALLY_ATTEMPT_OK && !is_trusted (&talk) ? TALLY_ATTEMPT_CLOCK : result;
}

TallyAttemptResult
tally_collect_probe_meter (const TallyMeterDriver *driver,
                           TallyMeterLink *link,
                           int unit_id,
                           const TallyRegisterMap *map,
                           TallyProbeFunc func,
                           gpointer user_data,
                           GError **error)
{
    for (guint i = 0; i < map->registers->len; i++) {
        const TallyRegister *reg = &g_array_index (map->registers, TallyRegister, i);
        uint16_t words[TALLY_REGISTER_MAX_WORDS];
        g_autoptr(GError) fault = NULL;
        int64_t value = 0;
        TallyAttemptResult result = driver->read (link, unit_id, map->is_input, reg->address,
                                                  tally_register_words (reg->type), words, &fault);

        /* A model may lack a register; anything else ends the conversation. */
        if (result != TALLY_ATTEMPT_OK && result != TALLY_ATTEMPT_EXCEPTION) {
            g_propagate_error (error, g_steal_pointer (&fault));
            return result;
        }
        if (result == TALLY_ATTEMPT_OK)
            decode (map, reg, words, &value, &fault);
        func (reg, value, fault, user_data);
    }
    return TALLY_ATTEMPT_OK;
}
