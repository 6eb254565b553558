// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-store.h"

G_BEGIN_DECLS

/** Intervals of a day of quarter-hours. */
#define TALLY_TEST_INTERVALS 96

/**
 * TallyTestFrames:
 *
 * Frames of many meters for one day, shaped like a household's: a quiet night,
 * two peaks, noise. The same @day and meter give the same frame.
 */
typedef struct {
    TallyRawFrame *frames;
    size_t n;
    GPtrArray *bytes; /* what the frames borrow */
} TallyTestFrames;

/** tally_test_frames_values: receives the intervals of one meter and day, in Wh */
void tally_test_frames_values (int64_t meter_id, int32_t day, int64_t values[TALLY_TEST_INTERVALS]);

/**
 * tally_test_frames_make:
 * @first_meter: id of the first meter, and of its point
 * @n: how many meters, one after the other
 *
 * Packs a frame a meter; what a collector does with what it read.
 */
TallyTestFrames *tally_test_frames_make (int32_t district_id,
                                         int32_t day,
                                         int64_t first_meter,
                                         size_t n);
void tally_test_frames_free (TallyTestFrames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyTestFrames, tally_test_frames_free)

G_END_DECLS
