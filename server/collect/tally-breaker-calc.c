// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-breaker-calc.h"

#define AWAY_FIRST_US G_USEC_PER_SEC
#define SILENT_FIRST_US (2 * G_USEC_PER_SEC)
#define DOUBLINGS_MAX 16

void
tally_breaker_note (TallyBreaker *self, TallyVisitEnd end, int64_t now_us, uint32_t jitter)
{
    int64_t rest = end == TALLY_VISIT_AWAY ? AWAY_FIRST_US : SILENT_FIRST_US;
    int64_t most = end == TALLY_VISIT_AWAY ? TALLY_BREAKER_AWAY_US : TALLY_BREAKER_SILENT_US;

    if (end == TALLY_VISIT_WELL) {
        *self = (TallyBreaker){ 0 };
        return;
    }
    rest = MIN (most, rest << MIN (self->n_failures, DOUBLINGS_MAX));
    rest -= rest / 4 * (jitter % 1000) / 1000;
    self->last = end;
    self->n_failures++;
    self->rests_until_us = now_us + rest;
}

gboolean
tally_breaker_is_open (const TallyBreaker *self, int64_t now_us)
{
    return now_us < self->rests_until_us;
}
