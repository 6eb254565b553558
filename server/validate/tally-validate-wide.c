// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-store.h"
#include "server/validate/estimate/tally-reach-calc.h"
#include "server/validate/tally-validate-private.h"

void
tally_validate_prepare (TallyValidateWork *work)
{
    TallyCandidates *main = tally_gather_get_main (work->gather);
    GArray *decisions = tally_validate_decided_find (work->decided->rollovers,
                                                     work->point->point_id, work->channel);

    main->capacity_w = work->point->capacity_w;
    if (decisions != NULL)
        g_array_append_vals (main->decisions, decisions->data, decisions->len);
    if (work->channel == 1)
        tally_gather_add_exchanges (work->gather);
}

static gboolean
is_withdrawn (const TallyValidateWork *work, const TallyRawFrame *frame, int64_t count)
{
    const GArray *withdrawn = tally_validate_decided_find (work->decided->withdrawn,
                                                           frame->point_id, frame->channel);

    for (guint i = 0; withdrawn != NULL && i < withdrawn->len; i++) {
        const TallyWithdrawn *row = &g_array_index (withdrawn, TallyWithdrawn, i);

        if (row->meter_id == frame->meter_id && row->at == frame->first_at && row->count == count)
            return TRUE;
    }
    return FALSE;
}

void
tally_validate_gather (TallyValidateWork *work,
                       const TallyRawFrame *frame,
                       const int64_t *values,
                       const uint8_t *qualities)
{
    if (frame->source != TALLY_FRAME_MANUAL || !is_withdrawn (work, frame, values[0]))
        tally_gather_add (work->gather, frame, values, qualities);
}

static gboolean
is_cut (const TallyValidateWork *work, gboolean is_edited)
{
    TallyCandidates *main = tally_gather_get_main (work->gather);
    const TallySpan *span = &main->span;
    int32_t first = tally_span_first (span, work->pass->closed.first);
    int32_t end = tally_span_first (span, work->pass->closed.end);
    gboolean may_end_later = span->days.end.number <= work->pass->open.number;

    if (!tally_reach_is_cut (main, first, end, is_edited, may_end_later))
        return FALSE;
    tally_candidates_apply_readings (main, NULL);
    return tally_reach_is_cut (main, first, end, is_edited, may_end_later);
}

static gboolean
on_frame (const TallyRawFrame *frame,
          const int64_t *values,
          const uint8_t *qualities,
          gpointer user_data,
          GError **error)
{
    TallyValidateWork *work = user_data;

    if (frame->channel == work->channel)
        tally_validate_gather (work, frame, values, qualities);
    return TRUE;
}

gboolean
tally_validate_widen (TallyValidateWork *work, gboolean is_edited, GError **error)
{
    TallySpan span = tally_gather_get_main (work->gather)->span;
    TallyDays days = span.days;

    if (!is_cut (work, is_edited))
        return TRUE;
    if (work->wide == NULL)
        work->wide = tally_db_open_as (work->pass->conninfo, TALLY_VALIDATE_LOGIN, error);
    if (work->wide == NULL)
        return FALSE;
    days.first.number -= TALLY_VALIDATE_REACH_DAYS;
    days.end.number += TALLY_VALIDATE_REACH_DAYS;
    tally_gather_free (work->gather);
    work->gather = tally_gather_new (tally_span_new (span.zone, days, span.interval_s),
                                     &g_array_index (work->pass->master->installations,
                                                     TallyInstallation,
                                                     work->point->first_installation),
                                     work->point->n_installations);
    days.first.number--; /* a register near the span's first bound */
    if (!tally_raw_store_read_point (work->wide, work->pass->master->district_id,
                                     work->point->point_id, days, on_frame, work, error))
        return FALSE;
    tally_validate_prepare (work);
    return TRUE;
}
