// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** Longest rest of a gateway that cannot be reached, or that can be and says nothing: with the
 * patience of a knock it is back within 10 s of its network. */
#define TALLY_BREAKER_AWAY_US (4 * G_USEC_PER_SEC)
#define TALLY_BREAKER_SILENT_US (5 * G_USEC_PER_SEC)

/** Patience of a knock, in ms: to connect, and for an answer. */
#define TALLY_BREAKER_KNOCK_MS 3000

/** TallyVisitEnd: how a visit found a gateway */
typedef enum {
    TALLY_VISIT_WELL,   /* somebody answered */
    TALLY_VISIT_AWAY,   /* it could not be reached */
    TALLY_VISIT_SILENT, /* it could, and nobody answered */
} TallyVisitEnd;

/**
 * TallyBreaker: whether a gateway is worth asking
 * @last: how the last visit ended
 * @n_failures: visits in a row that found nobody
 * @rests_until_us: monotonic time before which it is left alone; 0: closed circuit
 *
 * Begins as all zero bytes.
 */
typedef struct {
    TallyVisitEnd last;
    guint n_failures;
    int64_t rests_until_us;
} TallyBreaker;

/**
 * tally_breaker_note:
 * @jitter: any number: spreads the rests of gateways that failed together
 *
 * Notes how a visit ended at @now_us. Rests double from 1 s (away) or 2 s
 * (silent) on, less up to a quarter.
 */
void tally_breaker_note (TallyBreaker *self, TallyVisitEnd end, int64_t now_us, uint32_t jitter);

/** tally_breaker_is_open: Returns: whether the gateway rests at @now_us */
gboolean tally_breaker_is_open (const TallyBreaker *self, int64_t now_us);

G_END_DECLS
