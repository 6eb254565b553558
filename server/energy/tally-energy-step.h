// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-step.h"

G_BEGIN_DECLS

/**
 * TallyEnergyOrder:
 * @days: local days; balances are made of those that are over by @now
 * @now: Unix seconds
 * @cancellable: (nullable): looked at between districts
 * @progress: (nullable): counts days
 * @is_full: computes every day; otherwise only days of which validation made a newer version,
 *   which misses what changed in the master data alone
 */
typedef struct {
    TallyDays days;
    int64_t now;
    GCancellable *cancellable;
    TallyProgress progress;
    gpointer progress_data;
    gboolean is_full;
} TallyEnergyOrder;

typedef struct {
    int64_t n_days;     /* statistics written */
    int64_t n_balances; /* node-days looked at */
    int64_t n_written;  /* new versions of them */
} TallyEnergyResult;

/**
 * tally_energy_step_run:
 * @conninfo: connection string; the step opens two connections of the settle role
 *
 * Validated days become day statistics (energy.day) and the energy balance of every node, for
 * each interval and day (energy.balance), and month statistics (energy.month). One transaction a
 * month or run of changed days. Safe to repeat: a balance whose content did not change gets no new
 * version. One runs at a time; others wait for it.
 */
gboolean tally_energy_step_run (const char *conninfo,
                                const TallyEnergyOrder *order,
                                TallyEnergyResult *result,
                                GError **error);

/**
 * tally_energy_step_verify:
 * @n_checked: (out): node-days computed anew
 * @finding: (out) (nullable) (transfer full): the first row that does not close; %NULL: all do
 *
 * Computes every balance of @order's days again from validated days and holds it against the
 * stored one, interval by interval. Days that were never balanced are passed over; a node that
 * lacks a day which others have is a finding.
 */
gboolean tally_energy_step_verify (const char *conninfo,
                                   const TallyEnergyOrder *order,
                                   int64_t *n_checked,
                                   char **finding,
                                   GError **error);

G_END_DECLS
