// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-intake-step.h"

G_BEGIN_DECLS

/**
 * TallyRawIntake:
 *
 * A thread that takes what is in the spool into the database as soon as it is
 * there, and keeps trying while the database is away.
 */
#define TALLY_TYPE_RAW_INTAKE (tally_raw_intake_get_type ())
G_DECLARE_FINAL_TYPE (TallyRawIntake, tally_raw_intake, TALLY, RAW_INTAKE, GObject)

/** tally_raw_intake_new: @conninfo: the database, without a user */
TallyRawIntake *tally_raw_intake_new (const char *conninfo, TallyCollectSpool *spool);

void tally_raw_intake_start (TallyRawIntake *self);

/** tally_raw_intake_wake: there is something in the spool; any thread may call it */
void tally_raw_intake_wake (TallyRawIntake *self);

/** tally_raw_intake_stop: ends after the step at hand; blocks until then */
void tally_raw_intake_stop (TallyRawIntake *self);

/** tally_raw_intake_get_taken: Returns: sums since the start, for /metrics */
TallyRawTaken tally_raw_intake_get_taken (TallyRawIntake *self);

G_END_DECLS
