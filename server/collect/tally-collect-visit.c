// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-visit.h"

#include "server/collect/modbus/tally-modbus-calc.h"
#include "shared/error/tally-error.h"

#define ATTEMPTS_PER_BATCH 50
#define FRAMES_PER_BATCH 2000

typedef enum {
    AT_DOOR,    /* the next meter has not been begun */
    CONNECTING, /* for the meter at hand */
    ASKING,
    AT_END,
} Step;

struct _TallyCollectVisit {
    const TallyCollectGateway *gateway;
    const TallyCollectManner *manner;
    const TallyCollectSink *sink;
    TallyCollectBatch *batch;
    Step step;
    gboolean shall_pause;
    gboolean shall_stop;
    gboolean is_rested;
    guint index; /* of the meter at hand */
    guint n_silent;
    gboolean has_answer; /* any meter's, in this visit */

    TallyMeterLink *link;
    guint n_links; /* made so far */
    guint n_connects;
    int64_t until_us;
    char *unreachable; /* why the gateway cannot be reached, or asks no more */
    TallyAttemptResult unreachable_result;

    TallyCollectMeter meter; /* a copy, that goes on where the try before ended */
    TallyCollectAttempt attempt;
    TallyCollectReading reading;
    TallyCollectTalk talk;
    int32_t n_values; /* of the tries before */
    char *reason;
};

void
tally_collect_gateway_free (TallyCollectGateway *self)
{
    if (self == NULL)
        return;
    g_free (self->name);
    g_free (self->host);
    g_ptr_array_unref (self->meters);
    g_free (self);
}

TallyCollectVisit *
tally_collect_visit_new (const TallyCollectGateway *gateway,
                         const TallyCollectManner *manner,
                         const TallyCollectSink *sink)
{
    TallyCollectVisit *self = g_new0 (TallyCollectVisit, 1);

    g_return_val_if_fail (manner->n_tries > 0, NULL);

    self->gateway = gateway;
    self->manner = manner;
    self->sink = sink;
    self->batch = tally_collect_batch_new ();
    return self;
}

static void
hang_up (TallyCollectVisit *self)
{
    g_clear_pointer (&self->link, self->gateway->driver->close);
}

void
tally_collect_visit_free (TallyCollectVisit *self)
{
    if (self == NULL)
        return;
    hang_up (self);
    g_clear_pointer (&self->batch, tally_collect_batch_free);
    g_free (self->unreachable);
    g_free (self->reason);
    g_free (self);
}

const TallyCollectGateway *
tally_collect_visit_get_gateway (const TallyCollectVisit *self)
{
    return self->gateway;
}

static gboolean
is_over (TallyAttemptResult result)
{
    return result == TALLY_ATTEMPT_OK || result == TALLY_ATTEMPT_CLOCK;
}

static gboolean
hand_over (TallyCollectVisit *self, gboolean is_last, GError **error)
{
    size_t n_attempts;
    size_t n_frames;

    if (self->batch == NULL)
        return TRUE;
    tally_collect_batch_get_attempts (self->batch, &n_attempts);
    tally_collect_batch_get_frames (self->batch, &n_frames);
    if (n_attempts == 0
        || (!is_last && n_attempts < ATTEMPTS_PER_BATCH && n_frames < FRAMES_PER_BATCH))
        return TRUE;
    return self->sink->take (g_steal_pointer (&self->batch), self->sink->user_data, error);
}

static void
begin_meter (TallyCollectVisit *self)
{
    const TallyCollectMeter *meter = g_ptr_array_index (self->gateway->meters, self->index);

    self->meter = *meter;
    self->n_values = 0;
    self->reading = (TallyCollectReading){ 0 };
    g_clear_pointer (&self->reason, g_free);
    self->attempt = (TallyCollectAttempt){
        .district_id = meter->district_id,
        .point_id = meter->point_id,
        .meter_id = meter->meter_id,
        .gateway_id = meter->gateway_id,
        .asked_at_us = tally_collect_clock_now_us (&self->manner->clock),
    };
    self->attempt.day = tally_day_of (meter->zone, self->attempt.asked_at_us / G_USEC_PER_SEC)
                            .number;
    if (self->batch == NULL)
        self->batch = tally_collect_batch_new ();
}

static char *
clock_reason (const TallyCollectReading *reading)
{
    if (reading->clock_exception != 0)
        return g_strdup_printf ("the clock is off and the meter refused to have it set: "
                                "exception %d (%s)",
                                reading->clock_exception,
                                tally_modbus_exception_text (reading->clock_exception));
    return g_strdup (reading->did_set_clock ? "the clock was set"
                                            : "the clock is off and was not set");
}

/* What the log says of a clock or a stamp that is off. */
static void
note_clock (TallyCollectVisit *self)
{
    const TallyCollectAttempt *attempt = &self->attempt;

    if (self->reading.has_odd_stamp && is_over (attempt->result) && self->reason == NULL)
        self->reason = g_strdup ("the stamp of its registers is days away or off the grid");
    if (!attempt->has_clock || ABS (attempt->clock_offset_ms) <= TALLY_CLOCK_SET_MS)
        return;
    if (is_over (attempt->result) && self->reason == NULL)
        self->reason = clock_reason (&self->reading);
    g_message ("meter %" G_GINT64_FORMAT ": its clock is %" G_GINT64_FORMAT " ms off%s",
               attempt->meter_id, attempt->clock_offset_ms,
               self->reading.did_set_clock ? "; it was set" : "");
}

static void
end_meter (TallyCollectVisit *self)
{
    TallyCollectAttempt *attempt = &self->attempt;

    attempt->has_clock = self->reading.has_clock;
    attempt->clock_offset_ms = self->reading.clock_offset_ms;
    note_clock (self);
    attempt->reason = self->reason;
    tally_collect_batch_add_attempt (self->batch, attempt);
    if (self->sink->asked != NULL)
        self->sink->asked (attempt, self->sink->user_data);
    self->index++;
    self->step = AT_DOOR;
}

static void
begin_talk (TallyCollectVisit *self)
{
    tally_collect_talk_begin (&self->talk, &self->meter, &self->manner->clock, self->batch,
                              &self->reading);
    self->step = ASKING;
}

static gboolean
ask_next (TallyCollectVisit *self, int64_t now_us)
{
    TallyMeterRequest request;

    if (!tally_collect_talk_ask (&self->talk, &request))
        return FALSE;
    self->gateway->driver->ask (self->link, &request);
    self->until_us = now_us + (int64_t) self->manner->read_ms * 1000;
    return TRUE;
}

static void
lose_gateway (TallyCollectVisit *self, TallyAttemptResult result, const char *why)
{
    hang_up (self);
    self->unreachable = g_strdup (why);
    self->unreachable_result = result;
}

/* One try ended. Resumes where it ended, so that nothing is in the batch twice. */
static void
end_try (TallyCollectVisit *self, TallyAttemptResult result, const char *why)
{
    const TallyCollectManner *manner = self->manner;
    guint n_tries = manner->is_knock ? 1 : manner->n_tries;

    self->attempt.tries++;
    self->attempt.result = result;
    self->attempt.answered_at_us = MAX (self->attempt.answered_at_us, self->reading.answered_at_us);
    self->n_values += self->reading.n_values;
    self->attempt.n_values = self->n_values;
    for (size_t i = 0; i < self->meter.n_channels; i++)
        self->meter.since[i] = MAX (self->meter.since[i], self->reading.next[i]);
    g_free (self->reason);
    self->reason = g_strdup (why);
    if (!is_over (result) && result != TALLY_ATTEMPT_EXCEPTION)
        hang_up (self);
    self->has_answer |= self->reading.answered_at_us != 0;
    if (!is_over (result) && self->attempt.tries < (int16_t) n_tries) {
        self->step = CONNECTING;
        return;
    }
    self->n_silent = result == TALLY_ATTEMPT_TIMEOUT ? self->n_silent + 1 : 0;
    if (manner->is_knock && !self->has_answer && !is_over (result)
        && result != TALLY_ATTEMPT_EXCEPTION) {
        lose_gateway (self, result, why); /* it is not back yet: no attempt at its meters */
        self->step = AT_DOOR;
        return;
    }
    if (self->n_silent >= (manner->is_knock ? 1 : TALLY_VISIT_MAX_SILENT))
        lose_gateway (self, TALLY_ATTEMPT_TIMEOUT, "not asked: the meters before it were silent");
    end_meter (self);
}

/* The gateway cannot be reached: the meter at hand had its try. */
static void
fail_to_connect (TallyCollectVisit *self, TallyAttemptResult result, const char *why)
{
    hang_up (self);
    if (self->n_connects < self->manner->n_tries && !self->manner->is_knock)
        return;
    lose_gateway (self, result, why);
    if (self->manner->is_knock) {
        self->step = AT_DOOR;
        return;
    }
    self->attempt.tries++;
    self->attempt.result = result;
    g_free (self->reason);
    self->reason = g_strdup (why);
    end_meter (self);
}

/* Gives FALSE when there is nothing to do until something happens. */
static gboolean
advance_connecting (TallyCollectVisit *self, int64_t now_us)
{
    const TallyMeterDriver *driver = self->gateway->driver;
    TallyMeterAddress address = { self->gateway->host, self->gateway->port };
    TallyAttemptResult result = TALLY_ATTEMPT_REFUSED;
    g_autoptr(GError) error = NULL;
    TallyMeterAnswer answer;
    TallyLinkState state = TALLY_LINK_BROKEN;

    if (self->link == NULL) {
        self->link = driver->open (&address, &result, &error);
        self->n_links++;
        self->n_connects++;
        self->until_us = now_us + (int64_t) self->manner->connect_ms * 1000;
    }
    if (self->link != NULL)
        state = driver->advance (self->link, &answer, &result, &error);
    if (state == TALLY_LINK_READY) {
        self->n_connects = 0;
        begin_talk (self);
        if (!ask_next (self, now_us))
            end_try (self, self->talk.result, NULL);
    } else if (state == TALLY_LINK_BROKEN) {
        fail_to_connect (self, result, error->message);
    } else if (now_us >= self->until_us) {
        fail_to_connect (self, TALLY_ATTEMPT_TIMEOUT, "gateway: it was not reached in time");
    } else {
        return FALSE;
    }
    return TRUE;
}

static gboolean
advance_asking (TallyCollectVisit *self, int64_t now_us)
{
    TallyMeterAnswer answer;
    TallyAttemptResult result = TALLY_ATTEMPT_OK;
    g_autoptr(GError) error = NULL;

    switch (self->gateway->driver->advance (self->link, &answer, &result, &error)) {
    case TALLY_LINK_WAITS:
        if (now_us < self->until_us)
            return FALSE;
        end_try (self, TALLY_ATTEMPT_TIMEOUT, "receive: no answer in time");
        break;
    case TALLY_LINK_BROKEN:
        end_try (self, result, error->message);
        break;
    case TALLY_LINK_READY:
        if (!tally_collect_talk_hear (&self->talk, &answer, &error))
            end_try (self, self->talk.result, error->message);
        else if (!ask_next (self, now_us))
            end_try (self, self->talk.result, NULL);
        break;
    }
    return TRUE;
}

/* Begins the next meter; one that cannot be asked is over at once. */
static void
enter (TallyCollectVisit *self)
{
    begin_meter (self);
    if (self->meter.map == NULL) {
        self->attempt.result = TALLY_ATTEMPT_REFUSED;
        self->reason = g_strdup ("the meter's model has no register map");
        end_meter (self);
    } else if (self->unreachable != NULL) {
        self->attempt.result = self->unreachable_result;
        self->reason = g_strdup (self->unreachable);
        end_meter (self);
    } else {
        self->n_connects = 0;
        self->step = CONNECTING; /* with a link that is open the talk begins at once */
    }
}

static gboolean
is_last (const TallyCollectVisit *self)
{
    return self->index >= self->gateway->meters->len || self->shall_stop
           || (self->manner->is_knock && self->unreachable != NULL);
}

TallyVisitState
tally_collect_visit_advance (TallyCollectVisit *self, int64_t now_us, GError **error)
{
    for (;;) {
        if (self->step == AT_DOOR) {
            if (!hand_over (self, is_last (self) || self->shall_pause, error))
                return TALLY_VISIT_FAILED;
            if (is_last (self))
                self->step = AT_END;
        }
        if (self->step == AT_END) {
            hang_up (self);
            return TALLY_VISIT_OVER;
        }
        if (self->step == AT_DOOR && self->shall_pause) {
            hang_up (self);
            self->shall_pause = FALSE;
            return TALLY_VISIT_PAUSED;
        }
        if (self->step == AT_DOOR)
            enter (self);
        else if (self->step == CONNECTING ? !advance_connecting (self, now_us)
                                          : !advance_asking (self, now_us))
            return TALLY_VISIT_GOES_ON;
    }
}

void
tally_collect_visit_pause (TallyCollectVisit *self)
{
    self->shall_pause = TRUE;
}

void
tally_collect_visit_stop (TallyCollectVisit *self)
{
    self->shall_stop = TRUE;
}

void
tally_collect_visit_rest (TallyCollectVisit *self, const TallyBreaker *breaker)
{
    g_return_if_fail (self->index == 0 && self->step == AT_DOOR && self->unreachable == NULL);

    self->is_rested = TRUE;
    self->unreachable = g_strdup_printf ("not asked: the gateway %s %u times in a row and rests",
                                         breaker->last == TALLY_VISIT_SILENT ? "was silent"
                                                                             : "was not reached",
                                         breaker->n_failures);
    self->unreachable_result = breaker->last == TALLY_VISIT_SILENT ? TALLY_ATTEMPT_TIMEOUT
                                                                   : TALLY_ATTEMPT_REFUSED;
}

gboolean
tally_collect_visit_is_rested (const TallyCollectVisit *self)
{
    return self->is_rested;
}

TallyVisitEnd
tally_collect_visit_get_end (const TallyCollectVisit *self)
{
    if (self->has_answer)
        return TALLY_VISIT_WELL;
    if (self->n_silent > 0)
        return TALLY_VISIT_SILENT;
    return self->unreachable != NULL ? TALLY_VISIT_AWAY : TALLY_VISIT_WELL;
}

TallyVisitWait
tally_collect_visit_get_wait (const TallyCollectVisit *self)
{
    const TallyMeterDriver *driver = self->gateway->driver;

    if (self->link == NULL)
        return (TallyVisitWait){ .fd = -1, .link = self->n_links, .until_us = 0 };
    return (TallyVisitWait){
        .fd = driver->get_fd (self->link),
        .events = driver->get_events (self->link),
        .link = self->n_links,
        .until_us = self->until_us,
    };
}
