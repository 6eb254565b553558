// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-talk.h"

#include "server/collect/modbus/tally-modbus-calc.h"
#include "shared/error/tally-error.h"

#define CLOCK_WORDS 2
#define SELECT_WORDS 3
#define ENERGY_CHANNELS_MAX 4 /* only energies are in a meter's memory */
#define INTERVAL_STANDARD_S 900
#define SUNSPEC_WORD_1 0x5375 /* "Su" */
#define SUNSPEC_WORD_2 0x6e53 /* "nS" */
#define CHAIN_END 0xffff
#define ADDRESS_END 65536
#define STAMP_FAR_S (2 * 86400)
#define ILLEGAL_ADDRESS 2
#define ILLEGAL_VALUE 3

/* Where a chain of models may begin, in the order of the specification. */
static const uint32_t bases[] = { 40000, 50000, 0 };

static gboolean
garbage (TallyCollectTalk *self, GError **error, const char *what)
{
    if (what != NULL)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, what);
    self->result = TALLY_ATTEMPT_GARBAGE;
    self->phase = TALLY_TALK_OVER;
    return FALSE;
}

/* Only energies of a meter that remembers are asked for in windows. */
static void
begin_channel (TallyCollectTalk *self)
{
    const TallyCollectMeter *meter = self->meter;
    const TallyProfileMemory *profile = &meter->map->profile;
    int64_t now = tally_collect_clock_now_us (self->clock) / G_USEC_PER_SEC;

    while (self->index < meter->n_channels
           && (!meter->map->has_profile || meter->channels[self->index] > ENERGY_CHANNELS_MAX))
        self->index++;
    if (self->index >= meter->n_channels) {
        self->phase = TALLY_TALK_OVER;
        self->result = tally_collect_is_trusted (self->reading) ? TALLY_ATTEMPT_OK
                                                                : TALLY_ATTEMPT_CLOCK;
        return;
    }
    self->from = MAX (meter->since[self->index], now - (int64_t) profile->depth_days * 86400);
    self->from += (profile->interval_s - self->from % profile->interval_s) % profile->interval_s;
    self->n_windows = 0;
    self->phase = TALLY_TALK_SELECT;
}

static void
begin_channels (TallyCollectTalk *self)
{
    self->index = 0;
    begin_channel (self);
}

static const TallyRegister *
register_at (const TallyCollectTalk *self, guint index)
{
    return &g_array_index (self->registers, TallyRegister, index);
}

static void
find_next_register (TallyCollectTalk *self)
{
    while (self->index < self->registers->len
           && !tally_collect_is_wanted (self->meter, register_at (self, self->index)))
        self->index++;
    if (self->index >= self->registers->len) {
        begin_channels (self);
        return;
    }
    self->phase = TALLY_TALK_REGISTER;
    self->span = (TallyRegisterSpan){ 0 };
    tally_collect_span_of (&self->span, register_at (self, self->index));
}

/* The span from the stamp or first wanted register to the last, when it fits
 * one request; then all figures are of one instant. */
static void
begin_registers (TallyCollectTalk *self)
{
    const TallyRegisterMap *map = self->meter->map;
    TallyRegisterSpan span = { map->stamp_address, map->has_stamp ? 2 : 0 };
    gboolean is_any = FALSE;

    for (guint i = 0; i < self->registers->len; i++) {
        if (!tally_collect_is_wanted (self->meter, register_at (self, i)))
            continue;
        tally_collect_span_of (&span, register_at (self, i));
        is_any = TRUE;
    }
    self->index = 0;
    self->span = span;
    self->phase = TALLY_TALK_SPAN;
    if (!is_any)
        begin_channels (self);
    else if (span.n > map->max_words)
        find_next_register (self);
}

static void
begin_meter (TallyCollectTalk *self)
{
    if (self->batch == NULL) {
        self->phase = TALLY_TALK_OVER;
        self->result = TALLY_ATTEMPT_OK;
    } else if (self->meter->map->has_clock) {
        self->phase = TALLY_TALK_CLOCK;
    } else {
        begin_registers (self);
    }
}

void
tally_collect_talk_begin (TallyCollectTalk *self,
                          const TallyCollectMeter *meter,
                          const TallyCollectClock *clock,
                          TallyCollectBatch *batch,
                          TallyCollectReading *reading)
{
    *reading = (TallyCollectReading){ 0 };
    *self = (TallyCollectTalk){
        .meter = meter,
        .clock = clock,
        .batch = batch,
        .reading = reading,
        .registers = meter->map->registers,
        .phase = TALLY_TALK_BASE,
    };
    if (meter->map->layouts->len == 0)
        begin_meter (self);
}

static void
ask_read (const TallyCollectTalk *self, uint32_t address, size_t n, TallyMeterRequest *request)
{
    *request = (TallyMeterRequest){
        .unit_id = self->meter->unit_id,
        .verb = self->meter->map->is_input ? TALLY_METER_READ_INPUT : TALLY_METER_READ_HOLDING,
        .address = (uint16_t) address,
        .n = (uint16_t) n,
    };
}

static void
ask_write (const TallyCollectTalk *self,
           uint16_t address,
           int64_t instant,
           uint16_t n,
           int16_t channel,
           TallyMeterRequest *request)
{
    *request = (TallyMeterRequest){
        .unit_id = self->meter->unit_id,
        .verb = TALLY_METER_WRITE,
        .address = address,
        .n = n,
        .words = { (uint16_t) (instant >> 16), (uint16_t) instant, (uint16_t) channel },
    };
}

/* Whether the memory has been read up to now. A meter whose clock is far ahead
 * would remember the future. */
static gboolean
is_read_out (const TallyCollectTalk *self)
{
    const TallyProfileMemory *profile = &self->meter->map->profile;
    int64_t now = tally_collect_clock_now_us (self->clock) / G_USEC_PER_SEC;
    int64_t n_max = (int64_t) profile->depth_days * 86400 / profile->interval_s
                        / profile->max_records
                    + 2;

    return self->n_windows >= n_max || self->from + profile->interval_s > now;
}

gboolean
tally_collect_talk_ask (TallyCollectTalk *self, TallyMeterRequest *request)
{
    const TallyRegisterMap *map = self->meter->map;
    const TallyProfileMemory *profile = &map->profile;

    while (self->phase == TALLY_TALK_SELECT && is_read_out (self)) {
        self->index++;
        begin_channel (self);
    }
    self->asked_at_us = tally_collect_clock_now_us (self->clock);
    switch (self->phase) {
    case TALLY_TALK_BASE:
        ask_read (self, bases[self->n_bases], 4, request);
        return TRUE;
    case TALLY_TALK_CHAIN:
        ask_read (self, self->place, 2, request);
        return TRUE;
    case TALLY_TALK_CLOCK:
        ask_read (self, map->clock_address, CLOCK_WORDS, request);
        return TRUE;
    case TALLY_TALK_SET_CLOCK:
        ask_write (self, map->clock_address, self->asked_at_us / G_USEC_PER_SEC, CLOCK_WORDS, 0,
                   request);
        return TRUE;
    case TALLY_TALK_SPAN:
    case TALLY_TALK_REGISTER:
        ask_read (self, self->base + self->span.first, self->span.n, request);
        return TRUE;
    case TALLY_TALK_SELECT:
        ask_write (self, profile->select_address, self->from, SELECT_WORDS,
                   self->meter->channels[self->index], request);
        return TRUE;
    case TALLY_TALK_WINDOW:
        ask_read (self, profile->window_address,
                  TALLY_WINDOW_HEAD_WORDS + TALLY_RECORD_WORDS * (size_t) profile->max_records,
                  request);
        return TRUE;
    case TALLY_TALK_OVER:
        break;
    }
    return FALSE;
}

/* Whether a model of @length words behind its head has every register that we know of it. */
static gboolean
is_whole (const TallyModelLayout *layout, uint32_t place, uint16_t length)
{
    TallyRegisterSpan span = { 0 };

    for (guint i = 0; i < layout->registers->len; i++)
        tally_collect_span_of (&span, &g_array_index (layout->registers, TallyRegister, i));
    return span.first + span.n <= 2u + length && place + 2u + length <= ADDRESS_END;
}

/* Looks at the model that stands at @words; the words behind it are the next. */
static gboolean
hear_model (TallyCollectTalk *self, const uint16_t *words, GError **error)
{
    GArray *layouts = self->meter->map->layouts;

    if (words[0] == CHAIN_END || ++self->n_models > TALLY_CHAIN_MAX_MODELS)
        return garbage (self, error, "the chain of SunSpec models has no meter");
    for (guint i = 0; i < layouts->len; i++) {
        const TallyModelLayout *layout = &g_array_index (layouts, TallyModelLayout, i);

        if (words[0] < layout->first_model || words[0] > layout->last_model)
            continue;
        if (!is_whole (layout, self->place, words[1]))
            return garbage (self, error, "the meter's SunSpec model is shorter than it must be");
        self->registers = layout->registers;
        self->base = self->place;
        begin_meter (self);
        return TRUE;
    }
    self->place += 2u + words[1];
    if (self->place + 2 > ADDRESS_END)
        return garbage (self, error, "the chain of SunSpec models has no end");
    self->phase = TALLY_TALK_CHAIN;
    return TRUE;
}

static gboolean
hear_base (TallyCollectTalk *self, const TallyMeterAnswer *answer, GError **error)
{
    if (answer->exception == 0 && answer->words[0] == SUNSPEC_WORD_1
        && answer->words[1] == SUNSPEC_WORD_2) {
        self->place = bases[self->n_bases] + 2;
        return hear_model (self, answer->words + 2, error);
    }
    if (++self->n_bases < G_N_ELEMENTS (bases))
        return TRUE;
    return garbage (self, error, "no SunSpec meter: no “SunS” at 40000, 50000 or 0");
}

static gboolean
may_set_clock (const TallyCollectTalk *self)
{
    const TallyRegisterMap *map = self->meter->map;
    int64_t interval = map->has_profile ? map->profile.interval_s : INTERVAL_STANDARD_S;
    int64_t now = tally_collect_clock_now_us (self->clock) / G_USEC_PER_SEC;
    int64_t into = now % interval;

    return map->can_set_clock && self->clock->sets_meters && into >= TALLY_CLOCK_GUARD_S
           && into <= interval - TALLY_CLOCK_GUARD_S;
}

/* The meter shows whole seconds: on average half of one has gone already. */
static void
hear_clock (TallyCollectTalk *self, const uint16_t *words)
{
    TallyCollectReading *reading = self->reading;

    reading->has_clock = TRUE;
    reading->clock_offset_ms = tally_collect_instant_of (words) * 1000 + 500
                               - (self->asked_at_us + reading->answered_at_us) / 2000;
    if (ABS (reading->clock_offset_ms) > TALLY_CLOCK_SET_MS && may_set_clock (self))
        self->phase = TALLY_TALK_SET_CLOCK;
    else
        begin_registers (self);
}

/* Of a meter that remembers intervals it is the boundary of one. */
static gboolean
is_stamp (const TallyRegisterMap *map, int64_t stamp, int64_t now)
{
    return ABS (stamp - now) <= STAMP_FAR_S
           && (!map->has_profile || stamp % map->profile.interval_s == 0);
}

/* When the meter froze its registers, by its own clock. Of one that is no stamp the figures are of
 * now, and doubtful. */
static int64_t
believe_stamp (TallyCollectTalk *self, const uint16_t *words, int64_t now)
{
    uint16_t address = self->meter->map->stamp_address;
    int64_t stamp = tally_collect_instant_of (words + (address - self->span.first));

    if (is_stamp (self->meter->map, stamp, now))
        return stamp;
    self->reading->has_odd_stamp = TRUE;
    return now;
}

static gboolean
take_register (TallyCollectTalk *self, guint index, const uint16_t *words, GError **error)
{
    const TallyRegisterMap *map = self->meter->map;
    const TallyRegister *reg = register_at (self, index);
    int64_t at = self->reading->answered_at_us / G_USEC_PER_SEC;
    int64_t value;
    int16_t exponent;

    if (map->has_stamp && self->phase == TALLY_TALK_SPAN)
        at = believe_stamp (self, words, at);
    return (tally_collect_decode (map, reg, &self->span, words, &value, &exponent, error)
            && tally_collect_add_register (self->meter, reg, value, exponent, at, self->reading,
                                           self->batch, error))
           || garbage (self, error, NULL);
}

static gboolean
hear_span (TallyCollectTalk *self, const uint16_t *words, GError **error)
{
    for (guint i = 0; i < self->registers->len; i++) {
        if (tally_collect_is_wanted (self->meter, register_at (self, i))
            && !take_register (self, i, words, error))
            return FALSE;
    }
    begin_channels (self);
    return TRUE;
}

static gboolean
hear_window (TallyCollectTalk *self, const uint16_t *words, GError **error)
{
    const TallyProfileMemory *profile = &self->meter->map->profile;
    int16_t channel = self->meter->channels[self->index];
    int64_t now = tally_collect_clock_now_us (self->clock) / G_USEC_PER_SEC;
    int64_t first = 0;
    size_t n = 0;

    if (!tally_collect_check_window (profile, channel, self->from, words, &first, &n, error))
        return garbage (self, error, NULL);
    while (n > 0 && first + (int64_t) n * profile->interval_s > now)
        n--;
    if (n > 0
        && !tally_collect_add_records (self->meter, channel, first, n, words, self->reading,
                                       self->batch, error))
        return garbage (self, error, NULL);
    self->n_windows++;
    self->phase = TALLY_TALK_SELECT;
    if (n == 0) {
        self->index++;
        begin_channel (self);
        return TRUE;
    }
    self->from = first + (int64_t) n * profile->interval_s;
    self->reading->next[self->index] = self->from;
    return TRUE;
}

static gboolean
hear_words (TallyCollectTalk *self, const TallyMeterAnswer *answer, GError **error)
{
    switch (self->phase) {
    case TALLY_TALK_BASE:
    case TALLY_TALK_OVER:
        break;
    case TALLY_TALK_CHAIN:
        return hear_model (self, answer->words, error);
    case TALLY_TALK_CLOCK:
        hear_clock (self, answer->words);
        break;
    case TALLY_TALK_SET_CLOCK:
        self->reading->did_set_clock = TRUE;
        begin_registers (self);
        break;
    case TALLY_TALK_SPAN:
        return hear_span (self, answer->words, error);
    case TALLY_TALK_REGISTER:
        if (!take_register (self, self->index++, answer->words, error))
            return FALSE;
        find_next_register (self);
        break;
    case TALLY_TALK_SELECT:
        self->phase = TALLY_TALK_WINDOW;
        break;
    case TALLY_TALK_WINDOW:
        return hear_window (self, answer->words, error);
    }
    return TRUE;
}

gboolean
tally_collect_talk_hear (TallyCollectTalk *self, const TallyMeterAnswer *answer, GError **error)
{
    g_return_val_if_fail (self->phase != TALLY_TALK_OVER, FALSE);

    self->reading->answered_at_us = tally_collect_clock_now_us (self->clock);
    if (self->phase == TALLY_TALK_BASE)
        return hear_base (self, answer, error);
    if (answer->exception == 0)
        return hear_words (self, answer, error);
    if (self->phase == TALLY_TALK_SPAN && !self->meter->map->has_stamp && self->base == 0
        && (answer->exception == ILLEGAL_ADDRESS || answer->exception == ILLEGAL_VALUE)) {
        find_next_register (self); /* there is a hole in the span, or it is too long for it */
        return TRUE;
    }
    if (self->phase == TALLY_TALK_SET_CLOCK) {
        self->reading->clock_exception = answer->exception;
        begin_registers (self); /* what it counted is told all the same */
        return TRUE;
    }
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "meter: exception %d (%s)",
                 answer->exception, tally_modbus_exception_text (answer->exception));
    self->result = TALLY_ATTEMPT_EXCEPTION;
    self->phase = TALLY_TALK_OVER;
    return FALSE;
}
