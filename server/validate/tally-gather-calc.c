// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-gather-calc.h"

#include "shared/block/tally-sha256.h"

#include <string.h>

#define DIGEST TALLY_RAW_DIGEST_BYTES

struct _TallyGather {
    TallySpan span;
    const TallyInstallation *installations;
    size_t n_installations;
    TallyCandidates *main;
    TallyCandidates *check;
    GArray *digests;     /* DayDigest */
    gboolean are_sorted; /* @digests, by day and digest */
};

/* A frame that speaks of a day. */
typedef struct {
    int32_t day;
    uint8_t digest[DIGEST];
} DayDigest;

/* Higher wins. */
static const uint8_t rank_of_source[TALLY_FRAME_N_SOURCES] = {
    [TALLY_FRAME_MODBUS] = 1, [TALLY_FRAME_PROFILE] = 2, [TALLY_FRAME_NEM12] = 3,
    [TALLY_FRAME_NEM13] = 3,  [TALLY_FRAME_CSV] = 3,     [TALLY_FRAME_ESPI] = 3,
    [TALLY_FRAME_MSCONS] = 3, [TALLY_FRAME_MANUAL] = 4,
};

TallyGather *
tally_gather_new (TallySpan span, const TallyInstallation *installations, size_t n)
{
    TallyGather *self = g_new0 (TallyGather, 1);

    self->span = span;
    self->installations = installations;
    self->n_installations = n;
    self->main = tally_candidates_new (span);
    self->digests = g_array_sized_new (FALSE, FALSE, sizeof (DayDigest),
                                       (guint) tally_days_count (span.days));
    for (size_t i = 0; i < n && self->check == NULL; i++) {
        if (installations[i].is_check)
            self->check = tally_candidates_new (span);
    }
    return self;
}

void
tally_gather_free (TallyGather *self)
{
    g_clear_pointer (&self->main, tally_candidates_free);
    g_clear_pointer (&self->check, tally_candidates_free);
    g_clear_pointer (&self->digests, g_array_unref);
    g_free (self);
}

static void
remember (TallyGather *self, int32_t day, const uint8_t digest[DIGEST])
{
    DayDigest one = { .day = day };

    memcpy (one.digest, digest, DIGEST);
    g_array_append_val (self->digests, one);
    self->are_sorted = FALSE;
}

static void
add_readings (TallyCandidates *candidates,
              const TallyInstallation *hung,
              const TallyRawFrame *frame,
              const int64_t *values,
              const uint8_t *qualities)
{
    for (int32_t i = 0; i < frame->n; i++) {
        TallyReading reading = {
            .at = frame->first_at + (int64_t) i * frame->interval_s,
            .count = values[i],
            .meter_id = hung->meter_id,
            .ratio = tally_ratio_scale (hung->ratio, frame->exponent),
            .rolls_over_at = hung->rolls_over_at,
            .since = hung->from,
        };

        if (qualities[i] == TALLY_QUALITY_MEASURED && reading.at >= hung->from
            && reading.at <= hung->until
            && (frame->received_at == 0 || reading.at <= frame->received_at + TALLY_STAMP_AHEAD_S))
            g_array_append_val (candidates->readings, reading);
    }
}

static void
add_intervals (TallyCandidates *candidates,
               const TallyInstallation *hung,
               const TallyRawFrame *frame,
               const int64_t *values,
               const uint8_t *qualities,
               const uint8_t digest[DIGEST])
{
    gboolean is_primary = tally_frame_source_is_primary (frame->source);
    TallyArrived arrived = {
        .first_at = frame->first_at,
        .interval_s = frame->interval_s,
        .n = frame->n,
        .counts = values,
        .qualities = qualities,
        .ratio = tally_ratio_scale (is_primary ? (TallyRatio){ 1, 1 } : hung->ratio,
                                    frame->exponent),
        .rank = rank_of_source[frame->source],
        .from = hung->from,
        .until = hung->until,
        .received_at = frame->received_at,
    };

    for (int i = 0; i < 8; i++)
        arrived.tie = arrived.tie << 8 | digest[i];
    tally_candidates_add (candidates, &arrived);
}

static void
add_bound (TallyGather *self, const TallyInstallation *hung, int64_t at, int64_t count)
{
    TallyCandidates *candidates = hung->is_check ? self->check : self->main;
    TallyReading reading = {
        .at = at,
        .count = count,
        .meter_id = hung->meter_id,
        .ratio = hung->ratio,
        .rolls_over_at = hung->rolls_over_at,
        .since = hung->from,
    };
    int64_t end = self->span.start + (int64_t) self->span.n * self->span.interval_s;

    if (count >= 0 && at >= self->span.start - TALLY_READING_NEAR_S
        && at <= end + TALLY_READING_NEAR_S)
        g_array_append_val (candidates->readings, reading);
}

void
tally_gather_add_exchanges (TallyGather *self)
{
    for (size_t i = 0; i < self->n_installations; i++) {
        const TallyInstallation *hung = &self->installations[i];

        add_bound (self, hung, hung->from, hung->first_register);
        add_bound (self, hung, hung->until, hung->last_register);
    }
}

/* Whether some part of the frame lies in a time its meter hung. */
static gboolean
is_hung (const TallyInstallation *hung, const TallyRawFrame *frame)
{
    int64_t end = frame->first_at + (int64_t) frame->n * frame->interval_s;

    return hung->meter_id == frame->meter_id && frame->first_at <= hung->until && end >= hung->from;
}

void
tally_gather_add (TallyGather *self,
                  const TallyRawFrame *frame,
                  const int64_t *values,
                  const uint8_t *qualities)
{
    TallyStampFault fault = { TALLY_RULE_UNINSTALLED, frame->first_at, frame->n };
    uint8_t digest[DIGEST];
    gboolean is_used = FALSE;

    if (frame->digest != NULL)
        memcpy (digest, frame->digest, sizeof digest);
    else
        tally_raw_chain_digest (frame, digest);
    remember (self, frame->day, digest);
    for (size_t i = 0; i < self->n_installations; i++) {
        const TallyInstallation *hung = &self->installations[i];
        TallyCandidates *candidates = hung->is_check ? self->check : self->main;

        if (!is_hung (hung, frame))
            continue;
        is_used = TRUE;
        if (frame->kind == TALLY_FRAME_REGISTER)
            add_readings (candidates, hung, frame, values, qualities);
        else
            add_intervals (candidates, hung, frame, values, qualities, digest);
    }
    if (!is_used && self->main->faults->len < TALLY_VALIDATE_MAX_FINDINGS)
        g_array_append_val (self->main->faults, fault);
}

TallyCandidates *
tally_gather_get_main (TallyGather *self)
{
    return self->main;
}

TallyCandidates *
tally_gather_get_check (TallyGather *self)
{
    return self->check;
}

static int
compare_digests (gconstpointer a, gconstpointer b)
{
    const DayDigest *left = a;
    const DayDigest *right = b;

    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    return memcmp (left->digest, right->digest, DIGEST);
}

/* Where the digests of @day begin. */
static guint
find_day (const TallyGather *self, int32_t day)
{
    guint low = 0;
    guint high = self->digests->len;

    while (low < high) {
        guint middle = (low + high) / 2;

        if (g_array_index (self->digests, DayDigest, middle).day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void
tally_gather_made_from (TallyGather *self, TallyDay day, uint8_t digest[32])
{
    g_autofree TallyBytes *parts = NULL;
    guint first;
    guint end;

    if (!self->are_sorted)
        g_array_sort (self->digests, compare_digests);
    self->are_sorted = TRUE;
    first = find_day (self, day.number);
    end = find_day (self, day.number + 1);
    parts = g_new (TallyBytes, end - first + 1);
    for (guint i = first; i < end; i++)
        parts[i - first] = (TallyBytes){ g_array_index (self->digests, DayDigest, i).digest,
                                         DIGEST };
    tally_sha256 (parts, end - first, digest);
}
