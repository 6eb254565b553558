// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-frame.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

#define TALLY_BATCH_ID_BYTES 16

/** SHA-256 of a file: origin of the frames it holds. */
#define TALLY_BATCH_FILE_BYTES 32

/** Most attempts and most frames in one batch. */
#define TALLY_BATCH_MAX_ITEMS 200000

/** TallyAttemptResult: how asking a meter ended; names are those of collect.attempt */
typedef enum {
    TALLY_ATTEMPT_OK,
    TALLY_ATTEMPT_TIMEOUT,   /* no answer in time */
    TALLY_ATTEMPT_REFUSED,   /* the gateway could not be reached, or hung up */
    TALLY_ATTEMPT_EXCEPTION, /* the meter answered with an exception */
    TALLY_ATTEMPT_GARBAGE,   /* the answer made no sense */
    TALLY_ATTEMPT_CLOCK,     /* answered, but its clock is too far off to trust intervals */
    TALLY_ATTEMPT_CANCELLED,
    TALLY_ATTEMPT_N_RESULTS
} TallyAttemptResult;

/**
 * TallyCollectAttempt:
 * @day: local day of @asked_at_us in the district's zone
 * @answered_at_us: 0 when nothing came back
 * @has_clock: whether @clock_offset_ms was measured: the meter's clock less ours
 *
 * One question to one meter. Instants are microseconds since 1970 UTC.
 */
typedef struct {
    int32_t district_id;
    int32_t day;
    int64_t point_id;
    int64_t meter_id;
    int32_t gateway_id;
    int64_t asked_at_us;
    int64_t answered_at_us;
    int16_t tries;
    TallyAttemptResult result;
    const char *reason;
    gboolean has_clock;
    int64_t clock_offset_ms;
    int32_t n_values;
} TallyCollectAttempt;

/** tally_attempt_result_name: Returns: "ok", "timeout" … */
const char *tally_attempt_result_name (TallyAttemptResult result);

/**
 * TallyCollectBatch:
 *
 * What one visit to a gateway brought: attempts and frames that go into the
 * spool, and from there into the database, together.
 */
typedef struct _TallyCollectBatch TallyCollectBatch;

/** tally_collect_batch_new: an empty batch with a new random id */
TallyCollectBatch *tally_collect_batch_new (void);

/** tally_collect_batch_new_named: @uuid: the id, such as that of a reading by hand */
TallyCollectBatch *tally_collect_batch_new_named (const char *uuid);

/** tally_collect_batch_new_of_file: an empty batch of frames that come from a file */
TallyCollectBatch *tally_collect_batch_new_of_file (const uint8_t sha256[TALLY_BATCH_FILE_BYTES]);
void tally_collect_batch_free (TallyCollectBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCollectBatch, tally_collect_batch_free)

/** tally_collect_batch_clear: takes all attempts and frames out; the id stays */
void tally_collect_batch_clear (TallyCollectBatch *self);

/** tally_collect_batch_get_id: Returns: %TALLY_BATCH_ID_BYTES bytes, origin of its frames */
const uint8_t *tally_collect_batch_get_id (const TallyCollectBatch *self);

/** tally_collect_batch_add_attempt: copies @attempt */
void tally_collect_batch_add_attempt (TallyCollectBatch *self, const TallyCollectAttempt *attempt);

/**
 * tally_collect_batch_add_values:
 * @head: the frame; its payload, flags, origin and n are set here
 * @values: (array length=n): in 10^exponent of the channel's unit
 * @qualities: (array length=n) (nullable): a #TallyQuality each; %NULL: all measured
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW when the values do not pack
 */
gboolean tally_collect_batch_add_values (TallyCollectBatch *self,
                                         const TallyCollectFrame *head,
                                         const int64_t *values,
                                         const uint8_t *qualities,
                                         size_t n,
                                         GError **error);

/**
 * tally_collect_batch_add_intervals:
 * @head: the frame; its kind and day are set here too
 * @zone: of the district
 *
 * The same for intervals that may go over midnight: one frame per local day.
 */
gboolean tally_collect_batch_add_intervals (TallyCollectBatch *self,
                                            const TallyCollectFrame *head,
                                            const TallyZone *zone,
                                            const int64_t *values,
                                            const uint8_t *qualities,
                                            size_t n,
                                            GError **error);

const TallyCollectAttempt *tally_collect_batch_get_attempts (const TallyCollectBatch *self,
                                                             size_t *n);
const TallyCollectFrame *tally_collect_batch_get_frames (const TallyCollectBatch *self, size_t *n);

/**
 * tally_collect_batch_to_bytes:
 *
 * Returns: (transfer full): the batch as the spool keeps it; never one of a file
 */
GBytes *tally_collect_batch_to_bytes (const TallyCollectBatch *self);

/**
 * tally_collect_batch_from_bytes:
 * @bytes: made by tally_collect_batch_to_bytes()
 * @length: number of @bytes
 *
 * Returns: (transfer full): the batch, or %NULL with %TALLY_ERROR_INVALID
 */
TallyCollectBatch *tally_collect_batch_from_bytes (const uint8_t *bytes,
                                                   size_t length,
                                                   GError **error);

G_END_DECLS
