// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-meter-driver.h"

G_BEGIN_DECLS

/** tally_modbus_tcp_driver: Returns: (transfer none): Modbus TCP over libmodbus */
const TallyMeterDriver *tally_modbus_tcp_driver (void);

G_END_DECLS
