// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-what-if-mover.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, agreement_id, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, account_number, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, customer_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, point_kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, energy_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, before_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, after_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfMover, change_ppm, BIG),
};

TALLY_WIRE_DEFINE (TallyWireWhatIfMover, tally_wire_what_if_mover);
