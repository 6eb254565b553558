// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillRow, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireBillRow, number, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRow, account_number, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRow, customer_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRow, period_start, DAY),
    TALLY_WIRE_FIELD (TallyWireBillRow, period_end, DAY),
    TALLY_WIRE_FIELD (TallyWireBillRow, version, INT),
    TALLY_WIRE_FIELD (TallyWireBillRow, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRow, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRow, hold_reasons, TEXTS),
    TALLY_WIRE_FIELD (TallyWireBillRow, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRow, tariff_version, INT),
    TALLY_WIRE_FIELD (TallyWireBillRow, currency, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRow, energy_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBillRow, net_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireBillRow, tax_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireBillRow, total_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireBillRow, estimated_ppm, INT),
    TALLY_WIRE_FIELD (TallyWireBillRow, issued_on, DAY),
    TALLY_WIRE_FIELD (TallyWireBillRow, due_on, DAY),
    TALLY_WIRE_FIELD (TallyWireBillRow, run_id, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillRow, tally_wire_bill_row);
