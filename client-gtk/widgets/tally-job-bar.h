// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyJobBar:
 *
 * How a job goes on, in the page and never in its way: what it does, how far it is,
 * and a button to cancel it. Hidden while nothing runs.
 *
 * Signal "cancelled": the person wants it to stop.
 */
#define TALLY_TYPE_JOB_BAR (tally_job_bar_get_type ())
G_DECLARE_FINAL_TYPE (TallyJobBar, tally_job_bar, TALLY, JOB_BAR, GtkWidget)

/** tally_job_bar_set_job: @can_cancel: whether the server can stop it */
void tally_job_bar_set_job (TallyJobBar *self, TallyJob *job, gboolean can_cancel);

G_END_DECLS
