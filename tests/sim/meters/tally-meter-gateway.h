// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/sim/meters/tally-meter-image.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallyMeterGateway:
 *
 * A Modbus TCP server for the meters behind one gateway, a thread per
 * connection.
 */
typedef struct _TallyMeterGateway TallyMeterGateway;

/**
 * tally_meter_gateway_new:
 * @port: on 127.0.0.1
 * @faults: how it misbehaves; copied
 * @clock_shift_s: true time less the computer's clock
 */
TallyMeterGateway *tally_meter_gateway_new (uint16_t port,
                                            const TallyMeterFaults *faults,
                                            int64_t clock_shift_s,
                                            GError **error);

/** tally_meter_gateway_add: before the first connection; @map must outlive the gateway */
void tally_meter_gateway_add (TallyMeterGateway *self,
                              const TallySample *sample,
                              const TallySampleMeter *meter,
                              const TallyRegisterMap *map);

/** tally_meter_gateway_free: stops listening */
void tally_meter_gateway_free (TallyMeterGateway *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyMeterGateway, tally_meter_gateway_free)

G_END_DECLS
