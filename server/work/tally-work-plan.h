// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/work/tally-work-step.h"

G_BEGIN_DECLS

/** tally_work_plan_steps: Returns: every step that work.job may name; ends with a %NULL name */
const TallyWorkStep *tally_work_plan_steps (void);

G_END_DECLS
