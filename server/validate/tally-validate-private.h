// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-cross-calc.h"
#include "server/validate/tally-validate-pass.h"

G_BEGIN_DECLS

/* Between the files of a pass only. */

/* Channels whose energy is billed. */
#define TALLY_ENERGY_CHANNELS 4

typedef struct {
    TallyValidatePass *pass;
    GHashTable *latest;
    TallyValidateDecided *decided;
    TallyCopyIn *rows;
    GPtrArray *hot;
    TallyPackedBlock *packed; /* the day that is written */
    TallyFound *found;
    GString *rebills; /* JSON */
    TallyCross *cross;
    TallyDb *wide;            /* made when the first channel asks */
    const TallyRules **rules; /* of each closed day, for points of @rules_kind */
    const char *rules_kind;

    /* The channel that frames are being gathered for. */
    const TallyValidatePoint *point;
    TallyCrossPoint cross_point;
    int16_t channel;
    TallyGather *gather;
    guint first_point; /* of the range, in the master data */
    guint end_point;
    guint next_point;
    size_t next_channel;
} TallyValidateWork;

void tally_packed_block_free (gpointer block);

/** tally_validate_prepare: gives the channel what was decided and read of it beside its frames */
void tally_validate_prepare (TallyValidateWork *work);

/** tally_validate_gather: adds a frame to the channel that is gathered, unless it is a register
 * read by hand that was withdrawn */
void tally_validate_gather (TallyValidateWork *work,
                            const TallyRawFrame *frame,
                            const int64_t *values,
                            const uint8_t *qualities);

/**
 * tally_validate_widen:
 * @is_edited: whether people decided how intervals of the channel are estimated
 *
 * Where a gap between registers reaches out of the days that were read, reads the channel once more
 * with %TALLY_VALIDATE_REACH_DAYS more on both sides, over a connection of its own.
 */
gboolean tally_validate_widen (TallyValidateWork *work, gboolean is_edited, GError **error);

/**
 * tally_validate_note_beside: what a meter says beside the channels of its point
 *
 * Its status, and energy that flows out where none should.
 */
void tally_validate_note_beside (TallyValidateWork *work,
                                 const TallyRawFrame *frame,
                                 const int64_t *values,
                                 const uint8_t *qualities);

/** tally_validate_note: keeps a finding until the end of the pass */
void tally_validate_note (TallyValidateWork *work,
                          int64_t point_id,
                          int16_t channel,
                          int32_t day,
                          const TallyFinding *finding);

/** tally_validate_take_closed: a #TallyValidatedFunc that stores; data is the work */
gboolean tally_validate_take_closed (TallyDay day,
                                     const int64_t *values,
                                     const uint8_t *qualities,
                                     int32_t n,
                                     GArray *findings,
                                     gpointer work,
                                     GError **error);

/** tally_validate_take_open: the day that runs, as it arrived */
gboolean tally_validate_take_open (TallyValidateWork *work, GError **error);

G_END_DECLS
