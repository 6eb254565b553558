// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-probe.h"

#include "server/collect/modbus/tally-modbus-calc.h"
#include "shared/error/tally-error.h"

#include <poll.h>

#define TICK_MS 5
#define FINER 3 /* digits */

typedef struct {
    const TallyMeterDriver *driver;
    TallyMeterLink *link;
    int64_t patience_us;
    int unit_id;
    const TallyRegisterMap *map;
    TallyProbeFunc func;
    gpointer user_data;
} Probe;

/* Waits until the link is ready: connected, or answered. */
static TallyAttemptResult
wait_for (Probe *self, TallyMeterAnswer *answer, GError **error)
{
    int64_t until = g_get_monotonic_time () + self->patience_us;
    TallyAttemptResult result = TALLY_ATTEMPT_OK;

    for (;;) {
        TallyLinkState state = self->driver->advance (self->link, answer, &result, error);
        struct pollfd fd = { .fd = self->driver->get_fd (self->link),
                             .events = self->driver->get_events (self->link) };
        int64_t left_ms = (until - g_get_monotonic_time ()) / 1000;

        if (state != TALLY_LINK_WAITS)
            return state == TALLY_LINK_READY ? TALLY_ATTEMPT_OK : result;
        if (left_ms <= 0) {
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "no answer in time");
            return TALLY_ATTEMPT_TIMEOUT;
        }
        if (fd.fd < 0 || fd.events == 0)
            g_usleep (TICK_MS * 1000);
        else
            poll (&fd, 1, (int) MIN (left_ms, G_MAXINT));
    }
}

static TallyAttemptResult
ask (Probe *self, const TallyMeterRequest *request, TallyMeterAnswer *answer, GError **error)
{
    self->driver->ask (self->link, request);
    return wait_for (self, answer, error);
}

static TallyAttemptResult
read_span (Probe *self,
           uint32_t base,
           const TallyRegisterSpan *span,
           TallyMeterAnswer *answer,
           GError **error)
{
    TallyMeterRequest request = {
        .unit_id = self->unit_id,
        .verb = self->map->is_input ? TALLY_METER_READ_INPUT : TALLY_METER_READ_HOLDING,
        .address = (uint16_t) (base + span->first),
        .n = (uint16_t) span->n,
    };
    TallyAttemptResult result = ask (self, &request, answer, error);

    if (result != TALLY_ATTEMPT_OK || answer->exception == 0)
        return result;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "meter: exception %d (%s)",
                 answer->exception, tally_modbus_exception_text (answer->exception));
    return TALLY_ATTEMPT_EXCEPTION;
}

/* A person who probes wants to see a float as it is: three digits finer than what is stored,
 * unless that is too large to count. */
static void
decode (const Probe *self,
        const TallyRegister *reg,
        const TallyRegisterSpan *span,
        const TallyMeterAnswer *answer,
        int64_t *value,
        int16_t *exponent,
        GError **error)
{
    TallyRegister finer = *reg;

    finer.power += FINER;
    finer.exponent = (int16_t) (finer.exponent - FINER);
    if (!tally_register_is_floating (reg->type) || finer.power > TALLY_REGISTER_MAX_POWER
        || !tally_collect_decode (self->map, &finer, span, answer->words, value, exponent, NULL))
        tally_collect_decode (self->map, reg, span, answer->words, value, exponent, error);
}

static void
tell (Probe *self,
      const TallyRegister *reg,
      const TallyRegisterSpan *span,
      const TallyMeterAnswer *answer,
      const GError *unread)
{
    g_autoptr(GError) fault = NULL;
    int64_t value = 0;
    int16_t exponent = 0;

    if (unread == NULL)
        decode (self, reg, span, answer, &value, &exponent, &fault);
    self->func (reg, value, exponent, unread != NULL ? unread : fault, self->user_data);
}

/* A model may lack a register; anything else ends the conversation. */
static TallyAttemptResult
read_each (Probe *self, GArray *registers, uint32_t base, GError **error)
{
    for (guint i = 0; i < registers->len; i++) {
        const TallyRegister *reg = &g_array_index (registers, TallyRegister, i);
        g_autoptr(GError) fault = NULL;
        TallyRegisterSpan span = { 0 };
        TallyMeterAnswer answer;
        TallyAttemptResult result;

        tally_collect_span_of (&span, reg);
        result = read_span (self, base, &span, &answer, &fault);
        if (result != TALLY_ATTEMPT_OK && result != TALLY_ATTEMPT_EXCEPTION) {
            g_propagate_error (error, g_steal_pointer (&fault));
            return result;
        }
        tell (self, reg, &span, &answer, fault);
    }
    return TALLY_ATTEMPT_OK;
}

/* A model of SunSpec is there as a whole. */
static TallyAttemptResult
read_model (Probe *self, GArray *registers, uint32_t base, GError **error)
{
    TallyRegisterSpan span = { 0 };
    TallyMeterAnswer answer;
    TallyAttemptResult result;

    for (guint i = 0; i < registers->len; i++)
        tally_collect_span_of (&span, &g_array_index (registers, TallyRegister, i));
    result = read_span (self, base, &span, &answer, error);
    for (guint i = 0; result == TALLY_ATTEMPT_OK && i < registers->len; i++)
        tell (self, &g_array_index (registers, TallyRegister, i), &span, &answer, NULL);
    return result;
}

/* Follows the chain of models up to the meter's. */
static TallyAttemptResult
find_model (Probe *self, TallyCollectTalk *talk, GError **error)
{
    TallyMeterRequest request;
    TallyMeterAnswer answer;

    while (tally_collect_talk_ask (talk, &request)) {
        TallyAttemptResult result = ask (self, &request, &answer, error);

        if (result != TALLY_ATTEMPT_OK)
            return result;
        if (!tally_collect_talk_hear (talk, &answer, error))
            return talk->result;
    }
    return TALLY_ATTEMPT_OK;
}

static TallyAttemptResult
read_all (Probe *self, GError **error)
{
    TallyCollectMeter meter = { .unit_id = self->unit_id, .map = self->map };
    TallyCollectClock clock = { 0 };
    TallyCollectReading reading;
    TallyCollectTalk talk;
    TallyAttemptResult result;

    tally_collect_talk_begin (&talk, &meter, &clock, NULL, &reading);
    result = find_model (self, &talk, error);
    if (result != TALLY_ATTEMPT_OK)
        return result;
    return self->map->layouts->len > 0 ? read_model (self, talk.registers, talk.base, error)
                                       : read_each (self, talk.registers, 0, error);
}

TallyAttemptResult
tally_collect_probe_meter (const TallyMeterDriver *driver,
                           const TallyMeterAddress *address,
                           guint patience_ms,
                           int unit_id,
                           const TallyRegisterMap *map,
                           TallyProbeFunc func,
                           gpointer user_data,
                           GError **error)
{
    Probe probe = { .driver = driver,
                    .patience_us = (int64_t) patience_ms * 1000,
                    .unit_id = unit_id,
                    .map = map,
                    .func = func,
                    .user_data = user_data };
    TallyAttemptResult result;
    TallyMeterAnswer nothing;

    probe.link = driver->open (address, &result, error);
    if (probe.link == NULL)
        return result;
    result = wait_for (&probe, &nothing, error);
    if (result == TALLY_ATTEMPT_OK)
        result = read_all (&probe, error);
    driver->close (probe.link);
    return result;
}
