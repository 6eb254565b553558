// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-talk.h"

G_BEGIN_DECLS

/**
 * TallyProbeFunc: called for each register of a map
 * @value: counts 10^exponent of the register's base unit; meaningless when @fault is set
 */
typedef void (*TallyProbeFunc) (const TallyRegister *reg,
                                int64_t value,
                                int16_t exponent,
                                const GError *fault,
                                gpointer user_data);

/**
 * tally_collect_probe_meter:
 * @driver: how to get there
 * @address: where
 * @patience_ms: to connect, and for each answer
 * @func: told each register
 *
 * Connects to a meter and reads every register of @map, once. Blocks.
 *
 * Returns: %TALLY_ATTEMPT_OK, or what went wrong with @error set
 */
TallyAttemptResult tally_collect_probe_meter (const TallyMeterDriver *driver,
                                              const TallyMeterAddress *address,
                                              guint patience_ms,
                                              int unit_id,
                                              const TallyRegisterMap *map,
                                              TallyProbeFunc func,
                                              gpointer user_data,
                                              GError **error);

G_END_DECLS
