// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-chain-calc.h"
#include "server/validate/tally-span-calc.h"

G_BEGIN_DECLS

/** TallyInstallation: a meter at a point over a time, as validation needs it */
typedef struct {
    int64_t point_id;
    int64_t meter_id;
    gboolean is_check;
    int64_t from;  /* Unix seconds */
    int64_t until; /* INT64_MAX while it hangs */
    TallyRatio ratio;
    int64_t rolls_over_at;
    int64_t first_register; /* Wh, secondary, at @from; -1: not known */
    int64_t last_register;  /* Wh, secondary, at @until; -1: not known */
    int64_t physical_w;     /* what the transformers can pass; 0: not known */
} TallyInstallation;

/**
 * TallyGather: the frames of one channel of one point, on their way to candidates
 */
typedef struct _TallyGather TallyGather;

/**
 * tally_gather_new:
 * @span: the intervals of interest
 * @installations: (array length=n): those of the point; must outlive the gather
 */
TallyGather *tally_gather_new (TallySpan span, const TallyInstallation *installations, size_t n);
void tally_gather_free (TallyGather *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyGather, tally_gather_free)

/**
 * tally_gather_add_exchanges:
 *
 * Adds what was read when meters were hung and taken down: active import only. So a series goes on
 * over a meter exchange, each meter's energy at its own ratios.
 */
void tally_gather_add_exchanges (TallyGather *self);

/**
 * tally_gather_add:
 * @frame: one frame
 * @values: (array length=frame->n): what it says
 * @qualities: (array length=frame->n): how well
 *
 * Which frame wins where several speak of one interval: what was measured before what was
 * substituted or edited, that before what is provisional or not believed; among those of one grade
 * a person's (manual) before a market file's, that before a meter's own load profile; among
 * those of one source the one with the lower digest. The last says nothing of which is right: when
 * a frame came is no part of what it says, the same content sent again is not stored again, and the
 * result may not depend on the order of arrival. Two of one grade that differ are a conflict, which
 * queues for a clerk. A polled register is measured, and used where no interval was.
 *
 * Frames of meters that did not hang at the point then are not used and noted as uninstalled.
 */
void tally_gather_add (TallyGather *self,
                       const TallyRawFrame *frame,
                       const int64_t *values,
                       const uint8_t *qualities);

/** tally_gather_get_main: Returns: (transfer none): what came of the main meters */
TallyCandidates *tally_gather_get_main (TallyGather *self);

/** tally_gather_get_check: Returns: (transfer none) (nullable): of the check meter */
TallyCandidates *tally_gather_get_check (TallyGather *self);

/**
 * tally_gather_made_from:
 * @day: a day of the span
 * @digest: (out caller-allocates): SHA-256 over the sorted digests of the day's frames
 */
void tally_gather_made_from (TallyGather *self, TallyDay day, uint8_t digest[32]);

G_END_DECLS
