// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-copy.h"
#include "server/raw/tally-raw-chain-calc.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * tally_raw_store_append_batch:
 * @db: a connection of the collector role, in a transaction of
 *   %TALLY_ISOLATION_EACH_STATEMENT
 * @frames: (array length=n): what arrived
 * @n: number of @frames, any
 * @n_new: (out): how many of them were not stored before
 * @error: return location
 *
 * Stores @frames for ever, each exactly once: a frame whose digest is stored
 * for its district and day is passed over, so a collector that lost its answer
 * simply sends again. Frames of one district and day are chained in the order
 * given. Two writers of the same district and day wait for each other.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, naming the day, when a frame is of a month that was
 *   retired (tally-raw-retired-store.h): none is stored then
 */
gboolean tally_raw_store_append_batch (TallyDb *db,
                                       const TallyRawFrame *frames,
                                       size_t n,
                                       size_t *n_new,
                                       GError **error);

/**
 * tally_raw_store_make_months:
 * @db: a connection of the collector role, not in a transaction
 * @days: the local days that frames will be stored for
 *
 * Makes the monthly partitions of @days where they are missing. Called before
 * appending; without it frames land in the default partition. A retired month keeps the partition
 * that takes nothing.
 */
gboolean tally_raw_store_make_months (TallyDb *db, TallyDays days, GError **error);

/**
 * TallyRawFrameFunc:
 * @frame: valid during the call
 * @values: (array length=frame->n): unpacked; 0 where missing
 * @qualities: (array length=frame->n): a #TallyQuality each
 *
 * Returns: %FALSE with @error set to stop reading
 */
typedef gboolean (*TallyRawFrameFunc) (const TallyRawFrame *frame,
                                       const int64_t *values,
                                       const uint8_t *qualities,
                                       gpointer user_data,
                                       GError **error);

/**
 * tally_raw_store_read_days:
 * @db: a connection that may read raw; can do nothing else until this returns
 * @district_id: whose frames
 * @days: local days of the frames' first stamps, first and end
 * @func: (scope call): called for each frame, in order of point, channel, day
 *   and place in the chain
 * @user_data: for @func
 * @error: return location
 *
 * Streams the frames of a district. Every digest is checked on the way: a
 * frame that says something else than its digest stops the reading with
 * %TALLY_ERROR_INTERNAL, naming district, day and seq.
 */
gboolean tally_raw_store_read_days (TallyDb *db,
                                    int32_t district_id,
                                    TallyDays days,
                                    TallyRawFrameFunc func,
                                    gpointer user_data,
                                    GError **error);

/** tally_raw_store_read_point: the same for one point */
gboolean tally_raw_store_read_point (TallyDb *db,
                                     int32_t district_id,
                                     int64_t point_id,
                                     TallyDays days,
                                     TallyRawFrameFunc func,
                                     gpointer user_data,
                                     GError **error);

/** tally_raw_store_read_points: the same for the points from @first to @last, both among them */
gboolean tally_raw_store_read_points (TallyDb *db,
                                      int32_t district_id,
                                      int64_t first,
                                      int64_t last,
                                      TallyDays days,
                                      TallyRawFrameFunc func,
                                      gpointer user_data,
                                      GError **error);

/** tally_raw_store_read_refused: the same for frames of all districts that were not taken, because
 * their month was retired; in the order they came */
gboolean tally_raw_store_read_refused (TallyDb *db,
                                       TallyDays days,
                                       TallyRawFrameFunc func,
                                       gpointer user_data,
                                       GError **error);

/**
 * TallyRawVerdict:
 * @n_frames: frames looked at
 * @n_chains: chains (districts and days) looked at
 * @is_intact: %FALSE when a frame is not what it was
 * @district_id, @day, @seq: the first bad frame when not intact
 * @reason: what is wrong with it; a static string
 */
typedef struct {
    int64_t n_frames;
    int64_t n_chains;
    gboolean is_intact;
    int32_t district_id;
    int32_t day;
    int32_t seq;
    const char *reason;
} TallyRawVerdict;

/**
 * tally_raw_store_verify:
 * @db: a connection that may read raw
 * @verdict: (out caller-allocates): the outcome
 * @error: return location: the database could not be read
 *
 * Recomputes every digest and every chain of every district and day.
 */
gboolean tally_raw_store_verify (TallyDb *db, TallyRawVerdict *verdict, GError **error);

/**
 * tally_raw_store_verify_rows:
 * @rows: frames with the columns of raw/read-chains, and in its order
 * @days: the days they may be of
 *
 * The same for frames that are kept elsewhere.
 */
gboolean tally_raw_store_verify_rows (TallyCopyOut *rows,
                                      TallyDays days,
                                      TallyRawVerdict *verdict,
                                      GError **error);

G_END_DECLS
