// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-status-calc.h"
#include "server/validate/tally-validate-private.h"

#include <stdlib.h>

static int
compare_point (const void *key, const void *element)
{
    int64_t wanted = *(const int64_t *) key;
    int64_t point_id = ((const TallyValidatePoint *) element)->point_id;

    return (wanted > point_id) - (wanted < point_id);
}

static const TallyValidatePoint *
find_point (const TallyValidateWork *work, int64_t point_id)
{
    const GArray *points = work->pass->master->points;

    return bsearch (&point_id, points->data, points->len, sizeof (TallyValidatePoint),
                    compare_point);
}

static gboolean
has_channel (const TallyValidatePoint *point, int16_t channel)
{
    for (size_t i = 0; i < point->n_channels; i++) {
        if (point->channels[i] == channel)
            return TRUE;
    }
    return FALSE;
}

/* The frame's meter at the point; its ratio makes energy of what it says. */
static int64_t
primary_of (const TallyValidateWork *work,
            const TallyRawFrame *frame,
            const TallyValidatePoint *point)
{
    for (size_t i = 0; i < point->n_installations; i++) {
        const TallyInstallation *hung = &g_array_index (work->pass->master->installations,
                                                        TallyInstallation,
                                                        point->first_installation + i);

        if (hung->meter_id == frame->meter_id && !tally_frame_source_is_primary (frame->source))
            return hung->ratio.numerator / hung->ratio.denominator;
    }
    return 1;
}

void
tally_validate_note_beside (TallyValidateWork *work,
                            const TallyRawFrame *frame,
                            const int64_t *values,
                            const uint8_t *qualities)
{
    const TallyValidatePoint *point = find_point (work, frame->point_id);
    int64_t start = tally_day_start (work->pass->master->zone, (TallyDay){ frame->day });
    int64_t exported = 0;

    if (point == NULL || has_channel (point, frame->channel))
        return;
    for (int32_t i = 0; i < frame->n; i++) {
        int64_t at = frame->first_at + (int64_t) i * frame->interval_s;

        if (qualities[i] != TALLY_QUALITY_MEASURED)
            continue;
        if (frame->channel == TALLY_STATUS_CHANNEL)
            tally_cross_add_status (work->cross, point->point_id, frame->day,
                                    (int32_t) ((at - start) / point->interval_s), values[i]);
        exported += values[i];
    }
    if (frame->channel == 2 && frame->kind == TALLY_FRAME_INTERVAL)
        tally_cross_add_export (work->cross, point->point_id, frame->day,
                                exported * primary_of (work, frame, point));
}
