// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-frame.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyCollectMark: up to where the intervals of one channel of a meter are in
 * @next_start: Unix seconds; a meter is asked for what begins here
 * @starts_at: Unix seconds; a mark before it stays where it is, since what lies between has not
 *   come. 0: it goes forward in any case
 */
typedef struct {
    int32_t district_id;
    int64_t meter_id;
    int16_t channel;
    int64_t next_start;
    int64_t starts_at;
} TallyCollectMark;

/**
 * TallyCollectMarks:
 *
 * The furthest mark of each channel of each meter.
 */
typedef struct _TallyCollectMarks TallyCollectMarks;

TallyCollectMarks *tally_collect_marks_new (void);
void tally_collect_marks_free (TallyCollectMarks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCollectMarks, tally_collect_marks_free)

/** tally_collect_marks_add_frames: notes the end of each interval frame */
void tally_collect_marks_add_frames (TallyCollectMarks *self,
                                     const TallyCollectFrame *frames,
                                     size_t n);

/**
 * tally_collect_marks_add_run: notes @run, of a file
 *
 * A file says nothing of what the meter counted before it: the mark of a channel is the first run
 * without a hole, and it moves only a mark that this run joins on to.
 */
void tally_collect_marks_add_run (TallyCollectMarks *self, const TallyCollectMark *run);

/**
 * tally_collect_marks_add_file: notes the runs of intervals that are not missing in @frames
 *
 * Returns: %FALSE with the error of the flags that can't be read
 */
gboolean tally_collect_marks_add_file (TallyCollectMarks *self,
                                       const TallyCollectFrame *frames,
                                       size_t n,
                                       GError **error);

/** tally_collect_marks_add: notes @mark, when it is further than what is known */
void tally_collect_marks_add (TallyCollectMarks *self, const TallyCollectMark *mark);

/** tally_collect_marks_find: Returns: next_start, or 0 when nothing is known */
int64_t tally_collect_marks_find (TallyCollectMarks *self,
                                  int32_t district_id,
                                  int64_t meter_id,
                                  int16_t channel);

/** tally_collect_marks_list: Returns: (transfer container) (element-type TallyCollectMark) */
GPtrArray *tally_collect_marks_list (TallyCollectMarks *self);

/**
 * tally_collect_progress_store_advance:
 * @db: a connection of the collector role, in the transaction that stores the frames
 *
 * Marks go forward only, so handing over an old batch again changes nothing.
 */
gboolean tally_collect_progress_store_advance (TallyDb *db,
                                               TallyCollectMarks *marks,
                                               GError **error);

/** tally_collect_progress_store_load: adds to @marks what the database knows */
gboolean tally_collect_progress_store_load (TallyDb *db, TallyCollectMarks *marks, GError **error);

G_END_DECLS
