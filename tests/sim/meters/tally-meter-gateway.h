// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/sim/meters/tally-meter-hall.h"
#include "tests/sim/meters/tally-meter-image.h"

G_BEGIN_DECLS

/** TallyMeterGateway: the meters behind one gateway, as a Modbus TCP server */
typedef struct _TallyMeterGateway TallyMeterGateway;

/**
 * tally_meter_gateway_new:
 * @hall: serves it; outlives it
 * @port: where it listens
 * @faults: how it misbehaves; copied
 * @clock_shift_s: true time less the computer's clock
 */
TallyMeterGateway *tally_meter_gateway_new (TallyMeterHall *hall,
                                            uint16_t port,
                                            const TallyMeterFaults *faults,
                                            int64_t clock_shift_s);

/** tally_meter_gateway_open: begins to listen on @host, once all meters are there */
gboolean tally_meter_gateway_open (TallyMeterGateway *self, const char *host, GError **error);

/** tally_meter_gateway_add: before it is open; @meter and @map must outlive the gateway */
void tally_meter_gateway_add (TallyMeterGateway *self,
                              int unit,
                              const TallySample *sample,
                              const TallySampleMeter *meter,
                              const TallyRegisterMap *map);

/** tally_meter_gateway_free: stops listening */
void tally_meter_gateway_free (TallyMeterGateway *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyMeterGateway, tally_meter_gateway_free)

G_END_DECLS
