// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-reading.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#define STATUS_NO_VALUE 0xffff
#define SCALE_MAX 10

int64_t
tally_collect_clock_now_us (const TallyCollectClock *clock)
{
    return g_get_real_time () + clock->shift_s * G_USEC_PER_SEC;
}

gboolean
tally_collect_is_trusted (const TallyCollectReading *reading)
{
    return !reading->has_odd_stamp
           && (!reading->has_clock || ABS (reading->clock_offset_ms) <= TALLY_CLOCK_TRUST_MS);
}

gboolean
tally_collect_is_wanted (const TallyCollectMeter *meter, const TallyRegister *reg)
{
    for (size_t i = 0; i < meter->n_channels; i++) {
        if (reg->channel != 0 && reg->channel == meter->channels[i])
            return TRUE;
    }
    return FALSE;
}

static void
widen (TallyRegisterSpan *span, uint16_t address, size_t n)
{
    uint32_t first = span->n > 0 ? MIN (span->first, address) : address;
    size_t end = MAX (span->n > 0 ? span->first + span->n : 0, address + n);

    *span = (TallyRegisterSpan){ first, end - first };
}

void
tally_collect_span_of (TallyRegisterSpan *span, const TallyRegister *reg)
{
    widen (span, reg->address, tally_register_words (reg->type));
    if (reg->has_plus)
        widen (span, reg->plus_address, tally_register_words (reg->type));
    if (reg->has_scale)
        widen (span, reg->scale_address, 1);
}

static gboolean
decode_one (const TallyRegisterMap *map,
            const TallyRegister *reg,
            const uint16_t *words,
            int64_t *value,
            GError **error)
{
    if (reg->has_invalid && tally_register_bits (words, reg->type, map->order) == reg->invalid) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the meter has no value");
        return FALSE;
    }
    return tally_register_decode (words, reg->type, map->order, reg->power, value, error);
}

static gboolean
read_scale (const TallyRegister *reg,
            const TallyRegisterSpan *span,
            const uint16_t *words,
            int16_t *exponent,
            GError **error)
{
    int16_t scale = reg->has_scale ? (int16_t) words[reg->scale_address - span->first] : 0;

    *exponent = (int16_t) (reg->exponent + CLAMP (scale, -SCALE_MAX, SCALE_MAX));
    if (ABS ((int) scale) <= SCALE_MAX)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%d is no scale", scale);
    return FALSE;
}

gboolean
tally_collect_decode (const TallyRegisterMap *map,
                      const TallyRegister *reg,
                      const TallyRegisterSpan *span,
                      const uint16_t *words,
                      int64_t *value,
                      int16_t *exponent,
                      GError **error)
{
    int64_t more = 0;
    gboolean is_good = decode_one (map, reg, words + (reg->address - span->first), value, error)
                       && (!reg->has_plus
                           || decode_one (map, reg, words + (reg->plus_address - span->first),
                                          &more, error))
                       && read_scale (reg, span, words, exponent, error);

    if (is_good && __builtin_add_overflow (*value, more, value)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW,
                             "the register is too large to count");
        is_good = FALSE;
    }
    if (!is_good)
        g_prefix_error (error, "%s: ", reg->name);
    return is_good;
}

gboolean
tally_collect_add_register (const TallyCollectMeter *meter,
                            const TallyRegister *reg,
                            int64_t value,
                            int16_t exponent,
                            int64_t at,
                            TallyCollectReading *reading,
                            TallyCollectBatch *batch,
                            GError **error)
{
    uint8_t quality = tally_collect_is_trusted (reading) ? TALLY_QUALITY_MEASURED
                                                         : TALLY_QUALITY_SUSPECT;
    TallyCollectFrame head = {
        .district_id = meter->district_id,
        .day = tally_day_of (meter->zone, at).number,
        .point_id = meter->point_id,
        .meter_id = meter->meter_id,
        .channel = reg->channel,
        .kind = TALLY_FRAME_REGISTER,
        .source = TALLY_FRAME_MODBUS,
        .first_at = at,
        .exponent = exponent,
    };

    reading->n_values++;
    return tally_collect_batch_add_values (batch, &head, &value, &quality, 1, error);
}

int64_t
tally_collect_instant_of (const uint16_t *words)
{
    return (int64_t) words[0] << 16 | words[1];
}

static gboolean
refuse_window (GError **error, const char *what)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "load profile: %s", what);
    return FALSE;
}

gboolean
tally_collect_check_window (const TallyProfileMemory *profile,
                            int16_t channel,
                            int64_t from,
                            const uint16_t *words,
                            int64_t *first,
                            size_t *n,
                            GError **error)
{
    *first = tally_collect_instant_of (words + 1);
    *n = words[3];
    if (words[0] != (uint16_t) channel || *n > (size_t) profile->max_records)
        return refuse_window (error, "another channel answered, or too many records");
    if (*n > 0 && (*first < from || *first % profile->interval_s != 0))
        return refuse_window (error, "a stamp is off the grid or before what was asked for");
    return TRUE;
}

static uint8_t
quality_of (const TallyCollectReading *reading, uint16_t status)
{
    if (status == STATUS_NO_VALUE)
        return TALLY_QUALITY_MISSING;
    return status == 0 && tally_collect_is_trusted (reading) ? TALLY_QUALITY_MEASURED
                                                             : TALLY_QUALITY_SUSPECT;
}

gboolean
tally_collect_add_records (const TallyCollectMeter *meter,
                           int16_t channel,
                           int64_t first,
                           size_t n,
                           const uint16_t *words,
                           TallyCollectReading *reading,
                           TallyCollectBatch *batch,
                           GError **error)
{
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

    g_return_val_if_fail (n <= TALLY_MAP_MAX_WORDS, FALSE);

    for (size_t i = 0; i < n; i++) {
        const uint16_t *record = words + TALLY_WINDOW_HEAD_WORDS + TALLY_RECORD_WORDS * i;

        qualities[i] = quality_of (reading, record[2]);
        values[i] = qualities[i] == TALLY_QUALITY_MISSING ? 0 : tally_collect_instant_of (record);
    }
    reading->n_values += (int32_t) n;
    return tally_collect_batch_add_intervals (batch, &head, meter->zone, values, qualities, n,
                                              error);
}
