// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-point-meter.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePointMeter, meter_id, INT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, serial, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, model, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, role, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, digits, INT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, ct, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, pt, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, from, INSTANT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, to, INSTANT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, first_register, BIG),
    TALLY_WIRE_FIELD (TallyWirePointMeter, last_register, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, accuracy_ppm, INT),
    TALLY_WIRE_FIELD (TallyWirePointMeter, gateway, TEXT),
};

TALLY_WIRE_DEFINE (TallyWirePointMeter, tally_wire_point_meter);
