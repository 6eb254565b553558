// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-visit.h"

#include "shared/error/tally-error.h"

#define ATTEMPTS_PER_BATCH 50
#define FRAMES_PER_BATCH 2000
#define SILENT_MAX 3 /* meters in a row; after them each gets one try only */

typedef struct {
    const TallyCollectGateway *gateway;
    const TallyCollectManner *manner;
    GCancellable *cancellable;
    const TallyCollectSink *sink;
    TallyMeterLink *link;
    TallyCollectBatch *batch;
    char *unreachable; /* why the gateway cannot be reached */
    TallyAttemptResult unreachable_result;
    guint n_silent;
} Visit;

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

static void
hang_up (Visit *visit)
{
    g_clear_pointer (&visit->link, visit->gateway->driver->close);
}

static void
visit_clear (Visit *visit)
{
    hang_up (visit);
    g_clear_pointer (&visit->batch, tally_collect_batch_free);
    g_clear_pointer (&visit->unreachable, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Visit, visit_clear)

/* Connects unless connected. A gateway that cannot be reached is not tried
 * again in this visit. */
static gboolean
connect_gateway (Visit *visit)
{
    TallyMeterAddress address = {
        .host = visit->gateway->host,
        .port = visit->gateway->port,
        .connect_ms = visit->manner->connect_ms,
        .read_ms = visit->manner->read_ms,
    };

    if (visit->unreachable != NULL)
        return FALSE;
    for (guint i = 0; visit->link == NULL && i < visit->manner->n_tries; i++) {
        g_autoptr(GError) error = NULL;

        visit->link = visit->gateway->driver->open (&address, &visit->unreachable_result, &error);
        if (visit->link == NULL && i + 1 == visit->manner->n_tries)
            visit->unreachable = g_strdup (error->message);
    }
    return visit->link != NULL;
}

/* Resumes where the try before ended, so that nothing is in the batch twice. */
static void
go_on (TallyCollectMeter *meter, const TallyCollectReading *reading)
{
    for (size_t i = 0; i < meter->n_channels; i++)
        meter->since[i] = MAX (meter->since[i], reading->next[i]);
}

static TallyAttemptResult
try_once (Visit *visit,
          TallyCollectMeter *meter,
          TallyCollectAttempt *attempt,
          TallyCollectReading *reading,
          GError **error)
{
    TallyAttemptResult result;
    int32_t n_before = attempt->n_values;

    if (!connect_gateway (visit)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, visit->unreachable);
        return visit->unreachable_result;
    }
    result = tally_collect_read_meter (visit->gateway->driver, visit->link, meter,
                                       &visit->manner->clock, visit->batch, reading, error);
    attempt->answered_at_us = MAX (attempt->answered_at_us, reading->answered_at_us);
    attempt->n_values = n_before + reading->n_values;
    go_on (meter, reading);
    if (result != TALLY_ATTEMPT_OK && result != TALLY_ATTEMPT_CLOCK
        && result != TALLY_ATTEMPT_EXCEPTION)
        hang_up (visit);
    return result;
}

static gboolean
is_over (TallyAttemptResult result)
{
    return result == TALLY_ATTEMPT_OK || result == TALLY_ATTEMPT_CLOCK;
}

static void
ask (Visit *visit, const TallyCollectMeter *meter, TallyCollectAttempt *attempt, char **reason)
{
    TallyCollectMeter own = *meter;
    TallyCollectReading reading = { 0 };
    guint n_tries = visit->n_silent >= SILENT_MAX ? 1 : visit->manner->n_tries;

    if (meter->map == NULL) {
        attempt->result = TALLY_ATTEMPT_REFUSED;
        *reason = g_strdup ("the meter's model has no register map");
        return;
    }
    for (guint i = 0; i < n_tries; i++) {
        g_autoptr(GError) error = NULL;

        attempt->tries++;
        attempt->result = try_once (visit, &own, attempt, &reading, &error);
        g_free (*reason);
        *reason = error != NULL ? g_strdup (error->message) : NULL;
        if (is_over (attempt->result) || visit->unreachable != NULL)
            break;
    }
    visit->n_silent = attempt->result == TALLY_ATTEMPT_TIMEOUT ? visit->n_silent + 1 : 0;
    attempt->has_clock = reading.has_clock;
    attempt->clock_offset_ms = reading.clock_offset_ms;
    if (is_over (attempt->result) && reading.did_set_clock)
        *reason = g_strdup ("the clock was set");
}

static void
ask_meter (Visit *visit, const TallyCollectMeter *meter)
{
    g_autofree char *reason = NULL;
    TallyCollectAttempt attempt = {
        .district_id = meter->district_id,
        .point_id = meter->point_id,
        .meter_id = meter->meter_id,
        .gateway_id = meter->gateway_id,
        .asked_at_us = tally_collect_clock_now_us (&visit->manner->clock),
    };

    attempt.day = tally_day_of (meter->zone, attempt.asked_at_us / G_USEC_PER_SEC).number;
    ask (visit, meter, &attempt, &reason);
    attempt.reason = reason;
    if (attempt.result == TALLY_ATTEMPT_CLOCK)
        g_message ("meter %" G_GINT64_FORMAT ": its clock is %" G_GINT64_FORMAT " ms off",
                   meter->meter_id, attempt.clock_offset_ms);
    tally_collect_batch_add_attempt (visit->batch, &attempt);
    if (visit->sink->asked != NULL)
        visit->sink->asked (&attempt, visit->sink->user_data);
}

static gboolean
hand_over (Visit *visit, gboolean is_last, GError **error)
{
    size_t n_attempts;
    size_t n_frames;

    tally_collect_batch_get_attempts (visit->batch, &n_attempts);
    tally_collect_batch_get_frames (visit->batch, &n_frames);
    if (n_attempts == 0
        || (!is_last && n_attempts < ATTEMPTS_PER_BATCH && n_frames < FRAMES_PER_BATCH))
        return TRUE;
    if (!visit->sink->take (visit->batch, visit->sink->user_data, error))
        return FALSE;
    tally_collect_batch_free (visit->batch);
    visit->batch = tally_collect_batch_new ();
    return TRUE;
}

gboolean
tally_collect_visit (const TallyCollectGateway *gateway,
                     const TallyCollectManner *manner,
                     GCancellable *cancellable,
                     const TallyCollectSink *sink,
                     GError **error)
{
    g_auto(Visit) visit = {
        .gateway = gateway,
        .manner = manner,
        .cancellable = cancellable,
        .sink = sink,
        .batch = tally_collect_batch_new (),
    };

    g_return_val_if_fail (manner->n_tries > 0, FALSE);

    for (guint i = 0; i < gateway->meters->len; i++) {
        if (g_cancellable_is_cancelled (cancellable))
            break;
        ask_meter (&visit, g_ptr_array_index (gateway->meters, i));
        if (!hand_over (&visit, FALSE, error))
            return FALSE;
    }
    return hand_over (&visit, TRUE, error);
}
