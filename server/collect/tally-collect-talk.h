// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-reading.h"

G_BEGIN_DECLS

/** Most models that a SunSpec meter's chain is followed through. */
#define TALLY_CHAIN_MAX_MODELS 64

/** TallyTalkPhase: what is asked next */
typedef enum {
    TALLY_TALK_BASE,      /* whether the chain of models begins here */
    TALLY_TALK_CHAIN,     /* which model stands here */
    TALLY_TALK_CLOCK,     /* what the meter's clock shows */
    TALLY_TALK_SET_CLOCK, /* orders it to show the right time */
    TALLY_TALK_SPAN,      /* all registers at once */
    TALLY_TALK_REGISTER,  /* one register after the other */
    TALLY_TALK_SELECT,    /* orders the window of a channel's memory */
    TALLY_TALK_WINDOW,    /* what the window shows */
    TALLY_TALK_OVER,
} TallyTalkPhase;

/**
 * TallyCollectTalk:
 *
 * A conversation with one meter without the wire: it says what to ask next and
 * is told what was answered. Whoever holds it sends, waits and receives. Lives
 * on the stack or in a struct; its meter, batch and reading outlive it.
 */
typedef struct {
    const TallyCollectMeter *meter;
    const TallyCollectClock *clock;
    TallyCollectBatch *batch;
    TallyCollectReading *reading;
    TallyTalkPhase phase;
    TallyAttemptResult result;
    int64_t asked_at_us;
    GArray *registers; /* TallyRegister: of the map, or of the model found */
    uint32_t base;     /* where the model found begins; 0 else */
    uint32_t place;    /* in the chain */
    guint n_bases;
    guint n_models;
    TallyRegisterSpan span;
    guint index; /* of the register, then of the channel */
    int64_t from;
    int64_t n_windows;
} TallyCollectTalk;

/**
 * tally_collect_talk_begin:
 * @batch: (nullable): gets registers, and intervals from each @since on; %NULL:
 *   only finds the meter's model
 * @reading: cleared
 */
void tally_collect_talk_begin (TallyCollectTalk *self,
                               const TallyCollectMeter *meter,
                               const TallyCollectClock *clock,
                               TallyCollectBatch *batch,
                               TallyCollectReading *reading);

/**
 * tally_collect_talk_ask:
 * @request: (out caller-allocates): the next question
 *
 * Returns: %FALSE when the conversation is over: @result of @self says how it
 *   ended: %TALLY_ATTEMPT_OK, or %TALLY_ATTEMPT_CLOCK when everything came but
 *   the clock is too far off
 */
gboolean tally_collect_talk_ask (TallyCollectTalk *self, TallyMeterRequest *request);

/**
 * tally_collect_talk_hear:
 * @answer: to the last question
 *
 * Returns: %FALSE when it makes the conversation impossible: @result is
 *   %TALLY_ATTEMPT_EXCEPTION or %TALLY_ATTEMPT_GARBAGE and @error is set. What
 *   came before is in the batch.
 */
gboolean tally_collect_talk_hear (TallyCollectTalk *self,
                                  const TallyMeterAnswer *answer,
                                  GError **error);

G_END_DECLS
