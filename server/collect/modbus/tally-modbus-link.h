// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-meter-driver.h"

G_BEGIN_DECLS

/** tally_modbus_find_driver: @transport: "tcp", "rtu-over-tcp" or "rtu", as in ref.gateway.
 * Returns: (transfer none) (nullable): %NULL when there is no such driver */
const TallyMeterDriver *tally_modbus_find_driver (const char *transport);

G_END_DECLS
